import { leftOutOfClaims } from '../../measures/left-out.ts';
import { studySentences } from '../../messages/studies.ts';
import { participantSets } from '../../programmes/reach.ts';
import type { StudyCheck } from '../../studies/checks.ts';
import { DESIGN_LABELS, type StudyDefinition } from '../../studies/definition.ts';
import { diagnoseStudy, planStudy, runStudy, type StudyPlan } from '../../studies/run.ts';
import { readStudy, type StudyFault } from '../../studies/study-file.ts';
import { asCounted } from '../../studies/words.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { studiesOperations } from '../contract/studies.ts';
import type { Gated, HandlerContext, Handlers } from './handler.ts';
import { offersOf, removeStudy, saveStudy, studiesOf, studyOf } from './study-files.ts';
import { type StudyLock, StudyLog } from './study-log.ts';
import { studyPictures } from './study-pictures.ts';
import { designReply, releaseDiagnosis, releaseStudy, studyInfo } from './study-release.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

export { studiesOf } from './study-files.ts';

type StudyResult = Gated<OperationOutput<'studies.run'>>;

const logOf = (workspace: OpenWorkspace): StudyLog => new StudyLog(workspace.workspace.paths.studies);

export const studyHandlers: Pick<Handlers, keyof typeof studiesOperations> = {
  'studies.list': async ({ workspaces }) => {
    const workspace = workspaces.require();
    const claims = await leftOutOfClaims(workspace.warehouse, 'any');
    return {
      studies: (await studiesOf(workspace)).map((study) => studyInfo(asCounted(study, claims))),
      offers: (await offersOf(workspace)).map(({ id, kind, question, design, missing }) => ({
        id,
        kind,
        question,
        design: DESIGN_LABELS[design],
        missing,
      })),
    };
  },
  'studies.design': async ({ workspaces }, { id }) => {
    const workspace = workspaces.require();
    const plan = planStudy(await studyOf(workspace, id), await leftOutOfClaims(workspace.warehouse, 'any'));
    return designReply(plan, await logOf(workspace).lockOf(plan));
  },
  'studies.lock': async ({ workspaces, options }, { id }) => {
    const workspace = workspaces.require();
    return logOf(workspace).lock(planStudy(await studyOf(workspace, id)), options.now());
  },
  'studies.diagnose': async (context, { id }, call) => {
    const workspace = context.workspaces.require();
    const study = await studyOf(workspace, id);
    const plan = planStudy(study);
    await logOf(workspace).requireLocked(plan);
    const candidate = await diagnoseStudy(workspace.warehouse, study, await runOptions(workspace, call));
    const lock = await logOf(workspace).diagnosed(plan, context.options.now());
    return releaseDiagnosis(workspace.gate, candidate, lock);
  },
  'studies.run': async (context, { id }, call) => {
    const workspace = context.workspaces.require();
    const study = await studyOf(workspace, id);
    await logOf(workspace).requireDiagnosed(planStudy(study));
    const kept = await keptResult(workspace, study);
    return kept === undefined || kept.unattended ? openOutcomes(context, study, call) : kept.result;
  },
  'studies.figures': async (context, { id }, call) => {
    const workspace = context.workspaces.require();
    const study = await studyOf(workspace, id);
    await logOf(workspace).requireDiagnosed(planStudy(study));
    const kept = await keptResult(workspace, study);
    const result = kept?.result ?? (await openOutcomes(context, study, call));
    return { pictures: studyPictures(result, workspace.settings.theme.accent) };
  },
  'studies.check': async ({ workspaces }, { text }) => {
    const workspace = workspaces.require();
    const { study, faults } = readStudy(text);
    if (!study) return { faults: faults.map(faultReply) };
    const plan = planStudy(study, await leftOutOfClaims(workspace.warehouse, 'any'));
    return { faults: [], design: designReply(plan, await logOf(workspace).lockOf(plan)) };
  },
  'studies.save': async ({ workspaces }, { text }) => ({ id: await saveStudy(workspaces.require(), text) }),
  'studies.remove': async ({ workspaces }, { id }) => {
    await removeStudy(workspaces.require(), id);
    return { done: true };
  },
};

function faultReply(fault: StudyFault) {
  const code = fault.reason === 'not_yaml' ? 'study.not_yaml' : 'study.invalid';
  return { ...fault, sentence: studySentences[code]!({ ...fault, more: 0 }) };
}

