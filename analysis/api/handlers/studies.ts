import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudyCandidate as StudyRelease } from '../../disclosure/index.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { FlowStep } from '../../domain/statistic.ts';
import { parseStudy, type StudyDefinition } from '../../studies/definition.ts';
import { runStudy, type StudyCandidate } from '../../studies/run.ts';
import { studyTemplates } from '../../studies/templates.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { Gate } from './gate.ts';
import type { Gated, HandlerContext, Handlers } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

type StudyResult = Gated<OperationOutput<'studies.run'>>;

export const studyHandlers: Pick<Handlers, 'studies.list' | 'studies.run'> = {
  'studies.list': async ({ workspaces }) => {
    const workspace = workspaces.require();
    return { studies: (await studiesOf(workspace)).map(studyInfo) };
  },
  'studies.run': async (context, { id }, call) => {
    const study = (await studiesOf(context.workspaces.require())).find((candidate) => candidate.id === id);
    if (!study) throw new UserIssue('usage', 'study.unknown', { id });
    return releasedStudy(context, study, call);
  },
};

/** Locks the design, runs it and passes every part through the gate. */
export async function releasedStudy(
  { workspaces, options }: HandlerContext,
  study: StudyDefinition,
  { signal, onProgress }: CallOptions,
): Promise<StudyResult> {
  const workspace = workspaces.require();
  const candidate = await runStudy(workspace.warehouse, study, {
    threshold: workspace.gate.threshold,
    source: await workspace.sourceWords(),
    ...(signal ? { signal } : {}),
    onStep: (phase, done, total) => onProgress?.({ phase, done, total }),
  });
  const lock = await workspace.lockStudy(study.id, candidate.hash, options.now());
  return releaseStudy(workspace.gate, candidate, lock);
}

/** Study files of the workspace, then the templates that no file has replaced. */
export async function studiesOf(workspace: OpenWorkspace): Promise<StudyDefinition[]> {
  const folder = join(workspace.folder, 'studies');
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/.test(name)).sort();
  const own = await Promise.all(
    names.map(async (name) => parseStudy(await readFile(join(folder, name), 'utf8'))),
  );
  const templates = await templatesOf(workspace);
  return [...own, ...templates.filter((template) => !own.some((study) => study.id === template.id))];
}

async function templatesOf(workspace: OpenWorkspace): Promise<StudyDefinition[]> {
  const years = await workspace.checkupYears();
  if (years.length === 0) return [];
  const programmes = await workspace.warehouse.all(`
    SELECT p.programme_id AS id, p.name, p.approach, count(a.joined_date) > 0 AS joins,
      min(year(s.day) - CASE WHEN month(s.day) < 4 THEN 1 ELSE 0 END) AS first_year
    FROM programme p JOIN participation a USING (programme_id)
    CROSS JOIN LATERAL (SELECT coalesce(a.joined_date, a.invited_date) AS day) s
    WHERE s.day IS NOT NULL GROUP BY ALL ORDER BY p.approach DESC, p.programme_id`);
  const [guided] = await workspace.warehouse.all('SELECT count(first_interview_date) AS n FROM guidance');
  return studyTemplates({
    first: Math.min(...years),
    last: Math.max(...years),
    guidance: Number(guided?.n ?? 0) > 0,
    programmes: programmes.map((row) => ({
      id: String(row.id),
      name: String(row.name),
      approach: row.approach === 'population' ? 'population' : 'high_risk',
      firstYear: Number(row.first_year),
      event: row.joins === true ? 'joined' : 'invited',
    })),
  });
}

function studyInfo(study: StudyDefinition): StudyResult['study'] {
  return {
    id: study.id,
    title: study.title,
    question: study.question,
    programme: study.programmeLabel,
    design: '比較群のあるコホート（傾向スコアによる重みづけ）',
    outcomes: study.outcomes.map((outcome) => outcome.label),
  };
}

/** Passes a study through the gate as one; a part that may not be shown refuses the study. */
async function releaseStudy(
  gate: Gate,
  candidate: StudyCandidate,
  lock: { readonly lockedAt: string; readonly changedSince: boolean },
): Promise<StudyResult> {
  const { flow, balance, overlap, effects } = await gate.study(asked(candidate));
  if (!flow || !balance || !overlap) throw new Error('the gate answered less than it was asked');
  return {
    study: studyInfo(candidate.study),
    lock: { hash: candidate.hash, ...lock },
    targetTrial: candidate.targetTrial,
    checks: candidate.checks,
    evidenceLevel: candidate.evidenceLevel,
    flow,
    balance,
    overlap,
    effects: effects.slice(0, candidate.effects.length),
    alternatives: effects.slice(candidate.effects.length),
    reading: candidate.reading,
    settings: candidate.settings,
  };
}

/** Everything of a study that prints people or rests on them, as the gate judges it. */
function asked(candidate: StudyCandidate): StudyRelease {
  const { study, hash, context } = candidate;
  const { convention, rows, sizes } = candidate.balance;
  const balanced = candidate.effects.find(
    ({ effect }) => effect.treated === sizes.treated && effect.control === sizes.control,
  );
  const group = `observed_${balanced?.effect.outcome ?? ''}`;
  return {
    parameters: { study: study.id, hash },
    context,
    arms: { treated: '参加', control: '非参加' },
    flow: { context: { ...context, title: '対象者の流れ' }, steps: withParents(candidate.flow) },
    effects: [...candidate.effects, ...candidate.alternatives].map((entry) => ({
      ...entry,
      group: `observed_${entry.effect.outcome}`,
    })),
    balance: {
      context: { ...context, title: '背景のそろい具合（調整の前と後）' },
      group,
      convention,
      arms: sizes,
      rows: rows.map(({ term, label, binary, factor, row, positives }) => ({
        term,
        label,
        ...(factor === undefined ? {} : { factor }),
        ...(binary ? { persons: positives } : {}),
        before: row.before,
        after: row.after,
        treatedMean: row.unadjusted.meanTreated,
        controlMeanBefore: row.unadjusted.meanControl,
        controlMeanAfter: row.adjusted.meanControl,
      })),
    },
    overlap: {
      context: { ...context, title: '選好スコアの分布（参加と非参加の重なり）' },
      group,
      bins: candidate.overlap.treated.map((treated, i) => ({
        code: String(i),
        label: `${(i / 10).toFixed(1)}〜${((i + 1) / 10).toFixed(1)}`,
        persons: { treated, control: candidate.overlap.control[i] ?? 0 },
      })),
    },
  };
}

/** People with an outcome are a part of everybody before, not of those with the outcome listed before. */
function withParents(steps: readonly FlowStep[]): FlowStep[] {
  const last = new Map<string | undefined, string>();
  return steps.map((step) => {
    const of = last.get(step.arm);
    if (step.id.startsWith('observed_')) return of === undefined ? step : { ...step, of };
    last.set(step.arm, step.id);
    return step;
  });
}
