import type { Need } from '../engine/system.ts';
import { isSmall } from '../policy.ts';
import {
  addVirtual,
  type ColumnSystem,
  cellId,
  countColumns,
  type TableIndex,
} from '../release/table-system.ts';
import { classKeys, isClassed, linkClasses } from './classes.ts';
import { ANYWHERE, type CloseSets, placeIn, type SizedSet } from './close.ts';
import { complete } from './complete.ts';
import { isTangled, OwnAtoms } from './cross.ts';
import { joinTable } from './earlier.ts';
import {
  cellKey,
  type JointTable,
  type KnownCell,
  type LedgerLinks,
  type Linking,
  type LinkKind,
  NO_LINKS,
} from './joint.ts';
import { type Nests, nestsOf } from './nests.ts';
import { linkOutside } from './outside.ts';
import {
  type ClosePair,
  linkFilters,
  linkNests,
  linkSets,
  linkTriples,
  type PrintedSizes,
} from './overlaps.ts';
import { nestingFilters, placedPeople } from './people.ts';
import {
  conceptsOf,
  isOfStudy,
  keysOfCells,
  type Past,
  pastOf,
  publishedSets,
  relatedTables,
  tiedTables,
  yearsOf,
} from './related.ts';
import { eachKeyedRun, emptyCells, keyIn, partsOfSets } from './sets.ts';
import { linkTold, type PrintedBefore } from './told.ts';
import { keepTouched } from './touched.ts';
import { type Triple, triplesOf } from './triples.ts';
import type { LedgerView, PublishedTable } from './view.ts';

/**
 * Joins the person counts of a new table with what was published: common cells become one, earlier sums keep
 * holding, nested groups that differ by few people become a sensitive difference. Tables of the same concept
 * take part, and tables of others that hid the same people.
 *
 * @returns the system that `counts` becomes a part of, with what the earlier releases say of its cells
 */
export async function linkCounts(
  index: TableIndex,
  counts: ColumnSystem,
  ledger: LedgerView,
  setting: {
    readonly threshold: number;
    readonly need: Need;
    readonly samePeople: boolean;
    readonly classes: boolean;
    readonly close: boolean;
  },
): Promise<LinkedCounts> {
  const { threshold, need } = setting;
  const kind: LinkKind = {
    columns: countColumns,
    integer: true,
    slack: () => 0,
    needOf: () => need,
    needOfDifference: (own, earlier) => {
      const difference = Math.abs(own.value - earlier.value);
      return isSmall(difference, threshold) ? need : undefined;
    },
  };
  // Numbers published under a lower threshold than today's bind nobody to keep printing them.
  const binding = ledger.tables.filter((table) => table.threshold >= threshold);
  if (binding.length === 0) return { counts, links: NO_LINKS };
  const keys = setting.samePeople ? keysOfCells(index, counts) : new Map<string, bigint>();
  const past = pastOf(binding);
  const printed = setting.samePeople ? past.index : undefined;
  // Of people who were counted before nothing is told anew.
  const isOpen = (id: string) => {
    const key = keys.get(id);
    return key === undefined || printed?.get(key) !== counts.cells.get(id);
  };
  const open = new Map([...keys].filter(([id]) => isOpen(id)));
  const own = setting.samePeople ? ownSets(index, keys, open) : new Set<bigint>();
  const isNew = [...counts.cells.keys()].some(isOpen);
  const near: NearSets = !(setting.close && isNew)
    ? NOTHING_NEAR
    : {
        close: closeTo(index, counts, { keys, open, past, threshold }),
        triples: triplesOf(sizesOf(counts, open), past.index),
        nests: nestsOf(index, counts, past.parts, threshold),
      };
  const atoms = new OwnAtoms(setting.classes ? index.candidate : {});
  let related: ReadonlySet<PublishedTable> = new Set();
  if (isNew) {
    const hidden = near.close.flatMap(({ earlier }) => (Number.isNaN(earlier.persons) ? [earlier.key] : []));
    const others = near.triples.flatMap(({ whole, parts }) => [whole, ...parts]);
    related = relatedTables(past, {
      concepts: new Set(conceptsOf(index.candidate)),
      years: yearsOf(index.candidate),
      keys: own,
      near: [...hidden, ...others],
      nested: near.nests.tables,
      shares: setting.classes ? await sharesClasses(index, atoms, binding) : undefined,
    });
  }
  const isPrinted = [...keys.values(), ...own].some((key) => printed?.get(key) !== undefined);
  const isNear = near.close.length > 0 || near.triples.length > 0 || near.nests.pairs.length > 0;
  if (related.size === 0 && !isNear && !isPrinted) return { counts, links: NO_LINKS };
  const people = setting.classes ? atoms : undefined;
  const sets = { printed, people, ...near, past: setting.close ? past : undefined };
  // What is tied to any hidden number of these tables is nearly always touched: one joining instead of two.
  const tied = tiedTables(
    past,
    [...related].map((part) => [part, () => true]),
  );
  related = new Set([...related, ...tied]);
  for (;;) {
    const tables = past.parts.filter((part) => related.has(part));
    const joint = copyOf(counts);
    const joined: Setting = { index, counts: joint, kind, keys: new Map(keys), ...sets };
    const linked = await join(joined, tables, threshold);
    const further = tiedTables(past, linked.touched);
    if (further.size === 0) return { counts: joint, links: await finish(linked, threshold) };
    related = new Set([...related, ...further]);
  }
}

