import { UserIssue } from '../domain/issue.ts';
import type { CandidateRow, CandidateTable, Column, PersonAtom } from '../domain/statistic.ts';
import { type DefinitionTables, definitionTables } from '../domain/tables/index.ts';
import { peopleKeyText } from '../warehouse/people.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { type AgeGrouping, finestFirst } from './adjustment.ts';
import { type Aggregate, accumulate, add, aggregateSql, EMPTY, type Group, groupOf } from './aggregate.ts';
import { atomsOf } from './atoms.ts';
import { crudeColumns, ratioColumns, standardColumns } from './columns.ts';
import { claimsNeeded } from './conditions/claims-needed.ts';
import { prepare } from './conditions/compile.ts';
import { contextOf } from './context.ts';
import { withParts } from './cost-parts.ts';
import {
  type CountedMeasure,
  type CountedQuestion,
  type MeasureDefinition,
  type Stratifier,
  type TableRequest,
  WITHOUT_CLAIMS,
} from './definition.ts';
import { crude, standardDeviation } from './estimate.ts';
import type { Frame } from './frames.ts';
import { type CellHolders, holderGroups, holdersOf, rollUpHolders } from './holders.ts';
import { keepGroups } from './kept-groups.ts';
import { asImported } from './left-out.ts';
import { personRows } from './person-rows.ts';
import { type StandardPopulation, standardPopulations } from './standard.ts';
import {
  ageGroupings,
  hasRatio,
  kindOf,
  type StandardCell,
  scaleOf,
  standardValues,
  strataOf,
  withAges,
} from './standardised.ts';
import {
  ALL,
  ageStratum,
  bandSql,
  broadAgeStratum,
  districtStratum,
  type Stratum,
  sexStratum,
  withoutEmptyRemainders,
  yearStratum,
} from './strata.ts';

export interface MeasureRequest {
  /** Fiscal years; several give a trend. */
  readonly years: readonly number[];
  readonly by?: readonly Stratifier[];
  readonly standardise?: boolean;
  readonly tables?: DefinitionTables;
  readonly signal?: AbortSignal;
  readonly references?: TableRequest['references'];
}

/**
 * Runs one measure: exact numbers by year and stratum with every margin, for the disclosure gate.
 *
 * Throws `measures.no_year` without years and `measures.stratum_not_allowed` for a stratum that the definition
 * does not offer.
 */
export async function runDefinition(
  warehouse: Warehouse,
  definition: MeasureDefinition,
  request: MeasureRequest,
): Promise<CandidateTable> {
  const by = checked(definition, request);
  const tables = request.tables ?? definitionTables();
  const { question } = definition;
  const signal = request.signal ? { signal: request.signal } : {};
  if (question.kind === 'table') {
    const references = request.references ? { references: request.references } : {};
    return question.run({
      warehouse,
      tables,
      definition,
      years: request.years,
      by,
      ...signal,
      ...references,
    });
  }
  const standards =
    request.standardise && definition.standardisable
      ? standardPopulations(tables, request.years[0] ?? 0)
      : [];
  const setting = { question, tables, years: request.years, ...signal };
  const table = await tableBy(warehouse, definition, { ...setting, by, standards });
  if (standards.length === 0) return table('five_years');
  return finestFirst(ageGroupings({ question, standards }), (ages) => ({
    ...table(ages),
    // Of the whole municipality, tables by age take the broad groups as known: no table of them is needed beside it.
    ...(ages === 'five_years' || by.includes('district')
      ? {
          groups: async () => [
            await groupsTable(warehouse, definition, { ...setting, ...groupsBy(by, ages) }),
          ],
        }
      : {}),
  }));
}

interface TableSetting {
  readonly question: CountedQuestion;
  readonly tables: DefinitionTables;
  readonly years: readonly number[];
  readonly by: readonly Axis[];
  readonly standards: readonly StandardPopulation[];
  readonly signal?: AbortSignal;
}

/** What the groups that standardised numbers are made of are by. */
function groupsBy(by: readonly Stratifier[], ages: AgeGrouping): Pick<TableSetting, 'by'> {
  const axes: readonly Axis[] = [...by, ages === 'broad' ? 'broad_age' : 'age'];
  return { by: AXES.filter((axis) => axes.includes(axis)) };
}

