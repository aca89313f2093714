import type { CandidateTable, Column } from '../../domain/statistic.ts';
import {
  type ColumnSystem,
  cellId,
  divisionsOf,
  fewOf,
  indexTable,
  sum,
  type TableIndex,
} from '../release/table-system.ts';
import { keyLanes, type Lanes, lanesBetween, lanesOf } from './close.ts';
import { placedPeople } from './people.ts';
import { setKey } from './person-sets.ts';
import { yearPlace } from './sets.ts';
import type { PublishedTable } from './view.ts';

/** So unlikely is it that sets that have nothing to do with one another look as if one held the other, everywhere. */
const CHANCE = 1e-6;
/** Less likely than that need not be told apart. */
const LEAST_CHANCE = 1e-12;
/** More lanes than that are turned by more people than a bound on a hidden number could matter for. */
const FAR_LANES = 22;
/** Lanes of a key, of which every person turns one. */
const LANES = 64;

/** A cell of a new table and that of an earlier one in the same place, of which one holds the people of the other. */
export interface Nest {
  readonly own: string;
  /** Key of the people of the earlier one; 0 where it counts nobody. */
  readonly earlier: bigint;
  readonly ownIsLarge: boolean;
}

/** Few of those between a group and its part, in one place without another or in several together. */
export interface FewBetween {
  /** Those between in all of these places, without those between in `without`. */
  readonly of: readonly Nest[];
  readonly without: readonly Nest[];
  readonly persons: number;
}

export interface Nests {
  readonly pairs: readonly Nest[];
  readonly few: readonly FewBetween[];
  /** Earlier tables that hid a number of them. */
  readonly tables: readonly PublishedTable[];
}

/** What one column counts, or those of its group whom it does not count. */
interface Trait {
  /** By place. */
  readonly cells: ReadonlyMap<string, TraitCell>;
  /** The same, those first that tell soonest that neither of two columns holds the other. */
  readonly tellingFirst: readonly (readonly [place: string, cell: TraitCell])[];
  /** Of everybody, and of one level of one dimension. */
  readonly margins: ReadonlyMap<string, TraitCell>;
  /** Persons of the margins of tables that it was compared with, by these. */
  readonly personsIn: Map<readonly string[], Float64Array>;
}

interface TraitCell {
  /** Cell of the new table; empty for earlier ones. */
  readonly id: string;
  /** Its row. */
  readonly row: string;
  readonly key: bigint;
  /** NaN where hidden. */
  readonly persons: number;
  /** Nothing where nobody is counted. */
  readonly lanes: Lanes | undefined;
  /** People of the group who are not counted; NaN where hidden. */
  readonly others: number;
}

/**
 * Columns of earlier tables that count a part of the people of a column of the new table wherever both count, or the
 * other way round (users until May, users of a service): each hidden number of the one is bounded by the other.
 * Nobody says so; the lanes of their keys do: a part differs from its whole in no more lanes than people.
 *
 * Only pairs are returned in which the bound may matter: one is hidden, or few people are between, there or in a place
 * without another.
 *
 * @param parts earlier tables, each of one year
 */
export function nestsOf(
  index: TableIndex,
  counts: Pick<ColumnSystem, 'cells'>,
  parts: readonly PublishedTable[],
  threshold: number,
): Nests {
  const own = ownTraits(index.candidate, counts);
  const pairs: Nest[] = [];
  const few: FewBetween[] = [];
  const tables = new Set<PublishedTable>();
  if (own.size === 0) return { pairs, few, tables: [] };
  const margins = marginsOf(index);
  for (const part of parts) {
    const { year, traits } = publishedTraits(part);
    for (const [ownYear, columns] of own) {
      if (year !== undefined && ownYear !== undefined && year !== ownYear) continue;
      for (const mine of columns) {
        for (const theirs of traits) {
          const held = holdingOf(mine, theirs);
          if (held === undefined) continue;
          if (!held.isSure && !mayLeaveFew(mine, theirs, margins, threshold)) continue;
          const found = pairsOf(index, [mine, theirs], held, threshold);
          pairs.push(...found.pairs);
          few.push(...found.few);
          if (found.isHidden) tables.add(part);
        }
      }
    }
  }
  return { pairs, few, tables: [...tables] };
}

/**
 * Few between two earlier tables, of one of which a new table tells hidden numbers: what was safe while they were
 * hidden need not be any more.
 *
 * @param sizes of its cells, by cell; NaN where still hidden
 * @returns with `own` as cells of the earlier table, those who are not counted with the ending `~rest`
 */
