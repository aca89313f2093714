import type { CandidateTable } from '../../domain/statistic.ts';
import { SMALLEST_ARM } from '../adjustment.ts';
import type { StudyOutcome } from '../definition.ts';
import { tooClose } from '../parts.ts';
import type { SubgroupBase } from '../subgroups.ts';
import { studyVariable } from '../variables.ts';
import { candidateOf, type Fit, type JumpChoice, jump, sidesOf, type Work } from './discontinuity-jump.ts';

export function bandwidthSet(work: Work, { i, fit, after }: Main) {
  const fuzzy = work.study.exposure !== undefined;
  const effects = [0.5, 0.75, 1.5, 2].flatMap((factor) => {
    const other = jump(work, work.rows[i]!, after, { h: fit.h * factor, fuzzy });
    return other ? [candidateOf(work, i, [other.result.robust, `帯域幅を${factor}倍`])] : [];
  });
  return {
    id: 'bandwidth',
    kind: 'sensitivity' as const,
    title: '帯域幅を変える',
    reading: '幅を変えても同じなら、どこまでの人を比べるかの選び方による結果ではありません。',
    effects,
  };
}

/** A curve instead of a line, other weights, and people at the cut-off itself left out (heaping, measuring again). */
export function shapeSet(work: Work, { i, after }: Main) {
  const fuzzy = work.study.exposure !== undefined;
  const rows = work.rows[i]!;
  const tried = (method: string, choice: JumpChoice, kept: readonly number[] = rows) => {
    const fit = jump(work, kept, after, { ...choice, fuzzy });
    if (!fit || tooClose(sidesOf(work, kept), sidesOf(work, rows), work.threshold)) return [];
    return [candidateOf({ ...work, rows: work.rows.with(i, kept) }, i, [fit.result.robust, method])];
  };
  const step = smallestStep(rows.map((row) => work.x[row]!));
  const { unit } = studyVariable(work.study.running);
  return {
    id: 'shape',
    kind: 'sensitivity' as const,
    title: '式の形と、基準値ちょうどの人の扱いを変える',
    reading:
      '曲線にしても、重みの付け方を変えても、基準値のすぐそばの人を除いても同じなら、式の選び方や測り直しによる結果ではありません。',
    effects: [
      ...tried('2次の曲線', { order: 2 }),
      ...tried('範囲の中を同じ重みで（一様カーネル）', { kernel: 'uniform' }),
      ...[1, 2].flatMap((times) =>
        tried(
          `基準値から${Number((step * times).toFixed(6))}${unit}未満の人を除く`,
          {},
          rows.filter((row) => Math.abs(work.x[row]!) >= step * times - 1e-9),
        ),
      ),
    ],
  };
}

/** The step in which values are read off: the middle one of the gaps between neighbouring values. */
function smallestStep(x: readonly number[]): number {
  const sorted = [...new Set(x.map((value) => Number(value.toFixed(6))))].toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).map((value, i) => value - sorted[i]!);
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1;
}

export function subgroupJump(work: Work, { i, after }: Main): SubgroupBase['estimate'] {
  return (rows, { method, caveat }) => {
    const own = Array.from(rows);
    const { treated, control } = sidesOf(work, own);
    if (Math.min(treated, control) < SMALLEST_ARM) return undefined;
    const fit = jump(work, own, after, { fuzzy: work.study.exposure !== undefined });
    if (!fit) return undefined;
    const part = { ...work, rows: work.rows.with(i, own) };
    return candidateOf(part, i, [fit.result.robust, method, caveat]);
  };
}

/** A jump where nothing changes would be a false alarm: halfway to each end of the people on that side. */
export function placeboSet(work: Work, { i, after }: Main) {
  const { x, rows } = work;
  const effects = [true, false].flatMap((right) => {
    const own = rows[i]!.filter((row) => x[row]! >= 0 === right);
    const sorted = own.map((row) => x[row]!).toSorted((a, b) => a - b);
    const shift = sorted[Math.floor(sorted.length / 2)];
    const fit = shift === undefined ? undefined : jump(work, own, after, { shift });
    const where = right ? '対象の側' : '対象でない側';
    return fit
      ? [candidateOf(work, i, [fit.result.robust, `偽の基準値（${where}の中央）`, '効果ではない'], 'ITT')]
      : [];
  });
  return {
    id: 'placebo_cutoff',
    kind: 'placebo' as const,
    title: '何も変わらないはずの場所での差（偽の基準値）',
    reading: 'ここに差があれば、曲がった関係を段差と見誤っている疑いがあります。',
    effects,
  };
}

export interface Main {
  readonly i: number;
  readonly fit: Fit;
  readonly after: Float64Array;
}

/** Means of the outcome by distance from the cut-off, ten classes a side of equal width. */
export function binTable(work: Work, index: number): CandidateTable {
  const { study, rows, x } = work;
  const outcome: StudyOutcome = study.outcomes[index]!;
  const { label, unit } = studyVariable(study.running);
  const own = rows[index]!;
  const width = binWidth(own.map((row) => Math.abs(x[row]!)));
  const bins = new Map<number, { n: number; sum: number }>();
  for (const row of own) {
    const bin = Math.max(-10, Math.min(9, Math.floor(x[row]! / width)));
    const entry = bins.get(bin) ?? { n: 0, sum: 0 };
    bins.set(bin, { n: entry.n + 1, sum: entry.sum + work.responses[index]![row]! });
  }
  const levels = [...bins.keys()].toSorted((a, b) => a - b);
  const sign = study.offered === 'at_or_above' ? 1 : -1;
  const value = (bin: number) => (study.cutoff + sign * bin * width).toFixed(width < 1 ? 2 : 1);
  return {
    id: 'study.discontinuity',
    parameters: { study: study.id },
    context: { ...work.context, title: `${label}ごとの${outcome.label}（基準値 ${study.cutoff}${unit}）` },
    dimensions: [
      {
        id: 'running',
        label,
        partition: true,
        levels: levels.map((bin) => ({
          code: String(bin),
          label:
            bin === -10
              ? `${value(-9)}より離れた側`
              : bin === 9
                ? `${value(9)}から先`
                : `${value(bin)}〜${value(bin + 1)}`,
        })),
      },
    ],
    columns: [
      { id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 },
      {
        id: 'mean',
        label: `${outcome.label}の平均`,
        kind: 'derived',
        unit: outcome.unit,
        decimals: outcome.decimals,
        from: ['persons'],
      },
    ],
    rows: levels.map((bin) => {
      const { n, sum } = bins.get(bin)!;
      return { at: [String(bin)], values: [n, sum / n] };
    }),
  };
}

/** Nine classes a side reach the 95th percentile of the distance; the rest falls into the outer ones. */
function binWidth(distances: readonly number[]): number {
  const sorted = distances.toSorted((a, b) => a - b);
  return Math.max(1e-6, (sorted[Math.floor(sorted.length * 0.95)] ?? 1) / 9);
}
