import { join } from 'node:path';
import { type ApproachComparison, compareApproaches } from '../../programmes/approaches/compare.ts';
import { risksOf, sideBySideGrounds } from '../../programmes/approaches/grounds.ts';
import { readApproaches } from '../../programmes/approaches/reading.ts';
import { TextFiles } from '../../workspace/text-files.ts';
import type { OperationInput, OperationOutput } from '../contract/operations.ts';
import { scenario } from './approach-scenario.ts';
import type { Gated, Handlers } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

export type GatedComparison = Gated<OperationOutput<'approaches.compare'>>;

export const approachHandlers: Pick<
  Handlers,
  'approaches.compare' | 'approaches.whatIf' | 'approaches.risks' | 'approaches.saveRisks'
> = {
  'approaches.compare': ({ workspaces }, request) => comparison(workspaces.require(), request),
  'approaches.whatIf': ({ workspaces }, request) => scenario(workspaces.require(), request),
  'approaches.risks': async ({ workspaces }) => {
    const tables = workspaces.require().tables();
    const year = DEFINITION_YEAR;
    return {
      risks: tables.values('relative_risks', year),
      own: tables.provenance('relative_risks', year).overridden,
    };
  },
  'approaches.saveRisks': async ({ workspaces, options }, { risks }) => {
    const workspace = workspaces.require();
    const source = '自治体が画面から入力した値（出典は値ごとに記載）';
    const version = { valid_from: '2008-04-01', valid_to: null, source, confirmed: false, values: risks };
    const table = {
      id: 'relative_risks',
      title: `リスク因子と発症の相対リスク（${options.now().toISOString().slice(0, 10)}に保存）`,
      versions: [version],
    };
    new TextFiles(join(workspace.folder, 'tables'), '.json').save(
      'relative_risks',
      `${JSON.stringify(table, undefined, 2)}\n`,
    );
    return { done: true };
  },
};

/** Fiscal year whose version of a table is edited: the newest. */
const DEFINITION_YEAR = 2026;

/** Both approaches after the gate; the sentences are made from released cells only. */
export async function comparison(
  workspace: OpenWorkspace,
  request: OperationInput<'approaches.compare'>,
): Promise<GatedComparison> {
  const exact = await compareApproaches(workspace.warehouse, {
    ...request,
    tables: workspace.tables(),
  });
  const population = await workspace.gate.tables(exact.population);
  const highRisk = await workspace.gate.tables(exact.highRisk);
  const sideBySide = await workspace.gate.tables(exact.sideBySide);
  const sides = {
    population: population.released.map((table) => table.statistic),
    highRisk: highRisk.released.map((table) => table.statistic),
    sideBySide: sideBySide.released.map((table) => table.statistic),
  };
  const readings = readApproaches(heading(exact), sides);
  const risks = risksOf(exact.factor, workspace.tables(), request.to);
  return {
    factor: exact.factor,
    factorName: exact.factorName,
    unit: exact.unit,
    population: sideOf(readings.population, population),
    highRisk: sideOf(readings.highRisk, highRisk),
    sideBySide: sideOf(readings.sideBySide, sideBySide),
    evidence: exact.evidence,
    grounds: sideBySideGrounds(sides, risks),
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
