import { type ReactNode, use, useEffect, useMemo, useRef } from 'react';
import {
  Button,
  OverlayArrow,
  Tooltip,
  TooltipTrigger,
  TooltipTriggerStateContext,
} from 'react-aria-components';
import type { Column, EarlierRelease, ReleasedCell } from '../../analysis/domain/statistic.ts';
import { cellText, HIDDEN_MARK, hiddenExplanation } from '../format/number.ts';

export interface CellProps {
  readonly cell: ReleasedCell;
  readonly column: Column;
  readonly threshold: number;
  /** Releases for whose sake cells of the same table are hidden. */
  readonly earlier?: readonly EarlierRelease[] | undefined;
}

/** Longest time in which the page still scrolls to what the keyboard came to. */
const ARRIVAL_MS = 300;

/**
 * Scrolling closes a tooltip. Coming to the mark by keyboard scrolls it into sight, though, and would close the
 * tooltip that has just been opened: that first scrolling is let pass.
 */
function StaysOnArrival({ children }: { readonly children: ReactNode }) {
  const state = use(TooltipTriggerStateContext);
  const since = useRef(0);
  const isOpen = state?.isOpen ?? false;
  useEffect(() => {
    if (isOpen) since.current = performance.now();
  }, [isOpen]);
  const steady = useMemo(
    () =>
      state && {
        ...state,
        close: (immediate?: boolean) => {
          if (performance.now() - since.current > ARRIVAL_MS) state.close(immediate);
        },
      },
    [state],
  );
  return <TooltipTriggerStateContext value={steady}>{children}</TooltipTriggerStateContext>;
}

/** A released number; a hidden one is 「＊」 that says why when it is pointed at or focused. */
export function ReleasedNumber({ cell, column, threshold, earlier }: CellProps) {
  if (cell.state !== 'hidden') {
    return (
      <span
        className="num"
        {...(cell.state === 'none' ? { title: '該当する人がいないか、求められない数です' } : {})}
      >
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
      <StaysOnArrival>
        <Tooltip className="tooltip" offset={6}>
          <OverlayArrow />
          {reason}
        </Tooltip>
      </StaysOnArrival>
    </TooltipTrigger>
  );
}
