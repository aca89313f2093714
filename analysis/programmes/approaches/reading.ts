import { AGAINST_EXPECTED, type Way, wayOf } from '../../domain/better-or-worse.ts';
import { fiscalYearLabel } from '../../domain/fiscal-year-label.ts';
import { shownAt } from '../../domain/released-cells.ts';
import type { ReleasedTable } from '../../domain/statistic.ts';
import type { ApproachComparison } from './compare.ts';

/** The same comparison after the gate: only released cells. */
export interface ReleasedSides {
  readonly population: readonly ReleasedTable[];
  readonly highRisk: readonly ReleasedTable[];
  readonly sideBySide: readonly ReleasedTable[];
}

export interface ApproachReadings {
  readonly population: string;
  readonly highRisk: string;
  readonly sideBySide: string;
}

type Heading = Pick<ApproachComparison, 'factorName' | 'unit' | 'high' | 'from' | 'to'>;

/** Fewest persons beyond a tier, in both years, from which the tail is read. */
const FEWEST = 20;

const HIDDEN = '人数が公表の下限に満たないため、この数値は表示できません。';

/** One sentence a side with number, interval and denominator, made from released cells only. */
export function readApproaches(heading: Heading, released: ReleasedSides): ApproachReadings {
  return {
    population: populationReading(heading, released.population),
    highRisk: highRiskReading(heading, released.highRisk) + guidanceReading(released.highRisk),
    sideBySide: sideBySideReading(heading, released.sideBySide),
  };
}

function populationReading(
  { factorName, unit, high, from, to }: Heading,
  tables: readonly ReleasedTable[],
): string {
  const means = find(tables, 'approaches.mean');
  const at = (column: string) => shownAt(means, ['all'], column);
  const [change, lower, upper, n] = [at('change'), at('change_lower'), at('change_upper'), at('n_to')];
  if (change === null || lower === null || upper === null || n === null) return HIDDEN;
  const moved = interval(change, lower, upper, unit);
  return `年齢の違いをそろえた${factorName}の平均は、${fiscalYearLabel(from)}から${fiscalYearLabel(to)}までに${moved}動きました（${fiscalYearLabel(to)}の測定者${people(n)}）。${MOVED[wayOf({ lower, upper }, !high)]}${patternReading(tables, lower, upper)}`;
}

const MOVED: Readonly<Record<Way, string>> = {
  better: '改善です。',
  worse: '悪化です。',
  unclear: '改善したとも悪化したともいえません。',
};

/** Completers against the others. */
const AGAINST_OTHERS: Readonly<Record<Way, string>> = {
  better: '終了者のほうが良い結果です',
  worse: '終了者のほうが悪い結果です',
  unclear: '差があるとはいえません',
};

/** Whole curve moved, tail cut, or neither, from the released tiers. */
function patternReading(tables: readonly ReleasedTable[], lower: number, upper: number): string {
  const tiers = find(tables, 'approaches.tiers');
  const enough = (code: string) =>
    ['k_from', 'k_to'].every((column) => (shownAt(tiers, ['all', code], column) ?? 0) >= FEWEST);
  const levels = tiers?.dimensions.find(({ id }) => id === 'tier')?.levels ?? [];
  const last = levels.findLast(({ code }) => enough(code));
  if (!tiers || !last) return '';
  const low = shownAt(tiers, ['all', last.code], 'excess_lower');
  const high = shownAt(tiers, ['all', last.code], 'excess_upper');
  if (low === null || high === null) return '';
  const curveMoved = lower > 0 || upper < 0;
  if (high < 0) return `${last.label}の割合は、平均の動きから見込まれるより低く、高い側の端が縮む動きです。`;
  if (low > 0) return `${last.label}の割合は、平均の動きから見込まれるより高く、高い側の端が広がる動きです。`;
  return curveMoved
    ? `${last.label}の割合の変化は平均の動きで説明でき、分布全体が動いた形です。`
    : '平均にも高い側の端にも、偶然の範囲を超える動きは確認できません。';
}

