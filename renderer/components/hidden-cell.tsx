import { Button, OverlayArrow, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { Column, EarlierRelease, ReleasedCell } from '../../analysis/domain/statistic.ts';
import { cellText, HIDDEN_MARK, hiddenExplanation } from '../format/number.ts';

export interface CellProps {
  readonly cell: ReleasedCell;
  readonly column: Column;
  readonly threshold: number;
  /** Releases for whose sake cells of the same table are hidden. */
  readonly earlier?: readonly EarlierRelease[] | undefined;
}

/** A released number; a hidden one is 「＊」 that says why when it is pointed at or focused. */
export function ReleasedNumber({ cell, column, threshold, earlier }: CellProps) {
  if (cell.state !== 'hidden') {
    return (
      <span className="num" {...(cell.state === 'none' ? { title: '該当する人がいません' } : {})}>
        {cellText(cell, column)}
      </span>
    );
  }
  const reason = hiddenExplanation(cell.reason, threshold, earlier);
  return (
    <TooltipTrigger delay={150}>
      <Button className="hidden-cell" aria-label={`非公開。${reason}`}>
        {HIDDEN_MARK}
      </Button>
      <Tooltip className="tooltip" offset={6}>
        <OverlayArrow />
        {reason}
      </Tooltip>
    </TooltipTrigger>
  );
}