export function fewBetweenTold(
  part: PublishedTable,
  sizes: (cell: string) => number | undefined,
  parts: readonly PublishedTable[],
  threshold: number,
): readonly FewBetween[] {
  const cells = new Map<string, number>();
  for (const { id, of } of part.columns) {
    for (const { at } of of === undefined ? [] : part.rows) {
      const [size, group] = [sizes(cellId(id, at)), sizes(cellId(of!, at))];
      if (size === undefined) continue;
      cells.set(cellId(id, at), size);
      if (group !== undefined) cells.set(`${cellId(id, at)}~rest`, group - size);
    }
  }
  const others = parts.filter((other) => other !== part);
  return nestsOf(indexTable(askedAgain(part)), { cells }, others, threshold).few;
}

/** The counts of an earlier table as a question, without its numbers and words. */
function askedAgain({ id, parameters, dimensions, columns, rows }: PublishedTable): CandidateTable {
  const counts = columns.flatMap(({ id: column, kind, of }): Column[] =>
    kind === 'count' || kind === 'count_subset'
      ? [{ id: column, label: '', kind, unit: '人', decimals: 0, ...(of === undefined ? {} : { of }) }]
      : [],
  );
  const values = counts.map(() => 0);
  return {
    id,
    parameters,
    context: { title: '', population: '', period: '', source: '', method: '', caveats: [] },
    dimensions: dimensions.map((dimension) => ({
      ...dimension,
      label: '',
      levels: dimension.levels.map((level) => ({ ...level, label: '' })),
    })),
    columns: counts,
    rows: rows.map(({ at, people }) => ({ at, values, ...(people === undefined ? {} : { people }) })),
  };
}

/** Which of two columns holds the people of the other, and whether that cannot well be by chance. */
interface Holding {
  readonly ownIsLarge: boolean;
  readonly isSure: boolean;
}

/** Undefined where neither holds the other. */
function holdingOf(mine: Trait, theirs: Trait): Holding | undefined {
  for (const ownIsLarge of [true, false]) {
    const chance = ownIsLarge ? chanceToNest(mine, theirs) : chanceToNest(theirs, mine);
    if (chance > 0) return { ownIsLarge, isSure: chance < CHANCE };
  }
  return undefined;
}

/** A group whose place is a margin, and the places of the levels that it is divided into; as positions in `places`. */
interface MarginDivision {
  readonly whole: number;
  readonly levels: readonly number[];
}

/** Margins of a new table: everybody first. */
interface Margins {
  readonly places: readonly string[];
  readonly divisions: readonly MarginDivision[];
}

/** Lists of margins that tables have: many have the same. */
const marginLists = new Map<string, readonly string[]>();

function marginsOf(index: TableIndex): Margins {
  const { candidate, children } = index;
  const placed = placedPeople(candidate);
  const placeOf = new Map(candidate.rows.map(({ at }, row) => [at.join('|'), placed[row]!.place]));
  const own = [...new Set([EVERYBODY, ...[...placeOf.values()].filter(isMargin)])];
  const name = own.join();
  const places = marginLists.get(name) ?? own;
  marginLists.set(name, places);
  const position = new Map(places.map((place, at) => [place, at]));
  const divisions = new Map<string, MarginDivision>();
  for (const { at } of candidate.rows) {
    const whole = position.get(placeOf.get(at.join('|'))!);
    if (whole === undefined) continue;
    candidate.dimensions.forEach((dimension, which) => {
      for (const group of divisionsOf(dimension, children[which]!.get(at[which]!) ?? [])) {
        const rows = group.flatMap(({ code }) => placeOf.get(at.with(which, code).join('|')) ?? []);
        const levels = rows.flatMap((place) => position.get(place) ?? []);
        if (levels.length === rows.length) divisions.set(`${whole}~${levels.join()}`, { whole, levels });
      }
    });
  }
  return { places, divisions: [...divisions.values()] };
}

/**
 * Whether everybody but one level, or but the levels that both columns show, holds few of those between two columns,
 * though many of either. That alone is looked at where so many are between that their keys do not say which holds the
 * other.
 */
function mayLeaveFew(mine: Trait, theirs: Trait, { places, divisions }: Margins, threshold: number): boolean {
  const [own, earlier] = [personsIn(mine, places), personsIn(theirs, places)];
  const all = Math.abs(own[0]! - earlier[0]!);
  for (let at = 0; at < places.length; at += 1) {
    const few = all - Math.abs(own[at]! - earlier[at]!);
    if (few >= 1 && few < threshold && own[0]! - own[at]! >= threshold) return true;
  }
  for (const { whole, levels } of divisions) {
    let left = Math.abs(own[whole]! - earlier[whole]!);
    let many = 0;
    for (const level of levels) {
      const between = Math.abs(own[level]! - earlier[level]!);
      if (!(between >= threshold)) continue;
      left -= between;
      many += 1;
    }
    if (many > 1 && left >= 1 && left < threshold) return true;
  }
  return false;
}

