import { describe, expect, it } from 'vitest';
import {
  formatCell,
  formatDate,
  formatFiscalYear,
  formatNumber,
  formatP,
  formatSigned,
  roundDecimal,
  withUnit,
} from '../../../analysis/reporting/format.ts';

describe('numbers as printed', () => {
  it('rounds half away from zero in decimal, not in binary', () => {
    expect(formatNumber(1.005, 2)).toBe('1.01');
    expect(formatNumber(-2.5, 0)).toBe('−3');
    expect(formatNumber(1234567.891, 1)).toBe('1,234,567.9');
    expect(formatNumber(999.96, 1)).toBe('1,000.0');
  });

  it('never prints a minus zero, and sets a true minus sign that no line break parts from its number', () => {
    expect(formatNumber(-0.04, 1)).toBe('0.0');
    expect(formatSigned(-0.04, 1)).toBe('0.0');
    expect(formatSigned(3.21, 1)).toBe('+3.2');
    expect(formatNumber(-3.21, 1)).toBe('−3.2');
    expect(Object.is(roundDecimal(-0.04, 1), -0)).toBe(false);
  });

  it('marks hidden and undefined cells, and tells them from zero', () => {
    expect(formatCell({ state: 'hidden', reason: 'primary' }, 0)).toBe('＊');
    expect(formatCell({ state: 'none' }, 0)).toBe('－');
    expect(formatCell({ state: 'shown', value: 0 }, 0)).toBe('0');
  });

  it('puts units as Japanese text does', () => {
    expect(withUnit('3.2', 'mmHg')).toBe('3.2 mmHg');
    expect(withUnit('41.2', '%')).toBe('41.2%');
    expect(withUnit('＊', '人')).toBe('＊');
    expect(formatP(0.00004)).toBe('p<0.001');
    expect(formatP(0.0461)).toBe('p=0.046');
  });

  it('writes eras at their borders', () => {
    expect(formatDate('2019-04-30', 'wareki')).toBe('平成31年4月30日');
    expect(formatDate('2019-05-01', 'wareki')).toBe('令和元年5月1日');
    expect(formatDate('2026-11-21', 'seireki')).toBe('2026年11月21日');
    expect(formatFiscalYear(2018, 'wareki')).toBe('平成30年度');
    expect(formatFiscalYear(2019, 'wareki')).toBe('令和元年度');
    expect(formatFiscalYear(2023, 'wareki')).toBe('令和5年度');
    expect(formatFiscalYear(2023, 'seireki')).toBe('2023年度');
  });
});
