import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable, FlowStep } from '../../domain/statistic.ts';
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

/** Passes every part of a study through the gate; a part that may not be shown refuses the study. */
async function releaseStudy(
  gate: Gate,
  candidate: StudyCandidate,
  lock: { readonly lockedAt: string; readonly changedSince: boolean },
): Promise<StudyResult> {
  const parameters = { study: candidate.study.id, hash: candidate.hash };
  const effects = [];
  for (const entry of candidate.effects) effects.push(await gate.effect(candidate, entry));
  const alternatives = [];
  for (const entry of candidate.alternatives) alternatives.push(await gate.effect(candidate, entry));
  return {
    study: studyInfo(candidate.study),
    lock: { hash: candidate.hash, ...lock },
    targetTrial: candidate.targetTrial,
    checks: candidate.checks,
    evidenceLevel: candidate.evidenceLevel,
    flow: await gate.flow('study.flow', parameters, {
      context: { ...candidate.context, title: '対象者の流れ' },
      steps: publishableFlow(candidate.flow, gate.threshold),
    }),
    balance: await gate.balance(candidate),
    overlap: await gate.table(overlapTable(candidate)),
    effects,
    alternatives,
    reading: candidate.reading,
    settings: candidate.settings,
  };
}

/**
 * The sizes printed with the effects are the last steps of the flow. Where a step before them differs by fewer
 * people than may be shown, subtraction would give those people away: then only the last steps are printed.
 */
export function publishableFlow(steps: readonly FlowStep[], threshold: number): readonly FlowStep[] {
  const small = steps.some((earlier, at) =>
    steps.slice(at + 1).some(({ arm, persons }) => {
      const lost = earlier.persons - persons;
      return arm === earlier.arm && !isObserved(earlier) && lost >= 1 && lost < threshold;
    }),
  );
  return small ? steps.filter(isObserved) : steps;
}

function isObserved({ id }: FlowStep): boolean {
  return id.startsWith('observed_');
}

/** Persons by arm and bin of the preference score (Walker et al. 2013). */
function overlapTable(candidate: StudyCandidate): CandidateTable {
  const arms = [
    { code: 'treated', label: '参加', bins: candidate.overlap.treated },
    { code: 'control', label: '非参加', bins: candidate.overlap.control },
  ];
  return {
    id: 'study.overlap',
    parameters: { study: candidate.study.id, hash: candidate.hash },
    context: { ...candidate.context, title: '選好スコアの分布（参加と非参加の重なり）' },
    dimensions: [
      { id: 'arm', label: '群', partition: true, levels: arms.map(({ code, label }) => ({ code, label })) },
      {
        id: 'bin',
        label: '選好スコア',
        partition: true,
        levels: candidate.overlap.treated.map((_, i) => ({
          code: String(i),
          label: `${(i / 10).toFixed(1)}〜${((i + 1) / 10).toFixed(1)}`,
        })),
      },
    ],
    columns: [{ id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 }],
    rows: arms.flatMap(({ code, bins }) =>
      bins.map((count, i) => ({ at: [code, String(i)], values: [count] })),
    ),
  };
}
