import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { UserIssue } from '../domain/issue.ts';
import { readYaml, type YamlReading } from '../domain/yaml-file.ts';
import { amountSchema, conditionSchema, valueSchema } from './conditions/schema.ts';
import { type CountedQuestion, caveatsOf, type MeasureDefinition, measure } from './definition.ts';
import type { Frame } from './frames.ts';
import { fromOwnFiles } from './own-files.ts';
import { type DefinitionVersion, versionedQuestion } from './versions.ts';

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

const questionSchema: z.ZodType<CountedQuestion> = z.discriminatedUnion('kind', [
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

/** What a measure is called and how it is printed, in every year. */
const shared = {
  id: z.string().regex(/^own\.[a-z0-9_.]{1,60}$/),
  name: text,
  unit: z.string().max(40).default('%'),
  decimals: z.int().min(0).max(4).default(1),
  scale: z.number().positive().default(100),
  direction: z.enum(['higher_is_better', 'lower_is_better', 'neutral']),
};

/** What it counts: from a fiscal year on, where that changed. */
const asked = {
  source: text,
  numerator: text,
  denominator: text,
  age_rule: text,
  caveats: z.array(text).default([]),
  question: questionSchema,
};

const ownSchema = z.strictObject({ ...shared, ...asked });

const versionSchema = z.strictObject({ valid_from: z.int().min(2000).max(2100), ...asked });

const versionedSchema = z.strictObject({
  ...shared,
  versions: z.tuple([versionSchema], versionSchema).superRefine((versions, { addIssue }) => {
    for (const [i, { valid_from, question }] of versions.entries()) {
      const before = versions[i - 1];
      if (before === undefined) continue;
      if (valid_from <= before.valid_from)
        addIssue({ code: 'custom', path: [i, 'valid_from'], params: { problem: 'later_year' } });
      if (!isPrintedAlike(question, before.question))
        addIssue({ code: 'custom', path: [i, 'question'], params: { problem: 'same_kind' } });
    }
  }),
});

/** Whether two questions give the same columns, so that their years can stand in one table. */
export function isPrintedAlike(a: CountedQuestion, b: CountedQuestion): boolean {
  const kindOf = (question: CountedQuestion) => [
    question.kind,
    'rare' in question,
    'perMonths' in question && question.perMonths,
  ];
  return isDeepStrictEqual(kindOf(a), kindOf(b));
}

/**
 * One measure from the text of a YAML (or JSON) file: the condition vocabulary as data, no SQL and no code. Where what
 * it counts changed, `versions` holds each definition with the fiscal year from which it holds (`valid_from`).
 *
 * Throws `measures.own_invalid` with the file name, the line and the key that do not fit.
 */
export function parseOwnMeasure(content: string, fileName: string): MeasureDefinition {
  const hasVersions = readYaml(content, z.looseObject({ versions: z.unknown().refine(Boolean) })).ok;
  if (!hasVersions) {
    const { age_rule: ageRule, ...given } = valid(readYaml(content, ownSchema), fileName);
    return measure({ ...given, family: 'own', ageRule });
  }
  const { versions, ...given } = valid(readYaml(content, versionedSchema), fileName);
  const [oldest, ...later] = versions;
  const dated = [versionOf(oldest), ...later.map(versionOf)] as const;
  const { source, numerator, denominator, ageRule, caveats } = dated.at(-1) ?? dated[0];
  return measure({
    ...{ ...given, source, numerator, denominator, ageRule, caveats },
    family: 'own',
    question: versionedQuestion([...dated]),
  });
}

function valid<T>(reading: YamlReading<T>, fileName: string): T {
  if (!reading.ok) throw new UserIssue('input', 'measures.own_invalid', { file: fileName, ...reading.fault });
  return reading.value;
}

function versionOf({ valid_from, age_rule, ...given }: z.output<typeof versionSchema>): DefinitionVersion {
  const caveats = caveatsOf(given.caveats, given);
  return { ...given, caveats, validFrom: valid_from, ageRule: age_rule };
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
