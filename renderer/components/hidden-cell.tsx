import { Button, OverlayArrow, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { Column, ReleasedCell } from '../../analysis/domain/statistic.ts';
import { cellText, HIDDEN_MARK, hiddenExplanation } from '../format/number.ts';

export interface CellProps {
  readonly cell: ReleasedCell;
  readonly column: Column;
  readonly threshold: number;
}

/** A released number; a hidden one is 「＊」 that says why when it is pointed at or focused. */
export function ReleasedNumber({ cell, column, threshold }: CellProps) {
  if (cell.state !== 'hidden') {
    return (
      <span className="num" {...(cell.state === 'none' ? { title: '該当する人がいません' } : {})}>
        {cellText(cell, column)}
      </span>
    );
  }
  const reason = hiddenExplanation(cell.reason, threshold);
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