function highRiskReading(
  { factorName, unit, high, from, to }: Heading,
  tables: readonly ReleasedTable[],
): string {
  const table = find(tables, 'approaches.before_after');
  const at = (column: string) => shownAt(table, ['completed'], column);
  const [change, expected, net, lower, upper, n] = [
    at('change'),
    at('expected'),
    at('net'),
    at('net_lower'),
    at('net_upper'),
    at('n'),
  ];
  if (change === null || n === null) return HIDDEN;
  const range = limits(table, ['completed']);
  // Of the last year's completers nobody knows the next year.
  const years =
    to - 1 > from ? `${fiscalYearLabel(from)}〜${fiscalYearLabel(to - 1)}` : fiscalYearLabel(from);
  const observed = `${years}の保健指導の終了者で翌年度も測定した${people(n)}（${to - 1 > from ? '期間の計、' : ''}1人1回）の${factorName}は翌年度に${signed(change)}${unit}${range('change', 1)}変わりました`;
  if (expected === null || net === null || lower === null || upper === null) return `${observed}。`;
  return `${observed}が、選ばれた人の値は何もしなくても${signed(expected)}${unit}${range('expected', 1)}変わると見込まれ、差し引いた変化は${interval(net, lower, upper, unit)}で、${AGAINST_EXPECTED[wayOf({ lower, upper }, !high)]}。`;
}

/** What became of those who were guided, and how many must be, of one year where it can be shown, else of the span. */
function guidanceReading(tables: readonly ReleasedTable[]): string {
  const year = yearReading(tables);
  const needed = neededReading(tables);
  if (year === undefined) return spanReading(tables) + needed;
  // The numbers needed follow from the difference of the whole span, not from that of the year before them.
  return needed === '' ? year : `${year}期間の計（延べ人数）では、${relievedReading(tables)}${needed}`;
}

/** Of the latest year in which completers were examined again: who left eligibility, beside who would have anyway. */
function yearReading(tables: readonly ReleasedTable[]): string | undefined {
  const funnel = tables.find(
    ({ id, dimensions }) => id === 'approaches.funnel' && dimensions[1]?.id === 'whole',
  );
  const years = funnel?.dimensions[0]?.levels ?? [];
  const last = years.findLast(({ code }) => shownAt(funnel, [code, 'all'], 'net_share') !== null);
  if (!funnel || !last) return undefined;
  const at = (column: string) => shownAt(funnel, [last.code, 'all'], column);
  const [n, share, expected, net, lower, upper] = [
    at('examined_next'),
    at('improved_share'),
    at('expected_share'),
    at('net_share'),
    at('net_share_lower'),
    at('net_share_upper'),
  ];
  if (n === null || share === null || expected === null || net === null || lower === null || upper === null)
    return '';
  const shareRange = limits(funnel, [last.code, 'all'], (value) => value.toFixed(1))('expected_share', 1);
  return `${last.label}の終了者で翌年度も健診を受けた${people(n)}のうち${share.toFixed(1)}%が保健指導の対象でなくなりましたが、終了していない人の割合からは保健指導がなくても${expected.toFixed(1)}%${shareRange}と見込まれ、差は${interval(net, lower, upper, 'ポイント', 1)}で、${AGAINST_EXPECTED[wayOf({ lower, upper }, true)]}。`;
}

/**
 * Where no single year shows how far people came: the whole span, from the tables that count it anyway, each year's
 * people counted in it.
 */
function spanReading(tables: readonly ReleasedTable[]): string {
  const segments = find(tables, 'approaches.cascade_segments');
  const at = (column: string) => shownAt(segments, ['all'], column);
  const [started, completed, share] = [at('started'), at('completed'), at('completed_share')];
  const came =
    started === null || completed === null || share === null
      ? ''
      : `初回面接を受けた${people(started)}のうち${people(completed)}（${share.toFixed(1)}%）が終了しました。`;
  const told = came + relievedReading(tables);
  return told === ''
    ? ''
    : `年度ごとの途中の段階は人数が少なく示せませんが、期間の計（延べ人数）では、${told}`;
}

/** Who left eligibility in the whole span: completers beside the others. */
function relievedReading(tables: readonly ReleasedTable[]): string {
  const needed = find(tables, 'approaches.number_needed');
  const at = (column: string) => shownAt(needed, ['all'], column);
  const [again, left, others, gap] = [at('completed'), at('share'), at('others_share'), at('arr')];
  if (again === null || left === null || others === null || gap === null) return '';
  const [lower, upper] = [at('arr_lower'), at('arr_upper')];
  const way =
    lower === null || upper === null ? 'です' : `で、${AGAINST_OTHERS[wayOf({ lower, upper }, true)]}`;
  return `翌年度も健診を受けた終了者${people(again)}のうち${left.toFixed(1)}%が対象でなくなり、終了していない人では${others.toFixed(1)}%、差は${signed(gap)}ポイント${limits(needed, ['all'])('arr', 1)}${way}（差には意欲などの違いを含む）。`;
}

/**
 * How many must complete guidance for one more who leaves eligibility. Where the interval of the difference holds 0 its
 * limits are on either side of "never" (Altman 1998, BMJ 317:1309): the number is not told, its two limits are.
 */
