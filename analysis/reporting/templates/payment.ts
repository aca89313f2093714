import { UserIssue } from '../../domain/issue.ts';
import { formatFiscalYear, formatNumber } from '../format.ts';
import type { PaymentInput, PaymentLineInput, ReportInputs } from '../inputs.ts';
import type { Block, NumberRef, Text } from '../model.ts';
import { rolesOf } from '../roles.ts';
import { cell, columnOf, effectRef, live } from '../text.ts';
import { definitionsTable, disclosureMethod, releasedIn, syntheticNote } from './common.ts';
import { noNeeds, type ReportTemplate } from './template.ts';

/** 成果連動型民間委託（PFS/SIB）の支払算定書: what was agreed, what was reached, what is due. */
export const paymentTemplate: ReportTemplate = {
  id: 'payment',
  name: '成果連動（PFS/SIB）支払算定書',
  description: '契約の条件、測った成果、支払額とその計算。',
  formats: ['pdf', 'docx', 'xlsx', 'html'],
  shape: 'paper',
  needs: { ...noNeeds, payments: true },
  title: (inputs) => {
    const [first, ...others] = payments(inputs);
    // A title of one contract would hide the others.
    const of = others.length === 0 ? first.name : `成果連動型民間委託契約（${1 + others.length}件）`;
    return `${of} 支払算定書`;
  },
  subtitle: ({ workspace }) =>
    `${formatFiscalYear(workspace.year, workspace.calendar)} 成果連動型民間委託契約（PFS/SIB）`,
  sections: [
    { id: 'synthetic', name: '架空のデータの断り', plain: true, blocks: syntheticNote },
    { id: 'totals', name: '支払額', blocks: (inputs) => payments(inputs).flatMap(totals) },
    {
      id: 'lines',
      name: '指標ごとの算定',
      blocks: (inputs) => payments(inputs).flatMap((payment, _, all) => lines(payment, all.length > 1)),
    },
    { id: 'method', name: '算定の前提', blocks: method },
  ],
};

/** @throws UserIssue `report.payment_required`. */
function payments({
  payments: [first, ...others] = [],
}: ReportInputs): readonly [PaymentInput, ...(readonly PaymentInput[])] {
  if (first === undefined) throw new UserIssue('input', 'report.payment_required');
  return [first, ...others];
}

const yen = (amount: number): string => `${formatNumber(amount, 0)}円`;

function totals(payment: PaymentInput): readonly Block[] {
  const ceiling =
    payment.cap === null
      ? '上限の定めはありません'
      : `上限 ${yen(payment.cap)}${payment.capped ? '（上限に達したため、ここまで）' : ''}`;
  const open = payment.lines.filter(({ due }) => due === undefined).length;
  const part = open === 0 ? '' : `。算定できない指標${open}件の分は、まだ入っていません`;
  return [
    { kind: 'heading', level: 1, text: `支払額：${payment.name}` },
    {
      kind: 'keyNumbers',
      items: [
        { label: '支払額（合計）', value: [yen(payment.total)], note: [`固定分と成果連動分の合計${part}`] },
        { label: '固定分', value: [yen(payment.fixed)], note: ['成果によらず支払う額'] },
        { label: '成果連動分', value: [yen(payment.variable)], note: [ceiling] },
      ],
    },
  ];
}

function lines(payment: PaymentInput, named: boolean): readonly Block[] {
  return [
    { kind: 'heading', level: 1, text: `指標ごとの算定${named ? `：${payment.name}` : ''}` },
    {
      kind: 'textTable',
      id: `payment-${payment.name}`,
      caption: `${payment.name}：契約の条件、測った成果、支払額`,
      head: ['成果指標', '支払いの決まり', '測った成果', '根拠の強さ', '算定額', '今回支払', '留保', '理由'],
      widths: [1.9, 3, 1.6, 1.5, 2, 2, 1.9, 2.1],
      rows: payment.lines.map(row),
    },
    ...anyway(payment),
  ];
}

/** Regression to the mean belongs beside every value that is paid on. */
function anyway({ lines: all }: PaymentInput): readonly Block[] {
  const items = all.flatMap((line) => (line.anyway === '' ? [] : [[`${line.name}：${line.anyway}`]]));
  if (items.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: '何もしなくても見込まれる値' },
    { kind: 'bullets', items },
  ];
}

function row(line: PaymentLineInput): readonly Text[] {
  return [
    [line.name],
    [[line.rule, ...line.clauses].join('。')],
    line.value === undefined
      ? [line.due === undefined ? '測定なし、または公表できない値' : '－']
      : [line.value, ...peopleBehind(line.value)],
    [evidence(line)],
    [line.due === undefined ? '算定なし' : yen(line.due.earned)],
    [line.due === undefined ? '算定なし' : yen(line.due.paid)],
    [line.due === undefined ? '－' : yen(line.due.retained)],
    [line.reason],
  ];
}

/** In how many it was measured: every number is paid on with its people. */
function peopleBehind(value: NumberRef): Text {
  if (value.ref === 'effect')
    return live`（参加 ${effectRef(value.effect, 'treated')}、不参加 ${effectRef(value.effect, 'control')}）`;
  if (value.ref !== 'cell') return [];
  const denominator = rolesOf(value.table.statistic)?.denominator;
  if (denominator === undefined || denominator === value.column) return [];
  const { label } = columnOf(value.table.statistic, denominator);
  return live`（${label} ${cell(value.table, value.at, denominator)}）`;
}

function evidence({ evidence: levels }: PaymentLineInput): string {
  if (levels === undefined) return '定めなし';
  return `契約 ${levels.agreed}以上、今回 ${levels.found ?? 'なし'}`;
}

function method(inputs: ReportInputs, above: readonly Block[]): readonly Block[] {
  const used = releasedIn(above);
  const measured = payments(inputs).flatMap(({ lines: all }) =>
    all.filter(({ value }) => value !== undefined),
  );
  return [
    { kind: 'heading', level: 1, text: '算定の前提' },
    {
      kind: 'bullets',
      items: [
        live`支払額は、公表の手続きを通った統計の値だけから計算しました（測った指標 ${String(measured.length)}件）。`,
        ['個人の記録は計算の相手方に渡していません。値が「＊」の指標は算定せず、0円とはみなしません。'],
        ['算定額は、印字した値（表のけたに四捨五入したもの）から計算し、1円未満を四捨五入しています。'],
        [
          '根拠の強さは効果検証の設計で決まり、手で上げることはできません。契約の段階に届かない指標は支払いません。',
        ],
      ],
    },
    ...(used.length === 0 ? [] : [disclosureMethod(inputs, used)]),
    ...(inputs.measures.length === 0 ? [] : [definitionsTable(inputs)]),
  ];
}
