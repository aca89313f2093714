import type { Condition } from './conditions/condition.ts';
import type { MeasureDefinition } from './definition.ts';

/** Atoms that choose people for a value which may move back by itself. */
const VALUES = ['checkup', 'egfr', 'metabolic', 'level', 'guidance', 'pattern'] as const;

/**
 * True where a measure follows people who were chosen for a value of an earlier year: part of what it shows would have
 * come about anyway (regression to the mean, Davis 1976). So does every measure that names what to read it beside.
 */
export function followsSelected({
  question,
  withoutIntervention,
}: Pick<MeasureDefinition, 'question' | 'withoutIntervention'>): boolean {
  if (withoutIntervention !== undefined) return true;
  if (question.kind !== 'share' && question.kind !== 'mean') return false;
  if (question.kind === 'share' && isReduction(question.numerator)) return true;
  const { denominator } = question;
  if (denominator === undefined) return false;
  if (question.kind === 'mean' && 'change' in question.value) return choosesByValue(denominator, 0);
  return choosesByValue(denominator, -1);
}

/** Waist and weight at the end of guidance against those that led to it. */
function isReduction(numerator: Condition): boolean {
  return 'guidanceOutcome' in numerator && numerator.guidanceOutcome === 'waist_weight_change';
}

/** True where a value of that relative year or an earlier one decides. */
function choosesByValue(condition: Condition, latest: number): boolean {
  if ('all' in condition) return condition.all.some((part) => choosesByValue(part, latest));
  if ('any' in condition) return condition.any.some((part) => choosesByValue(part, latest));
  if ('of' in condition) return condition.of.some((part) => choosesByValue(part, latest));
  if ('not' in condition) return choosesByValue(condition.not, latest);
  if (!VALUES.some((name) => name in condition)) return false;
  const last =
    'years' in condition ? (condition.years?.[1] ?? 0) : 'year' in condition ? (condition.year ?? 0) : 0;
  return last <= latest;
}
