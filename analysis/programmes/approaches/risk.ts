import type { RelativeRisk } from '../../domain/tables/index.ts';

interface Mass {
  readonly value: number;
  readonly share: number;
}

export interface ImpactRequest {
  readonly before: readonly Mass[];
  readonly after: readonly Mass[];
  readonly risk: RelativeRisk;
  readonly high: boolean;
}

export interface Impact {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Potential impact fraction (Σ p·RR − Σ p'·RR) / Σ p·RR of a change of the distribution, risk log-linear beyond
 * the reference value (Morgenstern & Bursic 1982). Limits from those of the relative risk.
 */
export function pif({ before, after, risk, high }: ImpactRequest): Impact {
  const fraction = (rr: number) => {
    const slope = Math.log(rr) / risk.per;
    const relative = (value: number) =>
      Math.exp(slope * Math.max(0, high ? value - risk.reference : risk.reference - value));
    const burden = (of: readonly Mass[]) =>
      of.reduce((sum, { value, share }) => sum + share * relative(value), 0);
    const now = burden(before);
    return now > 0 ? (now - burden(after)) / now : 0;
  };
  const [estimate, a, b] = [fraction(risk.rr), fraction(risk.lower), fraction(risk.upper)];
  return { estimate, lower: Math.min(a, b), upper: Math.max(a, b) };
}

/** Levin's (1953) population attributable fraction of one exposure: p(RR − 1) / (1 + p(RR − 1)). */
export function levinPaf(prevalence: number, rr: number): number {
  const excess = prevalence * (rr - 1);
  return excess / (1 + excess);
}

/** The same over several exposure levels; prevalences without the reference level. */
export function multiLevelPaf(
  levels: readonly { readonly prevalence: number; readonly rr: number }[],
): number {
  const excess = levels.reduce((sum, { prevalence, rr }) => sum + prevalence * (rr - 1), 0);
  return excess / (1 + excess);
}

/** Miettinen's (1974) fraction from the share of cases at each level and adjusted relative risks. */
export function miettinenPaf(levels: readonly { readonly caseShare: number; readonly rr: number }[]): number {
  return levels.reduce((sum, { caseShare, rr }) => sum + (caseShare * (rr - 1)) / rr, 0);
}

/** Number needed to treat with an interval from that of the absolute risk reduction. */
export interface NumberNeeded {
  /** 1 / ARR; negative = number needed to harm. Null where ARR = 0. */
  readonly estimate: number | null;
  /** Limits; `benefitToHarm` when the interval of ARR spans 0 and the number is unbounded (Altman 1998). */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly benefitToHarm: boolean;
}

/** NNT = 1/ARR; with `prevalenceFound` NNS = NNT / prevalence. */
export function numberNeeded(
  arr: { readonly estimate: number; readonly lower: number; readonly upper: number },
  prevalenceFound = 1,
): NumberNeeded {
  const inverse = (value: number) => (value === 0 ? null : 1 / value / prevalenceFound);
  const benefitToHarm = arr.lower <= 0 && arr.upper >= 0;
  return {
    estimate: inverse(arr.estimate),
    lower: inverse(benefitToHarm ? arr.lower : arr.upper),
    upper: inverse(benefitToHarm ? arr.upper : arr.lower),
    benefitToHarm,
  };
}
