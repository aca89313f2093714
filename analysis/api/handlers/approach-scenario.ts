import type { Released } from '../../disclosure/released.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { ReleasedTable } from '../../domain/statistic.ts';
import { runMeasure } from '../../measures/catalogue.ts';
import { findFactor } from '../../programmes/approaches/cohort.ts';
import { risksOf } from '../../programmes/approaches/grounds.ts';
import { whatIf } from '../../programmes/approaches/scenario.ts';
import { scenarioAssumptions, scenarioReading } from '../../programmes/approaches/scenario-reading.ts';
import { whatIfRows } from '../../programmes/approaches/scenario-rows.ts';
import { sourceHash } from '../../workspace/workspace.ts';
import type { OperationInput, OperationOutput } from '../contract/operations.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

/** The released distribution that the sliders move, kept while the data stay the same. */
const kept = new WeakMap<OpenWorkspace, { readonly key: string; readonly table: Released<ReleasedTable> }>();

/**
 * What-if computed from the municipality's own released distribution. Throws `approaches.unknown_factor` and
 * `approaches.no_values` where no distribution may be shown.
 */
export async function scenario(
  workspace: OpenWorkspace,
  request: OperationInput<'approaches.whatIf'>,
): Promise<OperationOutput<'approaches.whatIf'>> {
  const tables = workspace.tables();
  const factor = findFactor(request.factor, tables, request.year);
  const risks = risksOf(factor.id, tables, request.year);
  const { statistic } = await distribution(workspace, factor.id, request.year);
  const { effectError = 0, ...tail } = request.tail;
  const { shift, shiftError = 0, yenPerResident, yenPerReached } = request;
  const plan = {
    shift,
    tail,
    effectError,
    shiftError,
    ...(yenPerResident === undefined ? {} : { yenPerResident }),
    ...(yenPerReached === undefined ? {} : { yenPerReached }),
  };
  const found = whatIf(statistic, factor, risks.values, plan);
  if (!found)
    throw new UserIssue('input', 'approaches.no_values', { factor: factor.label, year: request.year });
  const { filled: _, ...shown } = found;
  return {
    factorName: factor.label,
    unit: factor.unit,
    ...shown,
    rows: whatIfRows(factor, found, { plan, risks }),
    reading: scenarioReading(factor, found),
    assumptions: scenarioAssumptions(factor, risks.values, found),
  };
}

async function distribution(
  workspace: OpenWorkspace,
  factor: string,
  year: number,
): Promise<Released<ReleasedTable>> {
  const key = `${factor} ${year} ${workspace.gate.threshold} ${await sourceHash(workspace.workspace)}`;
  const known = kept.get(workspace);
  if (known?.key === key) return known.table;
  const candidate = await runMeasure(workspace.warehouse, `risk.${factor}.distribution`, {
    year,
    tables: workspace.tables(),
  });
  const table = await workspace.gate.table(candidate);
  kept.set(workspace, { key, table });
  return table;
}
