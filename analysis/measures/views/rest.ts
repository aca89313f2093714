import { UserIssue } from '../../domain/issue.ts';
import type { CandidateRow, CandidateTable, Dimension } from '../../domain/statistic.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { type Aggregate, add, EMPTY, type Group } from '../aggregate.ts';
import { type Definitions, findMeasure } from '../catalogue.ts';
import { crudeColumns, standardColumns } from '../columns.ts';
import { contextOf } from '../context.ts';
import { withParts } from '../cost-parts.ts';
import type { MeasureDefinition, Question } from '../definition.ts';
import { crude, standardDeviation } from '../estimate.ts';
import { type CellHolders, holderGroups, holdersOf, rollUpHolders } from '../holders.ts';
import { institutionsOf, measureAtoms, peopleOf, personGroups } from '../run.ts';
import { type StandardPopulation, standardPopulations } from '../standard.ts';
import { kindOf, type StandardCell, scaleOf, standardValues, strataOf } from '../standardised.ts';
import { ALL, districtStratum, yearStratum } from '../strata.ts';

const REST = 'rest';

type Counted = Exclude<Question, { kind: 'table' }>;

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

const NOBODY: Side = { totals: EMPTY, byBand: new Map(), bySexAndBand: new Map() };

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
  const sides = sidesOf(groups, (leaf) => lineage(leaf).includes(district));
  const paid = await holderGroups(warehouse, definition, { year, tables, by: ['district'], ...cancel });
  const holders = rollUpHolders(paid, (group) => [lineage(group.district).includes(district) ? 'own' : REST]);
  const standards = definition.standardisable ? standardPopulations(tables, year) : [];
  const part: Dimension = {
    ...dimension,
    levels: [
      { code: ALL, label: '全市町村' },
      { code: district, label: level.label, parent: ALL },
      { code: REST, label: 'ほかの地区', parent: ALL },
    ],
  };
  const from = question.kind === 'share' ? ['numerator', 'denominator'] : sourcesOf(question);
  const context = contextOf(definition, question.frame, [year], tables);
  const parts: RowParts = { definition, question, standards, holders };
  return {
    id: `measure.${definition.id}`,
    parameters: { years: String(year), by: 'district', standardise: standards.length > 0 },
    context: { ...context, title: `${definition.name}：${level.label}とほかの地区` },
    dimensions: [yearStratum([year]).dimension, part],
    columns: [
      ...crudeColumns(definition, question),
      ...standards.flatMap((standard) => standardColumns(definition, standard, from, 'five_years')),
    ],
    rows: [ALL, district, REST].map((code) => rowOf([String(year), code], sides, parts)),
    atoms: () => measureAtoms(warehouse, definition, { years: [year], tables, ...cancel }),
    ...withParts(question, (each) => against(warehouse, each, request)),
  };
}

function sourcesOf(question: Counted): readonly string[] {
  return question.kind === 'mean' ? ['denominator'] : ['amount', 'over'];
}

function sidesOf(groups: readonly Group[], own: (leaf: string) => boolean): ReadonlyMap<string, Side> {
  const sides = new Map<string, Side>();
  for (const group of groups) {
    for (const code of [own(group.district) ? 'own' : REST, ALL]) {
      const side = sides.get(code) ?? { ...NOBODY, byBand: new Map<string, Aggregate>() };
      side.totals = add(side.totals, group.totals);
      side.byBand.set(group.band, add(side.byBand.get(group.band) ?? EMPTY, group.totals));
      sides.set(code, side);
    }
  }
  return sides;
}

interface RowParts {
  readonly definition: MeasureDefinition;
  readonly question: Counted;
  readonly standards: readonly StandardPopulation[];
  readonly holders: CellHolders;
}

function rowOf(at: readonly string[], sides: ReadonlyMap<string, Side>, parts: RowParts): CandidateRow {
  const { question, holders } = parts;
  const which = at.includes(REST) ? REST : at.includes(ALL) ? ALL : 'own';
  const side = sides.get(which) ?? NOBODY;
  const other = which === ALL ? undefined : sides.get(which === REST ? 'own' : REST);
  const { totals } = side;
  const standardising = { ...parts, by: [], ages: 'five_years' } as const;
  const contributions =
    question.kind === 'rate' || question.kind === 'ratio'
      ? { contributions: { amount: totals.topNum, over: totals.topDen } }
      : {};
  return {
    at,
    values: [...crudeValues(parts, totals), ...standardValues(standardising, side, side)],
    strata: strataOf(standardising, side, { everything: side, siblings: other ? [other] : [] }),
    ...contributions,
    ...peopleOf(question, totals),
    ...(which === ALL ? {} : institutionsOf(totals)),
    ...holdersOf(holders, which),
  };
}

function crudeValues(
  { definition, question }: Pick<RowParts, 'definition' | 'question'>,
  totals: Aggregate,
): readonly (number | null)[] {
  const { estimate, lower, upper } = crude(kindOf(question), totals, scaleOf(definition, question));
  if (question.kind === 'share') return [totals.persons, totals.num, estimate, lower, upper];
  if (question.kind === 'mean') return [totals.persons, estimate, lower, upper, standardDeviation(totals)];
  return [totals.persons, totals.users, totals.den, totals.num, estimate, lower, upper];
}
