import { UserIssue } from '../../domain/issue.ts';
import type { CandidateRow, CandidateTable, Dimension } from '../../domain/statistic.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { type AgeGrouping, finestFirst } from '../adjustment.ts';
import { type Aggregate, accumulate, add, EMPTY, type Group } from '../aggregate.ts';
import { type Definitions, findMeasure } from '../catalogue.ts';
import { crudeColumns, standardColumns } from '../columns.ts';
import { contextOf } from '../context.ts';
import { withParts } from '../cost-parts.ts';
import type { CountedQuestion, MeasureDefinition } from '../definition.ts';
import { type CellHolders, holderGroups, holdersOf, rollUpHolders } from '../holders.ts';
import {
  contributionsOf,
  crudeValues,
  institutionsOf,
  measureAtoms,
  peopleOf,
  personGroups,
} from '../run.ts';
import { type StandardPopulation, standardPopulations } from '../standard.ts';
import { ageGroupings, type StandardCell, standardValues, strataOf, withAges } from '../standardised.ts';
import { ALL, ageStratum, broadAgeStratum, districtStratum, type Stratum, yearStratum } from '../strata.ts';

const REST = 'rest';

export interface RestRequest extends Definitions {
  readonly district: string;
  readonly year: number;
  readonly signal?: AbortSignal;
}

/** Totals of one side of the comparison, with its age bands for standardisation. */
interface Side extends StandardCell {
  totals: Aggregate;
  readonly byBand: Map<string, Aggregate>;
}

const NOBODY: Side = { totals: EMPTY, byBand: new Map() };

/**
 * One district beside all others together (地区不明 included), crude and directly standardised by age, exact, for
 * the disclosure gate. Method: `estimate.ts`.
 *
 * Throws `overview.unknown_district`, `overview.no_comparison` for measures that are tables of their own.
 */
export async function districtAgainstRest(
  warehouse: Warehouse,
  id: string,
  { own, ...request }: RestRequest,
): Promise<CandidateTable> {
  return against(warehouse, findMeasure(id, own, request.tables), request);
}

async function against(
  warehouse: Warehouse,
  definition: MeasureDefinition,
  request: Omit<RestRequest, 'own'>,
): Promise<CandidateTable> {
  const { district, year, tables, signal } = request;
  const { question } = definition;
  if (question.kind === 'table' || !definition.stratifications.includes('district'))
    throw new UserIssue('usage', 'overview.no_comparison', { measure: definition.name });
  const { dimension, lineage } = await districtStratum(warehouse);
  const level = dimension.levels.find(({ code }) => code === district);
  if (level === undefined) throw new UserIssue('usage', 'overview.unknown_district', { district });
  const cancel = signal ? { signal } : {};
  const groups = await personGroups(warehouse, definition, { year, tables, by: ['district'], ...cancel });
  const sideOf = (leaf: string) => (lineage(leaf).includes(district) ? 'own' : REST);
  const sides = sidesOf(groups, sideOf);
  const paid = await holderGroups(warehouse, definition, { year, tables, by: ['district'], ...cancel });
  const holders = rollUpHolders(paid, (group) => [sideOf(group.district)]);
  const standards = definition.standardisable ? standardPopulations(tables, year) : [];
  const part: Dimension = {
    ...dimension,
    levels: [
      { code: ALL, label: '市町村全体' },
      { code: district, label: level.label, parent: ALL },
      { code: REST, label: 'ほかの地区', parent: ALL },
    ],
  };
  const from = question.kind === 'share' ? ['numerator', 'denominator'] : sourcesOf(question);
  const context = contextOf(definition, question.frame, [year], tables);
  const parts = { definition, question, standards, holders };
  const codes = [ALL, district, REST];
  const whole = {
    id: `measure.${definition.id}`,
    context: { ...context, title: `${definition.name}：${level.label}とほかの地区` },
    atoms: () => measureAtoms(warehouse, definition, { years: [year], tables, ...cancel }),
    ...withParts(question, (each) => against(warehouse, each, request)),
  };
  const groupsBy = (ages: AgeGrouping): CandidateTable => {
    const age = ages === 'broad' ? broadAgeStratum(question.frame.ages) : ageStratum(question.frame.ages);
    const { dimension: byAge } = age;
    const totals = totalsByAge(groups, sideOf, age);
    return {
      ...whole,
      parameters: { years: String(year), by: `${byAge.id},district`, standardise: false },
      dimensions: [yearStratum([year]).dimension, byAge, part],
      columns: crudeColumns(definition, question),
      rows: byAge.levels.flatMap(({ code: of }) =>
        codes.map((code) => countedRow([String(year), of, code], totals.get(`${sideIn(code)}|${of}`), parts)),
      ),
    };
  };
  const parameters = { years: String(year), by: 'district', standardise: standards.length > 0 };
  return finestFirst(
    ageGroupings(parts),
    (ages): CandidateTable => ({
      ...withAges({ ...whole, parameters }, ages),
      dimensions: [yearStratum([year]).dimension, part],
      columns: [
        ...crudeColumns(definition, question),
        ...standards.flatMap((standard) => standardColumns(definition, standard, from, ages)),
      ],
      rows: codes.map((code) => rowOf([String(year), code], sides, { ...parts, ages })),
      ...(standards.length > 0 ? { groups: () => Promise.resolve([groupsBy(ages)]) } : {}),
    }),
  );
}

