import { join } from 'node:path';
import { latestByHand, smallInProgramme, withoutSmall } from '../../domain/hand-values.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { Kpi, Programme } from '../../domain/programme.ts';
import { shownAt } from '../../domain/released-cells.ts';
import { findMeasure, runMeasure } from '../../measures/catalogue.ts';
import { sentenceOf } from '../../messages/index.ts';
import { kpiStatus, logicFaults } from '../../programmes/logic-model.ts';
import { persistenceTable } from '../../programmes/persistence.ts';
import {
  channelConversion,
  programmeBudget,
  programmeReach,
  rosterOf,
  unitCosts,
} from '../../programmes/reach.ts';
import { listedProgrammes, parseProgramme, programmeText } from '../../programmes/register.ts';
import { latestShown } from '../../programmes/released-cells.ts';
import { anywaySentence, baselineNote, kpiReading } from '../../programmes/sentences.ts';
import { TextFiles } from '../../workspace/text-files.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationOutput } from '../contract/operations.ts';
import { type Gated, type Handlers, measuring } from './handler.ts';
import { anywayOf } from './programme-anyway.ts';
import { programmePayment } from './programme-payment.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

type Names =
  | 'programmes.list'
  | 'programmes.read'
  | 'programmes.check'
  | 'programmes.save'
  | 'programmes.remove'
  | 'programmes.board'
  | 'programmes.reach'
  | 'programmes.payment';

export const programmeHandlers: Pick<Handlers, Names> = {
  'programmes.list': async ({ workspaces }) => {
    const { programmes, saved, issues } = await registerOf(workspaces.require());
    return {
      programmes: programmes.map((programme) => entryOf(programme, saved.has(programme.id))),
      faults: issues.map((issue) => sentenceOf(issue)),
    };
  },
  'programmes.read': async ({ workspaces }, { id }) => {
    const { programme, issues } = await heldProgramme(workspaces.require(), id);
    return { programme, faults: [...issues.map((issue) => sentenceOf(issue)), ...faultsOf(programme)] };
  },
  'programmes.check': async (_, { programme }) => ({ faults: faultsOf(programme) }),
  'programmes.save': async ({ workspaces }, { programme }) => {
    const workspace = workspaces.require();
    const { own, tables } = workspace.definitions();
    for (const { measure } of kpisOf(programme)) if (measure !== undefined) findMeasure(measure, own, tables);
    for (const small of smallIn(workspace, programme)) throw small;
    filesOf(workspace).save(programme.id, programmeText(programme));
    return { done: true };
  },
  'programmes.remove': async ({ workspaces }, { id }) => {
    filesOf(workspaces.require()).remove(id);
    return { done: true };
  },
  'programmes.board': async ({ workspaces }, { id }, call) => {
    const workspace = workspaces.require();
    const programme = await programmeOf(workspace, id);
    const kpis = [];
    for (const box of programme.boxes)
      for (const kpi of box.kpis) kpis.push({ box: box.id, ...(await boardRow(workspace, kpi, call)) });
    return { kpis };
  },
  'programmes.reach': async ({ workspaces }, { id, year }) => {
    const workspace = workspaces.require();
    const { listed = id } = await programmeOf(workspace, id);
    const request = { programme: listed, year };
    const recorded = await rosterOf(workspace.warehouse, listed);
    const joined = recorded === 'joined';
    const candidates = [
      ...(joined ? await programmeReach(workspace.warehouse, request) : []),
      ...(joined ? [await persistenceTable(workspace.warehouse, listed)] : []),
      ...(recorded === 'none' ? [] : await channelConversion(workspace.warehouse, request, recorded)),
      ...(joined ? [await unitCosts(workspace.warehouse, request)] : []),
    ];
    const { released, keptBack } = await workspace.gate.tables(
      candidates.filter((table) => table.rows.length > 0),
    );
    const budget = await programmeBudget(workspace.warehouse, request);
    return { tables: released, recorded, budget, keptBack };
  },
  'programmes.payment': async (context, { id, year, outcomes, openStudies = false }, call) => {
    const programme = await programmeOf(context.workspaces.require(), id);
    if (!programme.contract) throw new UserIssue('usage', 'programme.no_contract', { programme: id });
    const request = { contract: programme.contract, year, outcomes, openStudies };
    return (await programmePayment(context, request, call)).payment;
  },
};

function filesOf(workspace: OpenWorkspace): TextFiles {
  return new TextFiles(join(workspace.folder, 'programmes'));
}

interface Register {
  readonly programmes: readonly Programme[];
  readonly saved: ReadonlySet<string>;
  readonly issues: readonly UserIssue[];
}

/** Files of the register, then the imported programmes that no file describes. */
export async function registerOf(workspace: OpenWorkspace): Promise<Register> {
  const own = new Map<string, Programme>();
  const issues: UserIssue[] = [];
  for (const { id, text } of filesOf(workspace).list()) {
    try {
      const held = heldIn(workspace, { id, text });
      own.set(id, held.programme);
      issues.push(...held.issues);
    } catch (error) {
      if (!(error instanceof UserIssue)) throw error;
      issues.push(error);
    }
  }
  const described = new Set([...own.values()].map(({ id, listed }) => listed ?? id));
  const drafts = (await listedProgrammes(workspace.warehouse)).filter(
    ({ id, listed }) => !own.has(id) && !described.has(listed ?? id),
  );
  return { programmes: [...own.values(), ...drafts], saved: new Set(own.keys()), issues };
}