function neededReading(tables: readonly ReleasedTable[]): string {
  const table = find(tables, 'approaches.number_needed');
  const at = (column: string) => shownAt(table, ['all'], column);
  const [lower, upper] = [at('arr_lower'), at('arr_upper')];
  const [needed, fewest, most, screened] = ['nnt', 'nnt_lower', 'nnt_upper', 'nns'].map(at);
  const each = (value: number) => `${value.toFixed(1)}人`;
  if (typeof needed === 'number' && typeof fewest === 'number' && typeof most === 'number') {
    const examined = typeof screened === 'number' ? `、健診から数えると${each(screened)}` : '';
    return `この差が保健指導によるとみなせば、1人が対象でなくなるために保健指導を終える人数は${each(needed)}（95%信頼区間 ${each(fewest)}〜${each(most)}）${examined}です。`;
  }
  if (lower === null || upper === null) return '';
  if (upper < 0)
    return '終了者のほうが対象でなくなりにくいため、1人が対象でなくなるために保健指導を終える人数は求めません。';
  if (!(lower < 0 && upper > 0)) return '';
  return `差の区間が0をまたぐため、1人が対象でなくなるために保健指導を終える人数は定まりません（良いほうは${each(100 / upper)}に1人、悪いほうは逆に${each(-100 / lower)}に1人が対象に残るまで）。`;
}

function sideBySideReading({ factorName, unit }: Heading, tables: readonly ReleasedTable[]): string {
  const table = find(tables, 'approaches.side_by_side');
  const population = shownAt(table, ['population'], 'units');
  const highRisk = shownAt(table, ['high_risk'], 'units');
  const residents = shownAt(table, ['population'], 'residents');
  const equal = shownAt(table, ['high_risk'], 'equivalent_shift');
  if (population === null || highRisk === null || residents === null) return HIDDEN;
  const [whole, guided] = [limits(table, ['population']), limits(table, ['high_risk'])];
  const equivalent =
    equal === null || equal <= 0
      ? ''
      : `保健指導の改善量は、全員の${factorName}が${signed(equal, 2)}${unit}${guided('equivalent_shift', 2)}改善することに当たります。`;
  const worse = population < 0 || highRisk < 0 ? '。マイナスは悪化' : '';
  const verdicts = [verdict(table, 'population'), verdict(table, 'high_risk')];
  return `住民千人当たりの改善量（1人が1${unit}良くなることを1と数える。対象${people(residents)}${worse}）は、分布全体の動きが${signed(population)}${whole('units', 1)}、保健指導が${signed(highRisk)}${guided('units', 1)}です。${together(verdicts)}${equivalent}`;
}

const SIDES: Readonly<Record<Way, string>> = {
  better: '改善しています',
  worse: '悪化しています',
  unclear: '改善したとも悪化したともいえません',
};

/** What the interval of one approach allows to say. */
function verdict(table: ReleasedTable | undefined, side: string): string | undefined {
  const [lower, upper] = [shownAt(table, [side], 'units_lower'), shownAt(table, [side], 'units_upper')];
  if (lower === null || upper === null) return undefined;
  return SIDES[wayOf({ lower, upper }, true)];
}

function together([whole, guided]: readonly (string | undefined)[]): string {
  if (whole === undefined || guided === undefined) return '';
  if (whole === guided) return `区間で見ると、どちらも${whole}。`;
  return `区間で見ると、分布全体の動きは${whole}。保健指導は${guided}。`;
}

function find(tables: readonly ReleasedTable[], id: string): ReleasedTable | undefined {
  return tables.find((table) => table.id === id);
}

function people(n: number): string {
  return `${n.toLocaleString('ja-JP')}人`;
}

function signed(value: number, decimals = 1): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const size = Math.abs(value);
  const text = size.toLocaleString('ja-JP', digits);
  if (Number(size.toFixed(decimals)) === 0) return text;
  return `${value > 0 ? '＋' : '−'}${text}`;
}

/** The interval of a released estimate in brackets; nothing where the gate shows none. */
function limits(table: ReleasedTable | undefined, at: readonly string[], print = signed) {
  return (column: string, decimals: number): string => {
    const [lower, upper] = [shownAt(table, at, `${column}_lower`), shownAt(table, at, `${column}_upper`)];
    if (lower === null || upper === null) return '';
    return `（95%信頼区間 ${print(lower, decimals)}〜${print(upper, decimals)}）`;
  };
}

function interval(value: number, lower: number, upper: number, unit: string, decimals = 2): string {
  const [found, low, high] = [value, lower, upper].map((number) => signed(number, decimals));
  return `${found}${unit}（95%信頼区間 ${low}〜${high}）`;
}
