import type { QueryClient } from '@tanstack/react-query';
import type { OperationInput } from '../../analysis/api/contract/operations.ts';
import { FIGURE_QUESTIONS } from '../../analysis/domain/figure-questions.ts';
import type {
  ReleasedBalance,
  ReleasedEffect,
  ReleasedFlow,
  ReleasedTable,
  ReleasedWire,
  ReleaseRecord,
} from '../../analysis/domain/statistic.ts';

type DraftBlock = OperationInput<'drafts.save'>['blocks'][number];
export type FigureSource = Extract<DraftBlock, { readonly kind: 'figure' }>['source'];

function isWire(value: object): value is ReleasedWire<unknown> {
  return 'release' in value && 'statistic' in value;
}

/** A statistic of any kind as it crosses to the window: every one says what it is about. */
export type AnyStatistic = ReleasedTable | ReleasedEffect | ReleasedFlow | ReleasedBalance;

/** Every released statistic inside an answer, in order. */
export function statisticsIn(answer: unknown): readonly ReleasedWire<AnyStatistic>[] {
  if (Array.isArray(answer)) return answer.flatMap(statisticsIn);
  if (typeof answer !== 'object' || answer === null) return [];
  return isWire(answer)
    ? [answer as ReleasedWire<AnyStatistic>]
    : Object.values(answer).flatMap(statisticsIn);
}

function idOf(statistic: AnyStatistic): string {
  return 'id' in statistic ? statistic.id : '';
}

/**
 * The tables of an answer, each with a name that stays when the question is asked anew: a figure goes on as it is,
 * with whatever is open in it and the focus.
 */
export function named<Wire extends ReleasedWire<ReleasedTable>>(
  tables: readonly Wire[],
): readonly { readonly name: string; readonly wire: Wire }[] {
  const seen = new Map<string, number>();
  return tables.map((wire) => {
    const base = `${wire.statistic.id} ${wire.statistic.context.title}`;
    const before = seen.get(base) ?? 0;
    seen.set(base, before + 1);
    return { name: `${base} ${before}`, wire };
  });
}

/** The statistic that a source names, in the answer to its question; undefined where there is none any more. */
export function statisticOf(
  answer: unknown,
  source: Pick<FigureSource, 'statistic' | 'title'>,
): ReleasedWire<AnyStatistic> | undefined {
  const all = statisticsIn(answer).filter(({ statistic }) => idOf(statistic) === source.statistic);
  return all.find(({ statistic }) => statistic.context.title === source.title) ?? all[0];
}

/** The question that a shown statistic answers; undefined where it cannot be asked again on its own. */
export function sourceOf(queries: QueryClient, release: ReleaseRecord): FigureSource | undefined {
  for (const query of queries.getQueryCache().getAll()) {
    const [name, input] = query.queryKey as readonly [string, Record<string, unknown>];
    const operation = FIGURE_QUESTIONS.find((known) => known === name);
    if (operation === undefined) continue;
    const wire = statisticsIn(query.state.data).find((candidate) => candidate.release === release);
    if (wire === undefined) continue;
    const { statistic } = wire;
    return { operation, input, statistic: idOf(statistic), title: statistic.context.title };
  }
  return undefined;
}
