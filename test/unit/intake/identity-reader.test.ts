import { describe, expect, it } from 'vitest';
import { type CellBlock, COMMA, cellBlocks } from '../../../analysis/intake/decode/records.ts';
import { ColumnReader } from '../../../analysis/intake/fields/column.ts';
import { IdentityCollector } from '../../../analysis/intake/identity/collector.ts';
import { IdentityReader } from '../../../analysis/intake/load/identity-reader.ts';
import { SideBySide } from '../../../analysis/intake/load/side-by-side.ts';
import type { PlannedField } from '../../../analysis/intake/map/plan.ts';

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const FIELDS = [
  { to: { identity: 'number' }, type: { kind: 'identifier' }, index: 0 },
  { to: { identity: 'birth' }, type: { kind: 'date' }, index: 1 },
  { to: { identity: 'sex' }, type: { kind: 'sex' }, index: 2 },
] as const;

function planned(): PlannedField[] {
  return FIELDS.map(({ to, type, index }) => ({
    to,
    headings: [],
    required: false,
    sources: [{ index, heading: '', type, rank: 0, convert: false }],
  })) as unknown as PlannedField[];
}

/** Blocks of a few rows each: what is known by sight comes from blocks before. */
async function blocks(rows: readonly string[], size: number): Promise<CellBlock[]> {
  const found: CellBlock[] = [];
  for (let at = 0; at < rows.length; at += size) {
    async function* bytes() {
      yield new TextEncoder().encode(`${rows.slice(at, at + size).join('\n')}\n`);
    }
    for await (const { ...block } of cellBlocks(bytes(), COMMA)) found.push(block);
  }
  return found;
}

/** Number of each row's identity, or the fault of the row; and how many rows were read cell by cell. */
async function found(rows: readonly string[], size: number, most: number | undefined) {
  const fields = planned();
  const side =
    most === undefined
      ? undefined
      : SideBySide.of(
          fields.map(({ sources }) => sources),
          most,
        );
  const reader = new IdentityReader(
    fields.map((field) => ({
      field,
      sources: field.sources.map((source) => ({
        source,
        reader: new ColumnReader(source.type, decode, 2048, true),
      })),
    })),
    new IdentityCollector(() => undefined),
    side,
  );
  const result: (number | string)[] = [];
  const issues: string[] = [];
  for (const block of await blocks(rows, size)) {
    reader.read(block);
    for (let row = 0; row < block.rows; row += 1) {
      result.push(reader.find(row, true)?.code ?? reader.numbers[row]!);
      for (const { sources } of reader.fields) {
        const { issues: codes, issueCodes } = sources[0]!.reader;
        if (codes[row]) issues.push(`${result.length}: ${issueCodes[codes[row]!]}`);
      }
    }
  }
  return { result, issues };
}

const PEOPLE = [
  '123,19500401,1',
  '00123,S25.4.1,男',
  '１２３,1950/04/01,1',
  '124,19500401,1',
  '124,19500401,2',
  '12,19500401,1',
  '124,19501399,2',
  ',19500401,2',
  '"124",19500401,2',
  '124,19500401',
];

describe('identities of rows', () => {
  const rows = Array.from(
    { length: 400 },
    (_, at) => PEOPLE[(at * 7 + Math.floor(at / 13)) % PEOPLE.length]!,
  );

  it.each([1, 3, 64])('are the same by sight as cell by cell, in blocks of %i', async (size) => {
    const cellByCell = await found(rows, size, undefined);
    expect(new Set(cellByCell.result).size).toBeGreaterThan(4);
    expect(cellByCell.issues.length).toBeGreaterThan(30);
    expect(await found(rows, size, 1 << 20)).toEqual(cellByCell);
  });

  it.each([1, 2, 5])('also when only %i looks are remembered', async (most) => {
    for (const size of [2, 7, 200])
      expect(await found(rows, size, most)).toEqual(await found(rows, size, undefined));
  });

  it('are told by sight only where their cells stand together, one column each', () => {
    const at = (...indexes: number[]) => indexes.map((index) => [{ index }]) as never;
    expect(SideBySide.of(at(3, 4, 5))).toBeDefined();
    expect(SideBySide.of(at(5, 3, 1))).toBeDefined();
    expect(SideBySide.of(at(1, 9))).toBeUndefined();
    expect(SideBySide.of(at(1))).toBeUndefined();
    expect(SideBySide.of([[{ index: 1 }, { index: 2 }], [{ index: 3 }]] as never)).toBeUndefined();
  });

  it('are not looked at any longer where nobody comes again', () => {
    const side = SideBySide.of([[{ index: 0 }], [{ index: 1 }]] as never)!;
    expect(side.isWorthIt(2048, 2048)).toBe(true);
    expect(side.isWorthIt(40_000, 39_000)).toBe(false);
    expect(SideBySide.of([[{ index: 0 }], [{ index: 1 }]] as never)!.isWorthIt(40_000, 10_000)).toBe(true);
  });
});
