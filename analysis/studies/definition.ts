import { createHash } from 'node:crypto';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { UserIssue } from '../domain/issue.ts';
import { variableIds } from './variables.ts';

/**
 * A study file: the question and the design, no data. It can be shared between municipalities.
 *
 * The design follows the target-trial frame (Hernán & Robins 2016): who is eligible, when time starts, what is
 * compared, what is measured when. Years are counted from the trial year (0); the baseline lies before time zero.
 */
const condition = z.strictObject({
  value: z.string().describe('baseline variable'),
  op: z.enum(['>=', '>', '<=', '<', '=']),
  than: z.number(),
});

const outcome = z.strictObject({
  id: z.string(),
  variable: z.string(),
  year: z.int().min(0).max(5),
  label: z.string(),
  unit: z.string(),
  decimals: z.int().min(0).max(3),
  better: z.enum(['lower', 'higher']),
  minimalImportantDifference: z.number().positive(),
  primary: z.boolean(),
  /** An outcome the programme cannot change; an estimated effect on it reveals bias. */
  negativeControl: z.boolean().default(false),
});

export const studySchema = z
  .strictObject({
    format: z.literal('ebpm-study/1'),
    id: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
    title: z.string(),
    question: z.string(),
    programme: z.string(),
    programmeLabel: z.string(),
    approach: z.enum(['population', 'high_risk']),
    design: z.literal('cohort_with_comparison'),
    trialYears: z.array(z.int()).min(1),
    baselineYear: z.int().min(-3).max(0),
    timeZero: z.enum(['fiscal_year_start', 'baseline_checkup']),
    eligibility: z.strictObject({
      insurer: z.enum(['kokuho', 'kouki', 'any']),
      age: z.tuple([z.int(), z.int()]),
      conditions: z.array(condition),
      guidanceTarget: z.boolean().default(false),
    }),
    exposure: z.strictObject({
      source: z.enum(['participation', 'guidance']),
      event: z.enum(['invited', 'joined', 'first_interview', 'completed']),
      /** Months after time zero within which starting counts as exposed. */
      graceMonths: z.int().min(1).max(24),
    }),
    covariates: z.array(z.string()).min(1),
    outcomes: z.array(outcome).min(1),
    estimand: z.enum(['ATE', 'ATT', 'ATC', 'ATO', 'ATM']),
    /** aipw: weighting plus an outcome regression, right when either model is (needs ATE, ATT or ATC). */
    method: z.enum(['iptw', 'aipw']).default('aipw'),
    truncate: z.number().min(0).max(0.2).default(0),
  })
  .refine(({ method, estimand }) => method === 'iptw' || !['ATO', 'ATM'].includes(estimand), {
    path: ['method'],
  });

export type StudyDefinition = z.infer<typeof studySchema>;
export type StudyOutcome = StudyDefinition['outcomes'][number];

/** Reads a study file. Throws `study.invalid` with the place in the file, `study.unknown_variable`. */
export function parseStudy(text: string): StudyDefinition {
  let document: unknown;
  try {
    document = parse(text);
  } catch (cause) {
    throw new UserIssue('input', 'study.not_yaml', {}, { cause });
  }
  const parsed = studySchema.safeParse(document);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new UserIssue('input', 'study.invalid', { place });
  }
  assertKnownVariables(parsed.data);
  return parsed.data;
}

/** The study file of a definition; parsing it gives the definition back. */
export function formatStudy(definition: StudyDefinition): string {
  return stringify(definition, { lineWidth: 100 });
}

/** SHA-256 of the canonical study file: the lock of a design. */
export function studyHash(definition: StudyDefinition): string {
  return createHash('sha256').update(formatStudy(definition)).digest('hex');
}

function assertKnownVariables(study: StudyDefinition): void {
  const used = [
    ...study.covariates,
    ...study.outcomes.map((item) => item.variable),
    ...study.eligibility.conditions.map((item) => item.value),
  ];
  const unknown = used.find((id) => !variableIds.has(id));
  if (unknown) throw new UserIssue('input', 'study.unknown_variable', { variable: unknown });
}