/** A measure by groups that others are made of, with every margin; the same as `runDefinition` where these are its strata. */
export async function groupsTable(
  warehouse: Warehouse,
  definition: MeasureDefinition,
  setting: Omit<TableSetting, 'standards'>,
): Promise<CandidateTable> {
  return (await tableBy(warehouse, definition, { ...setting, standards: [] }))('five_years');
}

/** The same groups of several measures. */
export function groupsTables(
  warehouse: Warehouse,
  measures: readonly CountedMeasure[],
  setting: Omit<TableSetting, 'standards' | 'question'>,
): Promise<readonly CandidateTable[]> {
  return Promise.all(
    measures.map((each) => groupsTable(warehouse, each, { ...setting, question: each.question })),
  );
}

/** Counts the groups of a measure once; the table standardised by five-year or by broad ages is made of these. */
async function tableBy(
  warehouse: Warehouse,
  definition: MeasureDefinition,
  { question, tables, years, by, standards, signal: abort }: TableSetting,
): Promise<(ages: AgeGrouping) => CandidateTable> {
  const signal = abort ? { signal: abort } : {};
  const strata = await outputStrata(warehouse, question.frame, by);
  const within = by.filter((axis) => axis !== 'broad_age');
  const read: Pick<RowRequest, 'year' | 'cells' | 'holders'>[] = [];
  for (const year of years) {
    const groups = await personGroups(warehouse, definition, { year, tables, by, ...signal });
    const cells = rollUp(groups, strata, by, standards.length > 0);
    const paid = await holderGroups(warehouse, definition, { year, tables, by: within, ...signal });
    const holders = rollUpHolders(paid, (group) => cellsOf(group, strata, by));
    read.push({ year, cells, holders });
  }
  // Printed under its name for these data; what is kept of its groups is kept by the definition itself.
  const printed = await asImported(warehouse, definition, years);
  const setting = { definition: printed, question, strata, standards, by };
  const counted = read.map((year) => ({ ...setting, ...year }));
  const parameters = { years: years.join(','), by: by.join(','), standardise: standards.length > 0 };
  const context = {
    ...contextOf(printed, question.frame, years, tables),
    // Nobody is counted in some year: where claims are read, that is why there is no number.
    ...(counted.some(({ cells }) => cells.size === 0) && claimsNeeded(question)
      ? { missing: [WITHOUT_CLAIMS] }
      : {}),
  };
  return (ages) =>
    withoutEmptyRemainders({
      id: `measure.${definition.id}`,
      ...withAges({ parameters, context }, ages),
      dimensions: [yearStratum(years).dimension, ...strata.map(({ dimension }) => dimension)],
      columns: allColumns({ ...setting, ages }),
      rows: counted.flatMap((year) => rowsOf({ ...year, ages })),
      atoms: () => measureAtoms(warehouse, definition, { years, tables, ...signal }),
      ...withParts(question, (part) =>
        runDefinition(warehouse, part, { years, by: within, standardise: false, tables, ...signal }),
      ),
    });
}

/** Finest classes of the people that a measure counts (see `atomsOf`), from the groups that are kept anyway. */
export async function measureAtoms(
  warehouse: Warehouse,
  definition: MeasureDefinition,
  { years, ...request }: Omit<GroupRequest, 'year' | 'by'> & { readonly years: readonly number[] },
): Promise<readonly PersonAtom[]> {
  const by: readonly Stratifier[] = definition.stratifications.includes('district') ? ['district'] : [];
  const groups = new Map<number, readonly Group[]>();
  for (const year of years)
    groups.set(year, await personGroups(warehouse, definition, { year, by, ...request }));
  const { kind } = definition.question;
  const some = kind === 'share' ? ['numerator'] : kind === 'mean' ? [] : ['users'];
  return atomsOf(warehouse, groups, { all: ['denominator'], some });
}