interface Held {
  readonly programme: Programme;
  /** Why numbers that somebody wrote into the file are not used. */
  readonly issues: readonly UserIssue[];
}

/** A file of the register, without numbers of people that are too few to be shown. */
function heldIn(
  workspace: OpenWorkspace,
  { id, text }: { readonly id: string; readonly text: string },
): Held {
  const programme = { ...parseProgramme(text, `${id}.yaml`), id };
  const issues = smallIn(workspace, programme);
  // Without any, nothing has to be known of the municipality.
  return {
    programme: issues.length > 0 ? withoutSmall(programme, workspace.gate.threshold) : programme,
    issues,
  };
}

function smallIn(workspace: OpenWorkspace, programme: Programme): readonly UserIssue[] {
  // Counts at all are looked for first: the threshold needs the number of residents, which may not be known yet.
  if (smallInProgramme(programme, Number.POSITIVE_INFINITY).length === 0) return [];
  const { threshold } = workspace.gate;
  return smallInProgramme(programme, threshold).map(
    // Where nothing may be shown at all, there is no smallest number to name.
    (small) =>
      new UserIssue('input', 'programme.small_count', {
        ...small,
        threshold: Number.isFinite(threshold) ? threshold : 0,
      }),
  );
}

async function heldProgramme(workspace: OpenWorkspace, id: string): Promise<Held> {
  const text = filesOf(workspace).read(id);
  if (text !== undefined) return heldIn(workspace, { id, text });
  const found = (await registerOf(workspace)).programmes.find((programme) => programme.id === id);
  if (!found) throw new UserIssue('usage', 'programme.unknown', { programme: id });
  return { programme: found, issues: [] };
}

async function programmeOf(workspace: OpenWorkspace, id: string): Promise<Programme> {
  return (await heldProgramme(workspace, id)).programme;
}

function kpisOf({ boxes }: Programme): readonly Kpi[] {
  return boxes.flatMap(({ kpis }) => kpis);
}

/** Objections in words; boxes by their text, as the editor shows them. */
function faultsOf(programme: Programme): readonly string[] {
  const names = new Map(programme.boxes.map(({ id, text }) => [id, text.slice(0, 30)]));
  return logicFaults(programme).map(({ code, ...places }) => {
    const named = Object.entries(places).map(([place, id]) => [place, names.get(id) ?? id]);
    return sentenceOf(new UserIssue('usage', code, Object.fromEntries(named)));
  });
}

function entryOf(
  programme: Programme,
  saved: boolean,
): OperationOutput<'programmes.list'>['programmes'][number] {
  const { id, name, approach, department, digitalLevel, period } = programme;
  return {
    id,
    name,
    approach,
    department,
    digitalLevel: digitalLevel ?? null,
    from: period.from,
    to: period.to,
    saved,
    kpis: kpisOf(programme).length,
    faults: logicFaults(programme).length,
    contract: programme.contract !== undefined,
  };
}

type BoardRow = Omit<Gated<OperationOutput<'programmes.board'>>['kpis'][number], 'box'>;

/** Values that were typed, the latest first; the status is read from them as from a measure's. */
function handRow(kpi: Kpi): BoardRow {
  const { id, name, unit } = kpi;
  const latest = latestByHand(kpi);
  const byHand = [...(kpi.values ?? [])].sort((a, b) => b.year - a.year);
  if (!latest)
    return { id, name, unit, reading: kpiReading(kpi, undefined), status: null, anyway: '', byHand };
  const status = kpiStatus(kpi, latest.year, latest.value);
  const reading = kpiReading(kpi, { year: latest.year, value: latest.value, status });
  const anyway = anywaySentence({ kind: 'by_hand' });
  return { id, name, unit, reading, status: status.status, anyway, byHand };
}

/** The measure's values since the baseline through the gate; the status is read from released cells. */
async function boardRow(workspace: OpenWorkspace, kpi: Kpi, call: CallOptions): Promise<BoardRow> {
  const { id, name, unit, measure } = kpi;
  if (measure === undefined) return handRow(kpi);
  const years = (await workspace.fiscalYears()).filter((year) => year >= kpi.baseline.year);
  if (years.length === 0)
    return { id, name, unit, reading: kpiReading(kpi, undefined), status: null, anyway: '' };
  const request = { year: years, standardise: false, ...measuring(workspace, call) };
  const table = await workspace.gate.table(await runMeasure(workspace.warehouse, measure, request));
  const latest = latestShown(table.statistic, 'value');
  const beside = await anywayOf(workspace, measure, { years, call });
  const anyway = anywaySentence(beside.anyway);
  if (!latest) {
    const at = table.statistic.columns.findIndex((column) => column.id === 'value');
    const hidden = table.statistic.rows.some(({ cells }) => cells[at]?.state === 'hidden');
    const reading = kpiReading(kpi, hidden ? 'hidden' : undefined);
    return { id, name, unit, reading, status: null, anyway, table };
  }
  const status = kpiStatus(kpi, latest.year, latest.value);
  const base = shownAt(table.statistic, [String(kpi.baseline.year)], 'value');
  const reading = kpiReading(kpi, { ...latest, status }) + baselineNote(kpi, base);
  const expected = beside.table ? { anywayTable: beside.table } : {};
  return { id, name, unit, reading, status: status.status, anyway, table, ...expected };
}
