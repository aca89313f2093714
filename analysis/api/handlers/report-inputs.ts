import { dayInJapan } from '../../domain/calendar.ts';
import { UserIssue } from '../../domain/issue.ts';
import { layoutNameOf } from '../../intake/layouts/index.ts';
import { describeMeasure, findMeasure, runMeasure } from '../../measures/catalogue.ts';
import type { Stratifier } from '../../measures/definition.ts';
import { asImported } from '../../measures/left-out.ts';
import type {
  ApproachInput,
  IntakeInput,
  MeasureInput,
  ReportInputs,
  StudyInput,
  WorkspaceFacts,
} from '../../reporting/inputs.ts';
import { LEADING_STUDIES, type MeasureNeed, type ReportNeeds } from '../../reporting/templates/template.ts';
import { readLogo } from '../../workspace/logo.ts';
import { sourceHash } from '../../workspace/workspace.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationInput } from '../contract/operations.ts';
import { comparison } from './approaches.ts';
import { type HandlerContext, measuring } from './handler.ts';
import { paymentInputs, programmeInputs } from './report-programmes.ts';
import { releasedStudy, studiesOf } from './studies.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

/** What is asked for, with what has to be computed for it. */
type ReportRequest = OperationInput<'reports.build'> & { readonly needs: ReportNeeds };

/** Gathers what a report may draw on: everything passes the gate here, in the order of the report. */
export async function reportInputs(
  context: HandlerContext,
  request: ReportRequest,
  call: CallOptions,
): Promise<ReportInputs> {
  const workspace = context.workspaces.require();
  const years = await workspace.fiscalYears();
  const year = request.year ?? years.at(-1);
  if (year === undefined) throw new UserIssue('input', 'api.no_data');
  const { needs } = request;
  if (request.template === 'study' && request.studyId === undefined && needs.studies === 'all') {
    throw new UserIssue('usage', 'api.study_needed');
  }
  const phases = ['指標', '2つのアプローチ', '効果検証', '事業'];
  const report = (done: number) =>
    call.onProgress?.({ phase: `${phases[done] ?? ''}をまとめています`, done, total: phases.length + 2 });
  report(0);
  const measures = await measureInputs(workspace, { year, years, needs: needs.measures }, call);
  report(1);
  const approaches = await approachInputs(workspace, years, needs.factors);
  report(2);
  const studies = await studyInputs(
    context,
    request.studyId === undefined ? needs.studies : [request.studyId],
    call,
  );
  report(3);
  return {
    workspace: {
      municipality: workspace.settings.municipality,
      population: workspace.settings.population,
      year,
      calendar: workspace.settings.calendar,
      accent: workspace.settings.theme.accent,
      synthetic: workspace.sample,
      ...branding(workspace),
      date: dayInJapan(context.options.now()),
    },
    measures,
    approaches,
    studies,
    programmes: await programmeInputs(context, needs, call),
    ...(needs.payments ? { payments: await paymentInputs(context, year, call) } : {}),
    provenance: {
      appVersion: context.options.version,
      workspaceHash: await sourceHash(workspace.workspace),
      sources: await workspace.sources(),
    },
    intake: await intakeInput(workspace),
    ...(request.district === undefined ? {} : { district: request.district }),
  };
}

function branding({ settings, folder }: OpenWorkspace): Pick<WorkspaceFacts, 'issuer' | 'logo'> {
  const logo = readLogo(folder);
  return {
    ...(settings.issuer === undefined ? {} : { issuer: settings.issuer }),
    ...(logo === undefined ? {} : { logo }),
  };
}

async function measureInputs(
  workspace: OpenWorkspace,
  period: {
    readonly year: number;
    readonly years: readonly number[];
    readonly needs: readonly MeasureNeed[];
  },
  call: CallOptions,
): Promise<MeasureInput[]> {
  const inputs: MeasureInput[] = [];
  const setting = measuring(workspace, call);
  const recent = period.years.filter((year) => year === period.year - 1 || year === period.year);
  for (const { id, by: splits, before } of period.needs) {
    const definition = findMeasure(id, setting.own, setting.tables);
    const requests = [
      { year: period.years, by: [] as readonly Stratifier[], standardise: definition.standardisable },
      ...splits
        .filter((by) => by.every((item) => definition.stratifications.includes(item)))
        .flatMap((by) => {
          const standardise = by.includes('district') && definition.standardisable;
          const asked = { year: period.year, by, standardise };
          return before && recent.length > 1 ? [asked, { year: recent, by, standardise: false }] : [asked];
        }),
    ];
    const candidates = [];
    for (const request of requests) {
      candidates.push(await runMeasure(workspace.warehouse, id, { ...request, ...setting }));
    }
    const { released } = await workspace.gate.tables(candidates);
    const printed = await asImported(workspace.warehouse, definition, period.years);
    inputs.push({ ...describeMeasure(printed), tables: released });
  }
  return inputs;
}

/** Factors without values in the first and the last year are left out; other faults are the user's to see. */
async function approachInputs(
  workspace: OpenWorkspace,
  years: readonly number[],
  factors: readonly string[],
): Promise<ApproachInput[]> {
  const [from, to] = [years[0], years.at(-1)];
  if (from === undefined || to === undefined || from === to) return [];
  const inputs: ApproachInput[] = [];
  for (const factor of factors) {
    const input = await comparison(workspace, { factor, from, to }).catch((error: unknown) => {
      if (error instanceof UserIssue && error.code === 'approaches.no_values') return undefined;
      throw error;
    });
    if (input) inputs.push(input);
  }
  return inputs;
}

/** Studies that the data or the gate do not allow are left out of a general report, never of their own. */
async function studyInputs(
  context: HandlerContext,
  wanted: ReportNeeds['studies'],
  call: CallOptions,
): Promise<StudyInput[]> {
  if (wanted.length === 0) return [];
  const known = await studiesOf(context.workspaces.require());
  const chosen = typeof wanted === 'string' ? undefined : wanted;
  const most = wanted === 'leading' ? LEADING_STUDIES : known.length;
  const missing = chosen?.find((id) => !known.some((study) => study.id === id));
  if (missing !== undefined) throw new UserIssue('usage', 'study.unknown', { id: missing });
  const inputs: StudyInput[] = [];
  for (const study of known) {
    if (inputs.length >= most || chosen?.includes(study.id) === false) continue;
    const quiet = { ...(call.signal ? { signal: call.signal } : {}) };
    const result = await releasedStudy(context, study, quiet).catch((error: unknown) => {
      if (chosen === undefined && error instanceof UserIssue && error.kind === 'refused') return undefined;
      throw error;
    });
    if (result) inputs.push(result);
  }
  return inputs;
}

async function intakeInput(workspace: OpenWorkspace): Promise<IntakeInput> {
  const rows = await workspace.warehouse.all('SELECT * FROM import_batch ORDER BY sequence');
  return {
    files: rows.map((row) => ({
      name: String(row.file_name),
      layoutName: layoutNameOf(String(row.layout_id)),
      importedAt: String(row.imported_at),
      rowsRead: Number(row.rows_read),
      rowsLoaded: Number(row.rows_loaded),
      rowsQuarantined: Number(row.rows_quarantined),
      hash: String(row.content_hash),
    })),
  };
}
