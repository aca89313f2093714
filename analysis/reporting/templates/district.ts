import { UserIssue } from '../../domain/issue.ts';
import { isPlace } from '../../domain/levels.ts';
import type { Level, ReleasedTable } from '../../domain/statistic.ts';
import { formatFiscalYear } from '../format.ts';
import type { MeasureInput, ReportInputs } from '../inputs.ts';
import type { Block, CellRef, Text } from '../model.ts';
import { dimensionOf, totalOf, yearDimension } from '../roles.ts';
import { intervalsApart } from '../sentences/change.ts';
import { cellOf, difference, differenceValue, live } from '../text.ts';
import { disclosureMethod, releasedIn, syntheticNote } from './common.ts';
import { districtFigure } from './measures.ts';
import { type ReadTable, readTables, tableBy, valueAt } from './tables.ts';
import { districtNeeds, type ReportTemplate } from './template.ts';

interface DistrictValue {
  readonly measure: MeasureInput;
  readonly own: CellRef;
  readonly whole: CellRef;
  readonly denominator?: CellRef;
  readonly limits?: Limits;
  /** The year before; absent where it is not loaded. */
  readonly before?: { readonly value: CellRef; readonly limits?: Limits };
  /** Age-adjusted value of the district and of the whole. */
  readonly adjusted?: { readonly own: CellRef; readonly whole: CellRef };
}

type Limits = readonly [CellRef, CellRef];

/** 地域カルテ: one district beside the whole municipality; its indicators on the first page, other districts below. */
export const districtTemplate: ReportTemplate = {
  id: 'district',
  name: '地域カルテ',
  description: '1つの地区の資料。1枚目に地区の今、2枚目からほかの地区と並べた図。',
  formats: ['pdf', 'docx', 'html', 'xlsx'],
  shape: 'paper',
  needs: districtNeeds,
  title: (inputs) => `${profileOf(inputs).name} 地域カルテ`,
  subtitle: ({ workspace }) => `${formatFiscalYear(workspace.year, workspace.calendar)} 地区別の健康状態`,
  sections: [
    { id: 'synthetic', name: '架空のデータの断り', plain: true, blocks: syntheticNote },
    { id: 'now', name: '地区の今', blocks: districtNow },
    { id: 'others', name: 'ほかの地区と並べて', blocks: besideOthers },
    { id: 'method', name: '数値の公表のしかた', blocks: method },
  ],
};

interface DistrictProfile {
  readonly code: string;
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
  return { code, name: known.find((level) => level.code === code)?.label ?? code, values };
}

/** Districts of the first indicator that is split by them, without the whole. */
function districtsOf({ measures }: ReportInputs): readonly Level[] {
  for (const measure of measures) {
    const one = tableBy(measure, 'district');
    const dimension = one === undefined ? undefined : dimensionOf(one.table.statistic, 'district');
    if (dimension === undefined) continue;
    const total = totalOf(dimension)?.code;
    return dimension.levels.filter((level) => level.code !== total && isPlace(level));
  }
  return [];
}

function districtNow(inputs: ReportInputs): readonly Block[] {
  const { name, values } = profileOf(inputs);
  const { year, calendar } = inputs.workspace;
  return [
    { kind: 'heading', level: 1, text: `${name}の今` },
    { kind: 'bullets', items: findings(values) },
    comparison(name, values, formatFiscalYear(year, calendar)),
    {
      kind: 'callout',
      tone: 'caution',
      title: '読むときの注意',
      text: [
        '「明らかに高い・低い」は、全体の値が地区の95％信頼区間の外にあることを示します。人数は、割合では分母の人、医療費では加入した人です（1人当たりの額は加入月数で割ります）。人数の少ない地区の値は年によって大きく動きます。年齢構成の違いは、年齢調整値どうしでならして比べます（年齢調整値は、決まった年齢構成にそろえた値で、実際の割合や金額ではありません）。順位に意味を持たせないでください。',
      ],
    },
  ];
}

function besideOthers(inputs: ReportInputs): readonly Block[] {
  const { code, values } = profileOf(inputs);
  const figures = values.flatMap(({ measure }) => districtFigure(measure, inputs.workspace, code) ?? []);
  if (figures.length === 0) return [];
  return [{ kind: 'pageBreak' }, { kind: 'heading', level: 1, text: 'ほかの地区と並べて' }, ...figures];
}

function method(inputs: ReportInputs, above: readonly Block[]): readonly Block[] {
  return [disclosureMethod(inputs, releasedIn(above))];
}

/** Indicators of the district as they are counted, from the table with most years; age-adjusted ones stand apart. */
function districtValue(
  measure: MeasureInput,
  inputs: ReportInputs,
  district: string,
): DistrictValue | undefined {
  const tables = readTables(measure).filter(({ table }) => isByDistrict(table.statistic));
  const [one] = tables.toSorted((a, b) => yearCount(b) - yearCount(a));
  if (one === undefined) return undefined;
  const { year } = inputs.workspace;
  const now = cellsAt(one, year, district);
  const whole = cellsAt(one, year);
  if (now === undefined || whole === undefined) return undefined;
  const before = cellsAt(one, year - 1, district);
  const adjusted = tables.flatMap((table) => adjustedAt(table, year, district) ?? [])[0];
  return {
    measure,
    own: now.value,
    whole: whole.value,
    ...(now.denominator === undefined ? {} : { denominator: now.denominator }),
    ...(now.limits === undefined ? {} : { limits: now.limits }),
    ...(before === undefined ? {} : { before }),
    ...(adjusted === undefined ? {} : { adjusted }),
  };
}

