import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { writeReport } from '../../../analysis/reporting/write.ts';
import { syntheticInputs } from '../../unit/reporting/synthetic-inputs.ts';

/** Pages as they look: nothing runs off the paper, no text lies on other text, pictures stay as they were. */

const has = (program: string, flag: string): boolean =>
  spawnSync(program, [flag], { stdio: 'ignore' }).error === undefined;
const poppler = has('pdftotext', '-v') && has('pdftoppm', '-v');
const office = has('soffice', '--version');
if (!poppler) console.warn('skipped: pdftotext / pdftoppm (poppler-utils) are not installed');
if (!office) console.warn('skipped: soffice (LibreOffice) is not installed');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-rendered-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Word {
  readonly text: string;
  readonly box: readonly [number, number, number, number];
}

interface Page {
  readonly width: number;
  readonly height: number;
  readonly words: readonly Word[];
}

function pagesOf(pdf: string): readonly Page[] {
  const html = execFileSync('pdftotext', ['-bbox', pdf, '-'], { encoding: 'utf8', maxBuffer: 1e8 });
  return html
    .split('<page ')
    .slice(1)
    .map((page) => {
      const [, width = '0', height = '0'] = /width="([\d.]+)" height="([\d.]+)"/.exec(page) ?? [];
      const words = [
        ...page.matchAll(
          /<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)<\/word>/g,
        ),
      ].map(([, x0, y0, x1, y1, text = '']) => ({
        text,
        box: [Number(x0), Number(y0), Number(x1), Number(y1)] as const,
      }));
      return { width: Number(width), height: Number(height), words };
    });
}

/** Share of the smaller word that lies on the other; line boxes of one text touch, so a little is allowed. */
function overlap({ box: a }: Word, { box: b }: Word): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const area = (box: Word['box']): number => (box[2] - box[0]) * (box[3] - box[1]);
  return (width * height) / Math.max(Math.min(area(a), area(b)), 1e-9);
}

function expectLegible(pdf: string): readonly Page[] {
  const pages = pagesOf(pdf);
  expect(pages.length).toBeGreaterThan(0);
  pages.forEach(({ width, height, words }, index) => {
    for (const { text, box } of words) {
      const inside = box[0] >= -0.5 && box[1] >= -0.5 && box[2] <= width + 0.5 && box[3] <= height + 0.5;
      expect(inside, `page ${index + 1}: 「${text}」 runs off the paper`).toBe(true);
    }
    words.forEach((word, at) => {
      for (const other of words.slice(at + 1)) {
        expect(overlap(word, other), `page ${index + 1}: 「${word.text}」 on 「${other.text}」`).toBeLessThan(
          0.45,
        );
      }
    });
  });
  return pages;
}

const templates = ['annual', 'council', 'summary', 'study', 'district', 'kpi', 'payment', 'processing'];

describe.skipIf(!poppler)('pages made without a browser', () => {
  it.each(templates)('%s: all text on the paper, none on other text, no glyph missing', async (template) => {
    const path = join(folder, `${template}.pdf`);
    writeFileSync(path, await writeReport(composeReport(template, syntheticInputs()), 'pdf'));
    const pages = expectLegible(path);
    expect(pages.some(({ words }) => words.some(({ text }) => /[\ufffd\u25a1]/.test(text)))).toBe(false);
    if (template === 'summary') expect(pages).toHaveLength(1);
  });
});

describe.skipIf(!office || !poppler)('pages of LibreOffice', () => {
  it('of slides and documents: all text on the paper, none on other text', async () => {
    const files = [
      ['council', 'pptx'],
      ['study', 'pptx'],
      ['annual', 'docx'],
      ['summary', 'docx'],
      ['payment', 'docx'],
    ] as const;
    for (const [template, format] of files) {
      const bytes = await writeReport(composeReport(template, syntheticInputs()), format);
      writeFileSync(join(folder, `${template}-${format}.${format}`), bytes);
    }
    const names = files.map(([template, format]) => join(folder, `${template}-${format}.${format}`));
    execFileSync(
      'soffice',
      [
        `-env:UserInstallation=file://${join(folder, 'profile')}`,
        '--headless',
        '--convert-to',
        'pdf',
        '--outdir',
        folder,
        ...names,
      ],
      { stdio: 'ignore', timeout: 500_000 },
    );
    for (const [template, format] of files) {
      const pages = expectLegible(join(folder, `${template}-${format}.pdf`));
      if (template === 'summary') expect(pages).toHaveLength(1);
    }
  });
});

/** Ink of a page on a coarse grid, 0 to 99: what an eye at arm's length sees. */
function inkOf(file: string): readonly number[] {
  const bytes = readFileSync(file);
  const [, width = '0', height = '0'] =
    /^P5\s+(\d+)\s+(\d+)\s+\d+\s/.exec(bytes.subarray(0, 40).toString('latin1')) ?? [];
  const [columns, rows] = [Number(width), Number(height)];
  const pixels = bytes.subarray(bytes.length - columns * rows);
  const grid = { x: 12, y: 16 };
  const sums = Array.from({ length: grid.x * grid.y }, () => [0, 0] as [number, number]);
  pixels.forEach((grey, index) => {
    const x = Math.floor((((index % columns) + 0.5) / columns) * grid.x);
    const y = Math.floor(((Math.floor(index / columns) + 0.5) / rows) * grid.y);
    const sum = sums[y * grid.x + x] as [number, number];
    sum[0] += 255 - grey;
    sum[1] += 1;
  });
  return sums.map(([ink, count]) => Math.min(99, Math.round((ink / Math.max(count, 1) / 255) * 200)));
}

const golden = fileURLToPath(new URL('./rendered-pages.json', import.meta.url));

/**
 * `rendered-pages.json` was made by this test with EBPM_UPDATE_PICTURES=1 (poppler at 24 dots per inch); the
 * pages were looked at before it was kept.
 */
describe.skipIf(!poppler)('pictures of pages', () => {
  it.each(['annual', 'summary', 'study', 'payment'])('%s looks as it did', async (template) => {
    const path = join(folder, `${template}-look.pdf`);
    writeFileSync(path, await writeReport(composeReport(template, syntheticInputs()), 'pdf'));
    execFileSync('pdftoppm', ['-r', '24', '-gray', path, join(folder, `look-${template}`)]);
    const pages = readdirSync(folder)
      .filter((name) => name.startsWith(`look-${template}-`) && name.endsWith('.pgm'))
      .sort()
      .map((name) => inkOf(join(folder, name)));
    const kept = existsSync(golden)
      ? (JSON.parse(readFileSync(golden, 'utf8')) as Record<string, readonly (readonly number[])[]>)
      : {};
    if (process.env.EBPM_UPDATE_PICTURES === '1') {
      writeFileSync(golden, `${JSON.stringify({ ...kept, [template]: pages })}\n`);
      return;
    }
    const wanted = kept[template] ?? [];
    expect(pages).toHaveLength(wanted.length);
    pages.forEach((page, index) => {
      const difference = page.reduce((sum, ink, at) => sum + Math.abs(ink - (wanted[index]?.[at] ?? 0)), 0);
      expect(difference / page.length, `page ${index + 1}`).toBeLessThan(1.5);
    });
  });
});
