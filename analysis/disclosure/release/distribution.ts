import type {
  CandidateRow,
  CandidateTable,
  Column,
  ReleasedTable,
  StatisticContext,
} from '../../domain/statistic.ts';
import { unionOf } from '../ledger/person-sets.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DisclosurePolicy } from '../policy.ts';
import type { Released } from '../released.ts';
import { ALL_RULES, type GateOptions } from './options.ts';
import { malformedTable } from './refusals.ts';
import { ofPeople, releaseTable } from './table.ts';

/** One bin of a fixed grid: [from, to), open where null. */
export interface Bin {
  readonly from: number | null;
  readonly to: number | null;
}

/** Persons per bin for one group (an arm, a year); all groups share the grid. */
export interface DistributionGroup {
  readonly code: string;
  readonly label: string;
  readonly persons: readonly number[];
  /** Keys of the persons per bin (see `CandidateRow.people`). */
  readonly people?: readonly string[];
}

export interface DistributionCandidate {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly context: StatisticContext;
  readonly unit: string;
  /** Fixed, registered grid; never made from the data's own smallest or largest value. */
  readonly bins: readonly Bin[];
  readonly groups: readonly DistributionGroup[];
  /** Whether the groups are different people (arms) or may be the same ones (years). */
  readonly separateGroups: boolean;
  /** Finest classes of the people (see `CandidateTable`). */
  readonly atoms?: CandidateTable['atoms'];
}

/**
 * Merges neighbouring bins until every group has nobody or at least `threshold` persons in each; the ends
 * are open. Zero bins at the ends join their neighbour, so that the grid says nothing about extremes.
 */
export function mergeBins(
  bins: readonly Bin[],
  groups: readonly (readonly number[])[],
  threshold: number,
): { bins: Bin[]; groups: number[][] } {
  const merged: { from: Bin; to: Bin; persons: number[] }[] = [];
  let open: { from: Bin; to: Bin; persons: number[] } | undefined;
  const isFull = (persons: readonly number[]) => persons.every((count) => count >= threshold);
  bins.forEach((bin, at) => {
    const persons = groups.map((group) => group[at]!);
    open =
      open === undefined
        ? { from: bin, to: bin, persons }
        : { from: open.from, to: bin, persons: open.persons.map((count, group) => count + persons[group]!) };
    if (!isFull(open.persons)) return;
    merged.push(open);
    open = undefined;
  });
  if (open !== undefined) {
    const last = merged.pop();
    const rest: typeof open = open;
    merged.push(
      last === undefined
        ? rest
        : {
            from: last.from,
            to: rest.to,
            persons: last.persons.map((count, at) => count + rest.persons[at]!),
          },
    );
  }
  return {
    bins: merged.map(({ from, to }, at) => ({
      from: at === 0 ? null : from.from,
      to: at === merged.length - 1 ? null : to.to,
    })),
    groups: groups.map((_, group) => merged.map(({ persons }) => persons[group]!)),
  };
}

const COLUMNS: readonly Column[] = [
  { id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 },
  {
    id: 'share',
    label: '割合',
    kind: 'derived',
    unit: '%',
    decimals: 1,
    from: ['persons'],
    formula: 'share',
  },
];

/**
 * Lets a histogram through the gate as a table of merged bins; nothing needs hiding in it afterwards.
 * The dimension `bin` has the merged levels, the dimension `group` the groups.
 *
 * @throws UserIssue as `releaseTable`
 */
export async function releaseDistribution(
  candidate: DistributionCandidate,
  policy: DisclosurePolicy,
  ledger: LedgerView,
  options: GateOptions = {},
): Promise<{ readonly candidate: CandidateTable; readonly released: Released<ReleasedTable> }> {
  if (candidate.groups.some((group) => group.persons.length !== candidate.bins.length)) {
    throw malformedTable('row_length');
  }
  const persons = candidate.groups.map((group) => group.persons);
  const rules = options.rules ?? ALL_RULES;
  const { bins, groups } = rules.bins
    ? knownBins(candidate, persons, ledger)
    : { bins: candidate.bins, groups: persons };
  const table = toTable(candidate, mergeBins(bins, groups, policy.threshold));
  return {
    candidate: table,
    released: await releaseTable(ofPeople(table, candidate), policy, ledger, options),
  };
}

