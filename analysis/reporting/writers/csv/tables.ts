import { UserIssue } from '../../../domain/issue.ts';
import type { ReleasedCell } from '../../../domain/statistic.ts';
import { HIDDEN_MARK, NONE_MARK } from '../../format.ts';
import type { Block, ReportDocument, TableBlock, TextTableBlock } from '../../model.ts';
import { columnHead, gridOf, hiddenNote, sourceNotes } from '../../select.ts';
import { plain } from '../../text.ts';
import type { WriterOptions } from '../../write.ts';
import { captionOf, numberBlocks, provenanceRows } from '../print.ts';
import { csvText, encodeCsv, type Unwritable } from './text.ts';

export interface CsvFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly unwritable: readonly Unwritable[];
}

/** Every table as a CSV file: released numbers in full, 「＊」 kept, notes and provenance below the data. */
export function csvTables(document: ReportDocument, options: WriterOptions): readonly CsvFile[] {
  const numbers = numberBlocks(document);
  const tables = document.blocks.filter((block) => block.kind === 'table' || block.kind === 'textTable');
  return tables.map((block, index) => {
    options.step(index, tables.length);
    const { bytes, unwritable } = encodeCsv(
      csvText(tableRows(document, block, numbers)),
      options.csvEncoding ?? 'utf8',
    );
    return { name: `${(numbers.get(block) ?? '表').replace('表', 'table-')}.csv`, bytes, unwritable };
  });
}

type Row = readonly (string | number)[];

function tableRows(
  document: ReportDocument,
  block: TableBlock | TextTableBlock,
  numbers: ReadonlyMap<Block, string>,
): readonly Row[] {
  return [
    ...tableBody(block),
    [],
    [captionOf(numbers, block)],
    ...tableNotes(block),
    ...provenanceRows(document).map(([label, value]) => [label, value]),
  ];
}

function tableBody(block: TableBlock | TextTableBlock): readonly Row[] {
  return block.kind === 'table' ? released(block) : words(block);
}

function tableNotes(block: TableBlock | TextTableBlock): readonly Row[] {
  if (block.kind !== 'table') return [];
  return [hiddenNote(block.table), ...sourceNotes(block.table)].map((note) => [note]);
}

function released(block: TableBlock): readonly Row[] {
  const grid = gridOf(block.table);
  const value = (cell: ReleasedCell): string | number => {
    if (cell.state === 'shown') return cell.value;
    return cell.state === 'hidden' ? HIDDEN_MARK : NONE_MARK;
  };
  return [
    [...grid.rowHeads, ...grid.columns.map(columnHead)],
    ...grid.rows.map((row) => [...row.heads, ...row.cells.map(value)]),
  ];
}

function words(block: TextTableBlock): readonly Row[] {
  return [block.head, ...block.rows.map((row) => row.map(plain))];
}

/** All tables in one file, a blank line between them; `csvTables` gives one file for each. */
export async function writeCsv(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  const numbers = numberBlocks(document);
  const tables = document.blocks.filter((block) => block.kind === 'table' || block.kind === 'textTable');
  if (tables.length === 0) throw new UserIssue('usage', 'report.no_table');
  const rows = tables.flatMap((block, index) => {
    options.step(index, tables.length);
    return [[captionOf(numbers, block)], ...tableBody(block), ...tableNotes(block), []];
  });
  const all = [...rows, ...provenanceRows(document)];
  const { bytes, unwritable } = encodeCsv(csvText(all), options.csvEncoding ?? 'utf8');
  options.onUnwritable?.(unwritable.map((one) => ({ file: '', ...one })));
  return bytes;
}
