import { UserIssue } from '../domain/issue.ts';
import type { EffectEstimate, StatisticContext } from '../domain/statistic.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { type EvidenceLevel, evidenceLevel, type StudyCheck } from './checks.ts';
import type { StudyDefinition } from './definition.ts';
import { type AnyEngine, engineOf } from './designs/index.ts';
import { studyFormula } from './formula.ts';
import type { ClaimWords, Diagnosis, Findings, PreparedStudy, StudyRunOptions, TrialItem } from './parts.ts';
import { studyCode } from './r-code.ts';
import { studyReading } from './reading.ts';
import { readingRules } from './reading-rules.ts';
import { formatStudy, studyHash } from './study-file.ts';
import { asCounted, claimCaveats, studyContext } from './words.ts';

/** What a design says before any data are touched. */
export interface StudyPlan {
  readonly study: StudyDefinition;
  /** The same with its outcomes called by what the data hold. */
  readonly printed: StudyDefinition;
  readonly hash: string;
  readonly settings: string;
  readonly targetTrial: readonly TrialItem[];
  readonly method: string;
  readonly formula: readonly string[];
  /** R that repeats the main estimate, without data. */
  readonly code: string;
}

/** The diagnostics with exact numbers: stay in the analysis process until the gate has passed each part. */
export interface DiagnosisCandidate extends StudyPlan, Diagnosis {
  readonly context: StatisticContext;
}

/** A finished study with exact numbers. */
export interface StudyCandidate extends DiagnosisCandidate, Findings {
  /** Of diagnostics and findings. */
  readonly checks: readonly StudyCheck[];
  readonly evidenceLevel: EvidenceLevel;
  /** The reading of the effects as they are printed, so that no sentence says more or other than the numbers do. */
  readonly reading: (printed: readonly EffectEstimate[]) => readonly string[];
}

/** A design in words; hash, settings and code are of the file, whatever the data lack. */
export function planStudy(study: StudyDefinition, claims?: ClaimWords): StudyPlan {
  const engine = engineOf(study);
  const printed = asCounted(study, claims);
  return {
    study,
    printed,
    hash: studyHash(study),
    settings: formatStudy(study),
    targetTrial: engine.targetTrial(printed),
    method: engine.method(study),
    formula: studyFormula(study),
    code: studyCode(study),
  };
}

interface Prepared {
  readonly plan: DiagnosisCandidate;
  readonly work: PreparedStudy;
}

async function prepare(
  warehouse: Warehouse,
  study: StudyDefinition,
  options: StudyRunOptions,
): Promise<Prepared> {
  const plan = planStudy(study, options.claims);
  const words = studyContext(study, options.source, plan.method);
  const context = { ...words, caveats: [...words.caveats, ...claimCaveats(study, options.claims)] };
  const { work, checks } = await prepareUsable(warehouse, plan.printed, { ...options, context });
  const diagnosis = { ...work.diagnosis, checks: [...work.diagnosis.checks, ...checks] };
  return { plan: { ...plan, context, ...diagnosis }, work };
}

/** Prepares a study; a further outcome that is the same for everybody is left out, and a check says so. */
async function prepareUsable(
  warehouse: Warehouse,
  study: StudyDefinition,
  options: Parameters<AnyEngine['prepare']>[2],
): Promise<{ readonly work: PreparedStudy; readonly checks: readonly StudyCheck[] }> {
  try {
    return { work: await engineOf(study).prepare(warehouse, study, options), checks: [] };
  } catch (error) {
    const id =
      error instanceof UserIssue && error.code === 'study.no_variation' ? error.params?.id : undefined;
    if (id === undefined || !('outcomes' in study)) throw error;
    const left = study.outcomes.find((each) => each.id === id);
    const outcomes = study.outcomes.filter((each) => each.id !== id);
    if (left === undefined || left.primary || outcomes.length === 0) throw error;
    const found = await prepareUsable(warehouse, { ...study, outcomes }, options);
    return { work: found.work, checks: [sameForAll(left.label), ...found.checks] };
  }
}

const sameForAll = (outcome: string): StudyCheck => ({
  id: 'no_variation',
  label: `「${outcome}」に違いがあるか`,
  verdict: 'caution',
  explanation: '全員が同じ値のため、この結果は計算していません。',
  action: 'その記録のファイルを取り込んでいるか確かめ、なければ研究計画から外してください。',
});

/**
 * Cohort and diagnostics; no outcome is compared. Throws `study.no_cohort` when nobody is left, `study.too_few`
 * when an arm is too small, `study.no_variation` when everybody has the same outcome, and the refusals of the design.
 */
export async function diagnoseStudy(
  warehouse: Warehouse,
  study: StudyDefinition,
  options: StudyRunOptions,
): Promise<DiagnosisCandidate> {
  return (await prepare(warehouse, study, options)).plan;
}

/** The whole study in the order of its workflow: diagnostics, then outcomes. Throws as `diagnoseStudy`. */
export async function runStudy(
  warehouse: Warehouse,
  study: StudyDefinition,
  options: StudyRunOptions & { readonly furtherChecks?: readonly StudyCheck[] },
): Promise<StudyCandidate> {
  const { plan, work } = await prepare(warehouse, study, options);
  options.signal?.throwIfAborted();
  options.onStep?.('結果を推定しています', 2, 3);
  const findings = work.findings();
  const checks = [...plan.checks, ...findings.checks, ...(options.furtherChecks ?? [])];
  const level = evidenceLevel(study.design, checks);
  return {
    ...plan,
    ...findings,
    checks,
    evidenceLevel: level,
    reading: (printed) => {
      const effects = findings.effects.flatMap((candidate, i) => {
        const effect = printed[i];
        return effect ? [{ ...candidate, effect }] : [];
      });
      return studyReading(plan.printed, { ...findings, effects }, { level, checks }, readingRules(study));
    },
  };
}
