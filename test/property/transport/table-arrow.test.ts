import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { arrowToTable, unpackTables } from '../../../analysis/api/contract/table-arrow.ts';
import { packTables, tableToArrow } from '../../../analysis/api/transport/table-arrow.ts';
import type { ReleasedCell, ReleasedTable } from '../../../analysis/domain/statistic.ts';

const cell: fc.Arbitrary<ReleasedCell> = fc.oneof(
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => ({ state: 'shown' as const, value: value + 0 })),
  fc
    .constantFrom('primary' as const, 'secondary' as const, 'dominance' as const, 'ledger' as const)
    .map((reason) => ({ state: 'hidden' as const, reason })),
  fc.constant({ state: 'none' as const }),
);

const table: fc.Arbitrary<ReleasedTable> = fc
  .record({ dimensions: fc.integer({ min: 1, max: 3 }), columns: fc.integer({ min: 1, max: 4 }) })
  .chain((size) =>
    fc
      .array(
        fc.record({
          at: fc.array(fc.constantFrom('全', '男', '女', '40〜44'), {
            minLength: size.dimensions,
            maxLength: size.dimensions,
          }),
          cells: fc.array(cell, { minLength: size.columns, maxLength: size.columns }),
        }),
        { maxLength: 40 },
      )
      .map((rows) => ({
        id: 'measure.test',
        parameters: { years: '2024' },
        context: { title: '表', population: '', period: '', source: '', method: '', caveats: ['※'] },
        dimensions: Array.from({ length: size.dimensions }, (_, i) => ({
          id: `d${i}`,
          label: `軸${i}`,
          partition: true,
          levels: [{ code: '全', label: '全体' }],
        })),
        columns: Array.from({ length: size.columns }, (_, i) => ({
          id: `c${i}`,
          label: `列${i}`,
          kind: 'count' as const,
          unit: '人',
          decimals: 0,
        })),
        rows,
      })),
  );

test.prop([table])('a released table comes out of Arrow as it went in', (original) => {
  expect(arrowToTable(tableToArrow(original))).toEqual(original);
});

test.prop([fc.array(table, { maxLength: 3 }), fc.constantFrom('bytes' as const, 'base64' as const)])(
  'a reply comes out of packing as it went in, whether its tables were large or small',
  (tables, form) => {
    const large = tables.map((each) => ({
      ...each,
      rows: Array.from({ length: 60 }, () => each.rows).flat(),
    }));
    const reply = { ok: true, value: { tables: [...tables, ...large], note: '＊', count: 3 } };
    expect(unpackTables(packTables(reply, form))).toEqual(reply);
  },
);
