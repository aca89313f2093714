import { parseDate } from '../../domain/dates.ts';
import { normaliseIdentifier, normaliseKana } from '../../domain/identifiers.ts';
import { parseSex } from '../../domain/sex.ts';
import { type CellBlock, cellBytes } from '../decode/records.ts';
import type { Decode } from '../fields/column.ts';
import type { IdentityCollector } from '../identity/collector.ts';
import type { IssueCounter } from '../issues.ts';
import { ITEM_CODE } from '../layouts/item-codes.ts';
import type { CheckupDocument, DocumentItem } from './checkup-document.ts';
import { CheckupStager } from './checkup-stager.ts';
import type { ReadSink } from './text-file.ts';

/** Results of laboratories for the checkup software of doctors (日医・ORCA): no headings, groups of eight cells. */
const LEAD = 13;
const GROUP = 8;
const MARK = 'KENSA';
const AT = { facility: 1, examDay: 5, ticket: 7, kana: 8, birth: 9, sex: 10 } as const;
const IN_GROUP = { code: 0, done: 2, form: 4, value: 5, unit: 6 } as const;
const NOT_DONE = 2;
const UNMEASURABLE = 3;
/** 結果値形態: E 以下, L 未満, U 以上; the value itself was not measured. */
const FORMS: Readonly<Record<string, number>> = { E: 4, L: 4, U: 5 };

/** True for the cells of a line of such a file. */
export function isLabResult(cells: readonly string[]): boolean {
  return (
    cells[0] === MARK &&
    cells.length >= LEAD + GROUP &&
    ITEM_CODE.test((cells[LEAD] ?? '').trim().toUpperCase())
  );
}

/** Reads the lines of such a file as checkups. */
export class LabResults {
  #read = 0;
  #staged = 0;
  readonly #decode: Decode;
  readonly #issues: IssueCounter;
  readonly #quarantine: (block: CellBlock, row: number, code: string) => void;
  readonly #stager: CheckupStager;

  constructor(
    parts: { readonly decode: Decode; readonly collector: IdentityCollector; readonly issues: IssueCounter },
    sink: Pick<ReadSink, 'append'>,
    quarantine: (block: CellBlock, row: number, code: string) => void,
  ) {
    this.#decode = parts.decode;
    this.#issues = parts.issues;
    this.#quarantine = quarantine;
    this.#stager = new CheckupStager(parts.collector, parts.issues, sink);
  }

  process(block: CellBlock): void {
    for (let row = 0; row < block.rows; row += 1) {
      this.#read += 1;
      const cells = this.#cells(block, row);
      const fault =
        cells[0] === MARK
          ? this.#stager.take(checkupOf(cells), block.line[row]!)
          : 'checkup.line_of_other_kind';
      if (fault === undefined) this.#staged += 1;
      else {
        this.#issues.add(fault, 'error', { line: block.line[row]! });
        this.#quarantine(block, row, fault);
      }
    }
  }

  finish(): void {
    this.#stager.finish();
  }

  counts(): { rowsRead: number; rowsStaged: number; rowsQuarantined: number } {
    return {
      rowsRead: this.#read,
      rowsStaged: this.#staged,
      rowsQuarantined: this.#read - this.#staged,
    };
  }

  #cells(block: CellBlock, row: number): string[] {
    const length = block.lastCell[row]! - block.firstCell[row]!;
    return Array.from({ length }, (_, at) => this.#decode(cellBytes(block, row, at)).trim());
  }
}

function checkupOf(cells: readonly string[]): CheckupDocument {
  const items: DocumentItem[] = [];
  for (let at = LEAD; at < cells.length; at += GROUP) {
    const item = itemOf(cells.slice(at, at + GROUP));
    if (item) items.push(item);
  }
  const text = (at: number) => cells[at] ?? '';
  return {
    reportKind: '10',
    programme: '010',
    person: {
      ticket: normaliseIdentifier(text(AT.ticket)) || null,
      kana: normaliseKana(text(AT.kana)) || null,
      birth: parseDate(text(AT.birth)).day,
      sex: parseSex(text(AT.sex)) ?? 0,
    },
    examDay: parseDate(text(AT.examDay)).day,
    facility: text(AT.facility),
    items,
  };
}

/** 実施区分 0 未実施, 1 実施, 2 測定不能; done without a value counts as not done. */
function itemOf(group: readonly string[]): DocumentItem | undefined {
  const code = (group[IN_GROUP.code] ?? '').toUpperCase();
  if (!ITEM_CODE.test(code)) return undefined;
  const done = group[IN_GROUP.done] ?? '';
  const text = group[IN_GROUP.value] ?? '';
  const coded = code.endsWith('11');
  if (done === '2') return { code, text: '', coded, state: UNMEASURABLE };
  if (done === '0' || text === '') return { code, text: '', coded, state: NOT_DONE };
  const state = FORMS[(group[IN_GROUP.form] ?? '').toUpperCase()];
  const unit = group[IN_GROUP.unit] ?? '';
  return state === undefined ? { code, text, coded, unit, state: 0 } : { code, text: '', coded, state };
}
