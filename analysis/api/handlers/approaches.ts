import { join } from 'node:path';
import type { ReleasedTable } from '../../domain/statistic.ts';
import { hasEnough } from '../../programmes/approaches/cascade.ts';
import { type ApproachComparison, compareApproaches } from '../../programmes/approaches/compare.ts';
import { CASCADE_ID, RATE_ID } from '../../programmes/approaches/funnel.ts';
import { risksOf, sideBySideGrounds } from '../../programmes/approaches/grounds.ts';
import { readApproaches } from '../../programmes/approaches/reading.ts';
import { TextFiles } from '../../workspace/text-files.ts';
import type { OperationInput, OperationOutput } from '../contract/operations.ts';
import { scenario } from './approach-scenario.ts';
import type { Gated, Handlers } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

export type GatedComparison = Gated<OperationOutput<'approaches.compare'>>;

type Gate = OpenWorkspace['gate'];
type GatedSide = Awaited<ReturnType<Gate['tables']>> & { readonly tooFew?: readonly string[] };

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
  const highRisk = await highRiskSide(workspace.gate, exact);
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

/** The cascade is read first, the rate of guidance last. */
function rank({ id }: ReleasedTable): number {
  return id === CASCADE_ID ? 0 : id === RATE_ID ? 2 : 1;
}

/**
 * The high-risk approach after the gate. The rate of guidance goes before the cascade of the same people and is read
 * after it; breakdowns with too few people are left out.
 */
async function highRiskSide(gate: Gate, { cascade, highRisk }: ApproachComparison): Promise<GatedSide> {
  const whole = await gate.tables(cascade.whole);
  const statistics = whole.released.map(({ statistic }) => statistic);
  const { parts = [], tooFew = [] } = Object.groupBy(cascade.parts, (table) =>
    hasEnough(table, statistics) ? 'parts' : 'tooFew',
  );
  const others = await gate.tables([...parts, ...highRisk]);
  const released = [...whole.released, ...others.released];
  return {
    released: released.toSorted((a, b) => rank(a.statistic) - rank(b.statistic)),
    keptBack: [...whole.keptBack, ...others.keptBack],
    tooFew: tooFew.map(({ context }) => context.title),
  };
}

function sideOf(
  reading: string,
  { released, keptBack, tooFew = [] }: GatedSide,
): GatedComparison['population'] {
  const note =
    keptBack.length === 0 ? '' : `（秘匿の規則により表示できない表：${[...new Set(keptBack)].join('、')}）`;
  const few =
    tooFew.length === 0
      ? ''
      : `（終了者が少なく、ほとんどの数字が秘匿となるため示さない表：${tooFew.join('、')}）`;
  return { reading: reading + note + few, tables: released };
}

function heading({ factorName, unit, from, to }: ApproachComparison) {
  return { factorName, unit, from, to };
}
