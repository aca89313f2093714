import { type ApproachComparison, compareApproaches } from '../../programmes/approaches/compare.ts';
import { readApproaches } from '../../programmes/approaches/reading.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { Gated, Handlers } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

export type GatedComparison = Gated<OperationOutput<'approaches.compare'>>;

export const approachHandlers: Pick<Handlers, 'approaches.compare'> = {
  'approaches.compare': ({ workspaces }, request) => comparison(workspaces.require(), request),
};

/** Both approaches after the gate; the sentences are made from released cells only. */
export async function comparison(
  workspace: OpenWorkspace,
  request: { readonly factor: string; readonly from: number; readonly to: number },
): Promise<GatedComparison> {
  const exact = await compareApproaches(workspace.warehouse, request);
  const population = await workspace.gate.tables(exact.population);
  const highRisk = await workspace.gate.tables(exact.highRisk);
  const sideBySide = await workspace.gate.tables(exact.sideBySide);
  const readings = readApproaches(heading(exact), {
    population: population.released.map((table) => table.statistic),
    highRisk: highRisk.released.map((table) => table.statistic),
    sideBySide: sideBySide.released.map((table) => table.statistic),
  });
  return {
    factor: exact.factor,
    factorName: exact.factorName,
    unit: exact.unit,
    population: sideOf(readings.population, population),
    highRisk: sideOf(readings.highRisk, highRisk),
    sideBySide: sideOf(readings.sideBySide, sideBySide),
    evidence: exact.evidence,
  };
}

function sideOf(
  reading: string,
  { released, keptBack }: Awaited<ReturnType<OpenWorkspace['gate']['tables']>>,
): GatedComparison['population'] {
  const note =
    keptBack.length === 0 ? '' : `（秘匿の規則により表示できない表：${[...new Set(keptBack)].join('、')}）`;
  return { reading: reading + note, tables: released };
}

function heading({ factorName, unit, from, to }: ApproachComparison) {
  return { factorName, unit, from, to };
}
