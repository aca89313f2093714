import { AGAINST_EXPECTED, WAY_WORDS, type Way, wayOf } from '../../../analysis/domain/better-or-worse.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { type Point, pointOf } from '../../charts/model.ts';
import { type Address, dimensionOf } from '../../charts/shape.ts';
import { formatNumber, formatSigned, formatWithUnit } from '../../format/number.ts';
import { FACTORS } from './factors.ts';

/**
 * Sentences over the figures of the approaches, as one would say them to a council: who, out of how many, whether that
 * is better or worse, and whether chance alone would explain it. Undefined where what the sentence needs is hidden or not known.
 */

interface Printed {
  readonly point: Point;
  readonly value: number;
  readonly unit: string;
  readonly decimals: number;
}

function numberAt(table: ReleasedTable, at: Address, id: string): Printed | undefined {
  const column = table.columns.find((one) => one.id === id);
  const point = pointOf(table, at, id);
  return column === undefined || point.value === null
    ? undefined
    : { point, value: point.value, unit: column.unit, decimals: column.decimals };
}

const size = ({ value, unit, decimals }: Printed) => formatWithUnit(value, unit, decimals);
const signed = ({ value, unit, decimals }: Printed) => `${formatSigned(value, decimals)}${unit}`;

/** 95 % limits with their signs, in brackets; empty where there are none. */
function limits({ point: { lower, upper }, decimals }: Printed): string {
  if (lower === null || upper === null) return '';
  return `（95%信頼区間 ${formatSigned(lower, decimals)}〜${formatSigned(upper, decimals)}）`;
}

/** Which way it went; undefined without limits. */
function wayFrom({ point: { lower, upper } }: Printed, higherIsBetter: boolean): Way | undefined {
  return lower === null || upper === null ? undefined : wayOf({ lower, upper }, higherIsBetter);
}

/** Whether more of the risk factor that a table is about is wanted (HDL, eGFR). */
function isHigherBetter({ parameters }: ReleasedTable): boolean {
  return FACTORS.find(({ id }) => id === parameters.factor)?.high === false;
}

function funnel(table: ReleasedTable): string | undefined {
  const year = dimensionOf(table, 'year')?.levels.at(-1);
  if (year === undefined) return undefined;
  const at = { year: year.code };
  const [eligible, met, completed, share] = [
    'eligible',
    'first_interview',
    'completed',
    'completed_share',
  ].map((id) => numberAt(table, at, id));
  if (eligible === undefined) return undefined;
  const target = `${year.label}は、保健指導の対象 ${size(eligible)}`;
  if (completed === undefined || share === undefined)
    return `${target}。途中の段階は人数が少ないため伏せています`;
  const begun = met === undefined ? '' : `初回面接を受けたのは ${size(met)}、`;
  return `${target}のうち、${begun}終了したのは ${size(completed)}（${size(share)}）`;
}

function mean(table: ReleasedTable): string | undefined {
  const change = numberAt(table, { sex: 'all' }, 'change');
  if (change === undefined) return undefined;
  const of = table.context.title.replace(/の変化$/u, '');
  const way = wayFrom(change, isHigherBetter(table));
  if (way === undefined || way === 'unclear')
    return `${of}は、年齢をそろえると ${signed(change)}${limits(change)}で、改善したとも悪化したともいえません`;
  const amount = size({ ...change, value: Math.abs(change.value) });
  return `${of}は、年齢をそろえると ${amount} ${change.value > 0 ? '上がりました' : '下がりました'}${limits(change)}。${WAY_WORDS[way]}です`;
}

function tiers(table: ReleasedTable): string | undefined {
  const told = (dimensionOf(table, 'tier')?.levels ?? []).flatMap((level) => {
    const at = { sex: 'all', tier: level.code };
    const [from, to, predicted, excess] = ['share_from', 'share_to', 'predicted', 'excess'].map((id) =>
      numberAt(table, at, id),
    );
    if (from === undefined || to === undefined) return [];
    // A tier is a share of people at risk, whichever way its factor is bad.
    const way = excess && wayFrom(excess, false);
    const expected =
      predicted === undefined
        ? ''
        : `（平均の動きだけなら ${size(predicted)}${way === undefined ? '' : `。それと比べて${WAY_WORDS[way]}`}）`;
    return [`${level.label.replace(/の割合$/u, '')}の人は ${size(from)} から ${size(to)} へ${expected}`];
  });
  const ends = told.length > 2 ? [told[0], told.at(-1)] : told;
  return ends.length === 0 ? undefined : ends.join('、');
}

