import { z } from 'zod';

/** Shapes of the values of each definition table; a municipality's own version must fit the same shape. */
const bySex = z.union([z.number(), z.tuple([z.number(), z.number()])]);

const metabolicSyndrome = z.strictObject({
  waist_male: z.number(),
  waist_female: z.number(),
  visceral_fat_area: z.number(),
  triglyceride: z.number(),
  hdl_below: z.number(),
  sbp: z.number(),
  dbp: z.number(),
  glucose_fasting: z.number(),
  hba1c: z.number(),
  /** True where taking a drug for the component counts as the component. */
  drugs_count: z.boolean(),
});

const guidanceLevel = z.strictObject({
  waist_male: z.number(),
  waist_female: z.number(),
  visceral_fat_area: z.number(),
  bmi: z.number(),
  sbp: z.number(),
  dbp: z.number(),
  triglyceride_fasting: z.number(),
  /** Null where a casual sample is not used in that period. */
  triglyceride_casual: z.number().nullable(),
  hdl_below: z.number(),
  glucose_fasting: z.number(),
  glucose_casual: z.number().nullable(),
  hba1c: z.number(),
  /** From this age on (end of fiscal year) 積極的支援 becomes 動機付け支援. */
  motivational_only_from_age: z.int(),
});

const judgementItem = z.strictObject({
  id: z.string(),
  label: z.string(),
  unit: z.string(),
  /** True: at or above the value is abnormal. False: at or below it (below it when `strict`). */
  high: z.boolean(),
  strict: z.boolean().exactOptional(),
  /** One number, or [male, female]. */
  guidance: bySex,
  referral: bySex.nullable(),
});

const codeGroup = z.strictObject({ label: z.string(), prefixes: z.array(z.string().regex(/^[A-Z0-9]+$/)) });

/** An item of a report whose number is an amount a month or a year. */
const reportItem = z.strictObject({
  item: z.string().min(1),
  per: z.enum(['month', 'year', 'unknown']),
  /** Words of which the report's title has one; absent: any report. */
  reports: z.array(z.string().min(1)).exactOptional(),
});

const questionItem = z.strictObject({
  item: z.string(),
  id: z.string(),
  label: z.string(),
  /** Answer codes that count, the same in every form or by form. */
  codes: z.union([z.array(z.int()), z.record(z.string(), z.array(z.int()))]),
  direction: z.enum(['higher_is_better', 'lower_is_better', 'neutral']),
});

const riskFactor = z.strictObject({
  label: z.string(),
  unit: z.string(),
  decimals: z.int(),
  /** True where higher is worse; tiers are then "at or above", otherwise "below". */
  high: z.boolean(),
  /** Fixed grid of the distribution: lowest edge, width, number of bins between the open ends. */
  grid: z.tuple([z.number(), z.number().positive(), z.int().positive()]),
  /** From mild to severe. */
  tiers: z.array(z.number()).min(1),
});

const relativeRisk = z.strictObject({
  outcome: z.string(),
  /** Relative risk per `per` units of the factor in the harmful direction, above `reference` only. */
  rr: z.number().positive(),
  lower: z.number().positive(),
  upper: z.number().positive(),
  per: z.number().positive(),
  reference: z.number(),
  /** Events per 1,000 persons and year in the population as it is. */
  incidence_per_1000: z.number().positive(),
  citation: z.string().min(1),
});

const bands = z.array(z.tuple([z.int(), z.number()])).min(1);

export const TABLE_SCHEMAS = {
  metabolic_syndrome: metabolicSyndrome,
  guidance_level: guidanceLevel,
  judgement_values: z.strictObject({ items: z.array(judgementItem) }),
  questionnaire_items: z.strictObject({ items: z.array(questionItem), late_items: z.array(questionItem) }),
  extraction_rules: z.strictObject({
    high_cost_points: z.int(),
    duplicate_visit_institutions: z.int(),
    frequent_visit_days: z.int(),
    duplicate_drug_prescribers: z.int(),
    polypharmacy: z.array(z.int()),
    late_polypharmacy: z.int(),
    late_low_bmi: z.number(),
    late_hba1c: z.number(),
    late_sbp: z.number(),
    late_dbp: z.number(),
    late_egfr: z.number(),
    dialysis_months: z.int(),
    egfr_fall_per_year: z.number(),
  }),
  maternal_child: z.strictObject({
    /** Answers that count as yes, as they are written in the lists. */
    yes: z.array(z.string().min(1)),
    epds_from: z.int(),
    low_birth_weight_below_g: z.number(),
  }),
  /** Per cent of 該当者 and 予備群 together in fiscal year 2008, by sex and five-year age; empty as shipped. */
  metabolic_baseline: z.strictObject({
    rates: z.array(
      z.strictObject({
        sex: z.enum(['1', '2']),
        band: z.int().multipleOf(5),
        percent: z.number().min(0).max(100),
      }),
    ),
  }),
  risk_factors: z.record(z.string(), riskFactor),
  /** By factor; empty as shipped. */
  relative_risks: z.record(z.string(), z.array(relativeRisk)),
  /** Items of imported reports by measure; the first that fits counts. */
  reference_items: z.record(z.string(), z.array(z.union([z.string().min(1), reportItem]))),
  standard_population: z.record(
    z.string(),
    /** Bands as [lowest age, persons]; the last is open. */
    z.strictObject({ label: z.string(), bands }),
  ),
  disease_groups: z.strictObject({
    /** In order: a code belongs to the group with the longest matching prefix. */
    groups: z.array(codeGroup.extend({ id: z.string() })),
    unions: z.record(z.string(), z.strictObject({ label: z.string(), groups: z.array(z.string()) })),
    /** Chapters that cut across the groups: every code with one of the prefixes, whatever group it is in. */
    wholes: z.record(z.string(), codeGroup).default({}),
  }),
  /** By prefix of the 12-digit YJ code. */
  drug_classes: z.record(z.string(), codeGroup),
  /** By section of the fee schedule, and single 9-digit codes. */
  procedure_groups: z.record(
    z.string(),
    z.strictObject({ label: z.string(), sections: z.array(z.string()), codes: z.array(z.string()) }),
  ),
} as const;

export type TableId = keyof typeof TABLE_SCHEMAS;
export type TableValues<Id extends TableId> = z.infer<(typeof TABLE_SCHEMAS)[Id]>;
export type QuestionItem = z.infer<typeof questionItem>;
export type RiskFactor = z.infer<typeof riskFactor>;
export type RelativeRisk = z.infer<typeof relativeRisk>;
export type JudgementItem = z.infer<typeof judgementItem>;
export type BySex = z.infer<typeof bySex>;

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const tableFileSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  versions: z
    .array(
      z.strictObject({
        valid_from: day,
        valid_to: day.nullable(),
        source: z.string().min(1),
        /** False while the value rests on general knowledge that nobody has checked against the original. */
        confirmed: z.boolean(),
        values: z.unknown(),
      }),
    )
    .min(1),
});
export type TableFile = z.infer<typeof tableFileSchema>;
