import { formatFiscalYear, formatNumber } from '../format.ts';
import type { MeasureInput, ReportInputs } from '../inputs.ts';
import type { Block, CellRef, Text } from '../model.ts';
import { live } from '../text.ts';
import { currentValue, denominatorOf } from './measures.ts';
import { costEffect } from './questions.ts';
import { slide } from './slide.ts';

/** Yen as a municipality writes it: 1,234万円 above ten thousand. */
export function yenText(yen: number): string {
  return Math.abs(yen) >= 10_000 ? `${formatNumber(yen / 10_000, 0)}万円` : `${formatNumber(yen, 0)}円`;
}

function total(costs: readonly { readonly yen: number }[]): number {
  return costs.reduce((sum, cost) => sum + cost.yen, 0);
}

/** What the programmes cost, from the municipality's own accounts; no saving is claimed. */
export function costSlide(inputs: ReportInputs): readonly Block[] {
  const costed = inputs.programmes.filter((programme) => (programme.costs ?? []).length > 0);
  const spending = inputs.measures.find(({ family, unit }) => unit === '円' || /cost|医療費/.test(family));
  const value = spending === undefined ? undefined : currentValue(spending, inputs.workspace);
  if (costed.length === 0) return [];
  const note: Text = spending === undefined || value === undefined ? [] : reference(spending, value);
  return slide({
    kicker: '費用',
    title: live`事業にかかった費用は、合わせて${yenText(total(costed.flatMap(({ costs }) => costs ?? [])))}でした`,
    body: [
      {
        kind: 'textTable',
        id: 'costs',
        caption: '',
        head: ['事業', '年度', '費用'],
        widths: [4, 3, 2],
        rows: costed
          .slice(0, 6)
          .map((programme) => [
            [programme.name],
            [yearsOf(inputs, programme.costs ?? [])],
            [yenText(total(programme.costs ?? []))],
          ]),
      },
      ...(note.length === 0 ? [] : [{ kind: 'paragraph', text: note } as const]),
    ],
    notes: [
      ['費用は自治体の決算などから入力したもので、個人の記録から計算したものではありません。'],
      [
        costEffect(inputs.studies) === undefined
          ? '医療費が減ったかどうかは、この資料の方法では示していません。'
          : '医療費の差の推定は、想定される質問のページにあります。',
        '事業費を上回る節約を約束するものではありません。',
      ],
    ],
  });
}

/** The number with whom it counts and by what it is divided. */
function reference(spending: MeasureInput, value: CellRef): Text {
  const persons = denominatorOf(spending, value);
  const counted = persons === undefined ? [] : live`対象 ${persons}、`;
  return live`参考：${spending.name}は${value}でした（${counted}分母は${spending.denominator}）。`;
}

function yearsOf(inputs: ReportInputs, costs: readonly { readonly fiscalYear: number }[]): string {
  const years = [...new Set(costs.map(({ fiscalYear }) => fiscalYear))].sort((a, b) => a - b);
  const label = (year: number): string => formatFiscalYear(year, inputs.workspace.calendar);
  const [first] = years;
  const last = years.at(-1);
  if (first === undefined || last === undefined) return '';
  return first === last ? label(first) : `${label(first)}〜${label(last)}`;
}
