import { describe, expect, it } from 'vitest';
import type { StageBuffer } from '../../../analysis/domain/staging.ts';
import { IdentityCollector } from '../../../analysis/intake/identity/collector.ts';
import { IssueCounter } from '../../../analysis/intake/issues.ts';
import { UkeAssembler } from '../../../analysis/intake/load/uke.ts';
import type { UkeRecord } from '../../../analysis/intake/load/uke-cells.ts';

const encoder = new TextEncoder();

/** A record's cells as the reader gives them. */
function record(text: string): UkeRecord {
  const start: number[] = [];
  const end: number[] = [];
  let at = 0;
  for (const cell of text.split(',')) {
    start.push(at);
    at += cell.length;
    end.push(at);
    at += 1;
  }
  return {
    bytes: encoder.encode(text),
    start: Int32Array.from(start),
    end: Int32Array.from(end),
    first: 0,
    last: start.length,
    line: 1,
  };
}

/** Disease codes and ICD-10 codes of the diagnoses that the records are staged as. */
function staged(records: Iterable<string>, icd10: ReadonlyMap<string, string>) {
  const codes: (string | null)[] = [];
  const groups: (string | null)[] = [];
  const assembler = new UkeAssembler({
    decode: (bytes) => new TextDecoder().decode(bytes),
    collector: new IdentityCollector(() => undefined),
    issues: new IssueCounter(),
    append: (buffer: StageBuffer) => {
      if (buffer.table.id !== 'claim_diagnosis') return;
      codes.push(...buffer.texts('disease_code').slice(0, buffer.rows));
      groups.push(...buffer.texts('icd10').slice(0, buffer.rows));
    },
    icd10,
    endsWithTotals: false,
    quarantine: () => undefined,
  });
  for (const text of records) assembler.record(record(text));
  assembler.finish();
  return { codes, groups };
}

const HEAD = ['IR,2,13,1,9999999,,X,202406,00', 'RE,1,1112,202406,,1,19580315', 'HO,139999,A,123,1,100'];

describe('codes of receipts', () => {
  it('stay what they are when more are different than are remembered', () => {
    const many = Array.from({ length: 270_000 }, (_, at) => String(1_000_000 + at));
    const given = [...many, ...many.slice(0, 5000)];
    const icd10 = new Map([
      ['1000000', 'E112'],
      ['1269999', 'I10'],
    ]);
    const { codes, groups } = staged([...HEAD, ...given.map((code) => `SY,${code},20150410,1,,,`)], icd10);
    expect(codes.length).toBe(given.length);
    expect(codes.every((code, at) => code === given[at])).toBe(true);
    const told = groups.flatMap((group, at) => (group === null ? [] : [[given[at], group]]));
    expect(told).toEqual([
      ['1000000', 'E112'],
      ['1269999', 'I10'],
      ['1000000', 'E112'],
    ]);
  });

  it('are left out where there are only spaces, and trimmed', () => {
    expect(staged([...HEAD, 'SY,  ,20150410,1', 'SY, 8833421 ,20150410,1', 'SY'], new Map()).codes).toEqual([
      '8833421',
    ]);
  });
});
