import { normaliseHeading } from '../domain/identifiers.ts';
import type { Workspace } from './workspace.ts';

/** Names of the registered programmes by id. */
export async function programmeNames(workspace: Workspace): Promise<Map<string, string>> {
  const rows = await workspace.warehouse.all(
    'SELECT programme_id, name FROM programme ORDER BY programme_id',
  );
  return new Map(rows.map((row) => [String(row.programme_id), String(row.name)]));
}

/** Shortest stretch of letters that a file's name must share with a programme's. */
const SHORTEST_MATCH = 4;

/** The programme whose name shares the longest stretch of letters with the file's name; none when two tie. */
export function matchProgramme(fileName: string, names: ReadonlyMap<string, string>): string | undefined {
  const file = normaliseHeading(fileName.replace(/^.*\//, '').replace(/\.[^.]*$/, ''));
  let best: { id: string; length: number } | undefined;
  let tie = false;
  for (const [id, name] of names) {
    const length = longestShared(file, normaliseHeading(name));
    if (length < SHORTEST_MATCH) continue;
    if (!best || length > best.length) {
      best = { id, length };
      tie = false;
    } else if (length === best.length) {
      tie = true;
    }
  }
  return best && !tie ? best.id : undefined;
}

function longestShared(a: string, b: string): number {
  let longest = 0;
  for (let from = 0; from < b.length; from += 1) {
    while (from + longest < b.length && a.includes(b.slice(from, from + longest + 1))) longest += 1;
  }
  return longest;
}
