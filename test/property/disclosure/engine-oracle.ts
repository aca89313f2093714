import { loadSolver } from '../../../analysis/disclosure/engine/solver.ts';

/**
 * A second, slower attacker for documents of kind `table` and `magnitude`: every cell is an unknown, every
 * printed number and every sum an equation, and each end of each interval its own cold programme. Shares no
 * modelling code with the gate (which works on deviations of hidden cells, in parts, warm and pooled).
 */
export interface OracleTable {
  readonly cells: Readonly<Record<string, number>>;
  readonly relations: readonly (readonly [string, readonly string[]])[];
  /** Smallest value the attacker thinks possible for a hidden cell. */
  readonly floor: (value: number) => number;
  readonly integer: boolean;
}

type Range = readonly [number | null, number | null];

/** The attacker's interval of one hidden cell; null where nothing bounds it. */
export async function oracleInterval(
  table: OracleTable,
  hidden: ReadonlySet<string>,
  cell: string,
): Promise<Range> {
  return [await end(table, hidden, cell, 'Minimize'), await end(table, hidden, cell, 'Maximize')];
}

async function end(
  table: OracleTable,
  hidden: ReadonlySet<string>,
  cell: string,
  sense: 'Minimize' | 'Maximize',
): Promise<number | null> {
  const highs = await loadSolver();
  const relaxed = highs.solve(programme(table, hidden, cell, sense, false));
  if (relaxed.Status === 'Unbounded' || relaxed.Status === 'Primal infeasible or unbounded') return null;
  if (relaxed.Status !== 'Optimal') throw new Error(`oracle: ${relaxed.Status}`);
  if (!table.integer) return relaxed.ObjectiveValue;
  const whole = highs.solve(programme(table, hidden, cell, sense, true), {
    mip_rel_gap: 0,
    mip_abs_gap: 0.1,
  });
  if (whole.Status !== 'Optimal') throw new Error(`oracle: ${whole.Status}`);
  return Math.round(whole.ObjectiveValue);
}

function programme(
  table: OracleTable,
  hidden: ReadonlySet<string>,
  cell: string,
  sense: string,
  integer: boolean,
): string {
  const ids = Object.keys(table.cells);
  const name = new Map(ids.map((id, at) => [id, `x${at}`]));
  const rows = table.relations.map(
    ([parent, children], at) =>
      ` r${at}: ${name.get(parent)!} - ${children.map((child) => name.get(child)!).join(' - ')} = 0`,
  );
  const bounds = ids.map((id) => {
    const value = table.cells[id]!;
    return hidden.has(id)
      ? ` ${table.floor(value)} <= ${name.get(id)!} <= +inf`
      : ` ${name.get(id)!} = ${value}`;
  });
  return [
    sense,
    ` obj: ${name.get(cell)!}`,
    'Subject To',
    // A row without effect keeps programmes of no sums readable.
    ...(rows.length === 0 ? [` r: ${name.get(cell)!} >= -1e9`] : rows),
    'Bounds',
    ...bounds,
    ...(integer ? ['General', ` ${[...name.values()].join(' ')}`] : []),
    'End',
  ].join('\n');
}

export function widthOf([low, high]: Range): number {
  return low === null || high === null ? Number.POSITIVE_INFINITY : high - low;
}

/** Least cost over all patterns that keep every sensitive cell wide; undefined where none does. */
export async function cheapestPattern(
  table: OracleTable,
  setting: {
    readonly primary: readonly string[];
    readonly candidates: readonly string[];
    readonly width: number;
    readonly cost: (id: string) => number;
  },
): Promise<number | undefined> {
  const { primary, candidates, width, cost } = setting;
  const patterns = Array.from({ length: 2 ** candidates.length }, (_, mask) => {
    const chosen = candidates.filter((_id, bit) => (mask >> bit) & 1);
    return { chosen, total: chosen.reduce((sum, id) => sum + cost(id), 0) };
  }).toSorted((a, b) => a.total - b.total);
  for (const { chosen, total } of patterns) {
    const hidden = new Set([...primary, ...chosen]);
    if (hasLoneSum(table, hidden, new Set(primary))) continue;
    if (await isWide(table, hidden, primary, width)) return total;
  }
  return undefined;
}

function hasLoneSum(table: OracleTable, hidden: ReadonlySet<string>, primary: ReadonlySet<string>): boolean {
  return table.relations.some((relation) => {
    const open = relation.flat().filter((id) => hidden.has(id));
    return open.length === 1 && primary.has(open[0]!);
  });
}

async function isWide(
  table: OracleTable,
  hidden: ReadonlySet<string>,
  cells: readonly string[],
  width: number,
): Promise<boolean> {
  for (const cell of cells) {
    if (widthOf(await oracleInterval(table, hidden, cell)) < width - 1e-6) return false;
  }
  return true;
}
