import { z } from 'zod';

/**
 * A presentation as a file of its own: what was released, as text and pictures, so that it can be shown without
 * the workspace. Made by `analysis/reporting`, shown by the window.
 */
const text = z.string().max(20_000);
const lines = z.array(text).readonly();

const deckPart = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text, small: z.boolean() }),
  z.strictObject({ kind: z.literal('bullets'), title: text, items: lines }),
  z.strictObject({
    kind: z.literal('numbers'),
    items: z.array(z.strictObject({ label: text, value: text, note: text })).readonly(),
  }),
  z.strictObject({ kind: z.literal('callout'), tone: z.enum(['key', 'caution', 'note']), title: text, text }),
  z.strictObject({
    kind: z.literal('table'),
    head: z.array(lines).readonly(),
    rows: z.array(lines).readonly(),
  }),
  /** A picture without script; shown as an image. */
  z.strictObject({ kind: z.literal('figure'), svg: z.string().max(2_000_000), description: text }),
]);

const deckSlide = z.strictObject({
  layout: z.enum(['cover', 'content', 'section']),
  kicker: text,
  title: text,
  parts: z.array(deckPart).readonly(),
  notes: lines,
  /** What the audience may ask about the numbers of this page, with the answer. */
  questions: z.array(z.strictObject({ question: text, answer: text })).readonly(),
  source: text,
});

export const deck = z.strictObject({
  format: z.literal('ebpm-deck'),
  version: z.literal(1),
  title: text,
  municipality: text,
  date: text,
  synthetic: z.boolean(),
  threshold: z.number(),
  slides: z.array(deckSlide).min(1).max(400).readonly(),
});

export type Deck = z.infer<typeof deck>;
export type DeckSlide = z.infer<typeof deckSlide>;
export type DeckPart = z.infer<typeof deckPart>;
