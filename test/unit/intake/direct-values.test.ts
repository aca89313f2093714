import { describe, expect, it } from 'vitest';
import { directByValues, isMyNumber } from '../../../analysis/intake/map/direct-values.ts';

const times = (count: number, of: (at: number) => string) => Array.from({ length: count }, (_, at) => of(at));

describe('direct identifiers told by their values', () => {
  it('knows the check digit of individual numbers', () => {
    expect(isMyNumber('123456789018')).toBe(true);
    for (const digit of '012345679') expect(isMyNumber(`12345678901${digit}`)).toBe(false);
    expect(isMyNumber('1234567890181')).toBe(false);
    // A rest of 0 or 1 has the digit 0.
    expect(
      times(100, (at) => String(at).padStart(11, '0')).every(
        (body) => times(10, String).filter((digit) => isMyNumber(body + digit)).length === 1,
      ),
    ).toBe(true);
  });

  it.each([
    ['privacy.my_number_values', times(6, () => '１２３４５６７８９０１８')],
    ['privacy.name_values', times(6, (at) => `架空　${'一二三四五六'[at]}郎`)],
    ['privacy.name_values', times(6, (at) => `ｶｸｳ ﾊﾅ${'ｱｲｳｴｵｶ'[at]}`)],
    ['privacy.phone_values', times(6, (at) => `０３－００００－000${at}`)],
    ['privacy.phone_values', times(6, (at) => `0900000000${at}`)],
    ['privacy.phone_values', times(6, (at) => `a${at}@example.jp`)],
    ['privacy.address_values', times(6, (at) => `000-000${at}`)],
    ['privacy.address_values', times(6, (at) => `架空市本町${at + 1}番地`)],
  ])('%s', (code, cells) => {
    expect(directByValues(cells)).toBe(code);
    expect(directByValues([...cells, '', '　'])).toBe(code);
  });

  it.each([
    ['too few', times(4, () => '123456789018')],
    ['numbers of twelve digits', times(60, (at) => String(100_000_000_000 + at * 7919))],
    ['facilities that repeat', times(12, (at) => (at % 2 ? '架空 会館' : '見本 集会所'))],
    ['districts', times(12, (at) => `本町${at + 1}丁目`)],
    ['diagnoses and remarks', times(12, (at) => `経過観察${'一二三四五六七八九十甲乙'[at]}`)],
    ['dates and measures', [...times(6, (at) => `2024-05-0${at + 1}`), ...times(6, (at) => `${at}.5`)]],
    ['item codes', times(8, (at) => `9N00100000000000${at}`)],
  ])('leaves %s', (_, cells) => {
    expect(directByValues(cells)).toBeUndefined();
  });
});
