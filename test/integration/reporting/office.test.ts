import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { formatCell } from '../../../analysis/reporting/format.ts';
import { gridOf } from '../../../analysis/reporting/select.ts';
import { writeReport } from '../../../analysis/reporting/write.ts';
import { provenanceLists } from '../../../analysis/reporting/writers/print.ts';
import { syntheticInputs } from '../../unit/reporting/synthetic-inputs.ts';

/** Opens the artefacts with programs that know nothing of this product. */

const has = (program: string): boolean => spawnSync(program, ['-v'], { stdio: 'ignore' }).error === undefined;
const poppler = has('pdftotext') && has('pdffonts');
const office = spawnSync('soffice', ['--version'], { stdio: 'ignore' }).error === undefined;
if (!poppler) console.warn('skipped: pdftotext / pdffonts (poppler-utils) are not installed');
if (!office) console.warn('skipped: soffice (LibreOffice) is not installed');

const annual = composeReport('annual', syntheticInputs());
const council = composeReport('council', syntheticInputs());
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-report-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const pdfText = (path: string): string =>
  execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8', maxBuffer: 1e8 });

describe.skipIf(!poppler)('the PDF made without a browser', () => {
  it('embeds its fonts, names every character and can be searched', async () => {
    const path = join(folder, 'annual.pdf');
    writeFileSync(path, await writeReport(annual, 'pdf'));
    const fonts = execFileSync('pdffonts', [path], { encoding: 'utf8' }).split('\n').slice(2).filter(Boolean);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) {
      expect(font).toContain('BIZUDPGothic');
      expect(font).toMatch(/CID TrueType\s+Identity-H\s+yes yes yes/);
    }
    const text = pdfText(path);
    expect(text).toContain('特定健診受診率');
    expect(text).toContain('髙﨑地区');
    expect(text).toContain('＊');
    expect(text).not.toContain('\ufffd');
    const flat = text.replace(/\s+/g, '');
    for (const block of annual.blocks) {
      if (block.kind === 'heading') expect(flat).toContain(block.text.replace(/\s+/g, ''));
      if (block.kind !== 'table') continue;
      const grid = gridOf(block.table, block.view);
      for (const cell of grid.rows.at(-1)?.cells ?? [])
        expect(flat).toContain(formatCell(cell, grid.columns[0]?.decimals ?? 0).slice(0, 1));
    }
    const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' });
    expect(info).toMatch(/Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)/);
    expect(info).toContain('データヘルス計画');
  });

  it('is tagged: headings, lists, tables with heads, pictures with a description, read in order', async () => {
    const path = join(folder, 'tagged.pdf');
    writeFileSync(path, await writeReport(annual, 'pdf'));
    expect(execFileSync('pdfinfo', [path], { encoding: 'utf8' })).toMatch(/Tagged:\s+yes/);
    const tree = execFileSync('pdfinfo', ['-struct-text', path], { encoding: 'utf8', maxBuffer: 1e8 });
    const count = (type: string): number => tree.match(new RegExp(`^ +${type}( |$)`, 'gm'))?.length ?? 0;
    const of = (kind: string): number => annual.blocks.filter((block) => block.kind === kind).length;
    // Where it comes from: a table with its heading, and the lists behind it.
    const provenance = provenanceLists(annual).length > 0 ? 2 : 1;
    expect(count('H1')).toBe(1);
    expect(count('H2') + count('H3') + count('H4')).toBe(of('heading') + of('method') + provenance);
    expect(count('Figure')).toBe(of('figure'));
    expect(count('Table')).toBe(of('table') + of('textTable') + provenance);
    expect(count('TH')).toBeGreaterThan(count('Table'));
    const flat = tree.replace(/["\s]+/g, '');
    const places = annual.blocks.flatMap((block) =>
      block.kind === 'heading'
        ? [flat.indexOf(`H${block.level + 1}(block)${block.text.replace(/\s+/g, '')}`)]
        : [],
    );
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const raw = Buffer.from(await writeReport(annual, 'pdf')).toString('latin1');
    expect(raw.match(/\/Alt /g)?.length).toBe(of('figure'));
  });

  it('has bookmarks', async () => {
    const text = Buffer.from(await writeReport(annual, 'pdf')).toString('latin1');
    expect(text).toContain('/Outlines');
  });
});

describe.skipIf(!office || !poppler)('LibreOffice', () => {
  it('opens workbook, slides and document and finds the numbers in them', async () => {
    const files = [
      ['annual.xlsx', await writeReport(annual, 'xlsx')],
      ['council.pptx', await writeReport(council, 'pptx')],
      ['annual.docx', await writeReport(annual, 'docx')],
    ] as const;
    for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    for (const [name] of files) {
      const out = join(folder, name.split('.')[1] ?? '');
      execFileSync(
        'soffice',
        [profile, '--headless', '--convert-to', 'pdf', '--outdir', out, join(folder, name)],
        { stdio: 'ignore', timeout: 500_000 },
      );
    }
    const text = (format: string, name: string): string =>
      pdfText(join(folder, format, `${name}.pdf`)).replace(/\s+/g, '');
    const table = annual.blocks.find((block) => block.kind === 'table');
    if (table?.kind !== 'table') throw new Error('table expected');
    const grid = gridOf(table.table, table.view);
    for (const found of [text('xlsx', 'annual'), text('docx', 'annual')]) {
      expect(found).toContain('データヘルス計画');
      expect(found).toContain('＊');
      for (const row of grid.rows) {
        row.cells.forEach((cell, index) => {
          expect(found).toContain(formatCell(cell, grid.columns[index]?.decimals ?? 0));
        });
      }
    }
    const slides = text('pptx', 'council');
    for (const block of council.blocks) {
      if (block.kind === 'slide') expect(slides).toContain(block.kicker.replace(/\s+/g, ''));
    }
    const pages = execFileSync('pdfinfo', [join(folder, 'pptx', 'council.pdf')], { encoding: 'utf8' });
    const wanted = council.blocks.filter(({ kind }) => kind === 'slide').length;
    expect(Number(/Pages:\s+(\d+)/.exec(pages)?.[1])).toBe(wanted);
    expect(readFileSync(join(folder, 'pptx', 'council.pdf')).length).toBeGreaterThan(10_000);
  });
});
