import { z } from 'zod';
import { UserIssue } from '../domain/issue.ts';
import { readYaml } from '../domain/yaml-file.ts';
import { amountSchema, conditionSchema, valueSchema } from './conditions/schema.ts';
import { type MeasureDefinition, measure, type Question } from './definition.ts';
import type { Frame } from './frames.ts';
import { fromOwnFiles } from './own-files.ts';

const ages = z.strictObject({ from: z.int().min(0).max(120), to: z.int().min(0).max(120).nullable() });
const insurer = z.enum(['kokuho', 'kouki', 'any']);

const frameSchema: z.ZodType<Frame> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('full_year'),
    insurer,
    ages,
    keepExcluded: z.literal(true).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('insured'),
    insurer,
    ages,
    at: z.enum(['during', 'year_end', 'year_start']),
  }),
  z.strictObject({ kind: z.literal('examined'), programme: z.enum(['tokutei', 'kouki']), ages }),
  z.strictObject({ kind: z.literal('persons'), ages }),
]);

const questionSchema: z.ZodType<Exclude<Question, { kind: 'table' }>> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('share'),
    frame: frameSchema,
    denominator: conditionSchema.exactOptional(),
    numerator: conditionSchema,
    rare: z.literal(true).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('mean'),
    frame: frameSchema,
    denominator: conditionSchema.exactOptional(),
    value: valueSchema,
  }),
  z.strictObject({
    kind: z.literal('rate'),
    frame: frameSchema,
    amount: amountSchema,
    perMonths: z.number().positive(),
  }),
  z.strictObject({ kind: z.literal('ratio'), frame: frameSchema, amount: amountSchema, over: amountSchema }),
]);

const text = z.string().trim().min(1).max(400);

const ownSchema = z.strictObject({
  id: z.string().regex(/^own\.[a-z0-9_.]{1,60}$/),
  name: text,
  source: text,
  numerator: text,
  denominator: text,
  unit: z.string().max(40).default('%'),
  decimals: z.int().min(0).max(4).default(1),
  scale: z.number().positive().default(100),
  direction: z.enum(['higher_is_better', 'lower_is_better', 'neutral']),
  age_rule: text,
  caveats: z.array(text).default([]),
  question: questionSchema,
});

/**
 * One measure from the text of a YAML (or JSON) file: the condition vocabulary as data, no SQL and no code.
 *
 * Throws `measures.own_invalid` with the file name, the line and the key that do not fit.
 */
export function parseOwnMeasure(content: string, fileName: string): MeasureDefinition {
  const reading = readYaml(content, ownSchema);
  if (!reading.ok) throw new UserIssue('input', 'measures.own_invalid', { file: fileName, ...reading.fault });
  const { age_rule: ageRule, ...given } = reading.value;
  return measure({ ...given, family: 'own', ageRule });
}

export interface OwnMeasures {
  readonly definitions: readonly MeasureDefinition[];
  /** Files that cannot be used (`measures.own_invalid`, `measures.own_duplicate`); the others still count. */
  readonly issues: readonly UserIssue[];
}

/**
 * The municipality's own measures from the `.yaml`, `.yml` and `.json` files of a folder, by file name; none when
 * the folder does not exist. A file that does not fit is reported and left out.
 */
export const loadOwnMeasures = fromOwnFiles(/\.(ya?ml|json)$/i, (files): OwnMeasures => {
  const definitions = new Map<string, MeasureDefinition>();
  const issues: UserIssue[] = [];
  for (const { name, text: content } of files) {
    try {
      const definition = parseOwnMeasure(content, name);
      if (definitions.has(definition.id))
        throw new UserIssue('input', 'measures.own_duplicate', { file: name, measure: definition.id });
      definitions.set(definition.id, definition);
    } catch (error) {
      if (!(error instanceof UserIssue)) throw error;
      issues.push(error);
    }
  }
  return { definitions: [...definitions.values()], issues };
});
