import { fiscalYearOf } from '../../domain/calendar.ts';
import { NULL_INT, StageBuffer, type StageTable } from '../../domain/staging.ts';
import { STAGES } from '../../domain/staging-tables.ts';
import { BLOCK_ROWS, type CellBlock } from '../decode/records.ts';
import { ColumnReader, type Decode } from '../fields/column.ts';
import { hashBytes53 } from '../fields/hash.ts';
import type { IdentityCollector } from '../identity/collector.ts';
import type { IdentityRole } from '../identity/keys.ts';
import type { IssueCounter } from '../issues.ts';
import { yearlyAnswers } from '../layouts/answers.ts';
import { jdsToNgsp } from '../layouts/item-codes.ts';
import type { Layout } from '../layouts/types.ts';
import type { ColumnPlan, PlannedField, PlannedSource } from '../map/plan.ts';
import { DERIVATIONS, measurementState, READS_IDENTITY, type RowContext } from './derive.ts';
import { IdentityReader } from './identity-reader.ts';
import { ScaleCheck } from './scale-check.ts';
import { fillSections, spreadItem, standsBeside } from './sections.ts';
import { severityOf } from './severity.ts';
import { SideBySide } from './side-by-side.ts';

export interface FlatSink {
  append(buffer: StageBuffer): void;
  /** Sets a row aside. `cells` are its byte ranges in the block. */
  quarantine(block: CellBlock, row: number, code: string): void;
}

interface ReadSource {
  readonly source: PlannedSource;
  readonly reader: ColumnReader;
  readonly flag?: ColumnReader;
}

export interface ReadField {
  readonly field: PlannedField;
  readonly sources: readonly ReadSource[];
}

interface FlatOptions {
  readonly layout: Layout;
  readonly plan: ColumnPlan;
  readonly decode: Decode;
  readonly collector: IdentityCollector;
  readonly issues: IssueCounter;
  readonly sink: FlatSink;
}

const BLANK = 1;
const FLAG_CODES = { kind: 'code', codes: { L: 4, H: 5 }, fallback: 0 } as const;

