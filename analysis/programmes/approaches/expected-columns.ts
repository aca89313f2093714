import type { Column } from '../../domain/statistic.ts';
import { type CascadeGroup, total } from './cascade-groups.ts';
import { derivedColumn, limitColumns } from './columns.ts';
import { expectedShare } from './expected-share.ts';

export const EXPECTED_METHOD =
  '見込みは、同じ年度の、終了していない対象者が翌年度に対象でなくなった割合を、支援の区分・性・年齢（40〜64歳、65〜74歳）ごとに求め、終了者の構成で重み付けした値（人数が足りないときは、まとめた区分による）。区間はウィルソンの区間をMOVER法（Zou・Donner 2008）で合わせたもの。';
export const UNKNOWN_NEXT = '翌年度の健診がまだ取り込まれていない年度は、翌年度の欄を－とする。';

export const EXPECTED_CAVEAT =
  '対象でなくなった割合には、何もしなくても対象でなくなる人（平均への回帰）が含まれる。見込みの割合と並べて読むこと。差には意欲の違いなど記録にない違いが残り、効果は「効果検証」で確かめる。';

const FROM = ['improved', 'examined_next'];
const PEOPLE = { unit: '人', decimals: 1 };
const PERCENT = { unit: '%', decimals: 1 };
const POINTS = { unit: '%ポイント', decimals: 1 };

/** Columns beside `improved` and `examined_next`: who would have left eligibility anyway, and the difference. */
export function expectedColumns(): readonly Column[] {
  const index = (scale: typeof PEOPLE, id: string, label: string) =>
    derivedColumn(scale, id, label, 'index', FROM);
  return [
    index(PEOPLE, 'expected_improved', '保健指導がなくても対象でなくなると見込まれる人'),
    index(PERCENT, 'expected_share', '保健指導がなくても対象でなくなると見込まれる割合'),
    ...limitColumns(PERCENT, 'expected_share', FROM),
    index(POINTS, 'net_share', '対象でなくなった割合と見込みの差'),
    ...limitColumns(POINTS, 'net_share', FROM),
  ];
}

/** Values of `expectedColumns` for completers held against everybody of the year; null where nobody compares. */
export function expectedValues(
  completers: readonly CascadeGroup[],
  everybody: readonly CascadeGroup[],
): readonly (number | null)[] {
  const found = expectedShare(completers, everybody);
  if (!found) return expectedColumns().map(() => null);
  const shares = [found.expected, found.difference].flatMap(({ estimate, lower, upper }) => [
    estimate,
    lower,
    upper,
  ]);
  const people = total(completers, 'examined_next') * found.expected.estimate;
  return [people, ...shares.map((value) => 100 * value)];
}
