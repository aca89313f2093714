import type { ContractIndicator, OutcomeDirection, PaymentRule } from '../domain/outcome-contract.ts';

const yen = (amount: number): string => `${amount.toLocaleString('en-US', { maximumFractionDigits: 0 })}円`;
const withUnit = (value: number, unit: string): string =>
  `${value.toLocaleString('en-US', { maximumFractionDigits: 10 }).replace('-', '−')}${/^[A-Za-z]/.test(unit) ? ' ' : ''}${unit}`;

/** How the yen of an indicator follow from its value. */
export function paymentRuleText(
  rule: PaymentRule,
  unit: string,
  direction: OutcomeDirection = 'higher_is_better',
): string {
  const lower = direction === 'lower_is_better';
  const value = (amount: number): string => withUnit(amount, unit);
  switch (rule.type) {
    case 'fixed':
      return `成果によらず ${yen(rule.yen)}`;
    case 'linear':
      return `${value(rule.floor)}で0円、${value(rule.cap)}で ${yen(rule.yen)}（その間は比例）`;
    case 'steps':
      return rule.steps
        .map(({ from, yen: amount }) => `${value(from)}${lower ? '以下' : 'から'} ${yen(amount)}`)
        .join('、');
    case 'threshold':
      return `${value(rule.reach)}${lower ? '以下になれば' : 'に届けば'} ${yen(rule.yen)}`;
    case 'unit':
      return `1${unit}につき ${yen(rule.yenPerUnit)}${rule.cap === null ? '' : `（上限 ${yen(rule.cap)}）`}`;
  }
}

/** The other clauses of an indicator: baseline, evidence, gate, durability. */
export function clauseTexts(
  indicator: ContractIndicator,
  all: readonly Pick<ContractIndicator, 'id' | 'name' | 'unit' | 'direction'>[],
): readonly string[] {
  const { baseline, unit, evidence, gate, durability } = indicator;
  const reaches = (id: string, reach: number): string => {
    const other = all.find((one) => one.id === id);
    const how = other?.direction === 'lower_is_better' ? '以下になる' : 'に届く';
    return `「${other?.name ?? id}」が${withUnit(reach, other?.unit ?? '')}${how}`;
  };
  return [
    ...(baseline === undefined ? [] : [`事業前の値 ${withUnit(baseline, unit)}`]),
    ...(evidence === undefined ? [] : [`根拠の水準 ${evidence} 以上のときだけ支払う`]),
    ...(gate === undefined ? [] : [`前提：${reaches(gate.indicator, gate.reach)}ときだけ支払う`]),
    ...(durability === undefined
      ? []
      : [
          `持続の確認：${Math.round(100 * durability.retained)}%を留め置き、後で${reaches(durability.indicator, durability.reach)}ときに支払う`,
        ]),
  ];
}