/** Persons in margins; NaN where that is not known. */
function personsIn({ margins, personsIn: known }: Trait, places: readonly string[]): Float64Array {
  const before = known.get(places);
  if (before !== undefined) return before;
  const persons = Float64Array.from(places, (place) => margins.get(place)?.persons ?? Number.NaN);
  known.set(places, persons);
  return persons;
}

const EVERYBODY = '';

/** Whether a place is about everybody, or about one level of one dimension. */
function isMargin(place: string): boolean {
  return !place.includes(',');
}

function pairsOf(
  index: TableIndex,
  [mine, theirs]: readonly [Trait, Trait],
  { ownIsLarge, isSure }: Holding,
  threshold: number,
): Omit<Nests, 'tables'> & { readonly isHidden: boolean } {
  const nests = new Map<string, Nest>();
  const near = new Set<Nest>();
  const sizes = new Map<string, number>();
  const ownSizes = new Map<string, number>();
  let isHidden = false;
  for (const [place, own] of isSure ? mine.cells : mine.margins) {
    const earlier = theirs.cells.get(place);
    if (earlier === undefined || own.key === earlier.key) continue;
    const nest: Nest = { own: own.id, earlier: earlier.key, ownIsLarge };
    nests.set(own.row, nest);
    const between = Math.abs(own.persons - earlier.persons);
    ownSizes.set(own.row, own.persons);
    if (!Number.isNaN(between)) sizes.set(own.row, between);
    // Where one counts nobody, the other is those between.
    if (!isSure || own.lanes === undefined || earlier.lanes === undefined) continue;
    if (Number.isNaN(between) && lanesBetween(own.lanes, earlier.lanes) <= FAR_LANES) {
      near.add(nest);
      isHidden = true;
    }
    if (between < 3 * threshold) near.add(nest);
  }
  const nestsAt = (rows: readonly string[]) => rows.map((row) => nests.get(row)!);
  const few = fewOf(index, sizes, threshold).flatMap(({ of, without, persons }): FewBetween[] => {
    const left = sum(of, ownSizes) - sum(without, ownSizes);
    // Where either column alone leaves over few, those are a group of its own table.
    if (left < threshold || left + (ownIsLarge ? -persons : persons) < threshold) return [];
    return [{ of: nestsAt(of), without: nestsAt(without), persons }];
  });
  for (const { of, without } of few) for (const nest of [...of, ...without]) near.add(nest);
  return { pairs: [...near], few, isHidden };
}

/** How likely one column looks by chance as if it held the people of another wherever both count; 0 if it does not. */
function chanceToNest(large: Trait, little: Trait): number {
  let chance = 1;
  const isLarge = large.cells.size < little.cells.size;
  const [fewer, other] = isLarge ? [large, little] : [little, large];
  for (const [place, cell] of fewer.tellingFirst) {
    const beside = other.cells.get(place);
    if (beside === undefined) continue;
    const each = isLarge ? chanceOf(cell, beside) : chanceOf(beside, cell);
    if (each === 0) return 0;
    chance *= each;
  }
  return chance;
}

/** How often sets of these lanes differ in so few by chance; 0 where the one does not hold the other. */
function chanceOf(large: TraitCell, little: TraitCell): number {
  if (little.lanes === undefined) return 1;
  if (large.key === little.key)
    return Number.isNaN(large.persons + large.others) ? 1 : chanceToHold(large, large.persons);
  if (large.lanes === undefined) return 0;
  // As many people as lanes, at least, where their number is hidden.
  const least = Number.isNaN(little.persons) ? lanesOf(little.lanes) : little.persons;
  const between = large.persons - least;
  if (Number.isNaN(between) || between >= LANES) return 1;
  if (between <= 0 || lanesBetween(large.lanes, little.lanes) > between) return 0;
  return Math.max(
    chanceToHold(large, least),
    chanceOfOverlap(lanesOf(large.lanes), lanesOf(little.lanes), between),
  );
}

/** Chance that so many people of a group are all among those counted: nearly everybody holds most others. */
function chanceToHold({ persons, others }: TraitCell, many: number): number {
  let chance = Number.isNaN(others) ? 0 : 1;
  for (let each = 0; each < many && chance > LEAST_CHANCE; each += 1)
    chance *= (persons - each) / (persons + others - each);
  return chance;
}

const chances = new Map<number, number>();

/** Chance that a and b lanes of 64, chosen at random, differ in no more than `most`: a hypergeometric tail. */
function chanceOfOverlap(a: number, b: number, most: number): number {
  const name = (a * (LANES + 1) + b) * LANES + most;
  const known = chances.get(name);
  if (known !== undefined) return known;
  let sum = 0;
  for (let common = Math.max(0, Math.ceil((a + b - most) / 2)); common <= Math.min(a, b); common += 1) {
    if (b - common > LANES - a) continue;
    sum += Math.exp(logChoose(a, common) + logChoose(LANES - a, b - common) - logChoose(LANES, b));
  }
  const chance = Math.min(1, sum);
  chances.set(name, chance);
  return chance;
}

