import { z } from 'zod';
import { EVIDENCE_LEVELS } from './evidence-levels.ts';
import { contractSchema } from './outcome-contract.ts';
import { PROGRAMME_LIMITS } from './programme-limits.ts';

/** Boxes of a logic model in their order; an arrow goes forward only. */
export const STAGES = [
  'input',
  'activity',
  'output',
  'outcome_early',
  'outcome_middle',
  'outcome_late',
  'impact',
] as const;

const text = z.string().trim().min(1).max(PROGRAMME_LIMITS.text);
const note = z.string().max(PROGRAMME_LIMITS.note);
const year = z.int().min(PROGRAMME_LIMITS.years[0]).max(PROGRAMME_LIMITS.years[1]);

/** The value of a fiscal year that was counted elsewhere and typed: a survey's score, meetings that were held. */
export const handValue = z.strictObject({
  year,
  value: z.number(),
  /** Where it can be looked up. */
  source: text,
  /** Who counted: a department, a contractor. */
  countedBy: text,
});
export type HandValue = z.infer<typeof handValue>;

const kpi = z
  .strictObject({
    id: text,
    name: text,
    /** Measure of the catalogue; absent where the values are entered by hand. */
    measure: z.string().exactOptional(),
    unit: z.string(),
    direction: z.enum(['higher_is_better', 'lower_is_better']),
    baseline: z.strictObject({ year: year, value: z.number() }),
    target: z.strictObject({ year: year, value: z.number() }),
    source: z.string(),
    /** Entered by hand, one for a year; none beside a measure. */
    values: z.array(handValue).exactOptional(),
  })
  .superRefine(({ measure, values = [] }, { addIssue }) => {
    if (measure !== undefined && values.length > 0)
      addIssue({ code: 'custom', path: ['values'], params: { problem: 'beside_measure' } });
    values.forEach(({ year: one }, at) => {
      if (values.findIndex((other) => other.year === one) < at)
        addIssue({ code: 'custom', path: ['values', at, 'year'], params: { problem: 'same_year' } });
    });
  });
export type Kpi = z.infer<typeof kpi>;

const box = z.strictObject({
  id: text,
  stage: z.enum(STAGES),
  text: text,
  kpis: z.array(kpi).default([]),
});

const arrow = z.strictObject({
  from: z.string(),
  to: z.string(),
  /** Why the one leads to the other, with the source. */
  evidence: note,
  level: z.enum(EVIDENCE_LEVELS).nullable(),
  /** What else moves it and is not in the programme's hands. */
  externalFactors: z.array(z.string()).default([]),
});

/** One way to reach people: leaflet, letter, app; how many were sent and what one costs. */
const channel = z.strictObject({
  id: text,
  name: text,
  /** Copies, letters or messages in a year. */
  sent: z.int().min(0).exactOptional(),
  yenPerUnit: z.number().min(0).exactOptional(),
});

const cost = z.strictObject({ year, item: text, yen: z.int().min(0) });

/** One programme of the register: what data health plans ask for, with approach, department and digital level. */
export const programmeSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,79}$/),
  name: text,
  approach: z.enum(['population', 'high_risk']),
  department: z.enum(['高齢者福祉', '国保年金', '母子保健', '健康増進', 'その他']),
  digitalLevel: z.union([z.literal(1), z.literal(2), z.literal(3)]).exactOptional(),
  purpose: note.default(''),
  target: note.default(''),
  content: note.default(''),
  method: note.default(''),
  organisation: note.default(''),
  evaluation: note.default(''),
  period: z.strictObject({ from: year, to: year.nullable() }),
  place: note.default(''),
  /** Id in the imported list of programmes, where it differs. */
  listed: z.string().exactOptional(),
  boxes: z.array(box).default([]),
  arrows: z.array(arrow).default([]),
  channels: z.array(channel).default([]),
  costs: z.array(cost).default([]),
  contract: contractSchema.exactOptional(),
});
export type Programme = z.infer<typeof programmeSchema>;
