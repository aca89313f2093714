import { cellId } from '../release/table-system.ts';
import { type JointTable, type Linking, openCell } from './joint.ts';
import { nestingFilters } from './people.ts';

/**
 * Finds printed or hidden cells whose people are a run of neighbouring levels of another table (ages from
 * 65 on, the first three months), or everybody but one level: by key, the XOR of the parts. Adds the sum to the
 * joint system.
 */
export function linkRanges(work: Linking, tables: readonly JointTable[]): void {
  const byFingerprint = new Map<bigint, string>();
  for (const table of tables) {
    for (const { id, fingerprint } of fingerprinted(work, table)) {
      if (fingerprint !== 0n && !byFingerprint.has(fingerprint)) byFingerprint.set(fingerprint, id);
    }
  }
  const added = new Set<string>();
  for (const table of tables) {
    const prints = new Map(fingerprinted(work, table).map(({ id, fingerprint }) => [id, fingerprint]));
    for (const run of levelRuns(work, table)) {
      const all = run.map((id) => prints.get(id));
      if (all.some((print) => print === undefined)) continue;
      const whole = byFingerprint.get(all.reduce((sum: bigint, print) => sum ^ print!, 0n));
      const key = `${whole}=${run.join('+')}`;
      if (whole === undefined || run.includes(whole) || added.has(key)) continue;
      added.add(key);
      work.counts.relations.push([whole, [...run]]);
    }
  }
}

function fingerprinted(work: Linking, table: JointTable): { id: string; fingerprint: bigint }[] {
  return work.kind.columns(table).flatMap((column) =>
    table.rows.flatMap((row) => {
      const id = table.names.get(cellId(column.id, row.at));
      const text = row.people?.[column.id];
      return id === undefined || text === undefined ? [] : [{ id, fingerprint: BigInt(`0x${text}`) }];
    }),
  );
}

/** Runs of at least two neighbouring levels below one parent, as joint ids. */
function levelRuns(work: Linking, table: JointTable): string[][] {
  const runs: string[][] = [];
  table.dimensions.forEach((dimension, position) => {
    if (!dimension.partition) return;
    const groups = Map.groupBy(
      dimension.levels.filter((level) => level.parent !== undefined),
      (level) => level.parent!,
    );
    for (const column of work.kind.columns(table)) {
      for (const row of table.rows) {
        const levels = groups.get(row.at[position]!) ?? [];
        const ids = levels.map(({ code }) => table.names.get(cellId(column.id, row.at.with(position, code))));
        for (let from = 0; from < ids.length; from += 1) {
          for (let to = from + 2; to <= ids.length; to += 1) {
            const run = ids.slice(from, to);
            if (run.every((id) => id !== undefined)) runs.push(run as string[]);
          }
          const others = ids.filter((_, at) => at !== from);
          if (others.length >= 2 && others.every((id) => id !== undefined)) runs.push(others as string[]);
        }
      }
    }
  });
  return runs;
}

/**
 * Tables that differ in one filter whose values may be nested (a cut-off, an age limit, a last month): each
 * cell of the wider one is that of the narrower one and the people in between.
 */
export function linkFilters(work: Linking, tables: readonly JointTable[], threshold: number): void {
  tables.forEach((a, at) => {
    for (const b of tables.slice(at + 1)) {
      if (a.id !== b.id || nestingFilters(a.parameters, b.parameters)?.length !== 1) continue;
      const pairs = samePlaces(work, a, b);
      const wider = pairs.reduce((lead, [x, y]) => {
        const gap = sizeOf(work, x) - sizeOf(work, y);
        return Number.isNaN(gap) || Math.abs(gap) <= Math.abs(lead) ? lead : gap;
      }, 0);
      for (const [x, y] of pairs)
        if (x !== y) relate(work, wider >= 0 ? x : y, wider >= 0 ? y : x, threshold);
    }
  });
}

function sizeOf(work: Linking, id: string): number {
  return work.counts.cells.get(id)!;
}

function relate(work: Linking, large: string, little: string, threshold: number): void {
  const between = sizeOf(work, large) - sizeOf(work, little);
  const slack = work.kind.slack(sizeOf(work, large));
  if (between < -slack || (Math.abs(between) <= slack && between !== 0)) return;
  if (between === 0) {
    work.counts.relations.push([large, [little]]);
    return;
  }
  const id = openCell(work, 'between');
  if (!Number.isNaN(between)) {
    work.counts.cells.set(id, between);
    work.unknown.delete(id);
    if (work.kind.integer && between < threshold) work.needs.set(id, work.kind.needOf(between));
  }
  work.counts.relations.push([large, [little, id]]);
}

/** Joint ids of cells with the same levels in both tables. */
function samePlaces(work: Linking, a: JointTable, b: JointTable): [string, string][] {
  const places = new Map(placesOf(work, b));
  return placesOf(work, a).flatMap(([place, id]): [string, string][] => {
    const other = places.get(place);
    return other === undefined ? [] : [[id, other]];
  });
}

function placesOf(work: Linking, table: JointTable): [string, string][] {
  return work.kind.columns(table).flatMap((column) =>
    table.rows.flatMap((row): [string, string][] => {
      const id = table.names.get(cellId(column.id, row.at));
      if (id === undefined) return [];
      const levels = table.dimensions.flatMap((dimension, position) => {
        const code = row.at[position]!;
        const level = dimension.levels.find((each) => each.code === code);
        const isTotal = level?.parent === undefined && dimension.levels.some((each) => each.parent === code);
        return isTotal ? [] : [`${dimension.id}:${code}`];
      });
      return [[`${column.id}|${levels.toSorted().join('|')}`, id]];
    }),
  );
}
