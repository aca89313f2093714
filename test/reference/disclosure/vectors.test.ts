import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fractionsFromShare } from '../../../analysis/disclosure/backcalc/candidates.ts';
import { parseDocument } from '../../../analysis/disclosure/protect/document.ts';
import type { ProtectResult } from '../../../analysis/disclosure/protect/result.ts';
import { auditTable } from '../../../analysis/disclosure/protect/table.ts';
import { protectFile } from './command.ts';
import { FORMAT_CHECKS } from './format-checks.ts';

const FILE = new URL('../../../../shared/reference/sdc/vectors.json', import.meta.url);

type Interval = [number | null, number | null];

interface Pattern {
  readonly suppressed: string[];
  readonly intervals: Record<string, Interval>;
  readonly failing?: string[];
}

interface Expectation extends Readonly<Record<string, unknown>> {
  readonly primary: string[];
  readonly minSecondaryCount: number;
  readonly exampleSecondary: string[];
  readonly frozen: string[];
  readonly intervals: Record<string, Interval>;
  readonly primaryOnlySafe: boolean;
  readonly primaryOnlyIntervals: Record<string, Interval>;
  readonly invalidPatterns?: Pattern[];
  readonly alsoValidPatterns?: Pattern[];
  readonly verdict?: string;
  readonly flag?: string | null;
}

interface Vector extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly requiredWidth: number;
  readonly base: number;
  readonly trueTable: number[][];
  readonly cells: Record<string, number>;
  readonly expect: Expectation;
  readonly expectByHolder?: Record<string, unknown>;
}

const present = existsSync(FILE);
const vectors = present
  ? (parseDocument(readFileSync(FILE, 'utf8')) as { vectors: Vector[] }).vectors
  : ([] as Vector[]);

/** JSON text with every number as it was written: trailing zeros say how it was rounded. */
const texts: readonly string[] = present
  ? (
      JSON.parse(readFileSync(FILE, 'utf8'), ((
        _key: string,
        value: unknown,
        { source }: { source?: string },
      ) => (typeof value === 'number' && source !== undefined ? rawJson(source) : value)) as never) as {
        vectors: object[];
      }
    ).vectors.map((vector) => JSON.stringify(vector))
  : [];