function sourcesOf(question: CountedQuestion): readonly string[] {
  return question.kind === 'mean' ? ['denominator'] : ['amount', 'over'];
}

function sidesOf(groups: readonly Group[], sideOf: (leaf: string) => string): ReadonlyMap<string, Side> {
  const sides = new Map<string, Side>();
  for (const { district, band, totals } of groups) {
    for (const code of [sideOf(district), ALL]) {
      const side = sides.get(code) ?? { ...NOBODY, byBand: new Map<string, Aggregate>() };
      side.totals = add(side.totals, totals);
      accumulate(side.byBand, band, totals);
      sides.set(code, side);
    }
  }
  return sides;
}

/** Totals by side and age, `side|age`. */
function totalsByAge(
  groups: readonly Group[],
  sideOf: (leaf: string) => string,
  { lineage }: Stratum,
): ReadonlyMap<string, Aggregate> {
  const found = new Map<string, Aggregate>();
  for (const { district, band, totals } of groups)
    for (const side of [sideOf(district), ALL])
      for (const age of lineage(band)) accumulate(found, `${side}|${age}`, totals);
  return found;
}

interface RowParts {
  readonly definition: MeasureDefinition;
  readonly question: CountedQuestion;
  readonly standards: readonly StandardPopulation[];
  readonly holders: CellHolders;
  readonly ages: AgeGrouping;
}

function rowOf(at: readonly string[], sides: ReadonlyMap<string, Side>, parts: RowParts): CandidateRow {
  const which = sideIn(at.at(-1));
  const side = sides.get(which) ?? NOBODY;
  const other = which === ALL ? undefined : sides.get(which === REST ? 'own' : REST);
  const standardising = { ...parts, by: [] };
  const counted = countedRow(at, side.totals, parts);
  return {
    ...counted,
    values: [...counted.values, ...standardValues(standardising, side, side)],
    strata: strataOf(standardising, side, { everything: side, siblings: other ? [other] : [] }),
    ...holdersOf(parts.holders, which),
  };
}

/** The side that a level of districts is. */
function sideIn(code: string | undefined): string {
  return code === ALL || code === REST ? code : 'own';
}

/** A row without what is standardised, of people of all ages or of one. */
function countedRow(
  at: readonly string[],
  totals: Aggregate = EMPTY,
  { definition, question }: Pick<RowParts, 'definition' | 'question'>,
): CandidateRow {
  return {
    at,
    values: crudeValues({ definition, question }, { totals }),
    ...contributionsOf(question, totals),
    ...peopleOf(question, totals),
    ...(at.at(-1) === ALL ? {} : institutionsOf(totals)),
  };
}
