import { describe, expect, it } from 'vitest';
import { cellsOf, recordsOf, SMALL, textOf, truthOf } from './read-files.ts';

const truth = truthOf(SMALL);
const declared = (kind: string, file: string): number =>
  truth.dirt.find((d) => d.kind === kind && d.file === file)?.count ?? 0;
const REGISTER = '01_資格/国保被保険者台帳.csv';
const CHECKUP = '02_特定健診/FKAC167_令和2年度.csv';
const CHECKUP4 = '02_特定健診/FKAC167_令和6年度.csv';

describe('the dirt named in truth.json is in the files', () => {
  it('spellings of numbers and dates in the register', () => {
    const rows = recordsOf(SMALL, REGISTER);
    const numbers = rows.map((r) => r.get('被保険者証番号')!);
    expect(numbers.filter((n) => /^[０-９]{7}$/.test(n))).toHaveLength(
      declared('full_width_number', REGISTER),
    );
    expect(numbers.filter((n) => /^="\d{7}"$/.test(n))).toHaveLength(declared('excel_text_number', REGISTER));
    expect(numbers.filter((n) => /^\d{1,6}$/.test(n))).toHaveLength(declared('lost_leading_zeros', REGISTER));
    const births = rows.map((r) => r.get('生年月日')!);
    expect(births.filter((b) => /^[MTSHR]\d+\.\d+\.\d+$/.test(b))).toHaveLength(
      declared('birth_era_letter', REGISTER),
    );
    expect(births.filter((b) => b.endsWith('日'))).toHaveLength(declared('birth_era_kanji', REGISTER));
    expect(births.filter((b) => b.includes('/'))).toHaveLength(declared('birth_western', REGISTER));
  });

  it('blanks, line breaks and kanji outside strict Shift_JIS in the register', () => {
    const rows = recordsOf(SMALL, REGISTER);
    expect(rows.filter((r) => r.get('小学校区') === '')).toHaveLength(declared('blank_district', REGISTER));
    expect(rows.filter((r) => r.get('住所')!.includes('\n'))).toHaveLength(
      declared('line_break_in_cell', REGISTER),
    );
    expect(rows.filter((r) => /[髙﨑]/.test(r.get('氏名')!))).toHaveLength(
      declared('cp932_only_kanji', REGISTER),
    );
    expect(rows.filter((r) => r.get('資格喪失日') === '99999999')).toHaveLength(
      declared('open_end_nines', REGISTER),
    );
    expect(rows.some((r) => r.get('行政区')!.startsWith('①'))).toBe(true);
    expect(rows.every((r) => /^[\uFF61-\uFF9F]+ [\uFF61-\uFF9F]+$/.test(r.get('氏名カナ')!))).toBe(true);
  });

  it('duplicates, corrections and states in the checkup file', () => {
    const lines = textOf(SMALL, CHECKUP).split('\r\n').slice(2, -2);
    expect(lines.length - new Set(lines).size).toBe(declared('exact_duplicate', CHECKUP));
    const rows = recordsOf(SMALL, CHECKUP, 1);
    const byTicket = new Map<string, Set<string>>();
    for (const r of rows) {
      const pressures = byTicket.get(r.get('受診券整理番号')!) ?? new Set();
      byTicket.set(r.get('受診券整理番号')!, pressures.add(r.get('収縮期血圧')!));
    }
    const corrected = [...byTicket.values()].filter((p) => p.size > 1);
    expect(corrected).toHaveLength(declared('corrected_row', CHECKUP));
    const unique = [...new Map(rows.map((r) => [[...r.values()].join(','), r])).values()];
    expect(unique.filter((r) => r.get('尿糖') === '未実施')).toHaveLength(declared('not_done', CHECKUP));
    expect(unique.filter((r) => r.get('腹囲') === '')).toHaveLength(declared('blank_value', CHECKUP));
    expect(
      unique.filter(
        (r) => r.get('ＨＬ中性脂肪（トリグリセリド）') === 'H' && r.get('中性脂肪（トリグリセリド）') === '',
      ),
    ).toHaveLength(declared('range_flag_without_value', CHECKUP));
  });

  it('the last year lacks its terminator and answers smoking with 3', () => {
    expect(declared('terminator_missing', CHECKUP4)).toBe(1);
    expect(cellsOf(textOf(SMALL, CHECKUP4)).at(-1)!.length).toBeGreaterThan(100);
    const rows = recordsOf(SMALL, CHECKUP4, 1);
    const unique = new Map(rows.map((r) => [r.get('受診券整理番号'), r]));
    const threes = [...unique.values()].filter((r) => r.get('喫煙') === '3').length;
    expect(threes).toBeGreaterThan(100);
    expect(threes).toBeLessThanOrEqual(declared('period4_smoking_code_3', CHECKUP4));
    expect(recordsOf(SMALL, CHECKUP, 1).every((r) => r.get('喫煙') !== '3')).toBe(true);
  });

  it('diagnoses without a usable code, suspected ones and wareki receipts', () => {
    let suspected = 0;
    let uncoded = 0;
    let unknown = 0;
    let wareki = 0;
    for (const file of new Set(truth.dirt.filter((d) => d.file.startsWith('04_')).map((d) => d.file))) {
      for (const r of cellsOf(textOf(SMALL, file))) {
        if (r[0] === 'SY' && r[4] === '8002') suspected++;
        if (r[0] === 'SY' && r[1] === '0000999') uncoded++;
        if (r[0] === 'SY' && r[1] === '8899999') unknown++;
        if (r[0] === 'RE' && r[3]!.length === 5) wareki++;
      }
    }
    const total = (kind: string): number =>
      truth.dirt.filter((d) => d.kind === kind).reduce((sum, d) => sum + d.count, 0);
    expect([suspected, uncoded, unknown, wareki]).toEqual(
      ['suspected_diagnosis', 'uncoded_diagnosis', 'unknown_disease_code', 'wareki_receipt'].map(total),
    );
    expect(Math.min(suspected, uncoded, unknown, wareki)).toBeGreaterThan(0);
  });

  it('step logs have unworn months, impossible values and repeated rows', () => {
    for (const year of [4, 5, 6]) {
      const file = `09_保健事業/歩数記録_令和${year}年度.csv`;
      const lines = textOf(SMALL, file).split('\r\n').slice(1, -1);
      expect(lines.length - new Set(lines).size).toBe(declared('exact_duplicate', file));
      const unique = [...new Set(lines)].map((l) => Number(l.split(',')[2]));
      expect(unique.filter((s) => s === 0)).toHaveLength(declared('not_worn', file));
      expect(unique.filter((s) => s > 100_000)).toHaveLength(declared('impossible_steps', file));
    }
  });
});
