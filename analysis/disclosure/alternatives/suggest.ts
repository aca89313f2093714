import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable, Dimension, ReleasedTable } from '../../domain/statistic.ts';
import type { LedgerView } from '../ledger/view.ts';
import { type DisclosurePolicy, isSmall } from '../policy.ts';
import { releaseTable } from '../release/table.ts';
import { countColumns } from '../release/table-system.ts';
import { type Coarsening, coarsenTable, type LevelGroup } from './coarsen.ts';

/** A coarser table the gate would let through with fewer hidden counts. */
export interface CoarseningProposal extends Coarsening {
  /** Hidden counts of the table as it is, and of the coarser one. */
  readonly hiddenNow: number;
  readonly hiddenThen: number;
}

export interface SuggestOptions {
  /** Dimensions whose levels have an order, so that neighbours can be joined. Default: age and months. */
  readonly ordered?: readonly string[];
  /** Seconds for each trial release. Default 5. */
  readonly seconds?: number;
}

const ORDERED: readonly string[] = ['age', 'month', 'quarter'];
/** Joins beyond this leave a table nobody asked for. */
const MOST_JOINS = 6;
const MOST_PROPOSALS = 3;

/**
 * Coarser tables that need less hiding: neighbouring bands joined, or parts left out under the level above
 * (districts under their area). Each was let through the gate for trial, over counts alone.
 *
 * What a proposal says follows from exact numbers, so it must tell no more than the table it proposes: give the
 * ledger as it is when the proposal is shown, with the fine table in it if that was shown before. Keys of people
 * let the gate judge the joined levels beside the single ones.
 *
 * @returns fewest hidden counts first, at most three; none where nothing is hidden
 * @throws UserIssue as `releaseTable`, except that a table which cannot be protected has all its counts hidden
 */
export async function suggestCoarsening(
  candidate: CandidateTable,
  policy: DisclosurePolicy,
  ledger: LedgerView,
  options: SuggestOptions = {},
): Promise<readonly CoarseningProposal[]> {
  const table = countsOnly(candidate);
  const trial = (each: CandidateTable) => hiddenCounts(each, policy, ledger, options.seconds ?? 5);
  const hiddenNow = (await trial(table)) ?? table.rows.length * table.columns.length;
  if (hiddenNow === 0) return [];
  const found: CoarseningProposal[] = [];
  for (const dimension of table.dimensions.filter(({ partition }) => partition)) {
    const ordered = (options.ordered ?? ORDERED).includes(dimension.id);
    const changes = [
      ...(ordered ? [joinNeighbours(table, dimension, policy.threshold)] : []),
      foldUnderParents(table, dimension, policy.threshold),
    ];
    for (const change of changes) {
      if (change === undefined) continue;
      const hiddenThen = await trial(coarsenTable(table, change));
      if (hiddenThen !== undefined && hiddenThen < hiddenNow)
        found.push({ ...change, hiddenNow, hiddenThen });
    }
  }
  return found.toSorted((a, b) => a.hiddenThen - b.hiddenThen).slice(0, MOST_PROPOSALS);
}

function countsOnly(candidate: CandidateTable): CandidateTable {
  const columns = countColumns(candidate);
  const at = columns.map((column) => candidate.columns.indexOf(column));
  const rows = candidate.rows.map(({ contributions: _, ...row }) => ({
    ...row,
    values: at.map((position) => row.values[position]!),
  }));
  return { ...candidate, columns, rows };
}

async function hiddenCounts(
  table: CandidateTable,
  policy: DisclosurePolicy,
  ledger: LedgerView,
  seconds: number,
): Promise<number | undefined> {
  try {
    const { statistic } = await releaseTable(table, policy, ledger, { seconds });
    return countHidden(statistic);
  } catch (error) {
    if (error instanceof UserIssue && error.kind === 'refused') return undefined;
    throw error;
  }
}

function countHidden(table: ReleasedTable): number {
  return table.rows.flatMap((row) => row.cells).filter((cell) => cell.state === 'hidden').length;
}

/** Sensitive counts: small parts and small complements. */
function sensitive(table: CandidateTable, threshold: number): number {
  let found = 0;
  for (const row of table.rows) {
    table.columns.forEach((column, at) => {
      const count = row.values[at] ?? 0;
      if (isSmall(count, threshold)) found += 1;
      if (column.kind !== 'count_subset') return;
      const base = row.values[table.columns.findIndex(({ id }) => id === column.of)] ?? 0;
      if (isSmall(base - count, threshold)) found += 1;
    });
  }
  return found;
}

/** Joins neighbours, each time the pair after which fewest sensitive counts are left. */
function joinNeighbours(
  table: CandidateTable,
  dimension: Dimension,
  threshold: number,
): Coarsening | undefined {
  let groups = leavesInOrder(dimension).map(({ code, label }) => [{ code, label }]);
  let best: Coarsening | undefined;
  let left = sensitive(table, threshold);
  for (let joins = 0; joins < MOST_JOINS && left > 0; joins += 1) {
    const tries = groups.slice(1).map((_, at) => {
      const next = [...groups.slice(0, at), [...groups[at]!, ...groups[at + 1]!], ...groups.slice(at + 2)];
      const change = asChange('merge', dimension, next.filter((group) => group.length > 1).map(joined));
      return { next, change, left: sensitive(coarsenTable(table, change), threshold) };
    });
    const [choice] = tries.toSorted((a, b) => a.left - b.left);
    if (choice === undefined) break;
    ({ next: groups, change: best, left } = choice);
  }
  return best;
}

/** Leaves under one and the same parent, as listed: only they can be joined without crossing a sum. */
function leavesInOrder({ levels }: Dimension): Dimension['levels'] {
  const parents = new Set(levels.map(({ parent }) => parent));
  const leaves = levels.filter(({ code }) => !parents.has(code));
  return leaves.every(({ parent }) => parent === leaves[0]!.parent) ? leaves : [];
}

interface Named {
  readonly code: string;
  readonly label: string;
}

function joined(group: readonly Named[]): LevelGroup {
  const codes = group.map(({ code }) => code);
  const labels = group.map(({ label }) => label);
  return { codes, labels, into: { code: codes.join('+'), label: labels.join('・') } };
}

function asChange(kind: Coarsening['kind'], dimension: Dimension, groups: readonly LevelGroup[]): Coarsening {
  return { kind, dimension: dimension.id, dimensionLabel: dimension.label, groups };
}

/** Leaves out the parts of every level (but the total) that has a sensitive count among them. */
function foldUnderParents(
  table: CandidateTable,
  dimension: Dimension,
  threshold: number,
): Coarsening | undefined {
  const { levels } = dimension;
  const groups: LevelGroup[] = [];
  for (const parent of levels) {
    const parts = levels.filter((level) => level.parent === parent.code);
    const isLowest = parts.every((part) => !levels.some((level) => level.parent === part.code));
    if (parent.parent === undefined || parts.length === 0 || !isLowest) continue;
    const group = {
      codes: parts.map(({ code }) => code),
      labels: parts.map(({ label }) => label),
      into: { code: parent.code, label: parent.label },
    };
    const without = coarsenTable(table, asChange('parent', dimension, [group]));
    if (sensitive(without, threshold) < sensitive(table, threshold)) groups.push(group);
  }
  return groups.length === 0 ? undefined : asChange('parent', dimension, groups);
}
