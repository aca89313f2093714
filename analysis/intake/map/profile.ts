import { cellBlocks } from '../decode/records.ts';
import { type ByteSource, textChunks } from '../decode/source.ts';
import type { Recognition } from '../recognise.ts';
import { directIdentifier, type Heading } from './headings.ts';

/** What may be shown of a column: the shape of its values and how many there are. */
export interface ColumnProfile {
  readonly heading: string;
  /** Digits as 9, letters as A, kanji and kana as 字; long ones shortened. The commonest shape. */
  readonly pattern: string;
  readonly filled: number;
  readonly field?: string;
  /** Why the column is taken for that field, or why it is not read. */
  readonly reason: string;
}

const PROFILE_ROWS = 2000;
const LONGEST_PATTERN = 16;
/** A shape held by fewer rows than this might point at someone. */
const LEAST_ROWS = 5;

/** Shape of a value: nothing of it can be read back. */
export function patternOf(text: string): string {
  const shape = text
    .normalize('NFKC')
    .trim()
    .replace(/\d/g, '9')
    .replace(/[A-Za-z]/g, 'A')
    .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu, '字')
    .replace(/字{3,}/g, '字…')
    .replace(/[^9A字….,:/()+\-%=" ]/g, '・');
  return shape.length > LONGEST_PATTERN ? `${shape.slice(0, LONGEST_PATTERN)}…` : shape;
}

/** Profiles of the columns of a recognised table, from its first rows. */
export async function profileColumns(source: ByteSource, recognition: Recognition): Promise<ColumnProfile[]> {
  if (recognition.headings.length === 0) return [];
  const decoder = new TextDecoder(recognition.encoding === 'cp932' ? 'shift_jis' : 'utf-8');
  const shapes = recognition.headings.map(() => new Map<string, number>());
  let rows = 0;
  for await (const block of cellBlocks(textChunks(source, recognition.encoding), recognition.dialect)) {
    for (let row = 0; row < block.rows && rows < PROFILE_ROWS; row += 1) {
      if (block.line[row]! <= recognition.headerLine) continue;
      const cells = block.lastCell[row]! - block.firstCell[row]!;
      if (cells === 1 && recognition.headings.length > 1) continue;
      rows += 1;
      recognition.headings.forEach((heading, index) => {
        const cell = block.firstCell[row]! + heading.index;
        if (heading.index >= cells) return;
        const text = decoder.decode(block.bytes.subarray(block.start[cell]!, block.end[cell]!)).trim();
        if (text === '') return;
        const pattern = patternOf(text);
        shapes[index]!.set(pattern, (shapes[index]!.get(pattern) ?? 0) + 1);
      });
    }
    if (rows >= PROFILE_ROWS) break;
  }
  return recognition.headings.map((heading, index) => profile(heading, shapes[index]!, recognition));
}

function profile(
  heading: Heading,
  shapes: ReadonlyMap<string, number>,
  recognition: Recognition,
): ColumnProfile {
  const filled = [...shapes.values()].reduce((sum, count) => sum + count, 0);
  const [commonest] = [...shapes].sort((a, b) => b[1] - a[1]);
  const pattern = commonest && commonest[1] >= LEAST_ROWS ? commonest[0] : '';
  const direct = directIdentifier(heading);
  for (const { plan } of recognition.parts) {
    const field = plan.fields.find((planned) => planned.sources.some((from) => from.index === heading.index));
    if (field) {
      const name = 'column' in field.to ? field.to.column : `id.${field.to.identity}`;
      return { heading: heading.text, pattern, filled, field: name, reason: '見出しの言い方が一致' };
    }
    if (plan.items.some((item) => item.index === heading.index)) {
      return { heading: heading.text, pattern, filled, field: heading.key, reason: '17桁の項目コード' };
    }
  }
  const reason = direct ? '氏名・住所などの列なので読みません' : '意味が分からないため使いません';
  return { heading: heading.text, pattern: direct ? '' : pattern, filled, reason };
}