/** Counts with those of earlier releases that they touch, and what these say. */
interface LinkedCounts {
  readonly counts: ColumnSystem;
  readonly links: LedgerLinks;
}

/**
 * Sets that a table says something new of: its cells, those of several levels together, and what they are a part of.
 *
 * @param open keys of the cells whose number was not printed before
 */
function ownSets(
  { candidate }: TableIndex,
  keys: ReadonlyMap<string, bigint>,
  open: ReadonlyMap<string, bigint>,
): ReadonlySet<bigint> {
  const runs: bigint[] = [];
  eachKeyedRun(candidate, keyIn(keys, emptyCells(candidate)), (key, cells) => {
    if (cells().some((id) => open.has(id))) runs.push(key);
  });
  const larger = partsOfSets(candidate).flatMap(([id, key]) => (open.has(id) || !keys.has(id) ? key : []));
  return new Set([...open.values(), ...runs, ...larger]);
}

function copyOf({ cells, relations, virtual, assumed, known }: ColumnSystem): ColumnSystem {
  return {
    cells: new Map(cells),
    relations: [...relations],
    virtual: new Set(virtual),
    assumed: new Set(assumed),
    known,
  };
}

/**
 * Joins the amounts of one column with those published about the same concept, in the same way; a difference
 * between possibly nested amounts that one or two contributors could dominate is sensitive.
 */
export async function linkAmounts(
  index: TableIndex,
  sums: ColumnSystem,
  ledger: LedgerView,
  setting: {
    readonly columnId: string;
    readonly decimals: number;
    readonly threshold: number;
    readonly needOf: LinkKind['needOf'];
    readonly needOfDifference: LinkKind['needOfDifference'];
  },
): Promise<LedgerLinks> {
  const { columnId, decimals } = setting;
  const kind: LinkKind = {
    columns: (table) => table.columns.filter(({ id, kind: of }) => of === 'sum' && id === columnId),
    integer: false,
    slack: (value) => 0.5 * 10 ** -decimals + 1e-6 * Math.abs(value),
    needOf: setting.needOf,
    needOfDifference: setting.needOfDifference,
  };
  const related = ledger.tables.filter(
    (table) =>
      table.id === index.candidate.id &&
      table.threshold >= setting.threshold &&
      kind.columns(table).length > 0,
  );
  if (related.length === 0) return NO_LINKS;
  const linked = await join(
    {
      index,
      counts: sums,
      kind,
      keys: new Map(),
      printed: undefined,
      people: undefined,
      ...NOTHING_NEAR,
      past: undefined,
    },
    related,
    setting.threshold,
  );
  return finish(linked, setting.threshold);
}

interface Setting extends Pick<Linking, 'index' | 'counts' | 'kind'>, NearSets {
  /** Keys of the people of cells; those of earlier tables are added. */
  readonly keys: Map<string, bigint>;
  /** Sizes that earlier tables printed, by key. */
  readonly printed: PrintedSizes | undefined;
  /** The classes of people that cells are made of; undefined where they do not matter. */
  readonly people: OwnAtoms | undefined;
  /** Earlier tables and the sets that they printed; undefined where those near to one another do not matter. */
  readonly past: PrintedBefore | undefined;
}

/** Earlier sets that have to do with those of a new table, other than by being the same. */
interface NearSets {
  readonly close: readonly ClosePair[];
  readonly triples: readonly Triple[];
  readonly nests: Nests;
}

const NOTHING_NEAR: NearSets = { close: [], triples: [], nests: { pairs: [], few: [], tables: [] } };

/** A system with the releases that take part, before hidden numbers of these are given values. */
interface JoinedSystem {
  readonly work: Linking;
  readonly related: readonly PublishedTable[];
  /** Whether a cell of such a release is one that the new table touches. */
  readonly touched: readonly (readonly [PublishedTable, (cell: string) => boolean])[];
  readonly provable: boolean;
}

