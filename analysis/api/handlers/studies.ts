import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable } from '../../domain/statistic.ts';
import { parseStudy, type StudyDefinition } from '../../studies/definition.ts';
import { runStudy, type StudyCandidate } from '../../studies/run.ts';
import { studyTemplates } from '../../studies/templates.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { Gate } from './gate.ts';
import type { Gated, Handlers } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

type StudyResult = Gated<OperationOutput<'studies.run'>>;

export const studyHandlers: Pick<Handlers, 'studies.list' | 'studies.run'> = {
  'studies.list': async ({ workspaces }) => {
    const workspace = workspaces.require();
    return { studies: (await studiesOf(workspace)).map(studyInfo) };
  },
  'studies.run': async ({ workspaces, options }, { id }, { signal, onProgress }) => {
    const workspace = workspaces.require();
    const study = (await studiesOf(workspace)).find((candidate) => candidate.id === id);
    if (!study) throw new UserIssue('usage', 'study.unknown', { id });
    const candidate = await runStudy(workspace.warehouse, study, {
      threshold: workspace.gate.threshold,
      source: await workspace.sourceWords(),
      ...(signal ? { signal } : {}),
      onStep: (phase, done, total) => onProgress?.({ phase, done, total }),
    });
    const lockedAt = await workspace.lockStudy(candidate.hash, options.now());
    return releaseStudy(workspace.gate, candidate, lockedAt);
  },
};

/** Study files of the workspace, then the templates that no file has replaced. */
export async function studiesOf(workspace: OpenWorkspace): Promise<StudyDefinition[]> {
  const folder = join(workspace.folder, 'studies');
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/.test(name)).sort();
  const own = await Promise.all(
    names.map(async (name) => parseStudy(await readFile(join(folder, name), 'utf8'))),
  );
  const years = await workspace.fiscalYears();
  if (years.length === 0) return own;
  const templates = studyTemplates({ first: Math.min(...years), last: Math.max(...years) });
  return [...own, ...templates.filter((template) => !own.some((study) => study.id === template.id))];
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
export async function releaseStudy(
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
      steps: candidate.flow,
    }),
    balance: await gate.balance(candidate),
    overlap: await gate.table(overlapTable(candidate)),
    effects,
    alternatives,
    reading: candidate.reading,
    settings: candidate.settings,
  };
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
