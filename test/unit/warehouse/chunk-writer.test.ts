import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NULL_INT, StageBuffer } from '../../../analysis/domain/staging.ts';
import { ChunkWriter } from '../../../analysis/warehouse/load/chunk-writer.ts';
import { openWarehouse, type Warehouse } from '../../../analysis/warehouse/session.ts';

const TABLE = {
  id: 'test',
  columns: [
    { name: 'whole', type: 'BIGINT' },
    { name: 'real', type: 'DOUBLE' },
    { name: 'count', type: 'INTEGER' },
    { name: 'code', type: 'VARCHAR' },
  ],
} as const;

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse(join(mkdtempSync(join(tmpdir(), 'ebpm-chunks-')), 'chunks.duckdb'));
});

afterAll(() => warehouse.close());

async function written(fill: (buffer: StageBuffer) => void): Promise<Readonly<Record<string, unknown>>[]> {
  await warehouse.run('CREATE OR REPLACE TABLE t (whole BIGINT, real DOUBLE, raised BIGINT, code VARCHAR)');
  const buffer = new StageBuffer(TABLE);
  fill(buffer);
  const writer = new ChunkWriter(await warehouse.appender('t'), [
    { type: 'BIGINT', from: 'whole' },
    { type: 'DOUBLE', from: 'real' },
    { type: 'OFFSET', from: 'count', plus: 2 ** 40 },
    { type: 'VARCHAR', from: 'code' },
  ]);
  writer.write(buffer);
  writer.close();
  return warehouse.all('SELECT * FROM t ORDER BY rowid');
}

test('whole numbers keep their sign and every digit; what no whole number can hold is null', async () => {
  const given = [0, -1, 1, 4_294_967_295, 4_294_967_296, -4_294_967_297, 2 ** 53 - 1, -(2 ** 53 - 1), 2.5];
  const beyond = [Number.NaN, Number.POSITIVE_INFINITY, 1e30, -(2 ** 60)];
  const rows = await written((buffer) => {
    const values = [...given, ...beyond];
    buffer.doubles('whole').set(values);
    buffer.doubles('real').set(values);
    buffer.integers('count').set(values.map((_, at) => at));
    buffer.rows = values.length;
  });
  expect(rows.slice(0, given.length).map(({ whole }) => whole)).toEqual([...given.slice(0, -1), 3]);
  expect(rows.slice(given.length).map(({ whole }) => whole)).toEqual(beyond.map(() => null));
  expect(rows.map(({ real }) => real)).toEqual([...given, null, Number.POSITIVE_INFINITY, 1e30, -(2 ** 60)]);
  expect(rows.map(({ raised }) => raised)).toEqual(rows.map((_, at) => 2 ** 40 + at));
});

test('nulls and columns that nobody filled', async () => {
  const rows = await written((buffer) => {
    buffer.integers('count').set([7, NULL_INT]);
    buffer.texts('code')[0] = '傷病名を長く書いたもの';
    buffer.rows = 2;
  });
  expect(rows).toEqual([
    { whole: null, real: null, raised: 2 ** 40 + 7, code: '傷病名を長く書いたもの' },
    { whole: null, real: null, raised: null, code: null },
  ]);
});

test('what stands for no number, and numbers that are too low', async () => {
  await warehouse.run('CREATE OR REPLACE TABLE filled (a BIGINT, b INTEGER, c INTEGER, d BOOLEAN)');
  const buffer = new StageBuffer(TABLE);
  buffer.doubles('whole').set([5, Number.NaN]);
  buffer.integers('count').set([NULL_INT, -3, 4]);
  buffer.rows = 3;
  const writer = new ChunkWriter(await warehouse.appender('filled'), [
    { type: 'BIGINT', from: 'whole', absent: -1 },
    { type: 'INTEGER', from: 'count', plus: 100, absent: 7 },
    { type: 'INTEGER', from: 'count', least: 0 },
    { type: 'BOOLEAN', from: 'count', absent: 0 },
  ]);
  writer.write(buffer);
  writer.close();
  expect(await warehouse.all('SELECT * FROM filled ORDER BY rowid')).toEqual([
    { a: 5, b: 7, c: null, d: false },
    { a: -1, b: 97, c: null, d: false },
    { a: -1, b: 104, c: 4, d: false },
  ]);
  expect([...buffer.doubles('whole').subarray(0, 3)]).toEqual([5, Number.NaN, Number.NaN]);
});

test('columns of a result are numbers and texts, whatever their type', async () => {
  const columns = await warehouse.columns(
    `SELECT * FROM (VALUES
       (1::TINYINT, 9007199254740991::BIGINT, true, 1.5::DECIMAL(4, 1), DATE '2024-04-01', 'あ', 1e3::FLOAT),
       (NULL, NULL, NULL, NULL, NULL, NULL, NULL)) t(small, big, yes, part, day, word, real)`,
  );
  expect(columns.length).toBe(2);
  const numbers = Object.fromEntries(
    ['small', 'big', 'yes', 'part', 'real'].map((name) => [name, [...columns.number(name)]]),
  );
  expect(numbers).toEqual({
    small: [1, Number.NaN],
    big: [2 ** 53 - 1, Number.NaN],
    yes: [1, Number.NaN],
    part: [1.5, Number.NaN],
    real: [1000, Number.NaN],
  });
  expect(columns.text('day')).toEqual(['2024-04-01', null]);
  expect(columns.text('word')).toEqual(['あ', null]);
  expect(columns.text('big')).toEqual(['9007199254740991', null]);
  expect(() => columns.number('none')).toThrow('no result column none');
});

test('a result without rows has its columns', async () => {
  const columns = await warehouse.columns('SELECT 1 AS one, 2 AS two WHERE false');
  expect(columns.length).toBe(0);
  expect([...columns.number('two')]).toEqual([]);
  expect(columns.text('one')).toEqual([]);
});