/** Turns blocks of rows of one file into stage rows: read columns, find identities, check, fill, hand over. */
export class FlatImporter {
  rowsRead = 0;
  rowsStaged = 0;
  rowsQuarantined = 0;
  readonly #options: FlatOptions;
  readonly #table: StageTable;
  readonly #buffer: StageBuffer;
  readonly #items: StageBuffer | undefined;
  readonly #columns: readonly ReadField[];
  /** Columns of which a row must have every one. */
  readonly #required: readonly ReadField[];
  /** Columns of which each value, or each section, becomes a row of its own. */
  readonly #spread: readonly ReadField[];
  readonly #values: StageBuffer;
  /** Columns of which a row must have one. */
  readonly #anyOf: readonly ReadField[] | undefined;
  readonly #identities: IdentityReader;
  readonly #itemReaders: readonly {
    readonly code: string;
    readonly reader: ColumnReader;
    readonly heading: string;
  }[];
  readonly #keep = new Int32Array(BLOCK_ROWS);
  readonly #scales: readonly {
    readonly heading: string;
    readonly reader: ColumnReader;
    readonly check: ScaleCheck;
  }[];

  constructor(options: FlatOptions) {
    this.#options = options;
    const { layout, plan } = options;
    this.#table = STAGES[layout.stage];
    this.#buffer = new StageBuffer(this.#table);
    const values = plan.fields.filter((field) => 'column' in field.to);
    this.#columns = values.filter((field) => !standsBeside(field.to)).map((field) => this.#readField(field));
    this.#required = this.#columns.filter(({ field }) => field.required);
    this.#spread = values.filter((field) => standsBeside(field.to)).map((field) => this.#readField(field));
    this.#values = new StageBuffer(this.#table);
    this.#anyOf = this.#alternatives(layout);
    this.#scales = [...this.#columns, ...this.#spread].flatMap(({ sources }) =>
      sources.flatMap(({ source: { heading, type }, reader }) => {
        const check = ScaleCheck.of(type);
        return check ? [{ heading, reader, check }] : [];
      }),
    );
    const identities = plan.fields.filter((field) => 'identity' in field.to);
    const alone = layout.derive === undefined || !READS_IDENTITY.has(layout.derive);
    this.#identities = new IdentityReader(
      identities.map((field) => this.#readField(field)),
      options.collector,
      alone ? SideBySide.of(identities.map(({ sources }) => sources)) : undefined,
    );
    this.#itemReaders = plan.items.map((item) => ({
      code: item.code,
      heading: item.heading,
      reader: new ColumnReader(item.type, options.decode, BLOCK_ROWS),
    }));
    const itemStage = layout.stage === 'custom_list' ? STAGES.custom_value : STAGES.checkup_item;
    this.#items = plan.items.length > 0 ? new StageBuffer(itemStage) : undefined;
  }

  /** The columns of which a row must have one; none where the file as a whole says it. */
  #alternatives({ requiresOne, constants = {} }: Layout): readonly ReadField[] | undefined {
    if (!requiresOne || requiresOne.columns.some((name) => name in constants)) return undefined;
    return this.#columns.filter(
      ({ field }) => 'column' in field.to && requiresOne.columns.includes(field.to.column),
    );
  }

  #readField(field: PlannedField): ReadField {
    const keep = 'identity' in field.to;
    const { decode } = this.#options;
    return {
      field,
      sources: field.sources.map((source) => ({
        source,
        reader: new ColumnReader(source.type, decode, BLOCK_ROWS, keep),
        ...(source.flagIndex === undefined ? {} : { flag: new ColumnReader(FLAG_CODES, decode, BLOCK_ROWS) }),
      })),
    };
  }

  /** Reads the block's rows; `indexes` of columns are those of the plan. */
  process(block: CellBlock): void {
    this.rowsRead += block.rows;
    for (const { sources } of [...this.#columns, ...this.#spread]) {
      for (const { source, reader, flag } of sources) {
        reader.read(block, source.index);
        if (flag && source.flagIndex !== undefined) flag.read(block, source.flagIndex);
      }
    }
    this.#identities.read(block);
    this.#options.plan.items.forEach((item, at) => {
      this.#itemReaders[at]!.reader.read(block, item.index);
    });
    for (const { check, reader } of this.#scales) check.lookAll(reader, block.rows);
    const kept = this.#selectRows(block);
    this.#countCellIssues(block);
    this.#fill(block, kept);
    this.rowsStaged += kept;
    const { spreads, sections } = this.#options.layout;
    if (spreads) this.#fillSpread(kept);
    else if (sections) this.#fillSections(sections, block, kept);
    else this.#options.sink.append(this.#buffer);
    this.#fillItems(block, kept);
  }

  /** Tells of what only the whole of the file shows; after the last block. */
  finish(): void {
    for (const { heading, check } of this.#scales)
      if (check.suspect) this.#options.issues.add('value.scale_suspected', 'warning', { column: heading });
  }

  /** Decides which rows go on; the others are set aside with the reason. */
  #selectRows(block: CellBlock): number {
    let kept = 0;
    for (let row = 0; row < block.rows; row += 1) {
      const missing = this.#requiredMissing(row);
      const code = this.#identities.find(row, missing === undefined) ?? missing;
      if (code === undefined) {
        this.#keep[kept] = row;
        kept += 1;
      } else {
        this.rowsQuarantined += 1;
        this.#options.issues.add(code.code, 'error', {
          line: block.line[row]!,
          ...(code.column === undefined ? {} : { column: code.column }),
        });
        this.#options.sink.quarantine(block, row, code.code);
      }
    }
    return kept;
  }

  #requiredMissing(row: number): { code: string; column?: string } | undefined {
    for (let at = 0; at < this.#required.length; at += 1) {
      const column = this.#required[at]!;
      if (!isFilled(column, row))
        return { code: 'row.required_missing', column: column.sources[0]!.source.heading };
    }
    return this.#anyOf === undefined || this.#anyOf.some((field) => isFilled(field, row))
      ? undefined
      : { code: this.#options.layout.requiresOne?.fault ?? 'row.required_missing' };
  }

  /** Also of rows that are set aside: the cell's fault is why. */
  #countCellIssues(block: CellBlock): void {
    for (const { sources } of [...this.#columns, ...this.#spread, ...this.#identities.fields]) {
      for (const { source, reader } of sources) this.#countReaderIssues(block, reader, source.heading);
    }
    for (const { reader, heading } of this.#itemReaders) this.#countReaderIssues(block, reader, heading);
  }

  #countReaderIssues(block: CellBlock, reader: ColumnReader, column: string): void {
    if (reader.issueCodes.length === 1) return;
    for (let row = 0; row < block.rows; row += 1) {
      const issue = reader.issues[row]!;
      if (issue === 0) continue;
      const code = reader.issueCodes[issue]!;
      this.#options.issues.add(code, severityOf(code), { column, line: block.line[row]! });
    }
  }

  #fill(block: CellBlock, kept: number): void {
    const buffer = this.#buffer;
    buffer.clear();
    buffer.rows = kept;
    const lines = buffer.typeOf('line') ? buffer.integers('line') : undefined;
    const identities = buffer.typeOf('identity') ? buffer.integers('identity') : undefined;
    const hashes = buffer.typeOf('row_hash') ? buffer.doubles('row_hash') : undefined;
    for (let at = 0; at < kept; at += 1) {
      const row = this.#keep[at]!;
      if (lines) lines[at] = block.line[row]!;
      if (identities && this.#identities.fields.length > 0) identities[at] = this.#identities.numbers[row]!;
      if (hashes)
        hashes[at] = hashBytes53(block.bytes, block.start[block.firstCell[row]!]!, rowEnd(block, row));
    }
    for (const column of this.#columns) this.#fillColumn(column, kept);
    this.#fillConstants(kept);
    this.#checkAnswersByYear(block, kept);
    const derive = this.#options.layout.derive;
    if (derive) DERIVATIONS[derive](this.#rowContext(block, kept));
  }

  #rowContext(block: CellBlock, kept: number): RowContext {
    const identityText = (role: IdentityRole, at: number): string | null => {
      const found = this.#identities.fields.find(
        ({ field }) => 'identity' in field.to && field.to.identity === role,
      );
      return found ? found.sources[0]!.reader.text(this.#keep[at]!) : null;
    };
    const born = this.#identities.fields.find(
      ({ field }) => 'identity' in field.to && field.to.identity === 'birth',
    );
    const days = born?.sources[0]?.reader.values;
    const birth = (at: number) => days?.[this.#keep[at]!] ?? Number.NaN;
    const warn = (code: string, at: number) =>
      this.#options.issues.add(code, 'warning', { line: block.line[this.#keep[at]!]! });
    return { buffer: this.#buffer, rows: kept, identityText, birth, warn };
  }

  #fillColumn({ field, sources }: ReadField, kept: number): void {
    const name = 'column' in field.to ? field.to.column : '';
    const buffer = this.#buffer;
    const type = buffer.typeOf(name);
    if (type === 'VARCHAR') {
      this.#fillTexts(name, sources[0]!.reader, kept);
      return;
    }
    const states = buffer.typeOf(`${name}_state`) ? buffer.integers(`${name}_state`) : undefined;
    const numbers = type === 'DOUBLE' ? buffer.doubles(name) : undefined;
    const integers = type === 'DOUBLE' ? undefined : buffer.integers(name);
    for (let at = 0; at < kept; at += 1) {
      const cell =
        sources.length === 1 ? single(sources[0]!, this.#keep[at]!) : merged(sources, this.#keep[at]!);
      if (numbers) numbers[at] = cell.value;
      else if (integers && !Number.isNaN(cell.value)) integers[at] = Math.round(cell.value);
      if (states) states[at] = cell.state;
    }
  }

  /** The only column of its name is handed on as codes; of several, the first text counts. */
  #fillTexts(name: string, reader: ColumnReader, kept: number): void {
    const buffer = this.#buffer;
    if (this.#columns.filter(({ field }) => 'column' in field.to && field.to.column === name).length > 1) {
      const target = buffer.texts(name);
      for (let at = 0; at < kept; at += 1) target[at] ??= reader.text(this.#keep[at]!);
      return;
    }
    const codes = new Int32Array(kept);
    for (let at = 0; at < kept; at += 1) codes[at] = reader.codes[this.#keep[at]!]!;
    buffer.setCoded(name, { codes, dictionary: reader.dictionary });
  }

  #fillConstants(kept: number): void {
    for (const [name, value] of Object.entries(this.#options.layout.constants ?? {})) {
      const type = this.#buffer.typeOf(name);
      for (let at = 0; at < kept; at += 1) {
        if (type === 'VARCHAR') this.#buffer.texts(name)[at] = String(value);
        else if (type === 'DOUBLE') this.#buffer.doubles(name)[at] = Number(value);
        else this.#buffer.integers(name)[at] = Number(value);
      }
    }
  }

  /** Answer lists changed between the periods of 特定健診: a word has another code, a code of another period says nothing. */
  #checkAnswersByYear(block: CellBlock, kept: number): void {
    if (!this.#buffer.typeOf('exam_date')) return;
    const dates = this.#buffer.integers('exam_date');
    for (const { field, sources } of this.#columns) {
      const answerOf = 'column' in field.to ? yearlyAnswers(field.to.column) : undefined;
      if (!answerOf || !('column' in field.to)) continue;
      const answers = this.#buffer.integers(field.to.column);
      for (let at = 0; at < kept; at += 1) {
        if (answers[at] === NULL_INT || dates[at] === NULL_INT) continue;
        const answer = answerOf(answers[at]!, fiscalYearOf(dates[at]!));
        answers[at] = answer ?? NULL_INT;
        if (answer !== undefined) continue;
        this.#options.issues.add('value.code_of_other_period', 'warning', {
          column: sources[0]!.source.heading,
          line: block.line[this.#keep[at]!]!,
        });
      }
    }
  }

  /** One row for each value of the spread columns, with what the line says for all of them. */
  #fillSpread(kept: number): void {
    const values = this.#values;
    values.clear();
    for (const { field, sources } of this.#spread) {
      const item = spreadItem(field.to)!;
      for (let at = 0; at < kept; at += 1) {
        const row = this.#keep[at]!;
        const cell = sources.length === 1 ? single(sources[0]!, row) : merged(sources, row);
        const text = sources[0]!.reader.text(row);
        if (cell.state === BLANK && text === null) continue;
        const slot = values.rows;
        values.copyRow(this.#buffer, at);
        values.texts('item')[slot] = item;
        values.doubles('value')[slot] = cell.value;
        if (values.typeOf('code')) values.texts('code')[slot] = text;
        if (values.typeOf('state'))
          values.integers('state')[slot] = measurementState(item, cell.value, cell.state);
        values.rows += 1;
        if (values.rows === BLOCK_ROWS) {
          this.#options.sink.append(values);
          values.clear();
        }
      }
    }
    if (values.rows > 0) this.#options.sink.append(values);
  }

  /** One row for each section of which a line has anything; lines without any are told. */
  #fillSections(name: string, block: CellBlock, kept: number): void {
    const rows = { buffer: this.#buffer, keep: this.#keep, kept };
    const { bare, undated, yearOnly } = fillSections(this.#spread, name, rows, this.#values, (filled) =>
      this.#options.sink.append(filled),
    );
    const { issues } = this.#options;
    for (const row of bare) issues.add('screening.no_result', 'info', { line: block.line[row]! });
    for (const row of undated) issues.add('screening.undated', 'error', { line: block.line[row]! });
    for (const row of yearOnly) issues.add('screening.year_only', 'warning', { line: block.line[row]! });
  }

  #fillItems(block: CellBlock, kept: number): void {
    const items = this.#items;
    if (!items) return;
    items.clear();
    for (const { code, reader } of this.#itemReaders) {
      for (let at = 0; at < kept; at += 1) {
        const row = this.#keep[at]!;
        if (reader.states[row] === 1) continue;
        const slot = items.rows;
        items.integers('line')[slot] = block.line[row]!;
        items.integers('state')[slot] = reader.states[row]!;
        items.texts('item_code')[slot] = code;
        items.doubles('value')[slot] = reader.values[row]!;
        items.texts('code')[slot] = reader.text(row);
        items.rows += 1;
        if (items.rows === BLOCK_ROWS) {
          this.#options.sink.append(items);
          items.clear();
        }
      }
    }
    if (items.rows > 0) this.#options.sink.append(items);
  }
}