async function join(
  setting: Setting,
  related: readonly PublishedTable[],
  threshold: number,
): Promise<JoinedSystem> {
  const work: Linking = {
    ...setting,
    byKey: ownCells(setting),
    frozen: new Set(),
    forced: new Set(),
    needs: new Map(),
    foreign: new Set(),
    mayBeZero: new Set(),
    positive: new Set(),
    unknown: new Set(),
  };
  const known = related.every((table) => isOverlapKnown(work, table, threshold));
  const earlier = related.map((table) => ({ ...table, names: joinTable(work, table) }));
  const tables: JointTable[] = [{ ...work.index.candidate, names: ownNames(setting) }, ...earlier];
  const { keys, printed, close, triples } = setting;
  const cellOf = printed && linkSets(work, tables, { keys, printed, threshold, close });
  linkFilters(work, tables, threshold);
  linkOutside(work, tables, threshold);
  const few = await linkPeople(work, tables, { threshold, people: setting.people });
  if (cellOf !== undefined) {
    linkTriples(work, triples, cellOf);
    linkNests(work, setting.nests, cellOf, threshold);
    if (setting.past !== undefined)
      linkTold(work, { keys, printed: setting.past, earlier, cellOf, threshold });
  }
  const cells = keepTouched(work);
  const touched = related.map((table, at) => {
    const { names } = earlier[at]!;
    return [table, (cell: string) => cells.has(names.get(cell) ?? '')] as const;
  });
  return { work, related, touched, provable: known && few };
}

async function finish(
  { work, related, provable: known }: JoinedSystem,
  threshold: number,
): Promise<LedgerLinks> {
  const provable = known && (await complete(work));
  for (const id of work.needs.keys()) {
    if (work.unknown.has(id)) work.needs.set(id, work.kind.needOf(work.counts.cells.get(id)!));
  }
  if (work.kind.integer) needOfRests(work, threshold);
  return { ...work, provable, releases: [...new Set(related.map(({ releaseId }) => releaseId))] };
}

/**
 * Sets of a new table near to earlier ones: parts of groups near to such. Groups of a study near to any set
 * whatever: whom a study leaves out is told by the table of everybody, of a row, or of
 * several together.
 */
function closeTo(
  index: TableIndex,
  counts: ColumnSystem,
  {
    keys,
    open,
    past,
    threshold,
  }: {
    readonly keys: ReadonlyMap<string, bigint>;
    readonly open: ReadonlyMap<string, bigint>;
    readonly past: Past;
    readonly threshold: number;
  },
): readonly ClosePair[] {
  const traits = traitsOf(index, counts, open);
  const pairs = closePairs(traits, past.traits, threshold);
  const others = isOfStudy(index.candidate) ? past.everything() : past.ofStudies;
  if (others.isEmpty) return pairs;
  const cells = [...open].map(([id, key]): [string, SizedSet] => [
    id,
    { key, persons: counts.cells.get(id)!, place: ANYWHERE },
  ]);
  return [
    ...pairs,
    ...closePairs(new Map(cells), others, threshold),
    ...closeRuns(index, counts, { keys, open, others, threshold }),
  ];
}

/** Several levels of a new table together near to other sets; they become a cell of the system. */
function closeRuns(
  { candidate }: TableIndex,
  counts: ColumnSystem,
  {
    keys,
    open,
    others,
    threshold,
  }: Omit<Parameters<typeof closeTo>[2], 'past'> & { readonly others: CloseSets },
): readonly ClosePair[] {
  const runs = new Map<string, SizedSet>();
  const cellsOf = new Map<string, string[]>();
  eachKeyedRun(candidate, keyIn(keys, emptyCells(candidate)), (key, run) => {
    const cells = run();
    if (!cells.some((id) => open.has(id))) return;
    const id = `together(${cells.join()})`;
    const persons = cells.reduce((sum, cell) => sum + counts.cells.get(cell)!, 0);
    runs.set(id, { key, persons, place: ANYWHERE });
    cellsOf.set(id, cells);
  });
  const pairs = closePairs(runs, others, threshold);
  for (const id of new Set(pairs.map(({ own }) => own)))
    addVirtual(counts, id, runs.get(id)!.persons, [id, cellsOf.get(id)!]);
  return pairs;
}

