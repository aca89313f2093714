import { UserIssue } from '../../domain/issue.ts';
import type { Level } from '../../domain/statistic.ts';
import { formatFiscalYear } from '../format.ts';
import type { MeasureInput, ReportInputs } from '../inputs.ts';
import type { Block, CellRef, Text } from '../model.ts';
import { dimensionOf, totalOf, yearDimension } from '../roles.ts';
import { cellOf, difference, live } from '../text.ts';
import { disclosureMethod, releasedIn, syntheticNote } from './common.ts';
import { districtFigure } from './measures.ts';
import { comparedColumn, type ReadTable, tableBy, valueAt, yearCode } from './tables.ts';
import { measureNeeds, type ReportTemplate } from './template.ts';

interface DistrictValue {
  readonly measure: MeasureInput;
  readonly one: ReadTable;
  readonly own: CellRef;
  readonly whole: CellRef;
  readonly denominator?: CellRef;
  readonly limits?: readonly [CellRef, CellRef];
}

/** 地区シート: one district beside the whole municipality, every indicator on one page. */
export const districtTemplate: ReportTemplate = {
  id: 'district',
  name: '地域カルテ',
  description: '地区ごとの1枚資料。',
  formats: ['pdf', 'docx', 'html', 'xlsx'],
  shape: 'paper',
  needs: measureNeeds,
  title: (inputs) => `${profileOf(inputs).name} 地区シート`,
  subtitle: ({ workspace }) => `${formatFiscalYear(workspace.year, workspace.calendar)} 地区別の健康状態`,
  sections: [
    { id: 'synthetic', name: '架空のデータの断り', plain: true, blocks: syntheticNote },
    { id: 'now', name: '地区の今', blocks: districtNow },
    { id: 'others', name: 'ほかの地区と並べて', blocks: besideOthers },
    { id: 'method', name: '読むときの注意と方法', blocks: method },
  ],
};

interface DistrictProfile {
  readonly name: string;
  readonly values: readonly DistrictValue[];
}

/**
 * The district asked for by code or name, the first where none was.
 *
 * @throws UserIssue `report.district_required` when no indicator is split by district, `report.district_unknown` with
 * those that there are.
 */
function profileOf(inputs: ReportInputs): DistrictProfile {
  const known = districtsOf(inputs);
  const asked = inputs.district ?? known[0]?.code;
  const code = known.find((level) => level.code === asked || level.label === asked)?.code;
  if (code === undefined && known.length > 0) {
    const districts = known
      .map(({ code: id, label }) => (id === label ? id : `${label}（${id}）`))
      .join('、');
    throw new UserIssue('input', 'report.district_unknown', { districts });
  }
  const values =
    code === undefined
      ? []
      : inputs.measures.flatMap((measure) => districtValue(measure, inputs, code) ?? []);
  const [first] = values;
  if (first === undefined || code === undefined) throw new UserIssue('input', 'report.district_required');
  const levels = dimensionOf(first.one.table.statistic, 'district')?.levels ?? [];
  return { name: levels.find((level) => level.code === code)?.label ?? code, values };
}

/** Districts of the first indicator that is split by them, without the whole. */
function districtsOf({ measures }: ReportInputs): readonly Level[] {
  for (const measure of measures) {
    const one = tableBy(measure, 'district');
    const dimension = one === undefined ? undefined : dimensionOf(one.table.statistic, 'district');
    if (dimension === undefined) continue;
    const total = totalOf(dimension)?.code;
    return dimension.levels.filter(({ code }) => code !== total && code !== 'unknown');
  }
  return [];
}

function districtNow(inputs: ReportInputs): readonly Block[] {
  const { name, values } = profileOf(inputs);
  return [
    { kind: 'heading', level: 1, text: `${name}の今` },
    { kind: 'bullets', items: values.map((value) => sentence(name, value)) },
    comparison(name, values),
  ];
}

function besideOthers(inputs: ReportInputs): readonly Block[] {
  return [
    { kind: 'heading', level: 1, text: 'ほかの地区と並べて' },
    ...profileOf(inputs).values.flatMap(({ measure }) => districtFigure(measure, inputs.workspace) ?? []),
  ];
}

function method(inputs: ReportInputs, above: readonly Block[]): readonly Block[] {
  return [
    {
      kind: 'callout',
      tone: 'caution',
      title: '読むときの注意',
      text: [
        '人数の少ない地区の値は年によって大きく動きます。信頼区間が全体の値を含むときは、差があるとは言えません。順位に意味を持たせないでください。',
      ],
    },
    disclosureMethod(inputs, releasedIn(above)),
  ];
}

function districtValue(
  measure: MeasureInput,
  inputs: ReportInputs,
  district: string,
): DistrictValue | undefined {
  const one = tableBy(measure, 'district');
  if (one === undefined) return undefined;
  const { statistic } = one.table;
  const year = yearDimension(statistic);
  const code = yearCode(statistic, inputs.workspace.year);
  const base: Record<string, string> = year === undefined || code === undefined ? {} : { [year.id]: code };
  const { column, lower, upper } = comparedColumn(one);
  const at = { ...base, district };
  const own = valueAt(one, at, column);
  const whole = valueAt(one, base, column);
  if (own === undefined || whole === undefined) return undefined;
  const low = lower === undefined ? undefined : valueAt(one, at, lower);
  const high = upper === undefined ? undefined : valueAt(one, at, upper);
  const denominator =
    one.roles.denominator === undefined ? undefined : valueAt(one, at, one.roles.denominator);
  return {
    measure,
    one,
    own,
    whole,
    ...(denominator === undefined ? {} : { denominator }),
    ...(low === undefined || high === undefined ? {} : { limits: [low, high] as const }),
  };
}

/** Whether the district's interval leaves out the value of the whole. */
function isApart(value: DistrictValue): boolean | undefined {
  const cells = [value.whole, ...(value.limits ?? [])].map(cellOf);
  const [whole, low, high] = cells.map((cell) => (cell.state === 'shown' ? cell.value : undefined));
  if (whole === undefined || low === undefined || high === undefined) return undefined;
  return whole < low || whole > high;
}

function sentence(name: string, value: DistrictValue): Text {
  const own = cellOf(value.own);
  const whole = cellOf(value.whole);
  if (own.state !== 'shown' || whole.state !== 'shown') {
    return live`${value.measure.name}：${name}は${value.own}（公表できる人数に満たないなどのため表示していません）、全体は${value.whole}です。`;
  }
  const size = difference(value.whole, value.own, 'size');
  const word =
    own.value === whole.value
      ? '全体と同じです'
      : live`全体の${value.whole}より${size}${own.value > whole.value ? '高い' : '低い'}値です`;
  const caveat = isApart(value) === false ? '（信頼区間が全体の値を含み、明らかな差ではありません）' : '';
  return live`${value.measure.name}：${name}は${value.own}で、${word}${caveat}。`;
}

function comparison(name: string, values: readonly DistrictValue[]): Block {
  return {
    kind: 'textTable',
    id: 'district-comparison',
    caption: `${name}と全体の比較`,
    head: ['指標', name, '95％信頼区間', '全体', '差', '分母'],
    widths: [3, 1.4, 2, 1.4, 1.6, 1.4],
    rows: values.map((value) => [
      [value.measure.name],
      [value.own],
      value.limits === undefined
        ? ['－']
        : live`${{ ...value.limits[0], unit: false }}〜${{ ...value.limits[1], unit: false }}`,
      [value.whole],
      [difference(value.whole, value.own)],
      value.denominator === undefined ? ['－'] : [value.denominator],
    ]),
  };
}
