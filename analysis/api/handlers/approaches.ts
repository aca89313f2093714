import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable, ReleasedTable } from '../../domain/statistic.ts';
import { type Cascade, cascadePart, hasEnough } from '../../programmes/approaches/cascade.ts';
import {
  type ApproachParts,
  approachParts,
  type ComparisonHeading,
} from '../../programmes/approaches/compare.ts';
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
  | 'approaches.compare'
  | 'approaches.cascade'
  | 'approaches.whatIf'
  | 'approaches.risks'
  | 'approaches.saveRisks'
> = {
  'approaches.compare': ({ workspaces }, request) => comparison(workspaces.require(), request),
  'approaches.cascade': ({ workspaces }, request) => part(workspaces.require(), request),
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
  };
}

/** One breakdown of the guidance cascade, after the cascade of everybody, which is most often known by then. */
async function part(
  workspace: OpenWorkspace,
  { from, to, by }: OperationInput<'approaches.cascade'>,
): Promise<Gated<OperationOutput<'approaches.cascade'>>> {
  if (from > to) throw new UserIssue('usage', 'approaches.bad_years', { from, to });
  const cascade = await cascadePart(workspace.warehouse, { from, to }, { tables: workspace.tables(), by });
  const { parts, ...judged } = await cascadeSide(workspace.gate, cascade);
  return { tables: parts, note: notesOf(judged).join('。') };
}

/** The cascade is read first, the rate of guidance last. */
function rank({ id }: ReleasedTable): number {
  return id === CASCADE_ID ? 0 : id === RATE_ID ? 2 : 1;
}

/**
 * The cascade after the gate. The rate of guidance goes before the cascade of the same people; breakdowns with too few
 * people are left out.
 */
async function cascadeSide(gate: Gate, cascade: Cascade) {
  const whole = await gate.tables(cascade.whole);
  const statistics = whole.released.map(({ statistic }) => statistic);
  const { enough = [], tooFew = [] } = Object.groupBy(cascade.parts, (table) =>
    hasEnough(table, statistics) ? 'enough' : 'tooFew',
  );
  const parts = await gate.tables(enough);
  return {
    whole: whole.released,
    parts: parts.released,
    keptBack: [...whole.keptBack, ...parts.keptBack],
    tooFew: tooFew.map(({ context }) => context.title),
  };
}

/** The high-risk approach after the gate; the rate of guidance is read last. */
async function highRiskSide(
  gate: Gate,
  cascade: Cascade,
  tables: readonly CandidateTable[],
): Promise<GatedSide> {
  const { whole, parts, keptBack, tooFew } = await cascadeSide(gate, cascade);
  const others = await gate.tables(tables);
  const released = [...whole, ...parts, ...others.released];
  return {
    released: released.toSorted((a, b) => rank(a.statistic) - rank(b.statistic)),
    keptBack: [...keptBack, ...others.keptBack],
    tooFew,
  };
}

function sideOf(reading: string, side: GatedSide): GatedComparison['population'] {
  const notes = notesOf(side).map((note) => `（${note}）`);
  return { reading: reading + notes.join(''), tables: side.released };
}

/** What is not shown and why. */
function notesOf({ keptBack, tooFew = [] }: Pick<GatedSide, 'keptBack' | 'tooFew'>): readonly string[] {
  const notes: string[] = [];
  if (keptBack.length > 0) notes.push(`秘匿の規則により表示できない表：${[...new Set(keptBack)].join('、')}`);
  if (tooFew.length > 0)
    notes.push(`終了者が少なく、ほとんどの数字が秘匿となるため示さない表：${tooFew.join('、')}`);
  return notes;
}

function heading({ factorName, unit, from, to }: ComparisonHeading) {
  return { factorName, unit, from, to };
}
