import { UserIssue } from '../domain/issue.ts';
import type { Encoding, EncodingGuess } from './decode/encoding.ts';
import { COMMA, cellBlocks, type Dialect } from './decode/records.ts';
import { memorySource, textChunks } from './decode/source.ts';
import { headingRowOf } from './map/heading-row.ts';
import type { Head } from './recognise-report.ts';

const HEAD_ROWS = 60;
/** Separators other than the comma, with what tells the user of them. */
const OTHER_SEPARATORS: readonly (readonly [evidence: string, Dialect])[] = [
  ['separator.tab', { separator: 0x09, quote: true }],
  ['separator.semicolon', { separator: 0x3b, quote: true }],
  ['separator.bar', { separator: 0x7c, quote: true }],
];

function decoderOf(encoding: Encoding): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(encoding === 'cp932' ? 'shift_jis' : 'utf-8');
  return (bytes) => decoder.decode(bytes);
}

/** The first rows with their cells; those of bytes that are `cut` end with their last whole line. */
export async function rowsOf(bytes: Uint8Array, guess: EncodingGuess, dialect: Dialect, cut: boolean) {
  const decode = decoderOf(guess.encoding);
  const rows: { line: number; cells: string[] }[] = [];
  const source = memorySource('head', cut ? bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1) : bytes);
  try {
    for await (const block of cellBlocks(textChunks(source, guess.encoding), dialect)) {
      for (let row = 0; row < block.rows && rows.length < HEAD_ROWS; row += 1) {
        const cells: string[] = [];
        for (let cell = block.firstCell[row]!; cell < block.lastCell[row]!; cell += 1) {
          cells.push(decode(block.bytes.subarray(block.start[cell]!, block.end[cell]!)));
        }
        rows.push({ line: block.line[row]!, cells });
      }
      if (rows.length >= HEAD_ROWS) break;
    }
  } catch (error) {
    if (!(error instanceof UserIssue) || rows.length === 0) throw error;
  }
  return rows;
}

/**
 * The first rows, split where the heading is: texts with commas in them stand in lists with other separators, and
 * lists of the others in cells of a list with commas. Without a heading the comma counts wherever there is one.
 */
export async function readHead(bytes: Uint8Array, guess: EncodingGuess, cut: boolean): Promise<Head> {
  const comma: Head = { encoding: guess, dialect: COMMA, rows: await rowsOf(bytes, guess, COMMA, cut) };
  if (headingRowOf(comma.rows)) return comma;
  const others: Head[] = [];
  for (const [evidence, dialect] of OTHER_SEPARATORS) {
    const encoding = { ...guess, evidence: [...guess.evidence, evidence] };
    others.push({ encoding, dialect, rows: await rowsIfAny(bytes, guess, dialect, cut) });
  }
  const headed = widestOf(others, ({ rows }) => headingRowOf(rows)?.cells.length ?? 0);
  if (headed) return headed;
  return widthOf(comma) > 1 ? comma : (widestOf(others, (head) => widthOf(head) - 1) ?? comma);
}

/** A text that is no table with this separator has no rows. */
async function rowsIfAny(bytes: Uint8Array, guess: EncodingGuess, dialect: Dialect, cut: boolean) {
  try {
    return await rowsOf(bytes, guess, dialect, cut);
  } catch (error) {
    if (error instanceof UserIssue) return [];
    throw error;
  }
}

function widthOf({ rows }: Head): number {
  return Math.max(0, ...rows.map(({ cells }) => cells.length));
}

/** The first with the highest width; nothing where all are zero. */
function widestOf(heads: readonly Head[], width: (head: Head) => number): Head | undefined {
  const widths = heads.map(width);
  const highest = Math.max(...widths);
  return highest > 0 ? heads[widths.indexOf(highest)] : undefined;
}
