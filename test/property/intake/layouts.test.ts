import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { isWide, type StageBuffer } from '../../../analysis/domain/staging.ts';
import { readHere } from '../../../analysis/intake/load/read.ts';
import { recogniseFile } from '../../../analysis/intake/recognise-file.ts';
import {
  asFile,
  asText,
  LAYOUT_SAMPLES,
  type LayoutSample,
  reordered,
} from '../../support/layout-samples.ts';
import { pieces } from '../../support/pieces.ts';

const WHOLE = [1 << 20];
const RUNS = 25;
/** A hash of the raw row: it finds rows that are there twice, and follows the order of the columns. */
const OF_THE_BYTES = new Set(['row_hash']);

/** Everything that a file comes down to, as sorted text: rows with their people, rows set aside, remarks. */
async function tables(name: string, bytes: Uint8Array, sizes: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  const rows: StagedRow[] = [];
  // People are numbered as they are met; which they are, their keys say.
  const people: string[] = [];
  for (const { source, recognition } of await recogniseFile(pieces(bytes, sizes, name))) {
    const outcome = await readHere(source, recognition, {
      icd10: new Map([['8833421', 'I10']]),
      sink: {
        append: (buffer) => rows.push(...rowsOf(buffer)),
        identities: (more) => people.push(...more.map(({ identity: _, ...one }) => JSON.stringify(one))),
        quarantine: (line, code) => found.push(`${line} ${code}`),
      },
    });
    const { rowsRead, rowsStaged, rowsQuarantined, issues } = outcome;
    found.push(`${recognition.layoutId} ${rowsRead} ${rowsStaged} ${rowsQuarantined}`);
    found.push(...issues.list().map((issue) => JSON.stringify(issue)));
  }
  found.push(...rows.map(({ identity, text }) => `${text} ${people[identity] ?? ''}`), ...people);
  return found.sort();
}

interface StagedRow {
  readonly identity: number;
  readonly text: string;
}

function rowsOf(buffer: StageBuffer): StagedRow[] {
  const columns = buffer.table.columns
    .filter(({ name }) => name !== 'identity' && !OF_THE_BYTES.has(name))
    .map(({ name, type }) => ({
      name,
      cells:
        type === 'VARCHAR' ? buffer.texts(name) : isWide(type) ? buffer.doubles(name) : buffer.integers(name),
    }));
  const identities = buffer.typeOf('identity') ? buffer.integers('identity') : undefined;
  return Array.from({ length: buffer.rows }, (_, row) => ({
    identity: identities?.[row] ?? -1,
    text: [buffer.table.id, ...columns.map(({ name, cells }) => `${name}=${cells[row] ?? ''}`)].join(' '),
  }));
}

const ENCODINGS = ['cp932', 'utf8', 'utf8-bom', 'utf16le', 'utf16be'] as const;

function encoded(text: string, encoding: (typeof ENCODINGS)[number]): Uint8Array {
  const name = encoding === 'utf8-bom' ? 'utf8' : encoding === 'utf16be' ? 'utf16-be' : encoding;
  return new Uint8Array(iconv.encode(text, name, { addBOM: encoding !== 'cp932' && encoding !== 'utf8' }));
}

const isReceipt = ({ file }: LayoutSample): boolean => /(UKE|RECODEINFO.*)$/.test(file);
const texts = LAYOUT_SAMPLES.filter(({ rows }) => rows !== undefined);
const archives = LAYOUT_SAMPLES.filter(({ bytes }) => bytes !== undefined);

describe('every layout gives the same tables', () => {
  it.each(texts.map((sample) => [sample.layout, sample] as const))(
    '%s: however the file is cut, encoded and ended, in any order of its columns',
    async (_, sample) => {
      const expected = await tables(sample.file, asFile(sample), WHOLE);
      expect(expected.length).toBeGreaterThan(sample.count);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 }),
          fc.constantFrom('\n', '\r\n', ...(isReceipt(sample) ? [] : ['\r'])),
          fc.constantFrom(...(isReceipt(sample) ? (['cp932'] as const) : ENCODINGS)),
          fc.boolean(),
          fc.infiniteStream(fc.nat()),
          async (sizes, ending, encoding, eof, keys) => {
            const order = (columns: number) =>
              Array.from({ length: columns }, (__, at) => ({ at, key: keys.next().value ?? 0 }))
                .sort((a, b) => a.key - b.key || a.at - b.at)
                .map(({ at }) => at);
            const text = asText(sample, ending, reordered(sample, order));
            const bytes = encoded(isReceipt(sample) && eof ? `${text}\u001a` : text, encoding);
            expect(await tables(sample.file, bytes, sizes)).toEqual(expected);
          },
        ),
        { numRuns: RUNS },
      );
    },
  );

  it.each(archives.map((sample) => [sample.layout, sample] as const))(
    '%s: however the archive is cut',
    async (_, sample) => {
      const bytes = asFile(sample);
      const expected = await tables(sample.file, bytes, WHOLE);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 }),
          async (sizes) => {
            expect(await tables(sample.file, bytes, sizes)).toEqual(expected);
          },
        ),
        { numRuns: RUNS },
      );
    },
  );
});