const logFactorials = Array.from({ length: LANES + 1 }, (_, n) => {
  let sum = 0;
  for (let each = 2; each <= n; each += 1) sum += Math.log(each);
  return sum;
});

function logChoose(n: number, k: number): number {
  return logFactorials[n]! - logFactorials[k]! - logFactorials[n - k]!;
}

function ownTraits(
  candidate: CandidateTable,
  counts: Pick<ColumnSystem, 'cells'>,
): ReadonlyMap<string | undefined, Trait[]> {
  const at = yearPlace(candidate);
  const years = Map.groupBy(candidate.rows, (row) => (at < 0 ? undefined : row.at[at]));
  const size = (id: string) => counts.cells.get(id);
  return new Map(
    [...years].map(([year, rows]) => [
      year,
      traitsOf({ ...candidate, rows }, (column, row) => {
        const id = cellId(column, row.at);
        return { part: size(id), others: size(`${id}~rest`), id, row: row.at.join('|') };
      }),
    ]),
  );
}

interface PublishedTraits {
  readonly year: string | undefined;
  readonly traits: readonly Trait[];
}

const known = new WeakMap<PublishedTable, PublishedTraits>();

function publishedTraits(part: PublishedTable): PublishedTraits {
  const before = known.get(part);
  if (before !== undefined) return before;
  const at = yearPlace(part);
  const places = new Map(part.columns.map(({ id }, place) => [id, place]));
  const traits = traitsOf(part, (column, { cells }, of) => {
    const [size, group] = [column, of].map((id) => {
      const cell = cells[places.get(id) ?? -1];
      return typeof cell === 'number' ? cell : cell === null || cell === undefined ? undefined : Number.NaN;
    });
    return {
      part: size,
      others: size === undefined || group === undefined ? undefined : group - size,
      id: '',
      row: '',
    };
  });
  const found = { year: at < 0 ? undefined : part.rows[0]?.at[at], traits };
  known.set(part, found);
  return found;
}

type Row = Pick<PublishedTable['rows'][number], 'at' | 'people'>;

interface Sizes extends Pick<TraitCell, 'id' | 'row'> {
  readonly part: number | undefined;
  readonly others: number | undefined;
}

function traitsOf<R extends Row>(
  table: Pick<PublishedTable, 'parameters' | 'dimensions' | 'columns'> & { readonly rows: readonly R[] },
  sizesOf: (column: string, row: R, of: string) => Sizes,
): Trait[] {
  const placed = placedPeople(table);
  return table.columns.flatMap(({ id: column, kind, of }) => {
    if (kind !== 'count_subset' || of === undefined) return [];
    const [parts, others] = [new Map<string, TraitCell>(), new Map<string, TraitCell>()];
    table.rows.forEach((row, position) => {
      if (row.people?.[column] === undefined || row.people[of] === undefined) return;
      const key = setKey(row.people, column) ?? 0n;
      const rest = (setKey(row.people, of) ?? 0n) ^ key;
      const sizes = sizesOf(column, row, of);
      const { place } = placed[position]!;
      const [counted, left] = [
        { key, persons: sizes.part },
        { key: rest, persons: sizes.others },
      ];
      if (sizes.part !== undefined) parts.set(place, traitCell(sizes, counted, left));
      if (sizes.others !== undefined)
        others.set(place, traitCell({ ...sizes, id: `${sizes.id}~rest` }, left, counted));
    });
    return [parts, others].map((cells) => ({
      cells,
      tellingFirst: tellingFirst(cells),
      margins: new Map([...cells].filter(([place]) => isMargin(place))),
      personsIn: new Map(),
    }));
  });
}

/** Everybody, for the more are not among the fewer; then few people, whose lanes are seldom among others by chance. */
function tellingFirst(cells: ReadonlyMap<string, TraitCell>): Trait['tellingFirst'] {
  const order = ([place, { persons }]: readonly [string, TraitCell]) =>
    place === EVERYBODY ? 0 : persons > 0 ? persons : Number.MAX_VALUE;
  return [...cells].toSorted((a, b) => order(a) - order(b));
}

interface Counted {
  readonly key: bigint;
  readonly persons: number | undefined;
}

/** @param others those of the group who are not counted */
function traitCell(
  { id, row }: Pick<TraitCell, 'id' | 'row'>,
  { key, persons = Number.NaN }: Counted,
  others: Counted,
): TraitCell {
  // Nobody has no key, whether or not that is printed.
  return {
    id,
    row,
    key,
    persons,
    lanes: keyLanes(key),
    others: others.key === 0n ? 0 : (others.persons ?? Number.NaN),
  };
}
