import { describe, expect, it } from 'vitest';
import { seal } from '../../../analysis/disclosure/released.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import type { ReleasedCell } from '../../../analysis/domain/statistic.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { chartData } from '../../../analysis/reporting/figures/chart.ts';
import { formatCell } from '../../../analysis/reporting/format.ts';
import type { ReportDocument } from '../../../analysis/reporting/model.ts';
import { gridOf } from '../../../analysis/reporting/select.ts';
import { reportTemplates } from '../../../analysis/reporting/templates/index.ts';
import { reportFormats, writeReport, writeReportFiles } from '../../../analysis/reporting/write.ts';
import { BODY_BOX, fittingSize } from '../../../analysis/reporting/writers/pptx/fit.ts';
import { planSlides } from '../../../analysis/reporting/writers/pptx/plan.ts';
import { study, syntheticInputs } from '../../unit/reporting/synthetic-inputs.ts';
import { effect } from '../../unit/reporting/synthetic-tables.ts';
import { decode, openPackage, readWorkbook, requireWellFormed, textOf } from './reading.ts';

const bag = syntheticInputs();
const documentOf = (template: string): ReportDocument => composeReport(template, bag);
const tablesOf = (document: ReportDocument) =>
  document.blocks.flatMap((block) => (block.kind === 'table' ? [block] : []));

/** Text in every part of an artefact, however it is packed. */
function words(format: string, bytes: Uint8Array): string {
  if (['html', 'pdf', 'csv'].includes(format) || (format === 'svg' && bytes[0] === 0x3c))
    return decode(bytes);
  return [...openPackage(bytes)]
    .map(([name, part]) => (/\.(png|svg|ttf)$/.test(name) ? name : decode(part)))
    .join('\n');
}

describe.each(reportTemplates.map(({ id }) => id))('template %s', (template) => {
  const document = documentOf(template);
  const hasFigure = document.blocks.some(({ kind }) => kind === 'figure');
  const hasTable = document.blocks.some(({ kind }) => kind === 'table' || kind === 'textTable');

  it.each(reportFormats)('is written as %s, twice with the same bytes', async (format) => {
    if ((format === 'png' || format === 'svg') && !hasFigure) {
      await expect(writeReport(document, format)).rejects.toMatchObject({ code: 'report.no_figure' });
      return;
    }
    if (format === 'csv' && !hasTable) {
      await expect(writeReport(document, format)).rejects.toMatchObject({ code: 'report.no_table' });
      return;
    }
    if (format === 'png' && template !== 'summary') return; // Painted once below; the painter itself has unit tests.
    const first = await writeReport(document, format);
    const again = await writeReport(composeReport(template, bag), format);
    expect(first.length).toBeGreaterThan(500);
    expect(Buffer.compare(Buffer.from(first), Buffer.from(again))).toBe(0);
  });

  it.each(['xlsx', 'pptx', 'docx'])(
    'is a package of well-formed parts as %s, every target present',
    async (format) => {
      const parts = openPackage(await writeReport(document, format));
      for (const [name, part] of parts) {
        if (/\.(xml|rels)$/.test(name)) requireWellFormed(name, decode(part));
        if (!name.endsWith('.rels')) continue;
        const [prefix = '', path = ''] = name.includes('!') ? name.split(/(?<=!)/) : ['', name];
        const folder = path.replace(/_rels\/[^/]+$/, '');
        for (const [, target = '', mode = ''] of decode(part).matchAll(
          /Target="([^"]+)"(?: TargetMode="(\w+)")?/g,
        )) {
          if (mode === 'External') continue;
          const resolved = new URL(target, `http://x/${folder}`).pathname.slice(1);
          expect(parts.has(prefix + resolved), `${name} → ${target}`).toBe(true);
        }
      }
    },
  );

  it.each(['xlsx', 'pptx', 'docx', 'html', 'csv'])('carries its provenance as %s', async (format) => {
    if (format === 'csv' && !hasTable) return;
    const bytes = await writeReport(document, format);
    const found = words(format, bytes);
    if (document.provenance.releaseIds.length > 0) {
      expect(found).toContain(document.provenance.releaseIds[0]);
      expect(found).toContain(document.provenance.ruleVersion);
      expect(found).toContain(document.provenance.sourceHashes[0]?.slice(0, 12));
    }
  });
});

