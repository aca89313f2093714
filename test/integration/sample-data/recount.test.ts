import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ageAtFiscalYearEnd, dayOf } from '../../../sample-data/calendar.ts';
import { cellsOf, dateKey, key, recordsOf, SMALL, textOf, truthOf } from './read-files.ts';

const truth = truthOf(SMALL);
const count = (name: string, year: number): number =>
  truth.recounts.by_fiscal_year[name]?.[String(year)] ?? Number.NaN;
const YEARS = [2020, 2021, 2022, 2023, 2024];
const LABEL = (year: number): string => `令和${year - 2018}年度`;

interface Spell {
  readonly person: string;
  readonly birth: string;
  readonly from: string;
  readonly lostOn: string;
  readonly key: string;
}

function register(path: string, koki: boolean): Spell[] {
  return recordsOf(SMALL, path).map((r) => ({
    person: r.get('宛名番号')!,
    birth: dateKey(r.get('生年月日')),
    from: dateKey(r.get('資格取得日')),
    lostOn: dateKey(r.get('資格喪失日')),
    key: koki ? key(r.get('被保険者番号')) : `${key(r.get('被保険者証番号'))}/${dateKey(r.get('生年月日'))}`,
  }));
}

const kokuho = register('01_資格/国保被保険者台帳.csv', false);
const koki = register('01_資格/後期高齢者被保険者台帳.csv', true);
const covers = (s: Spell, from: string, to: string): boolean =>
  s.from <= from && (s.lostOn === '' || s.lostOn > to);
const touches = (s: Spell, from: string, to: string): boolean =>
  s.from <= to && (s.lostOn === '' || s.lostOn > from);
const distinct = (spells: readonly Spell[]): number => new Set(spells.map((s) => s.person)).size;
const age = (birth: string, year: number): number =>
  ageAtFiscalYearEnd(
    dayOf(Number(birth.slice(0, 4)), Number(birth.slice(4, 6)), Number(birth.slice(6))),
    year,
  );

describe('the files of the small sample hold what truth.json says', () => {
  it.each(YEARS)('persons insured in FY%i', (year) => {
    const [from, to] = [`${year}0401`, `${year + 1}0331`];
    expect(distinct(kokuho.filter((s) => touches(s, from, to)))).toBe(count('persons_kokuho', year));
    expect(distinct(koki.filter((s) => touches(s, from, to)))).toBe(count('persons_koki', year));
    expect(distinct([...kokuho, ...koki].filter((s) => touches(s, from, to)))).toBe(
      count('persons_any', year),
    );
    expect(distinct(kokuho.filter((s) => covers(s, to, to)))).toBe(
      count('enrolled_at_year_end_kokuho', year),
    );
    expect(distinct(koki.filter((s) => covers(s, to, to)))).toBe(count('enrolled_at_year_end_koki', year));
  });

  it.each(YEARS)('checkup eligible and examined in FY%i', (year) => {
    const eligible = kokuho.filter(
      (s) =>
        covers(s, `${year}0401`, `${year + 1}0331`) && age(s.birth, year) >= 40 && age(s.birth, year) <= 74,
    );
    expect(distinct(eligible)).toBe(count('checkup_eligible', year));
    const examined = examinees(year);
    expect(examined.size).toBe(count('checkup_examinees', year));
    expect(eligible.filter((s) => examined.has(s.key)).length).toBe(count('checkup_eligible_examined', year));
  });

  it.each(YEARS)('points and receipts of FY%i', (year) => {
    const seen = { C: { receipts: 0, points: 0 }, Y: { receipts: 0, points: 0 } };
    for (const name of readdirSync(join(SMALL, '04_レセプト'))) {
      if (!name.includes(`_R0${year - 2018}_`)) continue;
      const kind = name.startsWith('RECEIPTC') ? 'C' : 'Y';
      const total = ukeTotals(name);
      seen[kind].receipts += total.receipts;
      seen[kind].points += total.points;
    }
    expect(seen.C.receipts).toBe(count('receipts_medical', year));
    expect(seen.Y.receipts).toBe(count('receipts_pharmacy', year));
    expect(seen.C.points).toBe(count('points_medical', year));
    expect(seen.Y.points).toBe(count('points_pharmacy', year));
  });

  it.each(YEARS)('guidance funnel of FY%i', (year) => {
    const targets = recordsOf(SMALL, `03_特定保健指導/FKCA172_${LABEL(year)}.csv`, 1);
    expect(targets.filter((r) => r.get('保健指導レベル') === '1').length).toBe(
      count('guidance_selected_intensive', year),
    );
    expect(targets.filter((r) => r.get('保健指導レベル') === '2').length).toBe(
      count('guidance_selected_motivational', year),
    );
    const results = recordsOf(SMALL, `03_特定保健指導/FKAC165_${LABEL(year)}.csv`, 1);
    expect(results.length).toBe(count('guidance_first_interview', year));
    expect(results.filter((r) => r.get('実績評価実施日') !== '').length).toBe(
      count('guidance_completed', year),
    );
  });

  it.each(YEARS)('certified at the end of FY%i', (year) => {
    const day = `${year + 1}0331`;
    const insured = new Set([...kokuho, ...koki].filter((s) => covers(s, day, day)).map((s) => s.person));
    const certified = recordsOf(SMALL, '06_介護/要介護認定者一覧.csv').filter(
      (r) =>
        dateKey(r.get('有効期間開始')) <= day &&
        dateKey(r.get('有効期間終了')) >= day &&
        insured.has(r.get('宛名番号')!),
    );
    expect(new Set(certified.map((r) => r.get('宛名番号'))).size).toBe(count('certified_at_year_end', year));
  });

  it('walking participants and letters', () => {
    const members = recordsOf(SMALL, '09_保健事業/ウォーキング_参加者名簿.csv');
    expect(members.length).toBe(count('walking_joined', 2022));
    const link = recordsOf(SMALL, '09_保健事業/ウォーキング_アプリID対応表.csv');
    expect(new Set(link.map((r) => r.get('アプリID')))).toEqual(
      new Set(members.map((r) => r.get('アプリID'))),
    );
    for (const year of YEARS) {
      const letters = recordsOf(SMALL, `09_保健事業/減塩はがき_送付一覧_${LABEL(year)}.csv`);
      expect(letters.length).toBe(count('letters_sent', year));
      const calls = recordsOf(SMALL, `09_保健事業/特定保健指導_勧奨記録_${LABEL(year)}.csv`);
      expect(calls.length).toBe(count('guidance_called', year));
      const came = calls.filter((r) => r.get('申込日') !== '');
      expect(came.length).toBe(count('guidance_first_interview', year));
    }
  });
});

