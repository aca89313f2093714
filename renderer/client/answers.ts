import type { QueryClient } from '@tanstack/react-query';
import type { OperationInput } from '../../analysis/api/contract/operations.ts';
import { FIGURE_QUESTIONS } from '../../analysis/domain/figure-questions.ts';
import type { ReleasedTable, ReleasedWire, ReleaseRecord } from '../../analysis/domain/statistic.ts';

type DraftBlock = OperationInput<'drafts.save'>['blocks'][number];
export type FigureSource = Extract<DraftBlock, { readonly kind: 'figure' }>['source'];

function isWire(value: object): value is ReleasedWire<unknown> {
  return 'release' in value && 'statistic' in value;
}

/** Every released table inside an answer, in order. */
export function tablesIn(answer: unknown): readonly ReleasedWire<ReleasedTable>[] {
  if (Array.isArray(answer)) return answer.flatMap(tablesIn);
  if (typeof answer !== 'object' || answer === null) return [];
  if (!isWire(answer)) return Object.values(answer).flatMap(tablesIn);
  const { statistic } = answer;
  const isTable = typeof statistic === 'object' && statistic !== null && 'dimensions' in statistic;
  return isTable ? [answer as ReleasedWire<ReleasedTable>] : [];
}

/** The question that a shown table answers; undefined where it cannot be asked again on its own. */
export function sourceOf(queries: QueryClient, release: ReleaseRecord): FigureSource | undefined {
  for (const query of queries.getQueryCache().getAll()) {
    const [name, input] = query.queryKey as readonly [string, Record<string, unknown>];
    const operation = FIGURE_QUESTIONS.find((known) => known === name);
    if (operation === undefined) continue;
    const wire = tablesIn(query.state.data).find((candidate) => candidate.release === release);
    if (wire === undefined) continue;
    const { id, context } = wire.statistic;
    return { operation, input, statistic: id, title: context.title };
  }
  return undefined;
}
