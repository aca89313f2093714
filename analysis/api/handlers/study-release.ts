import { requireSupport, type StudyCandidate as StudyRelease } from '../../disclosure/index.ts';

import { UserIssue } from '../../domain/issue.ts';
import type { FlowStep } from '../../domain/statistic.ts';
import { DESIGN_LABELS, type StudyDefinition } from '../../studies/definition.ts';
import type { EffectCandidate, FigureCandidate } from '../../studies/parts.ts';
import type { DiagnosisCandidate, StudyCandidate, StudyPlan } from '../../studies/run.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { Gate } from './gate.ts';
import type { Gated } from './handler.ts';
import type { StudyLock } from './study-log.ts';

type Result = Gated<OperationOutput<'studies.run'>>;
type DiagnosisResult = Gated<OperationOutput<'studies.diagnose'>>;
type DesignResult = OperationOutput<'studies.design'>;

export function studyInfo(study: StudyDefinition): DesignResult['study'] {
  return {
    id: study.id,
    title: study.title,
    question: study.question,
    programme: study.programmeLabel,
    design: DESIGN_LABELS[study.design],
    outcomes: outcomesOf(study).map(({ label }) => label),
    units: outcomesOf(study).map(({ unit }) => unit),
  };
}

/** The unit is empty where the result decides it: a difference, or how many times as often. */
function outcomesOf(study: StudyDefinition): readonly { readonly label: string; readonly unit: string }[] {
  if (study.design === 'interrupted_time_series') return [{ label: study.series.label, unit: '' }];
  if (study.design === 'time_to_event') return [{ label: study.eventLabel, unit: '' }];
  return study.outcomes;
}

/** What a design says of itself: no number about anybody. */
export function designReply(plan: StudyPlan, lock: StudyLock): DesignResult {
  return { ...planned(plan, lock), method: plan.method };
}

function planned(plan: StudyPlan, lock: StudyLock) {
  const { targetTrial, settings, formula, code } = plan;
  return { study: studyInfo(plan.printed), lock, targetTrial, settings, formula, code };
}

/** Passes the diagnostics through the gate; no estimate is among them. */
export async function releaseDiagnosis(
  gate: Gate,
  candidate: DiagnosisCandidate,
  lock: StudyLock,
): Promise<DiagnosisResult> {
  const { flow, balance, overlap } = await gate.study(asked(candidate, []));
  if (!flow) throw new Error('the gate answered less than it was asked');
  return {
    ...planned(candidate, lock),
    checks: candidate.checks,
    flow,
    ...(balance ? { balance } : {}),
    ...(overlap ? { overlap } : {}),
    power: printedPower(candidate.power),
  };
}

/** Passes a study through the gate as one; a part that may not be shown refuses the study. */
export async function releaseStudy(gate: Gate, candidate: StudyCandidate, lock: StudyLock): Promise<Result> {
  const sets = candidate.sets
    .map((set) => ({ ...set, effects: publishable(gate, set) }))
    .filter(({ effects }) => effects.length > 0);
  const lists = [candidate.effects, candidate.alternatives, ...sets.map(({ effects }) => effects)];
  const { flow, balance, overlap, effects } = await gate.study(asked(candidate, lists.flat()));
  if (!flow) throw new Error('the gate answered less than it was asked');
  const starts = lists.map((_, i) => lists.slice(0, i).reduce((sum, list) => sum + list.length, 0));
  const released = lists.map((list, i) => effects.slice(starts[i], starts[i]! + list.length));
  return {
    ...planned(candidate, lock),
    checks: candidate.checks,
    evidenceLevel: candidate.evidenceLevel,
    flow,
    ...(balance ? { balance } : {}),
    ...(overlap ? { overlap } : {}),
    power: printedPower(candidate.power),
    effects: released[0]!,
    alternatives: released[1]!,
    sets: sets.map(({ id, kind, title, reading }, i) => ({
      id,
      kind,
      title,
      reading,
      effects: released[i + 2]!,
    })),
    figures: await figures(gate, candidate.figures),
    bounds: candidate.bounds,
    reading: candidate.reading(released[0]!.map(({ statistic }) => statistic.effect)),
  };
}

/** A detectable difference follows from the numbers of people: no more digits of it than are read. */
function printedPower(power: DiagnosisCandidate['power']): DiagnosisCandidate['power'] {
  return power.map((row) => ({ ...row, detectable: Number(row.detectable.toFixed(row.decimals + 1)) }));
}

/** Of a set, what rests on enough people; subgroups are shown all or none, lest one follows from the rest. */
function publishable(gate: Gate, set: StudyCandidate['sets'][number]): readonly EffectCandidate[] {
  const fit = set.effects.filter((effect) => supported(gate, effect));
  return set.kind === 'subgroup' && fit.length < set.effects.length ? [] : fit;
}

function supported(gate: Gate, effect: EffectCandidate): boolean {
  try {
    requireSupport(effect, gate.policy);
    return true;
  } catch (error) {
    if (error instanceof UserIssue && error.kind === 'refused') return false;
    throw error;
  }
}

async function figures(gate: Gate, candidates: readonly FigureCandidate[]): Promise<Result['figures']> {
  const made: Result['figures'][number][] = [];
  for (const candidate of candidates) {
    const { kind, title } = candidate;
    if (candidate.kind === 'survival') {
      made.push({ kind, title, table: await gate.survival(candidate) });
      continue;
    }
    const { released } = await gate.tables([candidate.table]);
    for (const table of released) made.push({ kind, title, table });
  }
  return made;
}

/** Everything of a study that prints people or rests on them, as the gate judges it. */
function asked(candidate: DiagnosisCandidate, effects: readonly EffectCandidate[]): StudyRelease {
  const { study, hash, context, balance, overlap } = candidate;
  const arms = [...new Set(candidate.flow.flatMap(({ arm }) => arm ?? []))];
  const group = `observed_${primaryOutcome(study)}`;
  return {
    parameters: { study: study.id, hash, part: effects.length === 0 ? 'diagnosis' : 'result' },
    context,
    arms: { treated: arms[0] ?? '参加', control: arms[1] ?? '非参加' },
    flow: { context: { ...context, title: '対象者の流れ' }, steps: withParents(candidate.flow) },
    effects: effects.map((entry) => ({ ...entry, group: `observed_${entry.effect.outcome}` })),
    ...(balance ? { balance: askedBalance(candidate, balance, group) } : {}),
    ...(overlap
      ? {
          overlap: {
            context: { ...context, title: '選好スコアの分布（参加と非参加の重なり）' },
            group,
            bins: overlap.treated.map((treated, i) => ({
              code: String(i),
              label: `${(i / 10).toFixed(1)}〜${((i + 1) / 10).toFixed(1)}`,
              persons: { treated, control: overlap.control[i] ?? 0 },
            })),
          },
        }
      : {}),
  };
}

function askedBalance(
  { context }: DiagnosisCandidate,
  { convention, rows, sizes }: NonNullable<DiagnosisCandidate['balance']>,
  group: string,
): NonNullable<StudyRelease['balance']> {
  return {
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
  };
}

function primaryOutcome(study: StudyDefinition): string {
  if (!('outcomes' in study)) return study.design === 'time_to_event' ? 'incidence' : 'series';
  return (study.outcomes.find((outcome) => outcome.primary) ?? study.outcomes[0])?.id ?? '';
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
