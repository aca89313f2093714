import { fiscalYearOf } from '../../domain/calendar.ts';
import { STAGE_ROWS, StageBuffer } from '../../domain/staging.ts';
import { STAGES } from '../../domain/staging-tables.ts';
import { INVALID, readCell } from '../fields/read.ts';
import type { FieldType, Reading } from '../fields/types.ts';
import type { IdentityCollector } from '../identity/collector.ts';
import { plainKeys } from '../identity/keys.ts';
import type { IssueCounter } from '../issues.ts';
import { yearlyAnswers } from '../layouts/answers.ts';
import { itemTarget, jdsToNgsp } from '../layouts/item-codes.ts';
import { converted, unitConversion } from '../layouts/units.ts';
import type { CheckupDocument, DocumentItem } from './checkup-document.ts';
import { ScaleCheck } from './scale-check.ts';
import type { ReadSink } from './text-file.ts';

/** Stages checkups whose results come as a list of item codes: XML documents, lines of laboratories. */
export class CheckupStager {
  #line = 0;
  readonly #collector: IdentityCollector;
  readonly #issues: IssueCounter;
  readonly #sink: Pick<ReadSink, 'append'>;
  readonly #checkups = new StageBuffer(STAGES.checkup);
  readonly #items = new StageBuffer(STAGES.checkup_item);
  /** By item code, of measured items. */
  readonly #scales = new Map<string, ScaleCheck | undefined>();

  constructor(collector: IdentityCollector, issues: IssueCounter, sink: Pick<ReadSink, 'append'>) {
    this.#collector = collector;
    this.#issues = issues;
    this.#sink = sink;
  }

  /** Stages a checkup, or says with an issue code why it cannot be used. */
  take(document: CheckupDocument, line: number): string | undefined {
    this.#line = line;
    const fault = faultOf(document);
    if (fault === undefined) this.#stage(document);
    return fault;
  }