function isByDistrict(statistic: ReleasedTable): boolean {
  return (dimensionOf(statistic, 'district')?.levels.length ?? 0) > 1;
}

function yearCount({ table }: ReadTable): number {
  return yearDimension(table.statistic)?.levels.length ?? 0;
}

/** The cells of a district, or of the whole, in exactly that year. */
function cellsAt(
  one: ReadTable,
  year: number,
  district?: string,
): { value: CellRef; limits?: Limits; denominator?: CellRef } | undefined {
  const dimension = yearDimension(one.table.statistic);
  if (dimension !== undefined && !dimension.levels.some(({ code }) => code === String(year)))
    return undefined;
  const at = {
    ...(dimension === undefined ? {} : { [dimension.id]: String(year) }),
    ...(district === undefined ? {} : { district }),
  };
  const { roles } = one;
  const value = valueAt(one, at);
  const [lower, upper, denominator] = [roles.lower, roles.upper, roles.denominator].map((column) =>
    column === undefined ? undefined : valueAt(one, at, column),
  );
  if (value === undefined) return undefined;
  return {
    value,
    ...(lower === undefined || upper === undefined ? {} : { limits: [lower, upper] }),
    ...(denominator === undefined ? {} : { denominator }),
  };
}

function adjustedAt(one: ReadTable, year: number, district: string): DistrictValue['adjusted'] {
  const { standardised } = one.roles;
  const own = cellsAt(one, year, district)?.value;
  const whole = cellsAt(one, year)?.value;
  if (standardised === undefined || own === undefined || whole === undefined) return undefined;
  return { own: { ...own, column: standardised }, whole: { ...whole, column: standardised } };
}

type Place = 'high' | 'low' | 'alike' | 'unknown';

/** Where the district stands: beside the whole by its interval, as on the screen. */
function placeOf({ own, whole, limits }: DistrictValue): Place {
  const [value, all, low, high] = [own, whole, ...(limits ?? [])].map(shownOf);
  if (value === undefined || all === undefined || low === undefined || high === undefined) return 'unknown';
  if (all < low) return 'high';
  return all > high ? 'low' : 'alike';
}

function shownOf(reference: CellRef): number | undefined {
  const found = cellOf(reference);
  return found.state === 'shown' ? found.value : undefined;
}

const APART: Readonly<Record<'high' | 'low', string>> = { high: '明らかに高い', low: '明らかに低い' };

/** What the sheet has to say in words; the numbers of all indicators are in the table. */
function findings(values: readonly DistrictValue[]): readonly Text[] {
  const apart = values.flatMap((value): Text[] => {
    const place = placeOf(value);
    if (place !== 'high' && place !== 'low') return [];
    const verdict = verdictOf(place, value.measure);
    return [
      live`${value.measure.name}は${value.own}で、全体の${value.whole}より${APART[place]}値です${verdict}。`,
    ];
  });
  const alike = values.filter((value) => placeOf(value) === 'alike');
  const hidden = values.filter(({ own, whole }) =>
    [own, whole].some((one) => cellOf(one).state === 'hidden'),
  );
  return [
    ...apart,
    ...(alike.length === 0 ? [] : [[`全体と違うとは言えない指標：${namesOf(alike)}。`]]),
    ...(hidden.length === 0
      ? []
      : [[`人数が少ないなどのため、個人が分からないように伏せた指標：${namesOf(hidden)}。`]]),
  ];
}

function verdictOf(place: 'high' | 'low', { direction }: MeasureInput): string {
  if (direction === 'neutral') return '';
  return (place === 'high') === (direction === 'higher_is_better')
    ? '（良いほうの差）'
    : '（課題となるほうの差）';
}

function namesOf(values: readonly DistrictValue[]): string {
  return values.map(({ measure }) => measure.name).join('、');
}

const READING: Readonly<Record<Place, string>> = {
  ...APART,
  alike: '違うとは言えない',
  unknown: '比べられない',
};
const NOTHING: Text = ['－'];

function comparison(name: string, values: readonly DistrictValue[], year: string): Block {
  return {
    kind: 'textTable',
    id: 'district-comparison',
    caption: `${name}と全体の比較（${year}）`,
    head: [
      '指標',
      name,
      '95％信頼区間',
      '人数',
      '全体',
      '全体と比べて',
      '前年度から',
      `年齢調整値（${name}／全体）`,
    ],
    widths: [2.6, 1.5, 1.7, 1.4, 1.5, 1.5, 1.7, 1.9],
    rows: values.map((value) => [
      [value.measure.name],
      [value.own],
      value.limits?.every((one) => shownOf(one) !== undefined) === true
        ? live`${{ ...value.limits[0], unit: false }}〜${{ ...value.limits[1], unit: false }}`
        : NOTHING,
      value.denominator === undefined ? NOTHING : [value.denominator],
      [value.whole],
      [READING[placeOf(value)]],
      changeOf(value),
      adjustedText(value),
    ]),
  };
}

/** Both values; a sign of its own where there are none, and ＊ where they are hidden. */
function adjustedText({ adjusted }: DistrictValue): Text {
  if (adjusted === undefined) return NOTHING;
  const { own, whole } = adjusted;
  return [own, whole].every((one) => cellOf(one).state === 'none') ? NOTHING : live`${own}／${whole}`;
}

/** Change from the year before; chance is named where the two intervals overlap. */
function changeOf({ own, limits, before }: DistrictValue): Text {
  if (before === undefined) return NOTHING;
  const change = difference(before.value, own);
  if (differenceValue(change) === null) return NOTHING;
  const apart =
    limits === undefined || before.limits === undefined ? undefined : intervalsApart(before.limits, limits);
  return live`${change}${apart === false ? '（偶然の範囲）' : ''}`;
}