describe('room for words', () => {
  it('a slide holds the rows of a table that fit it, in their order', () => {
    const long = '年度末（3月31日）現在の年齢が40〜74歳の人で、年度を通じて加入していた人\n'.repeat(3);
    const grid = (rows: number) => ({
      kind: 'textTable' as const,
      id: 'long',
      caption: '長い表',
      head: ['指標', '分母'],
      widths: [1, 1],
      rows: Array.from({ length: rows }, (_, at) => [[`行${at}`], [at % 2 === 0 ? long : '短い']]),
    });
    for (const rows of [1, 4, 5, 9]) {
      const plans = planSlides({ ...documentOf('kpi'), blocks: [grid(rows)] }).slice(1);
      const parts = plans.flatMap(({ body }) => body.flatMap((part) => (part.kind === 'grid' ? [part] : [])));
      expect(parts.flatMap((part) => part.rows.map(([name]) => name))).toEqual(
        Array.from({ length: rows }, (_, at) => `行${at}`),
      );
      for (const part of parts) expect(fittingSize(part, BODY_BOX)).toBeDefined();
    }
  });

  it('a workbook gives the heads of a figure their height, its notes the persons, and no empty sheet', async () => {
    const document = documentOf('kpi');
    const bytes = await writeReport(document, 'xlsx');
    const sheets = readWorkbook(bytes);
    const names = [...sheets.keys()];
    const figure = [...(sheets.get('図1') ?? new Map()).values()].map(String);
    expect(figure.some((text) => /^(分母|対象者|人数)：[\d,〜]+人$/u.test(text))).toBe(true);
    const xml = decode(openPackage(bytes).get(`xl/worksheets/sheet${names.indexOf('図1') + 1}.xml`));
    expect(Number(/<row r="3"[^>]* ht="([\d.]+)"/u.exec(xml)?.[1])).toBeGreaterThanOrEqual(15);
    expect(names).toContain('定義');
    const { provenance } = document;
    const none = { ...document, provenance: { ...provenance, definitions: [] } };
    expect([...readWorkbook(await writeReport(none, 'xlsx')).keys()]).not.toContain('定義');
  });

  it('digits are not Japanese letters that may be broken anywhere', async () => {
    const styles = decode(openPackage(await writeReport(documentOf('kpi'), 'docx')).get('word/styles.xml'));
    const languages = [...styles.matchAll(/<w:lang ([^>]*)\/>/gu)].map(([, one]) => one);
    expect(new Set(languages)).toEqual(new Set(['w:val="en-US" w:eastAsia="ja-JP"']));
  });
});