function checked(definition: MeasureDefinition, request: MeasureRequest): readonly Stratifier[] {
  if (request.years.length === 0)
    throw new UserIssue('usage', 'measures.no_year', { measure: definition.id });
  const asked = request.by ?? [];
  for (const stratum of asked) {
    if (!definition.stratifications.includes(stratum))
      throw new UserIssue('usage', 'measures.stratum_not_allowed', { measure: definition.id, stratum });
  }
  return (['sex', 'age', 'district'] as const).filter((stratum) => asked.includes(stratum));
}

/** What tables are divided by; broad ages only where the gate asks. */
type Axis = Stratifier | 'broad_age';
const AXES: readonly Axis[] = ['sex', 'age', 'broad_age', 'district'];

async function outputStrata(
  warehouse: Warehouse,
  frame: Frame,
  by: readonly Axis[],
): Promise<readonly Stratum[]> {
  const strata: Stratum[] = [];
  for (const stratum of by) {
    if (stratum === 'sex') strata.push(sexStratum());
    else if (stratum === 'age') strata.push(ageStratum(frame.ages));
    else if (stratum === 'broad_age') strata.push(broadAgeStratum(frame.ages));
    else strata.push(await districtStratum(warehouse));
  }
  return strata;
}

interface GroupRequest {
  readonly year: number;
  readonly tables: DefinitionTables;
  readonly by: readonly Axis[];
  readonly signal?: AbortSignal;
}

/** Totals by sex, five-year band and (where asked for) district code. */
export async function personGroups(
  warehouse: Warehouse,
  definition: MeasureDefinition,
  request: GroupRequest,
): Promise<readonly Group[]> {
  const { question } = definition;
  if (question.kind === 'table') return [];
  const { year, tables, signal } = request;
  const district = request.by.includes('district');
  const { rows, scope } = personRows(question, year, tables);
  const contributions = question.kind === 'rate' || question.kind === 'ratio';
  const sql = aggregateSql(rows, { band: bandSql('age'), district, contributions });
  return keepGroups(
    warehouse,
    { definition, tables, year, district },
    async () => (await warehouse.all(sql, undefined, signal)).map(groupOf),
    () => prepare(warehouse, scope, signal),
  );
}

const JOINED = '\u0001';

/** Totals of one output cell, with its strata for standardisation. */
interface Cell extends StandardCell {
  totals: Aggregate;
  readonly byBand: Map<string, Aggregate>;
}

/** Adds every group to each combination of levels that contains it; key = level codes joined. */
function rollUp(
  groups: readonly Group[],
  strata: readonly Stratum[],
  by: readonly Axis[],
  standardise: boolean,
): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  const agePlace = by.indexOf('age');
  for (const group of groups) {
    for (const at of levelsOf(group, strata, by)) {
      const key = at.join(JOINED);
      const cell = cells.get(key) ?? { totals: EMPTY, byBand: new Map() };
      cell.totals = add(cell.totals, group.totals);
      // Only cells over all ages are standardised.
      if (standardise && (agePlace === -1 || at[agePlace] === ALL))
        accumulate(cell.byBand, group.band, group.totals);
      cells.set(key, cell);
    }
  }
  return cells;
}

/** Leaf of a group along every dimension, and every combination of levels that contains it. */
function levelsOf(
  { sex, band, district }: Pick<Group, 'sex' | 'band' | 'district'>,
  strata: readonly Stratum[],
  by: readonly Axis[],
): readonly (readonly string[])[] {
  const leaf = { sex, age: band, broad_age: band, district };
  return product(strata.map((stratum, i) => stratum.lineage(leaf[by[i] ?? 'sex'])));
}

/** The cells of districts that a group is in, as `rollUp` names them. */
function cellsOf(
  group: Pick<Group, 'sex' | 'band' | 'district'>,
  strata: readonly Stratum[],
  by: readonly Axis[],
): readonly string[] {
  const place = by.indexOf('district');
  return levelsOf(group, strata, by).flatMap((at) => (at[place] === ALL ? [] : [at.join(JOINED)]));
}

function product(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return paths.reduce<readonly (readonly string[])[]>(
    (done, path) => done.flatMap((at) => path.map((code) => [...at, code])),
    [[]],
  );
}

interface RowRequest {
  readonly year: number;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly holders: CellHolders;
  readonly strata: readonly Stratum[];
  readonly definition: MeasureDefinition;
  readonly question: CountedQuestion;
  readonly standards: readonly StandardPopulation[];
  readonly by: readonly Axis[];
  readonly ages: AgeGrouping;
}

