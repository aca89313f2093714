/** The JSON document of `effect` (design.md §6) and its parts. */
import type { IssueCode, IssueParams } from '../../domain/issue.ts';
import type { ScaledEffect } from '../../statistics/contrast.ts';
import type { Estimand } from '../../statistics/weights.ts';
import type { BeforeAfter } from './before-after.ts';
import type { BootstrapReport } from './cohort-bootstrap.ts';

export type Method = 'iptw' | 'aipw' | 'gcomp' | 'match' | 'stratify' | 'ebal' | 'cbps' | 'regression';

/** Something the reader must know; the sentence comes from `messages/statistics.ts`. */
export interface Warning {
  readonly code: IssueCode;
  readonly params: IssueParams;
}

export interface Coefficient {
  readonly term: string;
  readonly estimate: number;
  readonly se: number;
  readonly seRobust?: number;
  readonly p?: number;
}

/** Percentiles have at least ten people beyond them, otherwise they are null. */
export interface Spread {
  readonly mean: number;
  readonly sd: number;
  readonly percentiles: Readonly<Record<string, number | null>>;
}

export interface BalanceEntry {
  readonly term: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly meanTreated: number;
  readonly meanControl: number;
  readonly meanTreatedAfter: number | null;
  readonly meanControlAfter: number | null;
  readonly varianceRatioBefore?: number | null;
  readonly varianceRatioAfter?: number | null;
  readonly ksBefore?: number;
  readonly ksAfter?: number;
  /** SMD after, divided by the weighted SDs of both arms (EZR / tableone). */
  readonly afterAustin?: number | null;
}

export interface ArmMean {
  readonly estimate: number;
  readonly se: number;
}

export interface PropensityReport {
  readonly coefficients: readonly Coefficient[];
  readonly deviance: number;
  readonly nullDeviance: number;
  readonly cStatistic: number;
  readonly equipoise: { readonly all: number; readonly treated: number; readonly control: number };
  readonly distribution: { readonly all: Spread; readonly treated: Spread; readonly control: Spread };
  readonly preference: Spread;
}

export interface WeightReport {
  readonly sum: { readonly treated: number; readonly control: number };
  readonly cv: { readonly treated: number; readonly control: number };
  readonly distribution: { readonly all: Spread; readonly treated: Spread; readonly control: Spread };
  readonly truncated?: {
    readonly limits: readonly [number, number];
    readonly low: number;
    readonly high: number;
  };
  readonly stabilised: boolean;
}

/** One of several outcomes with p values adjusted for their number. */
interface OutcomeRow {
  readonly outcome: string;
  readonly used: number;
  readonly estimate: number;
  readonly se: number;
  readonly ci: readonly [number, number];
  readonly p: number;
  readonly pHolm: number;
  readonly pBenjaminiHochberg: number;
}

export interface SubgroupLevel {
  readonly level: string;
  readonly n: { readonly treated: number; readonly control: number };
  readonly estimate?: number;
  readonly se?: number;
  readonly ci?: readonly [number, number];
  readonly p?: number;
  /** Largest |SMD| after adjustment within the level. */
  readonly largestImbalance?: number;
  /** Code of the sentence that says why there is no estimate. */
  readonly notEstimated?: IssueCode;
}

export interface SubgroupRow {
  readonly column: string;
  readonly levels: readonly SubgroupLevel[];
  /** Cochran's Q: whether the effect differs between the levels. */
  readonly interaction: {
    readonly chiSquare: number;
    readonly df: number;
    readonly p: number;
    readonly pHolm: number;
  } | null;
}

export interface EffectResult {
  readonly design: 'cohort';
  readonly method: Method;
  readonly estimand: Estimand;
  readonly family: string;
  readonly treatment: string;
  readonly outcome: string;
  readonly n: {
    readonly treated: number;
    readonly control: number;
    readonly used: number;
    readonly dropped: number;
    readonly [more: string]: number;
  };
  readonly estimate: number;
  readonly se: number;
  readonly ci: readonly [number, number];
  readonly p: number;
  /** What `estimate` is, e.g. `difference`, `coefficient`, `rate-ratio`. */
  readonly scale: string;
  /** Standard error with the weights taken as known (HC0), where the method has one. */
  readonly seRobust: number | null;
  readonly ciRobust: readonly [number, number] | null;
  /** Every other standard error that users of R would look for, by name. */
  readonly seAlternatives: Readonly<Record<string, number>>;
  readonly means: {
    readonly treated: ArmMean;
    readonly control: ArmMean;
    readonly covariance: number;
  } | null;
  readonly effects: readonly ScaledEffect[];
  readonly crude: Readonly<Record<string, number>> | null;
  readonly beforeAfter?: BeforeAfter;
  /** With `--more-outcomes`: all of them, the main one first. */
  readonly outcomes?: readonly OutcomeRow[];
  /** With `--subgroups`. */
  readonly subgroups?: readonly SubgroupRow[];
  readonly ess: { readonly treated: number; readonly control: number; readonly total: number } | null;
  readonly propensity: PropensityReport | null;
  readonly weights: WeightReport | null;
  readonly balance: readonly BalanceEntry[];
  readonly balanceConvention: string;
  readonly model?: Readonly<Record<string, unknown>>;
  readonly bootstrap?: BootstrapReport;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Warning[];
}

/** The document of the other designs: the same head, then what the design has to say. */
export interface DesignResult {
  readonly design: 'did' | 'its' | 'rdd' | 'survival' | 'cost' | 'dose' | 'trial';
  readonly method: string;
  readonly outcome: string;
  readonly n: Readonly<Record<string, number>>;
  readonly estimate: number;
  readonly se: number;
  readonly ci: readonly [number, number];
  readonly p: number;
  readonly scale: string;
  readonly effects: readonly ScaledEffect[];
  readonly warnings: readonly Warning[];
  readonly [more: string]: unknown;
}
