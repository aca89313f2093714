import type { CandidateTable, EffectEstimate, FlowStep, StatisticContext } from '../domain/statistic.ts';
import type { BalanceRow } from '../statistics/balance.ts';
import type { ScaledEffect } from '../statistics/contrast.ts';
import type { Warehouse } from '../warehouse/session.ts';
import type { ArmSizes } from './adjustment.ts';
import type { StudyCheck } from './checks.ts';
import type { StudyDesign, StudyOf, StudyOutcome } from './definition.ts';

/** A covariate before and after, with the arm sizes that its disclosure check needs. */
export interface BalanceCandidate {
  readonly term: string;
  readonly label: string;
  readonly binary: boolean;
  /** Levels of one categorical covariate share a factor. */
  readonly factor?: string;
  readonly row: BalanceRow;
  /** Binary traits: people with it, by arm. */
  readonly positives: ArmSizes;
}

export interface BalanceSet {
  readonly convention: string;
  readonly rows: readonly BalanceCandidate[];
  readonly sizes: ArmSizes;
}

/** Persons by arm and preference-score bin of width 0.1. */
export interface OverlapBins {
  readonly treated: readonly number[];
  readonly control: readonly number[];
}

export interface EffectCandidate {
  readonly context: StatisticContext;
  readonly effect: EffectEstimate;
  /** What stands behind the estimate: persons used and parameters estimated. */
  readonly support: EffectSupport;
}

export interface EffectSupport {
  readonly persons: number;
  readonly parameters: number;
  readonly events?: {
    readonly treated: readonly [number, number];
    readonly control: readonly [number, number];
  };
}

/** Estimates that are read together: a grid of settings, subgroups, years since the start. */
export interface EffectSet {
  readonly id: string;
  readonly kind: 'sensitivity' | 'subgroup' | 'event_study' | 'dose' | 'placebo';
  readonly title: string;
  /** How to read the set, in a sentence. */
  readonly reading: string;
  readonly effects: readonly EffectCandidate[];
}

/** One curve of persons still without the event: end of the step, at risk, events, censored. */
export interface SurvivalArm {
  readonly code: string;
  readonly label: string;
  readonly steps: readonly (readonly [time: number, atRisk: number, events: number, censored: number])[];
  /** Keys of the persons at risk and of those with the event, by step (see `CandidateRow.people`). */
  readonly people?: readonly { readonly atRisk: string; readonly events: string }[];
}

export type FigureCandidate =
  | { readonly kind: 'series' | 'discontinuity'; readonly title: string; readonly table: CandidateTable }
  | {
      readonly kind: 'survival';
      readonly title: string;
      readonly id: string;
      readonly parameters: Readonly<Record<string, string | number | boolean>>;
      readonly context: StatisticContext;
      readonly unit: string;
      readonly arms: readonly SurvivalArm[];
    };

/** Smallest difference that would be found, worked out before outcomes are opened. */
export interface PowerRow {
  readonly outcome: string;
  readonly label: string;
  readonly unit: string;
  readonly decimals: number;
  readonly detectable: number;
  readonly important: number;
}

/** Everything that may be seen before outcomes are opened. */
export interface Diagnosis {
  readonly flow: readonly FlowStep[];
  readonly balance?: BalanceSet;
  readonly overlap?: OverlapBins;
  readonly checks: readonly StudyCheck[];
  readonly power: readonly PowerRow[];
}

/** Everything that needs outcomes. */
export interface Findings {
  readonly effects: readonly EffectCandidate[];
  readonly alternatives: readonly EffectCandidate[];
  readonly sets: readonly EffectSet[];
  readonly figures: readonly FigureCandidate[];
  /** Checks that outcomes are needed for. */
  readonly checks: readonly StudyCheck[];
  /** Sentences of the reading that only this design has. */
  readonly remarks: readonly string[];
  /** Labelled texts of the sensitivity page: E-value, what it would take. */
  readonly bounds: readonly { readonly label: string; readonly text: string }[];
}

/** A study whose data are ready: diagnostics at once, outcomes when they are asked for. */
export interface PreparedStudy {
  readonly diagnosis: Diagnosis;
  readonly findings: () => Findings;
}

/** What amounts of all claims leave out, because its files were not imported: for their names, and in sentences. */
export interface ClaimWords {
  readonly note: string;
  readonly caveats: readonly string[];
}

export interface StudyRunOptions {
  /** Absent where all files of claims are there. */
  readonly claims?: ClaimWords;
  /** Smallest publishable count; smaller losses are put into words. */
  readonly threshold: number;
  readonly source: string;
  /** Groups of a programme whose number in a fiscal year other screens print, as SQL of their `person_id`. */
  readonly printedSets?: (programme: string, year: number) => readonly string[];
  readonly signal?: AbortSignal;
  readonly onStep?: (phase: string, done: number, total: number) => void;
}

/** How one design is worked out and explained. */
export interface DesignEngine<Design extends StudyDesign> {
  readonly prepare: (
    warehouse: Warehouse,
    study: StudyOf<Design>,
    options: StudyRunOptions & { readonly context: StatisticContext },
  ) => Promise<PreparedStudy>;
  readonly targetTrial: (study: StudyOf<Design>) => readonly TrialItem[];
  readonly method: (study: StudyOf<Design>) => string;
}

export interface TrialItem {
  readonly item: string;
  readonly text: string;
}

export interface EffectWords {
  readonly context: StatisticContext;
  readonly outcome: Pick<StudyOutcome, 'id' | 'label' | 'unit'>;
  readonly estimand: EffectEstimate['estimand'];
  readonly method: string;
  readonly sizes: ArmSizes;
  readonly parameters: number;
  readonly scale?: EffectEstimate['scale'];
  readonly caveat?: string;
  readonly events?: NonNullable<EffectSupport['events']>;
}

/** An estimate with the words and the support that the gate asks for. */
export function effectCandidate(effect: ScaledEffect, words: EffectWords): EffectCandidate {
  const { context, outcome, sizes } = words;
  return {
    context: {
      ...context,
      title: `${outcome.label}：${words.method}`,
      ...(words.caveat === undefined ? {} : { caveats: [words.caveat] }),
    },
    effect: {
      outcome: outcome.id,
      outcomeLabel: outcome.label,
      unit: outcome.unit,
      scale: words.scale ?? 'difference',
      estimand: words.estimand,
      method: words.method,
      estimate: effect.estimate,
      standardError: effect.se,
      interval: [effect.ci[0], effect.ci[1]],
      p: effect.p,
      ...sizes,
    },
    support: {
      persons: sizes.treated + sizes.control,
      parameters: words.parameters,
      ...(words.events ? { events: words.events } : {}),
    },
  };
}

/** People with and without the event by arm, for outcomes in per cent of persons (0 or 100). */
export function eventCounts(y: Float64Array, z: Float64Array): NonNullable<EffectSupport['events']> {
  const counts = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  y.forEach((value, i) => {
    counts[z[i] === 1 ? 1 : 0][value > 0 ? 0 : 1] += 1;
  });
  return { treated: counts[1], control: counts[0] };
}

/** Whether two sample sizes differ by so few persons that printing both would give these away. */
export function tooClose(one: ArmSizes, other: ArmSizes, threshold: number): boolean {
  return (['treated', 'control'] as const).some((arm) => {
    const gap = Math.abs(one[arm] - other[arm]);
    return gap >= 1 && gap < threshold;
  });
}
