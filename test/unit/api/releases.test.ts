import { expect, test } from 'vitest';
import { releaseHandlers } from '../../../analysis/api/handlers/releases.ts';
import { noted } from '../../../analysis/domain/titles.ts';
import { JUDGED_ONLY, outletNames } from '../../../analysis/messages/disclosure.ts';

const dimension = (id: string, ...codes: readonly string[]) => ({
  id,
  partition: true,
  levels: codes.map((code) => ({ code })),
});
const entry = (title: string, dimensions: readonly unknown[] | undefined, more: object = {}) => ({
  sequence: 1,
  at: '2026-11-22T23:30:00.000Z',
  event: 'release',
  title,
  outlet: 'browser',
  release: { releaseId: 'r', threshold: 10, shown: 2, hidden: { primary: 1, secondary: 2, other: 3 } },
  ...(dimensions === undefined ? {} : { table: { dimensions } }),
  ...more,
});

async function listed(...entries: readonly object[]) {
  const context = { workspaces: { require: () => ({ ledger: { entries } }) } };
  const reply = await releaseHandlers['releases.list'](context as never, {}, {} as never);
  return (reply as { readonly entries: readonly Record<string, unknown>[] }).entries;
}

test('an entry tells the years and groups that its table counts; dimensions without groups are none', async () => {
  const [one] = await listed(
    entry('要介護認定率', [
      dimension('year', '2024', '2023'),
      dimension('sex', 'all', '1', '2'),
      dimension('broad_age', 'all', '40'),
      dimension('district', '中央小'),
      dimension('tier', '130', '140'),
    ]),
  );
  expect(one).toMatchObject({ years: [2023, 2024], by: ['男女別', '年齢別'], outlet: 'browser', hidden: 6 });
});

test('what was judged for the sake of another table went nowhere; a file has no years of its own', async () => {
  const title = noted('1人当たり医療費（国保）', JUDGED_ONLY);
  const [file, judged] = await listed(entry(title, []), entry('年次評価', undefined, { outlet: 'file' }));
  expect(judged).toMatchObject({ outlet: 'none', years: [], by: [] });
  expect(outletNames[String(judged!.outlet)]).toBe('審査のみ');
  expect(file).toMatchObject({ outlet: 'file', years: [], by: [] });
});
