import { UserIssue } from '../domain/issue.ts';
import type { CandidateTable } from '../domain/statistic.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { FAMILIES, type MeasureDefinition } from './definition.ts';
import { CARE_CORE } from './families/care-core.ts';
import { CHECKUP_CORE } from './families/checkup-core.ts';
import { COST_CORE } from './families/cost-core.ts';
import { type MeasureRequest, runDefinition } from './run.ts';

const SHIPPED: readonly MeasureDefinition[] = [...CHECKUP_CORE, ...COST_CORE, ...CARE_CORE];

/** Every measure: the shipped ones, then the municipality's own. */
export function listMeasures(own: readonly MeasureDefinition[] = []): readonly MeasureDefinition[] {
  return own.length === 0 ? SHIPPED : [...SHIPPED, ...own];
}

/** The definition of an id. Throws `measures.unknown` with the id. */
export function findMeasure(id: string, own: readonly MeasureDefinition[] = []): MeasureDefinition {
  const found = listMeasures(own).find((definition) => definition.id === id);
  if (!found) throw new UserIssue('usage', 'measures.unknown', { measure: id });
  return found;
}

/** What list, help page and screens show of a definition (the contract's `measureInfo`). */
export function describeMeasure(definition: MeasureDefinition) {
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
    periodRule: definition.periodRule,
    ageRule: definition.ageRule,
    stratifications: [...definition.stratifications],
    standardisable: definition.standardisable,
    caveats: [...definition.caveats],
  };
}

export interface RunRequest extends Omit<MeasureRequest, 'years'> {
  /** One fiscal year, or several for a trend. */
  readonly year: number | readonly number[];
  /** The municipality's own measures. */
  readonly own?: readonly MeasureDefinition[];
}

/**
 * Runs one measure of the catalogue and returns exact numbers for the disclosure gate.
 *
 * Throws `measures.unknown`, `measures.no_year`, `measures.stratum_not_allowed`.
 */
export function runMeasure(warehouse: Warehouse, id: string, request: RunRequest): Promise<CandidateTable> {
  const { year, own, ...rest } = request;
  const years = typeof year === 'number' ? [year] : year;
  return runDefinition(warehouse, findMeasure(id, own), { ...rest, years });
}
