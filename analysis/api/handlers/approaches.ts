import { join } from 'node:path';
import { dayInJapan } from '../../domain/calendar.ts';
import type { CandidateTable, ReleasedTable } from '../../domain/statistic.ts';
import type { Cascade } from '../../programmes/approaches/cascade.ts';
import {
  type ApproachParts,
  approachParts,
  type ComparisonHeading,
} from '../../programmes/approaches/compare.ts';
import { CASCADE_ID, RATE_ID } from '../../programmes/approaches/funnel.ts';
import { risksOf, sideBySideGrounds } from '../../programmes/approaches/grounds.ts';
import { missedSentence } from '../../programmes/approaches/missed.ts';
import { readApproaches } from '../../programmes/approaches/reading.ts';
import { TextFiles } from '../../workspace/text-files.ts';
import type { OperationInput, OperationOutput } from '../contract/operations.ts';
import { type CascadeSide, cascadeBreakdown, cascadeSide, coarserCuts, notesOf } from './approach-cascade.ts';
import { scenario } from './approach-scenario.ts';
import type { Gated, Handlers } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

export type GatedComparison = Gated<OperationOutput<'approaches.compare'>>;

type Gate = OpenWorkspace['gate'];
type GatedSide = Awaited<ReturnType<Gate['tables']>> & { readonly tooFew?: readonly string[] };

export const approachHandlers: Pick<
  Handlers,
  | 'approaches.compare'
  | 'approaches.cascade'
  | 'approaches.whatIf'
  | 'approaches.risks'
  | 'approaches.saveRisks'
> = {
  'approaches.compare': ({ workspaces }, request) => comparison(workspaces.require(), request),
  'approaches.cascade': ({ workspaces }, request) => cascadeBreakdown(workspaces.require(), request),
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
      title: `リスク因子と発症の相対リスク（${dayInJapan(options.now())}に保存）`,
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
  const exact = approachParts(workspace.warehouse, { ...request, tables: workspace.tables() });
  try {
    return await judged(workspace, request, exact);
  } finally {
    await exact.settled;
  }
}

async function judged(
  workspace: OpenWorkspace,
  request: OperationInput<'approaches.compare'>,
  exact: ApproachParts,
): Promise<GatedComparison> {
  const { gate } = workspace;
  const population = await gate.tables(await exact.population);
  const highRisk = await highRiskSide(gate, await exact.cascade, await exact.highRisk);
  const sideBySide = await gate.tables(await exact.sideBySide);
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
    missed: missedSentence(sides.highRisk, request.by),
    coarser: await coarserCuts(workspace, { ...request, side: highRisk.cascade }),
  };
}

/** The cascade is read first, the rate of guidance last. */
function rank({ id }: ReleasedTable): number {
  return id === CASCADE_ID ? 0 : id === RATE_ID ? 2 : 1;
}

/** The high-risk approach after the gate; the rate of guidance is read last. */
async function highRiskSide(
  gate: Gate,
  cascade: Cascade,
  tables: readonly CandidateTable[],
): Promise<GatedSide & { readonly cascade: CascadeSide }> {
  const side = await cascadeSide(gate, cascade);
  const { whole, parts, keptBack, tooFew } = side;
  const others = await gate.tables(tables);
  const released = [...whole, ...parts, ...others.released];
  return {
    released: released.toSorted((a, b) => rank(a.statistic) - rank(b.statistic)),
    keptBack: [...keptBack, ...others.keptBack],
    tooFew,
    cascade: side,
  };
}

function sideOf(reading: string, side: GatedSide): GatedComparison['population'] {
  const notes = notesOf(side).map((note) => `（${note}）`);
  return { reading: reading + notes.join(''), tables: side.released };
}

function heading({ factorName, unit, high, from, to }: ComparisonHeading) {
  return { factorName, unit, high, from, to };
}