describe('numbers read back', () => {
  it('from the workbook equal the released values exactly, and hidden cells are ＊', async () => {
    const document = documentOf('annual');
    const sheets = readWorkbook(await writeReport(document, 'xlsx'));
    const tables = document.blocks.filter((block) => block.kind === 'table' || block.kind === 'textTable');
    let shown = 0;
    let masked = 0;
    tables.forEach((block, index) => {
      if (block.kind !== 'table') return;
      const sheet = sheets.get(`表${index + 1}`);
      const grid = gridOf(block.table);
      grid.rows.forEach((row, line) => {
        row.cells.forEach((cell, column) => {
          const letter = String.fromCharCode(65 + grid.rowHeads.length + column);
          const found = sheet?.get(`${letter}${3 + grid.headers.length + line}`);
          expect(found, `${block.caption} ${letter}${line}`).toBe(expected(cell));
          if (cell.state === 'shown') shown += 1;
          if (cell.state === 'hidden') masked += 1;
        });
      });
    });
    expect(shown).toBeGreaterThan(800);
    expect(masked).toBeGreaterThan(10);
  });

  it('from the workbook’s charts stand in the sheets that they refer to, lengths of intervals too', async () => {
    const document = documentOf('annual');
    const bytes = await writeReport(document, 'xlsx');
    const sheets = readWorkbook(bytes);
    const charts = [...openPackage(bytes)].filter(([name]) => /^xl\/charts\/chart\d+\.xml$/u.test(name));
    let lengths = 0;
    for (const [name, part] of charts) {
      const xml = decode(part);
      // LibreOffice draws no error bars whose numbers stand in the chart itself.
      expect(xml, name).not.toContain('<c:numLit>');
      for (const [, role = '', body = ''] of xml.matchAll(/<c:(val|plus|minus)>(.*?)<\/c:\1>/gu)) {
        const [, sheet = '', letter = '', first = ''] =
          /<c:f>&#39;(.+?)&#39;!\$([A-Z])\$(\d+):/u.exec(body) ?? [];
        for (const [, at, value] of body.matchAll(/<c:pt idx="(\d+)"><c:v>([^<]+)<\/c:v>/gu))
          expect(sheets.get(sheet)?.get(`${letter}${Number(first) + Number(at)}`), `${name} ${role}`).toBe(
            Number(value),
          );
        if (role !== 'plus') continue;
        lengths += 1;
        // The first series: its value in B, its limits in C and D.
        const cell = (column: string) => Number(sheets.get(sheet)?.get(`${column}${first}`));
        expect(cell(letter)).toBeCloseTo(cell('D') - cell('B'), 9);
        expect(sheets.get(sheet)?.get(`${letter}3`)).toMatch(/上限までの長さ$/u);
      }
    }
    expect(lengths).toBeGreaterThan(3);
  });

  it('from the slides’ charts and the workbooks inside them equal the released values', async () => {
    const document = documentOf('council');
    const parts = openPackage(await writeReport(document, 'pptx'));
    const figures = document.blocks.flatMap((block) =>
      block.kind === 'figure' ? [chartData(block.chart)] : [],
    );
    const charts = [...parts.keys()].filter((name) => /^ppt\/charts\/chart\d+\.xml$/.test(name)).sort();
    expect(charts.length).toBe(figures.length);
    const all = charts.map((name) => decode(parts.get(name))).map((xml) => xml.split('<c:ser>').slice(1));
    for (const data of figures) {
      const match = all.find(
        (series) =>
          series.every((xml, index) => xml.includes(`<c:v>${data.series[index]?.name}</c:v>`)) &&
          series.some((xml) => xml.includes(data.categories[0] ?? '?')),
      );
      expect(match, data.categories.join()).toBeDefined();
      data.series.forEach((series, index) => {
        const values = [
          ...(match?.[index]?.split('<c:val>')[1] ?? '').matchAll(/<c:pt idx="(\d+)"><c:v>([^<]+)<\/c:v>/g),
        ];
        const shown = series.cells.flatMap((cell, at) => (cell.state === 'shown' ? [[at, cell.value]] : []));
        expect(values.map(([, at, value]) => [Number(at), Number(value)])).toEqual(shown);
      });
    }
    const sheets = [...parts].filter(([name]) => name.includes('.xlsx!xl/worksheets/'));
    expect(sheets.length).toBe(figures.length);
    expect(sheets.some(([, part]) => decode(part).includes('＊'))).toBe(true);
  });

  it('from the page equal the printed values, in table and in picture’s twin', async () => {
    const document = documentOf('annual');
    const page = textOf(decode(await writeReport(document, 'html')));
    for (const block of tablesOf(document)) {
      const grid = gridOf(block.table, block.view);
      for (const row of grid.rows.slice(0, 5)) {
        row.cells.forEach((cell, column) => {
          if (grid.columns[column]?.formula === 'interval') return;
          expect(page).toContain(`\n${formatCell(cell, grid.columns[column]?.decimals ?? 0)}\n`);
        });
      }
    }
  });

  it('from CSV equal the released values, ＊ kept, in both encodings', async () => {
    const document = documentOf('annual');
    for (const csvEncoding of ['utf8', 'cp932'] as const) {
      const reports: unknown[] = [];
      const files = await writeReportFiles(document, 'csv', '年次評価', {
        csvEncoding,
        onUnwritable: (found) => reports.push(...found),
      });
      expect(files[0]?.name).toBe('年次評価-table-1.csv');
      const text = new TextDecoder(csvEncoding === 'utf8' ? 'utf-8' : 'shift_jis');
      const block = tablesOf(document)[1]!;
      const grid = gridOf(block.table);
      const lines = text.decode(files[1]?.bytes).split('\r\n');
      grid.rows.forEach((row, index) => {
        expect(lines[index + 1]?.split(',').slice(row.heads.length)).toEqual(
          row.cells.map((cell) => String(expected(cell))),
        );
      });
      expect(lines.join()).toContain('髙﨑地区');
      expect(reports).toEqual([]);
    }
  });

  function expected(cell: ReleasedCell): number | string {
    if (cell.state === 'shown') return cell.value;
    return cell.state === 'hidden' ? '＊' : '－';
  }
});

