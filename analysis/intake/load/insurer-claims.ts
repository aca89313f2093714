import { UserIssue } from '../../domain/issue.ts';
import type { CellBlock } from '../decode/records.ts';
import { asciiText } from '../fields/column.ts';
import type { UkeAssembler } from './uke.ts';
import type { UkeRecord } from './uke-cells.ts';

/** One line of an insurer-side claims file, copied out of its block. */
interface Line {
  readonly original: boolean;
  number: number;
  sub: number;
  readonly id: string;
  readonly record: UkeRecord;
}

const PREFIX = 3;
const APPEND = 1;
const REPLACE = 2;
const DELETE = 3;
/** Where a file has no MN records, a receipt begins with its institution or itself. */
const HEADS: ReadonlySet<string> = new Set(['IR', 'YK', 'RE']);
/** A receipt with more lines is none; it protects memory. */
const MOST_LINES = 200_000;

/**
 * Receipts as insurers get them: three leading columns, MN before each receipt, JY records with the reviewer's
 * corrections. The corrected lines, in the order of line and sub number, go on to the assembler.
 */
export class InsurerClaims {
  readonly #assembler: UkeAssembler;
  #lines: Line[] = [];
  /** Every receipt begins with an MN record. */
  #managed = false;
  /** The lines have a receipt already. */
  #hasReceipt = false;
  /** 検索番号 of the MN record. */
  #search = '';

  constructor(assembler: UkeAssembler) {
    this.#assembler = assembler;
  }

  process(block: CellBlock): void {
    for (let row = 0; row < block.rows; row += 1) {
      const line = copyLine(block, row);
      if (line.id === 'MN') this.#managed = true;
      if (this.#managed ? line.id === 'MN' : this.#hasReceipt && line.original && HEADS.has(line.id))
        this.#flush();
      this.#take(line);
    }
  }

  finish(): void {
    this.#flush();
    this.#assembler.finish();
  }

  #take(line: Line): void {
    if (this.#lines.length >= MOST_LINES)
      throw new UserIssue('input', 'intake.record_too_long', { line: this.#lines[0]!.record.line });
    if (line.id === 'MN') this.#search = searchNumber(line.record);
    if (line.id === 'RE' && line.original) this.#hasReceipt = true;
    this.#lines.push(line);
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    this.#assembler.managedSearch = this.#search;
    this.#search = '';
    this.#hasReceipt = false;
    for (const line of corrected(this.#lines)) this.#assembler.record(line.record);
    this.#lines = [];
  }
}

/** Applies 追加・置換・削除 to the original lines. */
function corrected(lines: readonly Line[]): Line[] {
  const current = new Map<string, Line>();
  const material = new Map<string, Line>();
  const key = (number: number, sub: number) => `${number}/${sub}`;
  for (const line of lines) {
    (line.original ? current : material).set(key(line.number, line.sub), line);
  }
  for (const line of lines) {
    if (line.id !== 'JY') continue;
    const [operation, target, targetSub, source, sourceSub] = [4, 5, 6, 9, 10].map((index) =>
      numberAt(line.record, index - PREFIX),
    ) as [number, number, number, number, number];
    const replacement = material.get(key(source, sourceSub));
    if (operation === DELETE) current.delete(key(target, targetSub));
    else if ((operation === REPLACE || operation === APPEND) && replacement) {
      current.set(key(target, targetSub), { ...replacement, number: target, sub: targetSub });
    }
  }
  return [...current.values()]
    .filter((line) => line.id !== 'JY' && line.id !== 'MN')
    .sort((a, b) => a.number - b.number || a.sub - b.sub);
}

function searchNumber(record: UkeRecord): string {
  const cell = record.first + 3;
  return cell < record.last ? asciiText(record.bytes, record.start[cell]!, record.end[cell]!) : '';
}

function numberAt(record: UkeRecord, field: number): number {
  const cell = record.first + field;
  if (cell >= record.last) return 0;
  return Number(asciiText(record.bytes, record.start[cell]!, record.end[cell]!)) || 0;
}

function copyLine(block: CellBlock, row: number): Line {
  const first = block.firstCell[row]!;
  const last = block.lastCell[row]!;
  const from = block.start[first]!;
  const bytes = block.bytes.slice(from, block.end[last - 1]!);
  const start = block.start.slice(first, last).map((at) => at - from);
  const end = block.end.slice(first, last).map((at) => at - from);
  const record: UkeRecord = { bytes, start, end, first: PREFIX, last: last - first, line: block.line[row]! };
  const text = (cell: number): string =>
    cell < last - first ? asciiText(bytes, start[cell]!, end[cell]!) : '';
  return {
    original: text(0) === '1',
    number: Number(text(1)) || 0,
    sub: Number(text(2)) || 0,
    id: text(PREFIX),
    record,
  };
}