/**
 * Joins bins that an earlier histogram of the same kind had joined: with bins cut at other places, the
 * difference of two sums would say how many people are between the cuts.
 */
function knownBins(
  candidate: DistributionCandidate,
  persons: readonly (readonly number[])[],
  ledger: LedgerView,
): { bins: readonly Bin[]; groups: readonly (readonly number[])[] } {
  const earlier = ledger.tables.filter((table) => table.id === candidate.id);
  const cuts = earlier.map(
    (table) =>
      new Set(
        table.dimensions
          .find(({ id }) => id === 'bin')
          ?.levels.flatMap(({ code, parent }) => (parent === undefined ? [] : code.split('|').slice(0, 1))),
      ),
  );
  const bins: Bin[] = [];
  const groups: number[][] = persons.map(() => []);
  candidate.bins.forEach((bin, at) => {
    const isCut = at === 0 || cuts.every((known) => known.has(String(bin.from)));
    if (isCut) {
      bins.push(bin);
      for (const [group, counts] of persons.entries()) groups[group]!.push(counts[at]!);
      return;
    }
    bins[bins.length - 1] = { from: bins.at(-1)!.from, to: bin.to };
    for (const [group, counts] of persons.entries()) groups[group]![bins.length - 1]! += counts[at]!;
  });
  return { bins, groups };
}

function toTable(
  candidate: DistributionCandidate,
  merged: { readonly bins: readonly Bin[]; readonly groups: readonly (readonly number[])[] },
): CandidateTable {
  const codes = merged.bins.map((bin) => `${bin.from ?? ''}|${bin.to ?? ''}`);
  const rows = candidate.groups.flatMap((group, g) => {
    const total = merged.groups[g]!.reduce((sum, count) => sum + count, 0);
    const share = (count: number) => (total === 0 ? null : (100 * count) / total);
    return [
      { at: ['all', group.code], values: [total, share(total)], ...peopleOf(candidate.bins, group) },
      ...codes.map((code, b) => ({
        at: [code, group.code],
        values: [merged.groups[g]![b]!, share(merged.groups[g]![b]!)],
        ...peopleOf(candidate.bins, group, merged.bins[b]),
      })),
    ];
  });
  return {
    id: candidate.id,
    parameters: candidate.parameters,
    context: candidate.context,
    dimensions: [
      {
        id: 'bin',
        label: candidate.unit,
        partition: true,
        levels: [
          { code: 'all', label: '計' },
          ...merged.bins.map((bin, at) => ({ code: codes[at]!, label: binLabel(bin), parent: 'all' })),
        ],
      },
      {
        id: 'group',
        label: '区分',
        partition: candidate.separateGroups,
        levels: candidate.groups.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns: COLUMNS,
    rows,
  };
}

/** Key of the people of a merged bin, or of all. */
function peopleOf(
  bins: readonly Bin[],
  { people }: DistributionGroup,
  within?: Bin,
): Pick<CandidateRow, 'people'> {
  if (people === undefined) return {};
  const isIn = (bin: Bin) =>
    (within?.from ?? null) === null || (bin.from !== null && bin.from >= within!.from!);
  const isBelow = (bin: Bin) => (within?.to ?? null) === null || (bin.to !== null && bin.to <= within!.to!);
  return { people: { persons: unionOf(people.filter((_, at) => isIn(bins[at]!) && isBelow(bins[at]!))) } };
}

function binLabel({ from, to }: Bin): string {
  if (from === null && to === null) return 'すべて';
  if (from === null) return `${to}未満`;
  return to === null ? `${from}以上` : `${from}以上${to}未満`;
}

/** Whether a quantile of n persons has enough people on either side: n·min(q, 1−q) ≥ threshold. */
export function isQuantileSupported(persons: number, probability: number, threshold: number): boolean {
  return persons * Math.min(probability, 1 - probability) >= threshold - 1e-9;
}