/** Cells of a new table that count a part of a group, or those who are not in it, by id. */
function traitsOf(
  { candidate }: TableIndex,
  counts: ColumnSystem,
  keys: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, SizedSet> {
  const sized = (id: string, place: SizedSet['place']): [string, SizedSet][] => {
    const key = keys.get(id);
    return key === undefined ? [] : [[id, { key, persons: counts.cells.get(id)!, place }]];
  };
  // Of the steps of a study, those left out of the next are told as well.
  if (isOfStudy(candidate)) return new Map([...keys.keys()].flatMap((id) => sized(id, ANYWHERE)));
  const parts = candidate.columns.filter(({ kind }) => kind === 'count_subset');
  return new Map(
    candidate.rows.flatMap(({ at }) => {
      const place = placeIn(candidate, at);
      return parts.flatMap(({ id: column }) => {
        const id = cellId(column, at);
        return [...sized(id, place), ...sized(`${id}~rest`, place)];
      });
    }),
  );
}

/** Sizes of the sets of a new table, by key. */
function sizesOf(counts: ColumnSystem, keys: ReadonlyMap<string, bigint>): ReadonlyMap<bigint, number> {
  return new Map([...keys].map(([id, key]) => [key, counts.cells.get(id)!]));
}

function closePairs(
  traits: ReadonlyMap<string, SizedSet>,
  past: CloseSets,
  threshold: number,
): readonly ClosePair[] {
  return [...traits].flatMap(([own, set]) => {
    const printed = past.printedNear(set, threshold - 1);
    const hidden = isSmall(set.persons, threshold) ? [] : past.hiddenIn(set, threshold - 1);
    return [...printed, ...hidden].map((earlier): ClosePair => ({ own, earlier }));
  });
}

/** Few people who are in a group of an earlier table and not in its hidden part: hidden then, and hidden still. */
function needOfRests({ counts, forced, frozen, needs, kind }: Linking, threshold: number): void {
  for (const id of forced) {
    const value = counts.cells.get(id)!;
    if (id.startsWith('rest:') && !frozen.has(id) && isSmall(value, threshold))
      needs.set(id, kind.needOf(value));
  }
}

/** Brings in the classes of people of tables that say so, or that overlap; false where they are too many. */
async function linkPeople(
  work: Linking,
  tables: readonly JointTable[],
  { threshold, people }: { readonly threshold: number; readonly people: OwnAtoms | undefined },
): Promise<boolean> {
  if (people === undefined) return true;
  const classed = tables.some(isClassed);
  const overlap = people.known && (classed || isTangled(tables));
  if (!classed && !overlap) return true;
  return linkClasses(work, tables, { threshold, sets: overlap ? await people.sets() : new Map() });
}

/** Whether an earlier table is made of classes of the new one, where either says which. */
async function sharesClasses(
  { candidate }: TableIndex,
  atoms: OwnAtoms,
  binding: readonly PublishedTable[],
): Promise<((table: PublishedTable) => boolean) | undefined> {
  const isOwn = isClassed(candidate);
  if (!isOwn && !(atoms.known && binding.some((table) => publishedSets(table).classes.size > 0)))
    return undefined;
  const sets = await atoms.sets();
  const classes = isOwn ? classKeys(candidate) : new Set<bigint>();
  for (const periods of sets.values())
    for (const members of periods.values()) for (const { key } of members) classes.add(key);
  return (table) => {
    const published = publishedSets(table);
    if ([...published.classes].some((key) => classes.has(key))) return true;
    return isOwn && [...published.shown.keys(), ...published.hidden].some((key) => sets.has(key));
  };
}

/** Where a filter may cut through hidden groups and nothing says who is the same, no proof is possible. */
function isOverlapKnown(work: Linking, table: PublishedTable, threshold: number): boolean {
  const concepts = new Set(conceptsOf(work.index.candidate));
  if (work.kind.integer && !conceptsOf(table).some((concept) => concepts.has(concept))) return true;
  const filters = nestingFilters(work.index.candidate.parameters, table.parameters);
  if (filters === undefined || filters.length === 0) return true;
  const known = [...table.rows, ...work.index.candidate.rows].every((row) => row.people !== undefined);
  if (known && filters.length === 1) return true;
  const hid = table.rows.some((row) => row.cells.some((cell) => typeof cell === 'string'));
  if (!work.kind.integer) return !hid;
  const small = [...work.counts.cells.values()].some((value) => isSmall(value, threshold));
  return !hid && !small;
}

/** The new table's own cells by key. */
function ownCells({ index, counts, kind }: Setting): Map<string, KnownCell> {
  const cells = new Map<string, KnownCell>();
  const placed = placedPeople(index.candidate);
  for (const column of kind.columns(index.candidate)) {
    for (const [position, row] of index.candidate.rows.entries()) {
      const id = cellId(column.id, row.at);
      const value = counts.cells.get(id);
      if (value === undefined) continue;
      const key = cellKey(index.candidate, column, placed[position]!, row.people);
      if (!cells.has(key)) cells.set(key, { id, people: placed[position]!.people, value });
    }
  }
  return cells;
}

function ownNames({ index, counts, kind }: Setting): Map<string, string> {
  const ids = kind
    .columns(index.candidate)
    .flatMap((column) => index.candidate.rows.map((row) => cellId(column.id, row.at)));
  return new Map(ids.filter((id) => counts.cells.has(id)).map((id) => [id, id]));
}
