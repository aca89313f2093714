import type { Insurer } from '../frames.ts';

/**
 * The vocabulary in which measures say who is counted: plain data, so that a municipality can write its own
 * measure without code and every measure can be recounted by an independent reference.
 *
 * Every atom is true or false, never unknown: a missing value makes a comparison false. Measures keep persons
 * without a value out of the denominator with `known`.
 */
export type Comparison = '>=' | '>' | '<=' | '<' | '=';

/** One number, or [male, female]. */
export type Limit = number | readonly [male: number, female: number];

/** Fiscal years from and to, relative to the year asked for: [0, 0] this year, [-2, 0] three years. */
export type YearSpan = readonly [from: number, to: number];

export type CareDate = 'year_start' | 'year_end' | 'during';

/** `official`: the institution's judgement, recomputed where it gave none. */
export type ClassBasis = 'recomputed' | 'reported' | 'official';

export type AnswerCodes = readonly number[] | Readonly<Record<string, readonly number[]>>;

export type UsePattern =
  /** Institutions visited for the same disease (ICD-10 three characters) in one month. */
  | 'institutions_same_disease'
  /** Days at one institution in one month. */
  | 'days_one_institution'
  /** Prescribing institutions of the same ingredient in one month. */
  | 'prescribers_same_ingredient'
  /** Different ingredients in one month, each for 14 days or more. */
  | 'ingredients'
  /** Months with dialysis. */
  | 'dialysis_months';

export type GuidanceStep = 'eligible' | 'invited' | 'first_interview' | 'completed' | 'dropped';
/** Columns of `guidance` with a code of the final evaluation. */
export const GUIDANCE_OUTCOMES = [
  'waist_weight_change',
  'habit_diet',
  'habit_activity',
  'habit_smoking',
  'habit_rest',
  'habit_other',
] as const;
export type GuidanceOutcome = (typeof GUIDANCE_OUTCOMES)[number];
export type ScreeningStep = 'invited' | 'screened' | 'needs_workup' | 'worked_up' | 'not_worked_up' | 'found';
export type ProgrammeStep = 'invited' | 'joined' | 'completed' | 'left';

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  /** At least `count` of the conditions hold. */
  | { readonly atLeast: number; readonly of: readonly Condition[] }
  | { readonly checkup: string; readonly op: Comparison; readonly value: Limit; readonly year?: number }
  /** eGFR from creatinine, age at the end of the year and sex. */
  | { readonly egfr: Comparison; readonly value: number; readonly year?: number }
  /** eGFR fell by at least this much since the year before. */
  | { readonly egfrFall: number }
  /** The checkup value fell by at least this much since the year before. */
  | { readonly fell: string; readonly by: number; readonly year?: number }
  /** Every one of these checkup columns has a value. */
  | { readonly known: readonly string[]; readonly year?: number }
  | { readonly flag: 'drug_bp' | 'drug_glucose' | 'drug_lipid' | 'smoker'; readonly year?: number }
  | { readonly examined: boolean; readonly year?: number }
  /** Nothing examined in the `count` years before. */
  | { readonly notExaminedBefore: number }
  | {
      readonly metabolic: readonly number[];
      readonly basis: ClassBasis;
      readonly year?: number;
    }
  | { readonly level: readonly number[]; readonly basis: ClassBasis; readonly year?: number }
  /** Answer codes, the same for every form or by form (period2, period3, period4, kouki15). */
  | { readonly answer: string; readonly in: AnswerCodes; readonly year?: number }
  | { readonly answered: string; readonly forms?: readonly string[]; readonly year?: number }
  /** A diagnosis of the group that is not 疑い, in claims of those years. */
  | { readonly diagnosis: string; readonly years?: YearSpan; readonly mainOnly?: boolean }
  | { readonly icd10: readonly string[]; readonly years?: YearSpan; readonly mainOnly?: boolean }
  | { readonly drug: string; readonly years?: YearSpan }
  | { readonly procedure: string; readonly years?: YearSpan }
  /** A pattern of use within one month of those years; see `patterns.ts`. */
  | { readonly pattern: UsePattern; readonly atLeast: number; readonly years?: YearSpan }
  | { readonly claim: readonly string[]; readonly years?: YearSpan }
  /**
   * Claims have been imported for every one of these years, those of the insurer (国保: of all whom 後期 does not cover);
   * the same for everybody. With `settings`, claims of one of these kinds.
   * Measures that read claims have it of themselves (see `claims-needed.ts`).
   */
  | { readonly claimsOf: YearSpan; readonly insurer?: Insurer; readonly settings?: readonly string[] }
  | { readonly care: readonly string[]; readonly at: CareDate; readonly year?: number }
  | { readonly guidance: GuidanceStep; readonly levels?: readonly number[]; readonly year?: number }
  /** A code of the final evaluation of a completed course of guidance (see `GUIDANCE_OUTCOMES`). */
  | {
      readonly guidanceOutcome: GuidanceOutcome;
      readonly in: readonly number[];
      readonly levels?: readonly number[];
      readonly year?: number;
    }
  | { readonly screening: string; readonly step: ScreeningStep; readonly year?: number }
  | {
      readonly programme: string | null;
      readonly step: ProgrammeStep;
      readonly approach?: 'population' | 'high_risk';
      readonly years?: YearSpan;
    }
  /**
   * A medical claim with one of the disease groups (not 疑い) in one of so many months after the month in which a
   * high-risk programme invited the person in the fiscal year.
   */
  | { readonly visitAfterCall: number; readonly diagnoses: readonly string[]; readonly year?: number }
  /** Enrolled for the whole of that fiscal year. */
  | { readonly coveredAllYear: 'kokuho' | 'kouki'; readonly year: number }
  /** An infant checkup (m4, m18, y3) with a date in the fiscal year. */
  | { readonly childExam: 'm4' | 'm18' | 'y3'; readonly year?: number }
  /** A record of an item in the fiscal year: with a value that compares, or an answer of the list, else any at all. */
  | {
      readonly record: 'm4' | 'm18' | 'y3' | 'pregnancy' | 'delivery';
      readonly item: string;
      readonly op?: Comparison;
      readonly value?: number;
      readonly in?: readonly string[];
      readonly year?: number;
    }
  /** Completed months of age on the last day of the fiscal year, both ends included. */
  | { readonly ageMonths: readonly [from: number, to: number] }
  | { readonly age: Comparison; readonly value: number }
  | { readonly sex: 1 | 2 };

/** One number a person. */
export type ValueOf =
  | { readonly checkup: string; readonly year?: number }
  /** Change of a checkup value from one year to another (both needed). */
  | { readonly change: string; readonly from: number; readonly to: number }
  | { readonly egfr: true; readonly year?: number }
  | { readonly programmeMeasurement: string };

/** An additive amount over the persons of a frame, within the fiscal year and their months of cover. */
export type Amount =
  | {
      readonly claims: 'yen' | 'points' | 'days' | 'count';
      readonly settings?: readonly string[];
      readonly diagnosis?: string;
      readonly attribution?: 'main' | 'any';
      readonly atLeastPoints?: number;
    }
  /** Quantity in units of price. */
  | { readonly drugQuantity: 'generic' | 'substitutable' }
  /** Yen: quantity × price of the drug master; drugs without a price count nothing. */
  | { readonly drugYen: 'generic' | 'substitutable' }
  | { readonly personsWith: Condition }
  | { readonly months: true };
