import { typedNumber } from '../../format/typed-number.ts';
import { chosenLevel, type Programme } from './words.ts';

/** An outcome indicator of a contract while it is typed, and what becomes of it. */
export type Contract = NonNullable<Programme['contract']>;
export type Indicator = Contract['indicators'][number];
type Rule = Indicator['payment'];
type Direction = NonNullable<Indicator['direction']>;

export interface Draft {
  readonly name: string;
  readonly unit: string;
  readonly measure: string;
  readonly direction: Direction;
  readonly type: Rule['type'];
  readonly yen: string;
  readonly low: string;
  readonly high: string;
  readonly steps: string;
  readonly evidence: string;
  readonly study: string;
  readonly baseline: string;
  /** Id of the indicator that must be reached first, and its value. */
  readonly gate: string;
  readonly gateReach: string;
  /** Id of the indicator of the later check, its value, and the per cent kept back until then. */
  readonly durable: string;
  readonly durableReach: string;
  readonly retained: string;
}

export const EMPTY: Draft = {
  name: '',
  unit: '%',
  measure: '',
  direction: 'higher_is_better',
  type: 'steps',
  yen: '',
  low: '',
  high: '',
  steps: '',
  evidence: '',
  study: '',
  baseline: '',
  gate: '',
  gateReach: '',
  durable: '',
  durableReach: '',
  retained: '',
};

const amount = (value: number | null | undefined): string =>
  value == null ? '' : value.toLocaleString('en-US', { maximumFractionDigits: 10 });

function ruleDraft(rule: Rule): Partial<Draft> {
  switch (rule.type) {
    case 'fixed':
      return { yen: amount(rule.yen) };
    case 'linear':
      return { yen: amount(rule.yen), low: String(rule.floor), high: String(rule.cap) };
    case 'steps':
      return { steps: rule.steps.map(({ from, yen }) => `${from}=${amount(yen)}`).join('、') };
    case 'threshold':
      return { yen: amount(rule.yen), low: String(rule.reach) };
    case 'unit':
      return { yen: amount(rule.yenPerUnit), high: amount(rule.cap) };
  }
}

/** An indicator of the contract as it would have been typed. */
export function draftOf(indicator: Indicator): Draft {
  const { gate, durability, baseline, payment } = indicator;
  return {
    ...EMPTY,
    name: indicator.name,
    unit: indicator.unit,
    measure: indicator.measure ?? '',
    direction: indicator.direction ?? EMPTY.direction,
    type: payment.type,
    ...ruleDraft(payment),
    evidence: indicator.evidence ?? '',
    study: indicator.study ?? '',
    baseline: baseline === undefined ? '' : String(baseline),
    ...(gate === undefined ? {} : { gate: gate.indicator, gateReach: String(gate.reach) }),
    ...(durability === undefined
      ? {}
      : {
          durable: durability.indicator,
          durableReach: String(durability.reach),
          retained: String(Math.round(10_000 * durability.retained) / 100),
        }),
  };
}

/**
 * `79=0、82=2,960,000` as steps; null where a part cannot be read. A comma parts only where pairs are not divided
 * otherwise and a new one begins: it also stands in thousands, of the value too.
 */
export function stepsOf(text: string): { from: number; yen: number }[] | null {
  const parts = text
    .normalize('NFKC')
    .split(/[、;\n]/u)
    .flatMap((part) => (part.split('=').length > 2 ? part.split(/,(?=\s*-?[\d.]+\s*=)/u) : [part]))
    .filter((part) => part.trim() !== '');
  const steps = parts.map((part) => {
    const [from = Number.NaN, yen = Number.NaN] = part.split('=').map(typedNumber);
    return { from, yen };
  });
  const whole = steps.every(({ from, yen }) => Number.isFinite(from) && yen >= 0);
  return whole && steps.length > 0 ? steps : null;
}

function ruleOf({ type, yen: yenText, low: lowText, high: highText, steps }: Draft): Rule | null {
  const [yen, low, high] = [typedNumber(yenText), typedNumber(lowText), typedNumber(highText)];
  if (type === 'steps') {
    const found = stepsOf(steps);
    return found === null ? null : { type, steps: found };
  }
  if (!(yen >= 0)) return null;
  if (type === 'fixed') return { type, yen };
  if (type === 'unit') {
    const open = highText.trim() === '';
    return open || high >= 0 ? { type, yenPerUnit: yen, cap: open ? null : high } : null;
  }
  if (type === 'threshold') return Number.isFinite(low) ? { type, yen, reach: low } : null;
  return Number.isFinite(low) && Number.isFinite(high) ? { type, yen, floor: low, cap: high } : null;
}

/** The clauses of a draft; null where one was begun and cannot be read. */
function clausesOf(draft: Draft): Pick<Indicator, 'baseline' | 'gate' | 'durability'> | null {
  const [baseline, gateReach, durableReach] = [
    typedNumber(draft.baseline),
    typedNumber(draft.gateReach),
    typedNumber(draft.durableReach),
  ];
  const retained = typedNumber(draft.retained) / 100;
  const based = draft.baseline.trim() !== '';
  if (based && !Number.isFinite(baseline)) return null;
  if (draft.gate !== '' && !Number.isFinite(gateReach)) return null;
  if (draft.durable !== '' && !(Number.isFinite(durableReach) && retained >= 0 && retained <= 1)) return null;
  return {
    ...(based ? { baseline } : {}),
    ...(draft.gate === '' ? {} : { gate: { indicator: draft.gate, reach: gateReach } }),
    ...(draft.durable === ''
      ? {}
      : { durability: { indicator: draft.durable, reach: durableReach, retained } }),
  };
}

/** What is still to be typed, or cannot be read, in the words of the form; empty where the draft is whole. */
export function missingIn(draft: Draft): readonly string[] {
  return [
    ...(draft.name.trim() === '' ? ['名前'] : []),
    ...(ruleOf(draft) === null ? ['支払いの形の数字'] : []),
    ...(clausesOf(draft) === null ? ['前提・持続・事業前の値の数字'] : []),
  ];
}

/** The indicator of a draft under an id; null while something is missing. */
export function indicatorOf(draft: Draft, id: string): Indicator | null {
  const payment = ruleOf(draft);
  const clauses = clausesOf(draft);
  if (payment === null || clauses === null || draft.name.trim() === '') return null;
  const evidence = chosenLevel(draft.evidence);
  return {
    id,
    name: draft.name.trim(),
    unit: draft.unit.trim(),
    payment,
    ...(draft.direction === 'higher_is_better' ? {} : { direction: draft.direction }),
    ...(draft.measure === '' ? {} : { measure: draft.measure }),
    ...(draft.study === '' ? {} : { study: draft.study }),
    ...(evidence === undefined ? {} : { evidence }),
    ...clauses,
  };
}

/** An id that no other indicator has. */
export function freeId(others: readonly Pick<Indicator, 'id'>[]): string {
  let number = others.length + 1;
  while (others.some(({ id }) => id === `i${number}`)) number++;
  return `i${number}`;
}
