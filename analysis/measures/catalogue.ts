import { UserIssue } from '../domain/issue.ts';
import type { CandidateTable } from '../domain/statistic.ts';
import { type DefinitionTables, definitionTables } from '../domain/tables/index.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { DEFINITION_YEAR, FAMILIES, type MeasureDefinition } from './definition.ts';
import { CARE_CORE } from './families/care-core.ts';
import { CARE_MORE } from './families/care-more.ts';
import { CHECKUP_BASELINE } from './families/checkup-baseline.ts';
import { CHECKUP_CORE } from './families/checkup-core.ts';
import { checkupGuidance } from './families/checkup-guidance.ts';
import { COST_CORE } from './families/cost-core.ts';
import { costMore, prescribing } from './families/cost-more.ts';
import { dataHealth } from './families/data-health.ts';
import { diseases } from './families/diseases.ts';
import { followUp } from './families/follow-up.ts';
import { frailty } from './families/frailty.ts';
import { GUIDANCE_RESULTS } from './families/guidance-outcome.ts';
import { judgements } from './families/judgement.ts';
import { kidney, pressureAndGaps } from './families/kidney-pressure.ts';
import { maternalChild } from './families/maternal-child.ts';
import { PROGRAMME } from './families/programme.ts';
import { questionnaires } from './families/questionnaire.ts';
import { riskFactors } from './families/risk-factors.ts';
import { SCREENING } from './families/screening.ts';
import { type MeasureRequest, runDefinition } from './run.ts';
import { definitionFor } from './versions.ts';

function shipped(tables: DefinitionTables): readonly MeasureDefinition[] {
  const families = [
    ...CHECKUP_CORE,
    ...checkupGuidance(),
    ...GUIDANCE_RESULTS,
    ...CHECKUP_BASELINE,
    ...judgements(tables, DEFINITION_YEAR),
    ...riskFactors(tables, DEFINITION_YEAR),
    ...kidney(tables, DEFINITION_YEAR),
    ...pressureAndGaps(),
    ...questionnaires(tables, DEFINITION_YEAR),
    ...COST_CORE,
    ...costMore(tables, DEFINITION_YEAR),
    ...diseases(tables, DEFINITION_YEAR),
    ...prescribing(tables, DEFINITION_YEAR),
    ...CARE_CORE,
    ...CARE_MORE,
    ...frailty(tables, DEFINITION_YEAR),
    ...SCREENING,
    ...maternalChild(tables, DEFINITION_YEAR),
    ...PROGRAMME,
    ...followUp(tables, DEFINITION_YEAR),
  ];
  return [...dataHealth(families), ...families];
}

/** What measures are defined by: the tables of limits and codes, and the municipality's own measures. */
export interface Definitions {
  readonly own: readonly MeasureDefinition[];
  readonly tables: DefinitionTables;
}

const DEFAULT_TABLES = definitionTables();
const built = new WeakMap<DefinitionTables, readonly MeasureDefinition[]>();

/** Every measure: the shipped ones by the given tables, then the municipality's own. */
export function listMeasures(
  own: readonly MeasureDefinition[] = [],
  tables: DefinitionTables = DEFAULT_TABLES,
): readonly MeasureDefinition[] {
  const known = built.get(tables) ?? shipped(tables);
  built.set(tables, known);
  return own.length === 0 ? known : [...known, ...own];
}

/** The definition of an id. Throws `measures.unknown` with the id. */
export function findMeasure(
  id: string,
  own: readonly MeasureDefinition[] = [],
  tables: DefinitionTables = DEFAULT_TABLES,
): MeasureDefinition {
  const found = listMeasures(own, tables).find((definition) => definition.id === id);
  if (!found) throw new UserIssue('usage', 'measures.unknown', { measure: id });
  return found;
}

/** What list, help page and screens show of a definition (the contract's `measureInfo`). */
export function describeMeasure(definition: MeasureDefinition) {
  const { question } = definition;
  const versions = question.kind === 'table' ? undefined : question.versions;
  return {
    id: definition.id,
    name: definition.name,
    family: definition.family,
    familyName: FAMILIES[definition.family],
    unit: definition.unit,
    direction: definition.direction,
    numerator: definition.numerator,
    denominator: definition.denominator,
    source: definition.source,
    smallNumberRule: definition.smallNumberRule,
    periodRule: definition.periodRule,
    ageRule: definition.ageRule,
    stratifications: [...definition.stratifications],
    standardisable: definition.standardisable,
    caveats: [...definition.caveats],
    ...(definition.pooledYears === undefined ? {} : { pooledYears: definition.pooledYears }),
    ...(definition.withoutIntervention === undefined
      ? {}
      : { withoutIntervention: definition.withoutIntervention }),
    ...(versions === undefined
      ? {}
      : {
          versions: versions.map(({ validFrom, source, numerator, denominator, ageRule }) => ({
            validFrom,
            source,
            numerator,
            denominator,
            ageRule,
          })),
        }),
  };
}

export interface RunRequest extends Omit<MeasureRequest, 'years' | 'tables'>, Partial<Definitions> {
  /** One fiscal year, or several for a trend. */
  readonly year: number | readonly number[];
}

/**
 * Runs one measure of the catalogue and returns exact numbers for the disclosure gate.
 *
 * Throws `measures.unknown`, `measures.no_year`, `measures.stratum_not_allowed`.
 */
export function runMeasure(warehouse: Warehouse, id: string, request: RunRequest): Promise<CandidateTable> {
  const { year, own, ...rest } = request;
  const years = typeof year === 'number' ? [year] : year;
  const definition = definitionFor(findMeasure(id, own, rest.tables), years);
  return runDefinition(warehouse, definition, { ...rest, years });
}