function rowsOf(request: RowRequest): readonly CandidateRow[] {
  const { year, cells, holders, strata, by } = request;
  const agePlace = by.indexOf('age');
  return product(strata.map(({ dimension }) => dimension.levels.map(({ code }) => code))).map((at) => {
    const cell = cells.get(at.join(JOINED)) ?? { totals: EMPTY, byBand: new Map() };
    const everywhere = at.map((code, place) => (by[place] === 'district' ? ALL : code));
    const whole = agePlace === -1 || at[agePlace] === ALL ? cells.get(everywhere.join(JOINED)) : undefined;
    const values = [...crudeValues(request, cell), ...standardValues(request, cell, whole)];
    const { question } = request;
    const placed = by.includes('district') && at[by.indexOf('district')] !== ALL;
    return {
      at: [String(year), ...at],
      values,
      ...contributionsOf(question, cell.totals),
      ...peopleOf(question, cell.totals),
      ...(placed ? institutionsOf(cell.totals) : {}),
      ...holdersOf(holders, at.join(JOINED)),
      ...(request.standards.length > 0 && whole
        ? { strata: strataOf(request, cell, { everything: whole, siblings: otherSex(request, at) }) }
        : {}),
    };
  });
}

/** The same cell of the other sex. */
function otherSex({ by, cells }: RowRequest, at: readonly string[]): readonly Cell[] {
  const place = by.indexOf('sex');
  if (place === -1 || at[place] === ALL) return [];
  const cell = cells.get(at.with(place, at[place] === '1' ? '2' : '1').join(JOINED));
  return cell ? [cell] : [];
}

/** The largest contributions to amounts. */
export function contributionsOf(
  { kind }: CountedQuestion,
  { topNum, topDen }: Aggregate,
): Pick<CandidateRow, 'contributions'> {
  return kind === 'rate' || kind === 'ratio' ? { contributions: { amount: topNum, over: topDen } } : {};
}

/** Whom each count column counts, so that the gate knows the same people in another table. */
export function peopleOf(
  question: CountedQuestion,
  { personsKey, usersKey }: Aggregate,
): Pick<CandidateRow, 'people'> {
  if (personsKey === null || usersKey === null) return {};
  const denominator = peopleKeyText(personsKey);
  const some = peopleKeyText(usersKey);
  if (question.kind === 'mean') return { people: { denominator } };
  return { people: { denominator, [question.kind === 'share' ? 'numerator' : 'users']: some } };
}

/** Institutions behind the amount of a place: of one or two, whose business it is would be plain. */
export function institutionsOf({ places }: Aggregate): Pick<CandidateRow, 'institutions'> {
  let behind = 0;
  for (let left = places; left > 0n; left &= left - 1n) behind += 1;
  return behind > 0 ? { institutions: { users: behind } } : {};
}

/** Values of the columns of `crudeColumns`. */
export function crudeValues(
  { definition, question }: Pick<RowRequest, 'definition' | 'question'>,
  { totals }: Pick<Cell, 'totals'>,
): readonly (number | null)[] {
  const { estimate, lower, upper } = crude(kindOf(question), totals, scaleOf(definition, question));
  if (question.kind === 'share') return [totals.persons, totals.num, estimate, lower, upper];
  if (question.kind === 'mean') return [totals.persons, estimate, lower, upper, standardDeviation(totals)];
  return [totals.persons, totals.users, totals.den, totals.num, estimate, lower, upper];
}

function allColumns(
  setting: Pick<RowRequest, 'definition' | 'question' | 'standards' | 'by' | 'ages'>,
): readonly Column[] {
  const { definition, question, standards, ages } = setting;
  const from = {
    share: ['numerator', 'denominator'],
    mean: ['denominator'],
    rate: ['amount', 'over'],
    ratio: ['amount', 'over'],
  };
  const sources = from[question.kind];
  return [
    ...crudeColumns(definition, question),
    ...standards.flatMap((standard) => standardColumns(definition, standard, sources, ages)),
    ...(hasRatio(setting) ? ratioColumns(sources) : []),
  ];
}
