import { UserIssue } from '../../domain/issue.ts';

/** Words about a document, not about its numbers; `dims` belongs to the kinds that name their dimensions. */
const DESCRIBING: ReadonlySet<string> = new Set([
  'kind',
  'id',
  'group',
  'title',
  'note',
  'comment',
  'description',
  'source',
  'why',
  'expect',
  'expectByHolder',
]);

/** Names by name; a leaf has no names of its own, `*` stands for any. */
interface Names extends ReadonlyMap<string, Names> {}

/**
 * Fields that a kind knows nothing of, to be put into its answer, so that nobody relies on them.
 *
 * @param known names of the document's fields, those of nested records behind a dot (`attacker.integer`), `*` for any
 * name (`outputs.*.atoms`); a record of which no field is named is not looked into
 * @throws UserIssue `disclosure.document_slip` for a name that looks like a known one written wrongly
 */
export function notConsidered(
  document: Readonly<Record<string, unknown>>,
  known: readonly string[],
): { notConsidered?: string[] } {
  const others = unknownIn(document, namesOf(known), '');
  return others.length === 0 ? {} : { notConsidered: others };
}

function namesOf(known: readonly string[]): Names {
  const names = new Map<string, Map<string, unknown>>();
  for (const path of known) {
    let here: Map<string, unknown> = names;
    for (const name of path.split('.')) {
      const there = (here.get(name) ?? new Map()) as Map<string, unknown>;
      here.set(name, there);
      here = there;
    }
  }
  return names as unknown as Names;
}

function unknownIn(record: Readonly<Record<string, unknown>>, known: Names, before: string): string[] {
  const any = known.get('*');
  return Object.entries(record).flatMap(([name, value]) => {
    const inside = known.get(name) ?? any;
    if (inside !== undefined) {
      const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
      return nested && inside.size > 0
        ? unknownIn(value as Readonly<Record<string, unknown>>, inside, `${before}${name}.`)
        : [];
    }
    if (DESCRIBING.has(name)) return [];
    const meant = [...known.keys()].find((each) => isSlip(name, each));
    if (meant !== undefined) {
      throw new UserIssue('input', 'disclosure.document_slip', {
        field: `${before}${name}`,
        meant: `${before}${meant}`,
      });
    }
    return [`${before}${name}`];
  });
}

/** Changes of a letter by which a name of some length passes for a slip; of short names every other would be one. */
function slips(length: number): number {
  if (length <= 3) return 0;
  return length <= 5 ? 1 : 2;
}

function isSlip(name: string, meant: string): boolean {
  const [a, b] = [name.toLowerCase(), meant.toLowerCase()];
  const most = slips(meant.length);
  if (a === b) return true;
  return Math.abs(a.length - b.length) <= most && editDistance(a, b) <= most;
}

/** Levenshtein distance, neighbouring letters that changed places counting one. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