describe('what must not get out', () => {
  const canary = 987654321.125;
  const secret = 'HIMITSU-4471';

  it('leaves no trace of a value that rides along with a hidden cell', async () => {
    const [first, ...rest] = bag.measures;
    const stowaway = {
      state: 'hidden',
      reason: 'primary',
      value: canary,
      person: secret,
    } as unknown as ReleasedCell;
    const planted = first!.tables.map((table) =>
      seal(
        {
          ...table.statistic,
          rows: table.statistic.rows.map((row, index) =>
            index % 3 === 0 ? { at: row.at, cells: row.cells.map(() => stowaway), person: secret } : row,
          ),
        },
        table.release,
      ),
    );
    const inputs = { ...bag, measures: [{ ...first!, tables: planted }, ...rest] };
    for (const template of ['annual', 'council', 'district', 'kpi'] as const) {
      const document = composeReport(template, inputs);
      for (const format of ['xlsx', 'pptx', 'docx', 'html', 'csv', 'svg'] as const) {
        const text = words(format, await writeReport(document, format));
        expect(text, `${template}.${format}`).not.toMatch(/987[,]?654[,]?321/);
        expect(text, `${template}.${format}`).not.toContain(secret);
      }
    }
  });

  it('takes no name for markup, formula or path', async () => {
    const nasty = '=HYPERLINK("x")&<script>alert(1)</script>]]>';
    const inputs = {
      ...bag,
      workspace: { ...bag.workspace, municipality: nasty },
      measures: bag.measures.map((measure) => ({ ...measure, name: nasty })),
      studies: [study({ alternatives: [effect({ method: nasty, interval: [-9, -1] })] })],
    };
    for (const template of ['annual', 'council'] as const) {
      const document = composeReport(template, inputs);
      for (const format of ['xlsx', 'pptx', 'docx'] as const) {
        for (const [name, part] of openPackage(await writeReport(document, format))) {
          if (/\.(xml|rels)$/.test(name)) requireWellFormed(name, decode(part));
        }
      }
      const page = decode(await writeReport(document, 'html'));
      expect(page).not.toContain('<script>');
      expect(page).toContain("default-src 'none'");
      readWorkbook(await writeReport(document, 'xlsx'));
      expect((await writeReport(document, 'pdf')).length).toBeGreaterThan(1000);
    }
  });

  it('fetches nothing: no address in any file but names of XML vocabularies', async () => {
    const page = decode(await writeReport(documentOf('annual'), 'html'));
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|src="(?!data)|url\((?!data)/,
    );
  });
});

describe('stopping', () => {
  it.each(['xlsx', 'pptx', 'docx', 'html', 'pdf', 'csv', 'png', 'svg'])(
    'ends %s with an issue when the caller gives up',
    async (format) => {
      const giveUp = new AbortController();
      let calls = 0;
      const job = writeReport(documentOf('annual'), format, {
        signal: giveUp.signal,
        onProgress: () => {
          calls += 1;
          if (calls === 3) giveUp.abort();
        },
      });
      await expect(job).rejects.toMatchObject({ code: 'report.cancelled' });
      expect(calls).toBe(3);
    },
  );

  it('prints through the host where it can', async () => {
    let given = '';
    const pdf = await writeReport(documentOf('summary'), 'pdf', {
      printToPdf: async (html) => {
        given = html;
        return new Uint8Array([37, 80, 68, 70]);
      },
    });
    expect(given.startsWith('<!doctype html>')).toBe(true);
    expect([...pdf]).toEqual([37, 80, 68, 70]);
  });

  it.each([new Error('no window'), 'a string', new UserIssue('usage', 'desktop.print_failed')])(
    'writes the PDF itself when the host’s print fails: %s',
    async (reason) => {
      const document = documentOf('summary');
      const own = await writeReport(document, 'pdf');
      const pdf = await writeReport(document, 'pdf', { printToPdf: () => Promise.reject(reason) });
      expect(decode(pdf.slice(0, 5))).toBe('%PDF-');
      expect(Buffer.compare(Buffer.from(pdf), Buffer.from(own))).toBe(0);
    },
  );

  it('does not go on when the host’s print was given up', async () => {
    const document = documentOf('summary');
    const aborted = new DOMException('aborted', 'AbortError');
    const cancelled = { code: 'report.cancelled' };
    await expect(
      writeReport(document, 'pdf', { printToPdf: () => Promise.reject(aborted) }),
    ).rejects.toMatchObject(cancelled);
    const giveUp = new AbortController();
    const job = writeReport(document, 'pdf', {
      signal: giveUp.signal,
      printToPdf: async () => {
        giveUp.abort();
        throw new Error('window closed');
      },
    });
    await expect(job).rejects.toMatchObject(cancelled);
  });
});
