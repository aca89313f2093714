import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable } from '../../domain/statistic.ts';
import { noted } from '../../domain/titles.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { type Definitions, runMeasure } from '../catalogue.ts';
import type { Stratifier } from '../definition.ts';

export interface WithinRequest extends Definitions {
  readonly district: string;
  readonly years: readonly number[];
  readonly by: readonly Exclude<Stratifier, 'district'>[];
  readonly signal?: AbortSignal;
}

/**
 * One district of a measure by year, sex and age, exact, for the disclosure gate. The district stays as a
 * dimension of one level, so that the gate can link the table with the one of all districts.
 *
 * Throws `overview.unknown_district`, and what `runMeasure` throws.
 */
export async function measureWithin(
  warehouse: Warehouse,
  id: string,
  { district, years, by, ...request }: WithinRequest,
): Promise<CandidateTable> {
  const cube = await runMeasure(warehouse, id, {
    year: years,
    by: [...by, 'district'],
    standardise: false,
    ...request,
  });
  const place = cube.dimensions.findIndex((dimension) => dimension.id === 'district');
  const level = cube.dimensions[place]?.levels.find(({ code }) => code === district);
  if (level === undefined) throw new UserIssue('usage', 'overview.unknown_district', { district });
  return {
    ...cube,
    context: {
      ...cube.context,
      title: noted(cube.context.title, level.label),
      population: `${cube.context.population}、${level.label}`,
    },
    dimensions: cube.dimensions.map((dimension, index) =>
      index === place ? { ...dimension, levels: [{ code: level.code, label: level.label }] } : dimension,
    ),
    rows: cube.rows.filter((row) => row.at[place] === district),
  };
}
