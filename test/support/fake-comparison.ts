import type { OperationInput, OperationOutput } from '../../analysis/api/contract/operations.ts';
import { districts, fakeContext, shownCell, wireOf } from './fake-tables.ts';

const persons = { id: 'persons', label: '分母', kind: 'count', unit: '人', decimals: 0 } as const;

/** Differences between districts with made-up numbers. */
export function fakeDistricts({
  id,
  year,
}: OperationInput<'measures.districts'>): OperationOutput<'measures.districts'> {
  const gini = {
    id: 'gini',
    label: 'ジニ係数',
    kind: 'derived',
    formula: 'index',
    unit: '',
    decimals: 3,
  } as const;
  return {
    inequality: wireOf({
      id: `inequality.${id}`,
      parameters: { year },
      context: fakeContext('地区間の格差'),
      dimensions: [
        { id: 'area', label: '範囲', partition: false, levels: [{ code: 'all', label: '市町村全体' }] },
      ],
      columns: [persons, gini],
      rows: [{ at: ['all'], cells: [shownCell(9_000), shownCell(0.041)] }],
    }),
  };
}

/** A trend with made-up numbers, by district where asked. */
export function fakeTrend({
  id,
  years,
  by,
}: OperationInput<'measures.trend'>): OperationOutput<'measures.trend'> {
  const value = {
    id: 'value',
    label: '値',
    kind: 'derived',
    formula: 'share',
    unit: '%',
    decimals: 1,
  } as const;
  return {
    values: wireOf({
      id: `measure.${id}`,
      parameters: { by: by.join(',') },
      context: fakeContext('推移'),
      dimensions: [
        {
          id: 'year',
          label: '年度',
          partition: false,
          levels: years.map((year) => ({ code: String(year), label: `${year}年度` })),
        },
        ...(by.includes('district') ? [districts] : []),
      ],
      columns: [persons, value],
      rows: years.map((year, i) => ({
        at: [String(year), ...(by.includes('district') ? ['all'] : [])],
        cells: [shownCell(9_000), shownCell(35 + i)],
      })),
    }),
  };
}
