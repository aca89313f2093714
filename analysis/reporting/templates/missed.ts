import type { Dimension, Level, ReleasedTable } from '../../domain/statistic.ts';
import type { ReportInputs } from '../inputs.ts';
import type { CellRef, Text } from '../model.ts';
import type { Released } from '../released.ts';
import { dimensionOf, hasRow, positionOf, yearDimension } from '../roles.ts';
import { cell, cellOf, live } from '../text.ts';
import type { ExpectedQuestion } from './questions.ts';
import { drawnLevels } from './tables.ts';

const CUTS = ['sex', 'age', 'district'] as const;
const COLUMNS = { eligible: 'eligible', completed: 'completed', share: 'completed_share' } as const;

interface LeastReached {
  readonly dimension: Dimension;
  readonly year: string;
  readonly group: Level;
  readonly eligible: CellRef;
  readonly share: CellRef;
  /** Groups whose share may be seen, of how many. */
  readonly seen: number;
  readonly all: number;
}

/** "Whom did guidance miss?": by each cut the group that completed least, or why nobody may say so. */
export function missedWhom({
  approaches: [approach],
}: Pick<ReportInputs, 'approaches'>): readonly ExpectedQuestion[] {
  if (!approach?.highRisk.tables.some(({ statistic }) => isCascade(statistic))) return [];
  const found = CUTS.flatMap((cut) => {
    for (const table of approach.highRisk.tables) {
      const least = leastReached(table, cut);
      if (least !== undefined) return [least];
    }
    return [];
  });
  const question = '保健指導が届いていないのは、どんな人か';
  const [first] = found;
  if (first === undefined) {
    const whole = approach.highRisk.tables.map(everybody).find((text) => text.length > 0) ?? [];
    const why = '男女・年齢・地区に分けると人数が少なく、どの区分が低いかは公表できません。';
    return [{ question, short: [...whole, why], answer: [...whole, why, TOGETHER] }];
  }
  const parts = found.flatMap(
    (one, index): Text => [
      ...(index === 0 ? [] : ['、']),
      ...live`${one.dimension.label}では${one.group.label}（${one.share}、対象${one.eligible}${one.year === first.year ? '' : `、${one.year}`}）`,
    ],
  );
  const among = found.some(({ seen, all }) => seen < all) ? '公表できる区分の中で' : '';
  const said: Text = [`${first.year}に終了した人の割合が${among}最も低いのは、`, ...parts, 'です。'];
  const hidden = found.flatMap(({ dimension, seen, all }) =>
    seen < all ? [`${dimension.label}は${all}区分のうち公表できる${seen}区分の中での比較です。`] : [],
  );
  const chance = '人数の少ない区分の差は、偶然のこともあります。';
  return [{ question, short: [...said, chance], answer: [...said, ...hidden, chance] }];
}

const TOGETHER = '年度をまとめるか、区分を大きくすると示せることがあります。';

/** How many of the whole town were meant and completed, in the newest year in which both may be seen. */
function everybody(table: Released<ReleasedTable>): Text {
  const { statistic } = table;
  const year = yearDimension(statistic);
  if (year === undefined || !isCascade(statistic)) return [];
  for (const { code, label } of year.levels.toReversed()) {
    const at = positionOf(statistic, { [year.id]: code });
    if (!hasRow(statistic, at)) continue;
    const of = (column: string) => cell(table, at, column);
    if (Object.values(COLUMNS).some((column) => cellOf(of(column)).state !== 'shown')) continue;
    return live`${label}は、対象者${of(COLUMNS.eligible)}のうち${of(COLUMNS.completed)}（${of(COLUMNS.share)}）が終了しました。`;
  }
  return [];
}

const isCascade = ({ columns }: ReleasedTable): boolean =>
  Object.values(COLUMNS).every((id) => columns.some((column) => column.id === id));

/** The group that completed least in the newest year in which two groups may be compared. */
function leastReached(table: Released<ReleasedTable>, cut: string): LeastReached | undefined {
  const { statistic } = table;
  const dimension = dimensionOf(statistic, cut);
  const year = yearDimension(statistic);
  if (dimension === undefined || year === undefined || !isCascade(statistic)) return undefined;
  const codes = drawnLevels(dimension);
  for (const { code, label } of year.levels.toReversed()) {
    const groups = codes.flatMap((group) => {
      const at = positionOf(statistic, { [year.id]: code, [dimension.id]: group });
      if (!hasRow(statistic, at)) return [];
      const share = cell(table, at, COLUMNS.share);
      const value = cellOf(share);
      const level = dimension.levels.find((one) => one.code === group);
      if (value.state !== 'shown' || level === undefined) return [];
      return [{ level, share, value: value.value, eligible: cell(table, at, COLUMNS.eligible) }];
    });
    const least = groups.toSorted((a, b) => a.value - b.value)[0];
    if (groups.length < 2 || least === undefined) continue;
    const { level: group, share, eligible } = least;
    return { dimension, year: label, group, eligible, share, seen: groups.length, all: codes.length };
  }
  return undefined;
}
