import { z } from 'zod';
import { EVIDENCE_LEVELS } from './evidence-levels.ts';

/**
 * Terms of a contract whose payment moves with outcomes (PFS / SIB), as data: 成果連動型民間委託契約.
 * Yen are whole yen; an indicator's value is in the unit that the contract names (usually %).
 */
const yen = z.number().min(0);

const step = z.strictObject({ from: z.number(), yen });

const paymentSchema = z.discriminatedUnion('type', [
  /** Paid whatever the outcome. */
  z.strictObject({ type: z.literal('fixed'), yen }),
  /** yen × share of the way from floor to cap, between 0 and 1. Floor above cap: lower is better. */
  z.strictObject({ type: z.literal('linear'), yen, floor: z.number(), cap: z.number() }),
  /** Yen of the best step reached; nothing before the first. */
  z.strictObject({ type: z.literal('steps'), steps: z.array(step).min(1) }),
  z.strictObject({ type: z.literal('threshold'), yen, reach: z.number() }),
  /** Yen a unit, at most `cap`; nothing for a number below zero. */
  z.strictObject({ type: z.literal('unit'), yenPerUnit: yen, cap: yen.nullable() }),
]);
export type PaymentRule = z.infer<typeof paymentSchema>;

const indicatorSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  unit: z.string(),
  /** Measure of the catalogue that gives the value; absent where it comes from a study or by hand. */
  measure: z.string().exactOptional(),
  /** Effect study that gives the value and its evidence level. */
  study: z.string().exactOptional(),
  /** Value before the programme, for the record. */
  baseline: z.number().exactOptional(),
  payment: paymentSchema,
  /** Which way is better, for steps, thresholds and checks; a line has its own ends. Absent: higher. */
  direction: z.enum(['higher_is_better', 'lower_is_better']).exactOptional(),
  /** The lowest evidence level on which the parties agreed to pay. */
  evidence: z.enum(EVIDENCE_LEVELS).exactOptional(),
  /** Paid only when the other indicator reaches the value. */
  gate: z.strictObject({ indicator: z.string(), reach: z.number() }).exactOptional(),
  /** Part of the payment that is kept back until the later check holds. */
  durability: z
    .strictObject({ indicator: z.string(), reach: z.number(), retained: z.number().min(0).max(1) })
    .exactOptional(),
});

export const contractSchema = z
  .strictObject({
    name: z.string().min(1),
    indicators: z.array(indicatorSchema).min(1),
    /** Ceiling of the whole variable payment. */
    cap: yen.nullable(),
    fixedFee: yen.default(0),
  })
  .refine(({ indicators }) => new Set(indicators.map(({ id }) => id)).size === indicators.length, {
    path: ['indicators'],
  });
export type Contract = z.infer<typeof contractSchema>;
export type ContractIndicator = Contract['indicators'][number];
export type OutcomeDirection = NonNullable<ContractIndicator['direction']>;