function rawJson(source: string): unknown {
  return (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(source);
}

/** `ebpm protect VECTOR.json --json`, as an auditor runs it. */
async function protect(vector: Vector): Promise<ProtectResult> {
  const { exit, result } = await protectFile(texts[vectors.indexOf(vector)]!);
  const { status } = result as ProtectResult;
  expect(exit).toBe(status === 'released' ? 0 : 4);
  return result as ProtectResult;
}

async function checkTable(vector: Vector): Promise<void> {
  const { expect: wanted } = vector;
  const result = await protect(vector);
  const suppressed = result.suppressed as { id: string; reason: string; interval: Interval }[];
  expect(result.status).toBe('released');
  const primary = suppressed.filter((cell) => cell.reason === 'primary').map((cell) => cell.id);
  expect(primary.toSorted()).toEqual(wanted.primary.toSorted());
  expect(result.secondaryCount).toBe(wanted.minSecondaryCount);
  expect(result.optimal).toBe(true);
  const ids = new Set(suppressed.map((cell) => cell.id));
  for (const id of wanted.frozen) expect(ids.has(id)).toBe(false);
  for (const cell of suppressed) {
    const [low, high] = cell.interval;
    const width = low === null || high === null ? Number.POSITIVE_INFINITY : high - low;
    expect(width).toBeGreaterThanOrEqual(cell.reason === 'primary' ? vector.requiredWidth : 1);
    const value = vector.cells[cell.id]!;
    expect(value).toBeGreaterThanOrEqual(low ?? 0);
    expect(value).toBeLessThanOrEqual(high ?? value);
    expect(Object.hasOwn(result.published as object, cell.id)).toBe(false);
  }
  const reaudited = await auditTable(vector, [...ids]);
  expect(reaudited.safe).toBe(true);
  for (const cell of suppressed) expect(reaudited.intervals.get(cell.id)).toEqual(cell.interval);
  const example = await auditTable(vector, [...wanted.primary, ...wanted.exampleSecondary]);
  expect(Object.fromEntries(example.intervals)).toEqual(wanted.intervals);
  const alone = await auditTable(vector, wanted.primary);
  expect(alone.safe).toBe(wanted.primaryOnlySafe);
  expect(Object.fromEntries(alone.intervals)).toEqual(wanted.primaryOnlyIntervals);
  for (const pattern of wanted.invalidPatterns ?? []) {
    const attacked = await auditTable(vector, pattern.suppressed);
    expect(attacked.safe).toBe(false);
    expect(Object.fromEntries(attacked.intervals)).toEqual(pattern.intervals);
    expect(attacked.failing.toSorted()).toEqual(pattern.failing!.toSorted());
  }
  for (const pattern of wanted.alsoValidPatterns ?? []) {
    const attacked = await auditTable(vector, pattern.suppressed);
    expect(attacked.safe).toBe(true);
    expect(Object.fromEntries(attacked.intervals)).toEqual(pattern.intervals);
  }
}

async function checkMagnitude(vector: Vector): Promise<void> {
  const result = await protect(vector);
  const { rule, ...wanted } = vector.expect;
  expect(result).toMatchObject(wanted);
  if (rule !== undefined) expect(result).toMatchObject({ status: 'refused', review: true });
  if (rule !== undefined) expect(result).not.toHaveProperty('p10');
  if (vector.expectByHolder) expect(result.byHolder).toMatchObject(vector.expectByHolder);
}

async function checkLedger(vector: Vector): Promise<void> {
  const result = await protect(vector);
  expect(result.verdict).toBe(vector.expect.verdict);
  expect(result.status).toBe(vector.expect.verdict === 'safe' ? 'released' : 'refused');
  expect(result.atomIntervals).toEqual(vector.expect.atomIntervals);
  expect(result.derived).toMatchObject(vector.expect.derivedSets as object);
  if (vector.expect.verdict === 'unsafe') expect(result.unsafe).not.toEqual([]);
  else expect(result.unsafe).toEqual([]);
}

async function checkRounding(vector: Vector): Promise<void> {
  const result = await protect(vector);
  const table = result.published as number[][];
  const truth = vector.trueTable;
  expect(result).toMatchObject({ status: 'released', optimal: true });
  expect(result.sumAbsDeviation).toBe(vector.expect.minAbsDeviation);
  let deviation = 0;
  table.forEach((row, r) => {
    row.forEach((value, c) => {
      const exact = truth[r]![c]!;
      deviation += Math.abs(value - exact);
      expect(value % vector.base).toBe(0);
      expect(Math.abs(value - exact)).toBeLessThan(vector.base);
      if (exact % vector.base === 0) expect(value).toBe(exact);
    });
  });
  expect(deviation).toBe(vector.expect.minAbsDeviation);
  const sum = (list: number[]) => list.reduce((all, value) => all + value, 0);
  for (const row of table) expect(sum(row.slice(0, -1))).toBe(row.at(-1));
  table[0]!.forEach((_, c) => {
    expect(sum(table.slice(0, -1).map((row) => row[c]!))).toBe(table.at(-1)![c]);
  });
}

/** Kinds whose answer carries the expected fields under the same names. */
async function checkFields(vector: Vector): Promise<void> {
  const { true: _truth, action: _action, ...wanted } = vector.expect;
  const result = await protect(vector);
  expect(result).toMatchObject(wanted);
  if (wanted.verdict === 'unsafe') expect(result.status).toBe('refused');
  if (wanted.verdict === 'ok') expect(result.status).toBe('released');
}

async function checkMapping(vector: Vector): Promise<void> {
  const result = await protect(vector);
  expect(result.mapping).toMatchObject(vector.expect);
}

async function checkRow(vector: Vector): Promise<void> {
  const result = await protect(vector);
  expect(result.flag).toBe(vector.expect.flag);
  expect(result.status).toBe(vector.expect.flag === null ? 'released' : 'refused');
}

async function checkFormat(vector: Vector): Promise<void> {
  const check = FORMAT_CHECKS[vector.id];
  expect(check, `no check for ${vector.id}`).toBeDefined();
  await check!();
  if (vector.expect.candidates === undefined) return;
  const found = fractionsFromShare({ value: 3.4482758, decimals: 7 }, 100, 146);
  expect(found).toEqual([]);
  const truncated = fractionsFromShare({ value: 3.448276, decimals: 6 }, 100, 146);
  expect(truncated).toEqual(vector.expect.candidates);
}

const CHECKS: Record<string, (vector: Vector) => Promise<void>> = {
  table: checkTable,
  magnitude: checkMagnitude,
  ledger: checkLedger,
  controlledRounding: checkRounding,
  mapping: checkMapping,
  row: checkRow,
  format: checkFormat,
};

describe.skipIf(!present)(
  'disclosure vectors (shared/reference/sdc; skipped when the folder is absent)',
  () => {
    let ran = 0;
    for (const vector of vectors) {
      it(`${vector.id} ${vector.title}`, async () => {
        await (CHECKS[vector.kind] ?? checkFields)(vector);
        ran += 1;
      });
    }

    it('ran all 82 of them', () => {
      expect(vectors).toHaveLength(82);
      expect(ran).toBe(82);
    });
  },
);
