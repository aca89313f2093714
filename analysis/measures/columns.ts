import type { Column } from '../domain/statistic.ts';
import type { AgeGrouping } from './adjustment.ts';
import type { Amount } from './conditions/condition.ts';
import { amountConcept } from './cost-parts.ts';
import type { CountedQuestion, MeasureDefinition } from './definition.ts';
import type { StandardPopulation } from './standard.ts';

const PERSONS = { unit: '人', decimals: 0 } as const;

/** Columns of a measure's table before any standardisation. */
export function crudeColumns(definition: MeasureDefinition, question: CountedQuestion): readonly Column[] {
  const printed = { unit: definition.unit, decimals: definition.decimals };
  switch (question.kind) {
    case 'share':
      return [
        { id: 'denominator', label: '分母', kind: 'count', ...PERSONS },
        {
          id: 'numerator',
          label: '分子',
          kind: 'count_subset',
          of: 'denominator',
          ...PERSONS,
          ...(question.step === true ? { fullShown: true } : {}),
        },
        estimateColumn('value', definition.name, 'share', ['numerator', 'denominator'], printed),
        ...limits('value', ['numerator', 'denominator'], printed),
      ];
    case 'mean':
      return [
        { id: 'denominator', label: '人数', kind: 'count', ...PERSONS },
        estimateColumn('value', definition.name, 'mean', ['denominator'], printed),
        ...limits('value', ['denominator'], printed),
        {
          id: 'sd',
          label: '標準偏差',
          kind: 'derived',
          formula: 'sd',
          from: ['denominator'],
          ...printed,
          decimals: printed.decimals + 1,
        },
      ];
    case 'rate':
    case 'ratio':
      return [
        { id: 'denominator', label: '対象者', kind: 'count', ...PERSONS },
        { id: 'users', label: '該当者', kind: 'count_subset', of: 'denominator', ...PERSONS },
        {
          id: 'over',
          label: overLabel(question),
          kind: 'sum',
          of: overContributors(question),
          ...amountUnit(question, true),
          ...(question.kind === 'ratio' ? conceptOf(question.frame, question.over) : {}),
        },
        {
          id: 'amount',
          label: `${amountName(question.amount)}の合計`,
          kind: 'sum',
          of: 'users',
          ...amountUnit(question, false),
          ...conceptOf(question.frame, question.amount),
        },
        estimateColumn('value', definition.name, 'rate', ['amount', 'over'], printed),
        ...limits('value', ['amount', 'over'], printed),
      ];
  }
}

/** Who contributes to the lower part: everybody for months, somebody with the amount otherwise. */
function overContributors(question: CountedQuestion): string {
  return question.kind === 'rate' ? 'denominator' : 'users';
}

function conceptOf(...of: Parameters<typeof amountConcept>): Pick<Column, 'concept'> {
  const concept = amountConcept(...of);
  return concept === undefined ? {} : { concept };
}

function overLabel(question: Extract<CountedQuestion, { kind: 'rate' | 'ratio' }>): string {
  return question.kind === 'rate' ? '延べ月数' : `分母の${amountName(question.over)}の合計`;
}

/** What is added up. */
function amountName(amount: Amount): string {
  if ('claims' in amount)
    return { yen: '医療費', points: '点数', days: '日数', count: '件数' }[amount.claims];
  if ('drugYen' in amount) return '薬の金額';
  if ('drugQuantity' in amount) return '薬の数量';
  return 'personsWith' in amount ? '該当者数' : '加入月数';
}

function amountUnit(
  question: CountedQuestion,
  over: boolean,
): { readonly unit: string; readonly decimals: number } {
  if (question.kind === 'rate' && over) return { unit: '人月', decimals: 0 };
  const amount =
    question.kind === 'ratio' && over ? question.over : 'amount' in question ? question.amount : undefined;
  if (amount && 'claims' in amount)
    return { unit: { yen: '円', points: '点', days: '日', count: '件' }[amount.claims], decimals: 0 };
  if (amount && 'personsWith' in amount) return { unit: '人', decimals: 0 };
  if (amount && 'drugYen' in amount) return { unit: '円', decimals: 0 };
  if (amount && 'drugQuantity' in amount) return { unit: '薬価の規格単位', decimals: 0 };
  if (amount && 'months' in amount) return { unit: '人月', decimals: 0 };
  return { unit: '', decimals: 0 };
}

/** Columns of one standard population, beside the crude ones. */
export function standardColumns(
  definition: MeasureDefinition,
  standard: StandardPopulation,
  from: readonly string[],
  ages: AgeGrouping,
): readonly Column[] {
  const printed = { unit: definition.unit, decimals: definition.decimals };
  const id = `standardised_${standard.id}`;
  const label = `年齢調整値（${standard.label}${ages === 'broad' ? '・広い年齢区分' : ''}）`;
  const columns = [estimateColumn(id, label, 'standardised', from, printed), ...limits(id, from, printed)];
  return columns.map((column) => ({ ...column, ofStrata: 'age' }));
}

/** Columns of the standardised ratio to the whole municipality. */
export function ratioColumns(from: readonly string[]): readonly Column[] {
  const printed = { unit: '市町村全体=100', decimals: 1 };
  const columns = [
    estimateColumn('ratio', '標準化比', 'standardised', from, printed),
    ...limits('ratio', from, printed),
  ];
  return columns.map((column) => ({ ...column, ofStrata: 'expected' }));
}

function estimateColumn(
  id: string,
  label: string,
  formula: 'share' | 'mean' | 'rate' | 'standardised',
  from: readonly string[],
  printed: { readonly unit: string; readonly decimals: number },
): Column {
  return { id, label, kind: 'derived', formula, from, ...printed };
}

function limits(
  id: string,
  from: readonly string[],
  printed: { readonly unit: string; readonly decimals: number },
): readonly Column[] {
  return [
    { id: `${id}_lower`, label: '95%信頼区間 下限', kind: 'derived', formula: 'interval', from, ...printed },
    { id: `${id}_upper`, label: '95%信頼区間 上限', kind: 'derived', formula: 'interval', from, ...printed },
  ];
}