function quantiles(table: ReleasedTable): string | undefined {
  const [low, middle, high] = ['p5_change', 'p50_change', 'p95_change'].map((id) =>
    numberAt(table, { sex: 'all' }, id),
  );
  if (middle === undefined || low === undefined || high === undefined) return undefined;
  const name = table.context.title.replace(/の分布の位置の変化$/u, '');
  const of = `${name}（${isHigherBetter(table) ? '上がる' : '下がる'}と改善）`;
  if (low.value === middle.value && middle.value === high.value)
    return `${of}は、低い人も真ん中の人も高い人も、同じ ${signed(middle)} 動きました`;
  return `${of}は、真ん中の人で ${signed(middle)}、高いほうの人（上から5%の位置）で ${signed(high)}、低いほうの人（下から5%の位置）で ${signed(low)} 動きました`;
}

function beforeAfter(table: ReleasedTable): string | undefined {
  const at = { group: 'completed' };
  const [change, expected, net] = ['change', 'expected', 'net'].map((id) => numberAt(table, at, id));
  // The change alone would be read as the effect.
  if (change === undefined || expected === undefined || net === undefined)
    return `${table.context.title}：何もしなくても見込まれる変化を、人数が少ないため示せません`;
  const verdict = AGAINST_EXPECTED[wayFrom(net, isHigherBetter(table)) ?? 'unclear'];
  return `保健指導を終えた人の変化は ${signed(change)}。何もしなくても ${signed(expected)} と見込まれ、差し引きは ${signed(net)}${limits(net)}で、${verdict}`;
}

function numberNeeded(table: ReleasedTable): string | undefined {
  const [share, others] = ['share', 'others_share'].map((id) => numberAt(table, {}, id));
  const needed = numberAt(table, {}, 'nnt');
  const gap = numberAt(table, {}, 'arr');
  if (share === undefined || others === undefined) return undefined;
  const compared = `対象でなくなったのは、終了した人の ${size(share)}、終了していない人の ${size(others)}`;
  if (gap !== undefined && wayFrom(gap, true) === 'worse')
    return `${compared}。終了した人のほうが少なく、悪い結果です`;
  if (gap === undefined) return `${compared}。差の区間は示せないため、何人に1人とは言えません`;
  if (needed === undefined) return `${compared}。差が偶然の範囲なので、何人に1人とは言えません`;
  const { lower, upper } = needed.point;
  const range =
    lower === null || upper === null
      ? ''
      : `（95%信頼区間 ${formatNumber(lower, needed.decimals)}〜${formatWithUnit(upper, needed.unit, needed.decimals)}）`;
  return `${compared}。差がすべて保健指導によるなら、終了 ${size(needed)}につき1人${range}`;
}

function capture(table: ReleasedTable): string | undefined {
  const outcomes = dimensionOf(table, 'outcome')?.levels ?? [];
  const tierLevels = dimensionOf(table, 'tier')?.levels ?? [];
  for (const outcome of outcomes) {
    const told = tierLevels.flatMap((tier) => {
      const at = { outcome: outcome.code, tier: tier.code };
      const [events, captured, share] = ['events', 'captured', 'capture'].map((id) =>
        numberAt(table, at, id),
      );
      return events === undefined || captured === undefined || share === undefined
        ? []
        : [{ events, text: `${tier.label}だった人は ${size(captured)}（${size(share)}）` }];
    });
    const [first] = told;
    const last = told.at(-1);
    if (first === undefined || last === undefined) continue;
    const texts = first === last ? [first.text] : [first.text, last.text];
    return `のちに${outcome.label}になった ${size(first.events)}のうち、健診で${texts.join('、')}`;
  }
  return captureHidden(table);
}

