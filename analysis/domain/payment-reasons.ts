/** Why an indicator is paid or not. */
export const PAYMENT_REASONS = [
  'paid',
  'no_value',
  'unit_differs',
  'gate_not_met',
  'evidence_too_low',
  'durability_pending',
  'durability_failed',
] as const;
export type PaymentReason = (typeof PAYMENT_REASONS)[number];

/** Whether yen follow from the indicator at all: where none do, that is not an amount of 0 yen. */
export function hasAmount({ reason }: { readonly reason: PaymentReason }): boolean {
  return reason !== 'no_value' && reason !== 'unit_differs';
}