function isFilled({ sources }: ReadField, row: number): boolean {
  const { reader } = sources[0]!;
  return !Number.isNaN(reader.values[row]!) || reader.codes[row]! >= 0;
}

function rowEnd(block: CellBlock, row: number): number {
  return block.end[block.lastCell[row]! - 1]!;
}

interface Cell {
  value: number;
  state: number;
}

const shared: Cell = { value: Number.NaN, state: 1 };

function single({ source, reader, flag }: ReadSource, row: number): Cell {
  const value = reader.values[row]!;
  shared.value = source.convert ? jdsToNgsp(value) : value;
  shared.state = reader.states[row]!;
  const flagged = flag?.values[row] ?? Number.NaN;
  if (flagged > 0 && (shared.state === 0 || shared.state === 1)) shared.state = flagged;
  return shared;
}

/** The value of the preferred source; equal ranks are averaged; without a value, the most telling state. */
function merged(sources: readonly ReadSource[], row: number): Cell {
  let bestRank = Number.POSITIVE_INFINITY;
  let sum = 0;
  let count = 0;
  let state = 1;
  for (const source of sources) {
    const cell = single(source, row);
    if (Number.isNaN(cell.value)) {
      if (count === 0 && cell.state !== 1 && state === 1) state = cell.state;
      continue;
    }
    const { rank } = source.source;
    if (rank > bestRank) continue;
    if (rank < bestRank) {
      bestRank = rank;
      sum = 0;
      count = 0;
    }
    sum += cell.value;
    count += 1;
    state = cell.state;
    if (source.source.type.kind !== 'measure') break;
  }
  shared.value = count > 0 ? sum / count : Number.NaN;
  shared.state = state;
  return shared;
}