/** 番号/生年月日 of everybody with a 特定健診 in the year, whatever file it came in. */
function examinees(year: number): Set<string> {
  const path = `02_特定健診/${year === 2022 ? '健診結果_項目コード' : 'FKAC167'}_${LABEL(year)}.csv`;
  const rows = recordsOf(SMALL, path, year === 2022 ? 0 : 1);
  const keys = new Set(rows.map((r) => `${key(r.get('被保険者証番号'))}/${r.get('生年月日')}`));
  if (year < 2024) return keys;
  const zip = readdirSync(join(SMALL, '02_特定健診')).find((n) => n.endsWith('.zip'))!;
  const files = unzipSync(new Uint8Array(readFileSync(join(SMALL, '02_特定健診', zip))));
  for (const [name, bytes] of Object.entries(files)) {
    if (!/\/DATA\/h\d{26}\.xml$/.test(name)) continue;
    const xml = new TextDecoder().decode(bytes);
    const number = /extension="([^"]+)" root="1\.2\.392\.200119\.6\.205"/.exec(xml)?.[1];
    keys.add(`${key(number)}/${/<birthTime value="(\d{8})"/.exec(xml)?.[1]}`);
  }
  return keys;
}

/** Receipts and points of one UKE file, checking that lines, HO and GO agree. */
function ukeTotals(name: string): { receipts: number; points: number } {
  const text = textOf(SMALL, `04_レセプト/${name}`);
  expect(text.endsWith('\r\n\u001a')).toBe(true);
  const rows = cellsOf(text.slice(0, -1));
  const total = { receipts: 0, points: 0 };
  let lines = 0;
  let declared = 0;
  for (const r of rows) {
    if (r[0] === 'RE' || r[0] === 'GO') {
      expect(lines).toBe(declared);
      lines = 0;
    }
    if (r[0] === 'RE') total.receipts++;
    if (r[0] === 'HO') {
      declared = Number(r[5]);
      total.points += declared;
    }
    if ((r[0] === 'SI' || r[0] === 'IY') && name.startsWith('RECEIPTC'))
      lines += Number(r[5] ?? 0) * Number(r[6] ?? 0);
    if (r[0] === 'CZ') lines += Number(r[10]) + Number(r[13]);
  }
  const go = rows.at(-1)!;
  expect([go[0], Number(go[1]), Number(go[2]), go[3]]).toEqual(['GO', total.receipts, total.points, '99']);
  return total;
}