  finish(): void {
    if (this.#checkups.rows > 0) this.#hand(this.#checkups);
    if (this.#items.rows > 0) this.#hand(this.#items);
    for (const [column, check] of this.#scales)
      if (check?.suspect) this.#issues.add('value.scale_suspected', 'warning', { column });
    this.#scales.clear();
  }

  #stage(document: CheckupDocument): void {
    const buffer = this.#checkups;
    const row = buffer.rows;
    buffer.integers('identity')[row] = this.#collector.add(document.person);
    buffer.integers('line')[row] = this.#line;
    buffer.integers('exam_date')[row] = document.examDay!;
    buffer.texts('programme')[row] = programmeOf(document);
    buffer.texts('facility')[row] = document.facility || null;
    const ranks = new Map<string, { rank: number; values: number[] }>();
    for (const item of document.items) this.#stageItem(item, row, ranks);
    this.#averageEqualRanks(row, ranks);
    buffer.rows += 1;
    if (buffer.rows === STAGE_ROWS) this.#hand(buffer);
  }

  #stageItem(item: DocumentItem, row: number, ranks: Map<string, { rank: number; values: number[] }>): void {
    const target = itemTarget(item.code);
    if (!target) return;
    if (target.column === undefined) {
      this.#stageFurther(item);
      return;
    }
    const reading = this.#inItsUnit(item, target.column, target.type);
    this.#scaleOf(item.code, target.type)?.look(reading);
    if (reading.issue) this.#issues.add(reading.issue, 'warning', { column: item.code, line: this.#line });
    const read = this.#inItsYear(reading.value, item, target.column, row);
    const value = target.convert ? jdsToNgsp(read) : read;
    const buffer = this.#checkups;
    const states = buffer.typeOf(`${target.column}_state`)
      ? buffer.integers(`${target.column}_state`)
      : undefined;
    const held = ranks.get(target.column);
    const state = item.state > 0 ? item.state : reading.state;
    if (Number.isNaN(value)) {
      if (!held && states) states[row] = state;
      return;
    }
    if (held && held.rank < target.rank) return;
    if (held && held.rank === target.rank) held.values.push(value);
    else ranks.set(target.column, { rank: target.rank, values: [value] });
    if (states) states[row] = state;
  }

  #scaleOf(code: string, type: FieldType): ScaleCheck | undefined {
    if (!this.#scales.has(code)) this.#scales.set(code, ScaleCheck.of(type));
    return this.#scales.get(code);
  }

  /** What an item says, in the unit of its column; without a value where it is not known how to convert it. */
  #inItsUnit(item: DocumentItem, column: string, type: FieldType): Reading {
    const conversion = unitConversion(column, item.coded ? '' : (item.unit ?? ''));
    if (conversion === 'same') return readCell(item.text, type);
    const given = readCell(item.text, { kind: 'amount' });
    if (Number.isNaN(given.value)) return readCell(item.text, type);
    const at = { column: item.code, line: this.#line };
    if (conversion === 'unknown') {
      this.#issues.add('value.unit_unknown', 'error', at);
      return { value: Number.NaN, text: null, state: INVALID };
    }
    this.#issues.add('value.unit_converted', 'info', at);
    return readCell(String(converted(given.value, conversion)), type);
  }

  /** The code of an answer whose list depends on the year of the exam; NaN where the list has no such answer. */
  #inItsYear(read: number, item: DocumentItem, column: string, row: number): number {
    const answerOf = Number.isNaN(read) ? undefined : yearlyAnswers(column);
    if (!answerOf) return read;
    const answer = answerOf(read, fiscalYearOf(this.#checkups.integers('exam_date')[row]!), item.list);
    if (answer === undefined)
      this.#issues.add('value.code_of_other_period', 'warning', { column: item.code, line: this.#line });
    return answer ?? Number.NaN;
  }

  #averageEqualRanks(row: number, ranks: ReadonlyMap<string, { values: readonly number[] }>): void {
    for (const [column, { values }] of ranks) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      if (this.#checkups.typeOf(column) === 'DOUBLE') this.#checkups.doubles(column)[row] = mean;
      else this.#checkups.integers(column)[row] = values[0]!;
    }
  }

  #stageFurther(item: DocumentItem): void {
    const buffer = this.#items;
    const row = buffer.rows;
    const reading = readCell(item.text, { kind: 'amount' });
    buffer.integers('line')[row] = this.#line;
    buffer.integers('state')[row] = item.state > 0 ? item.state : reading.state;
    buffer.texts('item_code')[row] = item.code;
    buffer.texts('code')[row] = item.coded ? item.text : null;
    buffer.doubles('value')[row] = reading.value;
    buffer.rows += 1;
    if (buffer.rows === STAGE_ROWS) this.#hand(buffer);
  }

  #hand(buffer: StageBuffer): void {
    this.#sink.append(buffer);
    buffer.clear();
  }
}

/** 報告区分 of 自治体検診, 乳幼児, 妊婦 and the single screenings: no results of a general checkup. */
const OTHER_REPORTS = /^(4[234]|5\d)$/;
/** プログラム種別 of がん検診 and 肝炎検診. */
const SCREENINGS = new Set(['060', '090']);
/** 学校健診, 保険者が行うその他健診, その他: results of a checkup, but not of 特定健診. */
const OTHER_CHECKUPS = new Set(['040', '080', '990']);

function programmeOf({ programme }: CheckupDocument): string {
  if (programme === '020') return 'kouki';
  return OTHER_CHECKUPS.has(programme) ? 'other' : 'tokutei';
}

function faultOf(document: CheckupDocument): string | undefined {
  if (OTHER_REPORTS.test(document.reportKind) || SCREENINGS.has(document.programme))
    return 'checkup.document_of_other_kind';
  if (document.examDay === null) return 'checkup.document_without_date';
  if (plainKeys(document.person).length === 0) return 'identity.no_key';
  return undefined;
}
