import { z } from 'zod';
import { CHECKUP_VALUES } from '../../domain/canonical/tables.ts';
import { type Amount, type Condition, GUIDANCE_OUTCOMES, type ValueOf } from './condition.ts';

/** Wire form of the condition vocabulary: everything a measure file may say, and nothing else. */
const columns = CHECKUP_VALUES.map(([name]) => name);
const column = z.enum(columns as [string, ...string[]]);
const comparison = z.enum(['>=', '>', '<=', '<', '=']);
const limit = z.union([z.number(), z.tuple([z.number(), z.number()])]);
const year = z.int().min(-10).max(1).exactOptional();
const years = z.tuple([z.int().min(-10).max(0), z.int().min(-10).max(0)]).exactOptional();
const code = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);
const settings = z
  .array(z.enum(['inpatient', 'outpatient', 'pharmacy', 'dental', 'dpc', 'visiting_nurse', 'unknown']))
  .min(1);
const careLevels = z.array(z.enum(['12', '13', '21', '22', '23', '24', '25'])).min(1);
const classes = z.array(z.int().min(1).max(4)).min(1);
const basis = z.enum(['recomputed', 'reported', 'official']);
const answers = z.union([z.array(z.int()), z.record(code, z.array(z.int()))]);
const flag = z.enum(['drug_bp', 'drug_glucose', 'drug_lipid', 'smoker']);

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema) }),
    z.strictObject({ any: z.array(conditionSchema) }),
    z.strictObject({ not: conditionSchema }),
    z.strictObject({ atLeast: z.int().min(1), of: z.array(conditionSchema) }),
    z.strictObject({ checkup: column, op: comparison, value: limit, year }),
    z.strictObject({ egfr: comparison, value: z.number(), year }),
    z.strictObject({ egfrFall: z.number() }),
    z.strictObject({ fell: column, by: z.number(), year }),
    z.strictObject({ known: z.array(column).min(1), year }),
    z.strictObject({ flag, year }),
    z.strictObject({ examined: z.boolean(), year }),
    z.strictObject({ notExaminedBefore: z.int().min(1).max(10) }),
    z.strictObject({ metabolic: classes, basis, year }),
    z.strictObject({ level: classes, basis, year }),
    z.strictObject({ answer: code, in: answers, year }),
    z.strictObject({ answered: code, forms: z.array(code).exactOptional(), year }),
    z.strictObject({ diagnosis: code, years, mainOnly: z.boolean().exactOptional() }),
    z.strictObject({
      icd10: z.array(z.string().regex(/^[A-Z][0-9A-Z]{0,5}$/)).min(1),
      years,
      mainOnly: z.boolean().exactOptional(),
    }),
    z.strictObject({ drug: code, years }),
    z.strictObject({ procedure: code, years }),
    z.strictObject({
      pattern: z.enum([
        'institutions_same_disease',
        'days_one_institution',
        'prescribers_same_ingredient',
        'ingredients',
        'dialysis_months',
      ]),
      atLeast: z.int().min(1),
      years,
    }),
    z.strictObject({ claim: settings, years }),
    z.strictObject({
      claimsOf: z.tuple([z.int().min(-10).max(0), z.int().min(-10).max(0)]),
      insurer: z.enum(['kokuho', 'kouki', 'any']).exactOptional(),
    }),
    z.strictObject({ care: careLevels, at: z.enum(['year_start', 'year_end', 'during']), year }),
    z.strictObject({
      guidance: z.enum(['eligible', 'invited', 'first_interview', 'completed', 'dropped']),
      levels: z.array(z.int().min(1).max(2)).exactOptional(),
      year,
    }),
    z.strictObject({
      guidanceOutcome: z.enum(GUIDANCE_OUTCOMES),
      in: z.array(z.int().min(0).max(9)).min(1),
      levels: z.array(z.int().min(1).max(2)).exactOptional(),
      year,
    }),
    z.strictObject({
      screening: code,
      step: z.enum(['invited', 'screened', 'needs_workup', 'worked_up', 'not_worked_up', 'found']),
      year,
    }),
    z.strictObject({
      programme: z.union([code, z.null()]),
      step: z.enum(['invited', 'joined', 'completed', 'left']),
      approach: z.enum(['population', 'high_risk']).exactOptional(),
      years,
    }),
    z.strictObject({
      visitAfterCall: z.int().min(1).max(24),
      diagnoses: z.array(code).min(1),
      year,
    }),
    z.strictObject({ coveredAllYear: z.enum(['kokuho', 'kouki']), year: z.int().min(-10).max(0) }),
    z.strictObject({ childExam: z.enum(['m4', 'm18', 'y3']), year }),
    z.strictObject({
      record: z.enum(['m4', 'm18', 'y3', 'pregnancy', 'delivery']),
      item: code,
      op: comparison.exactOptional(),
      value: z.number().exactOptional(),
      in: z.array(z.string().min(1).max(20)).min(1).exactOptional(),
      year,
    }),
    z.strictObject({ ageMonths: z.tuple([z.int().min(0), z.int().min(0)]) }),
    z.strictObject({ age: comparison, value: z.int() }),
    z.strictObject({ sex: z.union([z.literal(1), z.literal(2)]) }),
  ]),
);

export const valueSchema: z.ZodType<ValueOf> = z.union([
  z.strictObject({ checkup: column, year }),
  z.strictObject({ change: column, from: z.int().min(-10).max(0), to: z.int().min(-10).max(0) }),
  z.strictObject({ egfr: z.literal(true), year }),
  z.strictObject({ programmeMeasurement: code }),
]);

export const amountSchema: z.ZodType<Amount> = z.union([
  z.strictObject({
    claims: z.enum(['yen', 'points', 'days', 'count']),
    settings: settings.exactOptional(),
    diagnosis: code.exactOptional(),
    attribution: z.enum(['main', 'any']).exactOptional(),
    atLeastPoints: z.int().min(0).exactOptional(),
  }),
  z.strictObject({ drugQuantity: z.enum(['generic', 'substitutable']) }),
  z.strictObject({ drugYen: z.enum(['generic', 'substitutable']) }),
  z.strictObject({ personsWith: conditionSchema }),
  z.strictObject({ months: z.literal(true) }),
]);
