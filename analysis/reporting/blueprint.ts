import { Document } from 'yaml';
import { z } from 'zod';
import { UserIssue } from '../domain/issue.ts';
import { noted } from '../domain/titles.ts';
import { readYaml } from '../domain/yaml-file.ts';
import { causalPattern } from './sentences/evidence.ts';
import type { ReportTemplate } from './templates/template.ts';

/**
 * A report as a municipality wants it: a text file without data that starts from one of the product's
 * templates, chooses and orders its parts, adds parts of its own, and can be handed to another municipality.
 */
const line = z.string().trim().min(1).max(200);
const sentence = z.string().trim().min(1).max(1000);
const splits = z.enum(['sex', 'age', 'district']);

const textPart = z.strictObject({
  heading: line,
  paragraphs: z.array(sentence).max(20).default([]),
  bullets: z.array(sentence).max(20).default([]),
  /** Speaker notes of a slide; not printed on paper. */
  notes: z.array(sentence).max(20).default([]),
});

const measurePart = z.strictObject({
  id: z.string().min(1).max(120),
  /** Empty: the trend over the years. */
  by: z.array(splits).max(2).default([]),
  show: z.enum(['figure', 'table', 'both']).default('both'),
  /** Message in place of the one that the product writes. */
  heading: line.optional(),
  notes: z.array(sentence).max(20).default([]),
});

const part = z.union([
  z.strictObject({ section: z.string().min(1).max(40) }),
  z.strictObject({ text: textPart }),
  z.strictObject({ measure: measurePart }),
  z.strictObject({ approach: z.strictObject({ factor: z.string().min(1).max(40) }) }),
  z.strictObject({ study: z.strictObject({ id: z.string().min(1).max(120) }) }),
]);

const blueprintSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/),
  name: line,
  /** Template of the product that this one starts from: shape, sections and what is computed. */
  base: z.enum(['annual', 'council', 'summary', 'study', 'district', 'kpi', 'payment', 'processing']),
  /** `{municipality}` and `{year}` are filled in. */
  title: line.optional(),
  subtitle: line.optional(),
  /** Indicators in place of the base's. */
  measures: z.array(z.string().min(1).max(120)).max(40).optional(),
  factors: z.array(z.string().min(1).max(40)).max(10).optional(),
  studies: z.array(z.string().min(1).max(120)).max(20).optional(),
  /** The municipality's words for the product's: literal replacements in texts, never in numbers. */
  wording: z
    .array(z.strictObject({ from: line, to: z.string().max(200) }))
    .max(100)
    .default([]),
  /** All sections of the base in its order when it is left out. */
  parts: z.array(part).min(1).max(80).optional(),
});

export type Blueprint = z.infer<typeof blueprintSchema>;
export type BlueprintPart = z.infer<typeof part>;

/**
 * Reads a report template file.
 * @throws UserIssue `report.blueprint_invalid` with line and key, `report.blueprint_causal` when a wording
 * would claim a cause, whatever the evidence of the study it meets.
 */
export function parseBlueprint(text: string): Blueprint {
  const reading = readYaml(text, blueprintSchema);
  if (!reading.ok) {
    const { line: at, key, problem } = reading.fault;
    throw new UserIssue('input', 'report.blueprint_invalid', { line: at, key, problem });
  }
  const claims = reading.value.wording.findIndex(({ to }) => causalPattern.test(to));
  if (claims >= 0) throw new UserIssue('input', 'report.blueprint_causal', { place: `wording.${claims}.to` });
  return reading.value;
}

/** A file that says what one of the product's templates says: the place to start an own one from. */
export function startingBlueprint(template: ReportTemplate): string {
  const start = {
    id: `own-${template.id}`,
    name: noted(template.name, '自治体版'),
    base: template.id,
    wording: [],
    parts: template.sections.map(({ id }) => ({ section: id })),
  };
  const words = template.sections.map(({ id, name }) => ` ${id}：${name}`).join('\n');
  return stringifyDocument(start, words);
}

/** The sections' names stand above as comments: the file is edited by people. */
function stringifyDocument(value: unknown, comment: string): string {
  const document = new Document(value);
  document.commentBefore = ` 報告書のひな形。データは入っていません。parts の順に並びます。\n${comment}`;
  return document.toString({ lineWidth: 100 });
}
