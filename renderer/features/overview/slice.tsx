import type { ReactNode } from 'react';
import { useOperation } from '../../client/hooks.ts';
import { Answer, Empty } from '../../components/state.tsx';
import { type Measure, type ReleasedWireTable, tableOf } from './question.ts';

/** Part of a measure's numbers: years, a district or everybody, and what it is spread over. */
export interface Slice {
  readonly measure: Measure;
  readonly years: readonly number[];
  readonly by: readonly ('sex' | 'age')[];
  /** Code of the district; everybody where it is empty. */
  readonly district: string;
  readonly standardise?: boolean;
}

/** The released table of a slice. Inside a district it passes the gate on its own. */
function useSlice({ measure, years, by, district, standardise }: Slice, enabled = true) {
  const whole = useOperation(
    'measures.run',
    { ids: [measure.id], years, by, standardise: standardise ?? false },
    { enabled: enabled && district === '' },
  );
  const inside = useOperation(
    'overview.within',
    { id: measure.id, years, by, district },
    { enabled: enabled && district !== '' },
  );
  return { whole, inside };
}

export interface SliceAnswerProps {
  readonly slice: Slice;
  readonly enabled?: boolean;
  readonly children: (wire: ReleasedWireTable) => ReactNode;
}

export function SliceAnswer({ slice, enabled = true, children }: SliceAnswerProps) {
  const { whole, inside } = useSlice(slice, enabled);
  if (slice.district !== '') return <Answer query={inside}>{({ table }) => children(table)}</Answer>;
  return (
    <Answer query={whole}>
      {({ tables }) => {
        const wire = tableOf(tables, slice.measure.id, 0);
        return wire === undefined ? <Empty>表示できる数がありません。</Empty> : children(wire);
      }}
    </Answer>
  );
}
