import { expect, test } from 'vitest';
import { mergeLinkage } from '../../../analysis/workspace/report.ts';

test('files of one kind and year are one row; counts and reasons add up', () => {
  const reason = { reason: 'not_found', remedy: '台帳を先に取り込む' };
  const rows = mergeLinkage([
    { source: 'レセプト', fiscalYear: 2024, records: 10, linked: 9, reasons: [{ ...reason, count: 1 }] },
    { source: 'レセプト', fiscalYear: 2023, records: 5, linked: 5, reasons: [] },
    { source: 'レセプト', fiscalYear: 2024, records: 20, linked: 17, reasons: [{ ...reason, count: 3 }] },
    { source: '名簿', records: 4, linked: 4, reasons: [] },
  ]);
  expect(rows).toEqual([
    { source: 'レセプト', fiscalYear: 2024, records: 30, linked: 26, reasons: [{ ...reason, count: 4 }] },
    { source: 'レセプト', fiscalYear: 2023, records: 5, linked: 5, reasons: [] },
    { source: '名簿', records: 4, linked: 4, reasons: [] },
  ]);
});
