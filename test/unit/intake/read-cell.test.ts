import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  normaliseHeading,
  normaliseIdentifier,
  normaliseKana,
} from '../../../analysis/domain/identifiers.ts';
import { readCell } from '../../../analysis/intake/fields/read.ts';
import { KeyHasher, plainKeys } from '../../../analysis/intake/identity/keys.ts';
import { CARE_LEVEL } from '../../../analysis/intake/layouts/care.ts';
import { checkupFieldType } from '../../../analysis/intake/layouts/checkup-fields.ts';
import { itemTarget, jdsToNgsp } from '../../../analysis/intake/layouts/item-codes.ts';
import { patternOf } from '../../../analysis/intake/map/profile.ts';

const sbp = checkupFieldType('sbp');
const hba1c = checkupFieldType('hba1c');

describe('cells', () => {
  it.each([
    ['142', 142, 0],
    ['１４２', 142, 0],
    [' 142 mmHg', 142, 0],
    ['', Number.NaN, 1],
    ['－', Number.NaN, 1],
    ['*', Number.NaN, 1],
    ['未実施', Number.NaN, 2],
    ['測定不能', Number.NaN, 3],
    ['L', Number.NaN, 4],
    ['Ｈ', Number.NaN, 5],
    ['あ', Number.NaN, 6],
    ['9999', Number.NaN, 6],
  ])('blood pressure %j reads as %d with state %i', (text, value, state) => {
    const reading = readCell(text, sbp);
    expect(reading.value).toEqual(value);
    expect(reading.state).toBe(state);
  });

  it.each([
    ['6．1', 6.1, undefined],
    ['6,1', 6.1, 'value.decimal_comma'],
    ['60', Number.NaN, 'value.out_of_range'],
  ])('HbA1c %j', (text, value, issue) => {
    const reading = readCell(text, hba1c);
    expect(reading.value).toEqual(value);
    expect(reading.issue).toBe(issue);
  });

  it.each([
    ['"1,234,560"'.slice(1, -1), 1_234_560],
    ['¥1,200円', 1200],
    ['12.3%', 12.3],
  ])('amount %s', (text, value) => {
    expect(readCell(text, { kind: 'amount' }).value).toBe(value);
  });

  it('reads urine results as codes: 2 is ±, not +', () => {
    const type = checkupFieldType('urine_protein');
    expect(['2', '+-', '（＋）', '2+', '-', '＋＋＋'].map((text) => readCell(text, type).value)).toEqual([
      2, 2, 3, 4, 1, 5,
    ]);
    expect(readCell('未実施', type).state).toBe(2);
  });

  it('reads care levels by name and code', () => {
    expect(['要支援１', '22', '要介護5', '非該当'].map((text) => readCell(text, CARE_LEVEL).text)).toEqual([
      '12',
      '22',
      '25',
      '01',
    ]);
  });

  it('refuses numbers that a spreadsheet has broken', () => {
    expect(readCell('2.41E+10', { kind: 'identifier' }).issue).toBe('identifier.broken_number');
  });
});

describe('identifiers', () => {
  it('makes the spellings of one number alike', () => {
    expect(new Set(['００００１２３', '0000123', '123', ' 123 '].map(normaliseIdentifier))).toEqual(
      new Set(['123']),
    );
    expect(new Set(['  139999', '00139999', '139999'].map(normaliseIdentifier))).toEqual(new Set(['139999']));
    expect(normaliseIdentifier('0000000')).toBe('');
  });

  it('makes the spellings of one name alike', () => {
    expect(new Set(['ｷﾖｳｺ ﾀﾛｳ', 'キョウコ　タロウ', 'きょうこたろう'].map(normaliseKana))).toEqual(
      new Set(['キヨウコタロウ']),
    );
    expect(normaliseKana('架空')).toBe('');
  });

  it('makes the spellings of one heading alike', () => {
    expect(normaliseHeading('γ－ＧＴ（γ－ＧＴＰ）')).toBe(normaliseHeading('γ-GT(γ-GTP)'));
    expect(normaliseHeading('データ管理番号１')).toBe(normaliseHeading('データ管理番号1'));
  });
});

describe('keyed hashes', () => {
  it('are the platform’s HMAC-SHA-256, for short and long secrets', () => {
    for (const secret of [Buffer.alloc(32, 7), Buffer.alloc(64, 1), Buffer.from('秘密'.repeat(40))]) {
      const hasher = new KeyHasher(secret);
      for (const text of ['', 'kokuho\u0000架国|123|1958-03-15|1']) {
        expect(hasher.digest(text)).toBe(createHmac('sha256', secret).update(text).digest('hex'));
      }
    }
  });

  it('need birth date and sex where a number names a household', () => {
    const household = { symbol: '架国', number: '123', birth: null, sex: 1 } as const;
    expect(plainKeys(household)).toEqual([]);
    expect(plainKeys({ ...household, birth: 0 }).map((key) => key.kind)).toEqual(['kokuho', 'kokuho_number']);
    expect(
      plainKeys({ insurer: '39139999', number: '456', birth: 0, sex: 2 }).map((key) => key.kind),
    ).toEqual(['kouki']);
  });
});

describe('columns of months', () => {
  it.each(['202406', '2024/6', '2024年6月', 'R6.6', '令和6年6月', '２０２４年６月'])(
    'take %s without a remark',
    (text) => {
      const reading = readCell(text, { kind: 'date', months: true });
      expect(reading).toEqual(readCell('20240601', { kind: 'date' }));
      expect(readCell(text, { kind: 'date' }).issue).toBe('date.month_precision');
    },
  );

  it('still remark on a day that does not exist', () => {
    expect(readCell('20240631', { kind: 'date', months: true }).issue).toBe('date.month_precision');
  });
});

describe('item codes', () => {
  it('keeps fasting and casual, serum and urine apart', () => {
    expect(itemTarget('3D010000001926101')?.column).toBe('glucose_fasting');
    expect(itemTarget('3D010129901926101')?.column).toBe('glucose_casual');
    expect(itemTarget('3F015129902327101')?.column).toBe('triglyceride_casual');
    expect(itemTarget('3A015000000106101')?.column).toBeUndefined();
    expect(itemTarget('9N056160400000049')).toBeUndefined();
  });

  it('converts JDS to NGSP', () => {
    expect(jdsToNgsp(6.1)).toBe(6.5);
  });
});

describe('patterns', () => {
  it('show the shape of a value and nothing of it', () => {
    expect(['19580315', 'S43.2.19', 'WP-0a1b', '6.1'].map(patternOf)).toEqual([
      '99999999',
      'A99.9.99',
      'AA-9A9A',
      '9.9',
    ]);
    expect(patternOf('架空太郎')).toBe('字…');
  });
});