async function runOptions(workspace: OpenWorkspace, { signal, onProgress }: CallOptions) {
  const claims = await leftOutOfClaims(workspace.warehouse, 'any');
  return {
    ...(claims === undefined ? {} : { claims }),
    threshold: workspace.gate.threshold,
    source: await workspace.sourceWords(),
    printedSets: participantSets,
    ...(signal ? { signal } : {}),
    onStep: (phase: string, done: number, total: number) => onProgress?.({ phase, done, total }),
  };
}

/**
 * A whole study in its order, for a report: the design is locked before its outcomes are computed. Where nobody had
 * seen the diagnostics before, the result says so.
 */
export async function releasedStudy(
  context: HandlerContext,
  study: StudyDefinition,
  call: CallOptions,
): Promise<StudyResult> {
  const log = logOf(context.workspaces.require());
  const plan = planStudy(study);
  const { stage } = await log.lockOf(plan);
  const unattended = stage === 'draft' || stage === 'locked';
  const kept = await keptResult(context.workspaces.require(), study);
  if (kept !== undefined) return kept.result;
  await log.lock(plan, context.options.now());
  return openOutcomes(context, study, { ...call, unattended });
}

/** Whether to work a study out would fix its design or open outcomes that nobody has opened yet. */
export async function isUnopened(context: HandlerContext, study: StudyDefinition): Promise<boolean> {
  return !(await logOf(context.workspaces.require()).wasOpened(planStudy(study)));
}

interface Kept {
  readonly key: string;
  readonly result: StudyResult;
  /** Opened without anybody having read the diagnostics, which the result says. */
  readonly unattended: boolean;
}

/** The last result of each study, to be opened again, drawn, paid on and reported: worked out once. */
const latest = new WeakMap<OpenWorkspace, Map<string, Kept>>();

async function keptResult(workspace: OpenWorkspace, study: StudyDefinition): Promise<Kept | undefined> {
  const kept = latest.get(workspace)?.get(study.id);
  return kept !== undefined && kept.key === (await resultKey(workspace, planStudy(study))) ? kept : undefined;
}

/** Changes with the design, the files that were imported and what may be published. */
async function resultKey({ warehouse, gate }: OpenWorkspace, { hash }: StudyPlan): Promise<string> {
  const [files] = await warehouse.all('SELECT count(*) AS n, max(sequence) AS last FROM import_batch');
  return JSON.stringify([hash, String(files?.n), String(files?.last), gate.threshold]);
}

async function openOutcomes(
  { workspaces, options }: HandlerContext,
  study: StudyDefinition,
  { unattended = false, ...call }: CallOptions & { readonly unattended?: boolean },
): Promise<StudyResult> {
  const workspace = workspaces.require();
  const plan: StudyPlan = planStudy(study);
  const log = logOf(workspace);
  const lock = await log.lockOf(plan);
  const candidate = await runStudy(workspace.warehouse, study, {
    ...(await runOptions(workspace, call)),
    furtherChecks: [lockCheck(lock, unattended)],
  });
  const opened = await log.opened(plan, options.now(), unattended);
  const result = await releaseStudy(workspace.gate, candidate, opened);
  const results = latest.get(workspace) ?? new Map<string, Kept>();
  results.set(study.id, { key: await resultKey(workspace, plan), result, unattended });
  latest.set(workspace, results);
  return result;
}

/** A design that was changed after outcomes were seen is weaker, and says so. */
function lockCheck({ changedAfterOutcomes, openedUnattended }: StudyLock, unattended: boolean): StudyCheck {
  return {
    id: 'locked',
    label: '結果を見る前に設計を固定したか',
    verdict: changedAfterOutcomes ? 'caution' : 'good',
    explanation: changedAfterOutcomes
      ? '前の設計の結果を見たあとで、設計が変わっています。'
      : unattended
        ? '設計の固定から結果までを、この資料を作るときに続けて行いました。診断を人が確かめてから結果を開いたものではありません。'
        : openedUnattended
          ? '設計は結果を見る前に固定しました。ただし、診断を人が確かめる前に、資料か支払いの計算のために結果が開かれています。'
          : '設計は結果を見る前に固定しました。',
    action: changedAfterOutcomes
      ? '変えた点と理由を報告書に書き、前の設計の結果も並べて示してください。'
      : '',
  };
}