/** That those who fell ill are too few to be divided into those at high risk and the others. */
function captureHidden(table: ReleasedTable): string | undefined {
  const column = table.columns.findIndex(({ id }) => id === 'capture');
  if (!table.rows.some(({ cells }) => cells[column]?.state === 'hidden')) return undefined;
  return `${table.context.title}：発症した人を分けると少人数になるため、割合は示せません`;
}

function sideBySide(table: ReleasedTable): string | undefined {
  const sides = (dimensionOf(table, 'approach')?.levels ?? []).flatMap(({ code, label }) => {
    const units = numberAt(table, { approach: code }, 'units');
    if (units === undefined) return [];
    const way = wayFrom(units, true);
    const verdict = way === undefined ? '' : `（${WAY_WORDS[way]}）`;
    return [`${label}は ${formatSigned(units.value, units.decimals)}${verdict}`];
  });
  const unit = table.columns.find(({ id }) => id === 'units')?.unit ?? '';
  return sides.length < 2
    ? undefined
    : `住民千人当たりの改善量（${unit.replace(/／.*$/u, '')}）：${sides.join('、')}`;
}

/** Events of the first outcome that would not be there at the reference value, and the class that holds most of them. */
function burden(table: ReleasedTable): string | undefined {
  const outcome = dimensionOf(table, 'outcome')?.levels[0];
  const factor = FACTORS.find(({ id }) => id === table.parameters.factor);
  if (outcome === undefined || factor === undefined) return undefined;
  const at = (code: string) => numberAt(table, { outcome: outcome.code, class: code }, 'paf');
  const classes = dimensionOf(table, 'class')?.levels ?? [];
  const whole = at('all');
  if (whole === undefined) return undefined;
  const parts = classes.flatMap(({ code, label }) => {
    const part = code === 'all' ? undefined : at(code);
    return part === undefined ? [] : [{ label, part }];
  });
  const most = parts.toSorted((a, b) => b.part.value - a.part.value)[0];
  const { lower, upper } = whole.point;
  const range =
    lower === null || upper === null
      ? ''
      : `（${formatNumber(lower, whole.decimals)}〜${formatWithUnit(upper, whole.unit, whole.decimals)}）`;
  const largest = most === undefined ? '' : `。最も多くを占めるのは ${most.label}の人（${size(most.part)}）`;
  return `試算：${outcome.label}のうち、${factor.name}が基準の値より${factor.high ? '高い' : '低い'}ことによるのは ${size(whole)}${range}${largest}`;
}

/** Events of the first outcome that the measured changes prevent, or bring. */
function events(table: ReleasedTable): string | undefined {
  const outcome = dimensionOf(table, 'outcome')?.levels[0];
  if (outcome === undefined) return undefined;
  const sides = (dimensionOf(table, 'approach')?.levels ?? []).flatMap(({ code, label }) => {
    const prevented = numberAt(table, { outcome: outcome.code, approach: code }, 'events');
    if (prevented === undefined) return [];
    const way = wayFrom(prevented, true);
    const said = { better: '減る', worse: '増える', unclear: '減るとも増えるともいえない' };
    const number = formatSigned(prevented.value, prevented.decimals);
    return [`${label}は ${number}${way === undefined ? '' : `（${outcome.label}が${said[way]}）`}`];
  });
  const unit = table.columns.find(({ id }) => id === 'events')?.unit ?? '';
  return sides.length === 0
    ? undefined
    : `試算：動いた量から予防できる${outcome.label}（${unit}）：${sides.join('、')}`;
}

const SENTENCES: Readonly<Record<string, (table: ReleasedTable) => string | undefined>> = {
  'approaches.funnel': funnel,
  'approaches.mean': mean,
  'approaches.tiers': tiers,
  'approaches.quantiles': quantiles,
  'approaches.before_after': beforeAfter,
  'approaches.number_needed': numberNeeded,
  'approaches.capture': capture,
  'approaches.side_by_side': sideBySide,
  'approaches.burden': burden,
  'approaches.events': events,
};

/** What a table of the approaches says, in one sentence; undefined where it has none of its own or cannot be said. */
export function headlineOf(table: ReleasedTable): string | undefined {
  // Breakdowns are looked up, and say themselves which group is lowest.
  if (table.id === 'approaches.funnel' && dimensionOf(table, 'whole') === undefined) return undefined;
  return SENTENCES[table.id]?.(table);
}
