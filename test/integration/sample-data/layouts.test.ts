import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { generateSample } from '../../../sample-data/generate.ts';
import { cellsOf, SMALL, textOf } from './read-files.ts';

const REFERENCE = fileURLToPath(new URL('../../../../shared/reference/formats', import.meta.url));
const LAYOUTS = join(REFERENCE, 'tables/uke_layouts.csv');
const XSDS = join(REFERENCE, 'public/tokutei_XSD_period3.zip');

/** Number of fields by kind of file and record id, from the published layouts. */
function fieldCounts(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [kind = '', record = ''] of cellsOf(
    readFileSync(LAYOUTS, 'utf8').replaceAll('\n', '\r\n'),
  ).slice(1)) {
    const name = `${kind.slice(0, 2)}/${record}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

describe('UKE', () => {
  it.skipIf(!existsSync(LAYOUTS))(
    'every record of a full-size town has the published number of fields',
    async () => {
      const out = mkdtempSync(join(tmpdir(), 'ebpm-uke-'));
      try {
        // Over 5,000 people nothing is left out of a record.
        await generateSample({ out, people: 5001, years: 1, seed: 3 });
        const counts = fieldCounts();
        const wrong = new Set<string>();
        let records = 0;
        for (const name of readdirSync(join(out, '04_レセプト'))) {
          const kind = name.startsWith('RECEIPTC') ? '医科' : '調剤';
          for (const row of cellsOf(textOf(out, `04_レセプト/${name}`).slice(0, -1))) {
            records++;
            const expected = counts.get(`${kind}/${row[0]}`) ?? counts.get(`医科/${row[0]}`);
            if (expected !== row.length) wrong.add(`${kind}/${row[0]} ${row.length} ≠ ${expected}`);
          }
        }
        expect(records).toBeGreaterThan(100_000);
        // The year's April is before the switch to western dates only in FY2020; FY2024 has none.
        expect([...wrong]).toEqual([]);
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    },
  );

  it('ends the first group of a unit without points and keeps 診療識別 on its first record only', () => {
    const name = readdirSync(join(SMALL, '04_レセプト')).find((n) => n.includes('R03_9999999'))!;
    const rows = cellsOf(textOf(SMALL, `04_レセプト/${name}`).slice(0, -1));
    const unit = rows.findIndex((r) => r[3] === '160010010');
    expect(rows[unit]!.slice(0, 7)).toEqual(['SI', '60', '1', '160010010', '', '', '1']);
    expect(rows[unit + 1]!.slice(0, 7)).toEqual(['SI', '', '1', '160019410', '', '60', '1']);
  });
});

describe('特定健診', () => {
  it('FKAC167 has its meta row, the known first columns and duplicate headings', () => {
    const rows = cellsOf(textOf(SMALL, '02_特定健診/FKAC167_令和2年度.csv'));
    expect(rows[0]).toEqual(['1', 'FKAC167', '20210430']);
    expect(rows[1]!.slice(0, 4)).toEqual(['保険者番号', '広域連合番号', '被保険者証記号', '被保険者証番号']);
    expect(rows[1]![14]).toBe('ＢＭＩ');
    expect(rows[1]![48]).toBe('メタボリックシンドローム判定');
    expect(rows[1]!.filter((h) => h === '心電図')).toHaveLength(3);
    expect(new Set(rows.slice(1, -1).map((r) => r.length)).size).toBe(1);
    expect(rows.at(-1)).toEqual(['9']);
  });

  it('the 17-digit headings are known item codes', () => {
    const rows = cellsOf(textOf(SMALL, '02_特定健診/健診結果_項目コード_令和4年度.csv'));
    const codes = rows[0]!.slice(9);
    expect(codes.every((c) => /^[0-9A-Z]{5}[0-9]{12}$/.test(c))).toBe(true);
    if (!existsSync(REFERENCE)) return;
    const known = new Set(
      cellsOf(readFileSync(join(REFERENCE, 'tables/tokutei_items.csv'), 'utf8').replaceAll('\n', '\r\n')).map(
        (r) => r[0],
      ),
    );
    expect(codes.filter((c) => !known.has(c))).toEqual([]);
  });

  const hasXmllint = spawnSync('xmllint', ['--version']).error === undefined;
  it.skipIf(!hasXmllint || !existsSync(XSDS))(
    'every XML document is valid against the government schemas',
    () => {
      const dir = mkdtempSync(join(tmpdir(), 'ebpm-xsd-'));
      try {
        extract(XSDS, dir);
        const zip = readdirSync(join(SMALL, '02_特定健診')).find((n) => n.endsWith('.zip'))!;
        const files = extract(join(SMALL, '02_特定健診', zip), dir);
        const documents = files.filter((f) => /h\d{26}\.xml$/.test(f));
        expect(documents.length).toBeGreaterThan(10);
        execFileSync('xmllint', ['--noout', '--schema', join(dir, 'hc08_V08.xsd'), ...documents], {
          stdio: 'pipe',
        });
        const index = files.find((f) => f.endsWith('ix08_V08.xml'))!;
        execFileSync('xmllint', ['--noout', '--schema', join(dir, 'ix08_V08.xsd'), index], { stdio: 'pipe' });
        expect(readFileSync(index, 'utf8')).toContain(`<totalRecordCount value="${documents.length}"/>`);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    },
  );
});

/** Unpacks flat (core schemas keep their folder) and returns the paths written. */
function extract(zip: string, dir: string): string[] {
  return Object.entries(unzipSync(new Uint8Array(readFileSync(zip)))).flatMap(([name, bytes]) => {
    if (name.endsWith('/')) return [];
    const core = name.includes('coreschemas/');
    if (core) execFileSync('mkdir', ['-p', join(dir, 'coreschemas')]);
    const path = join(dir, core ? 'coreschemas' : '', name.split('/').at(-1)!);
    writeFileSync(path, bytes);
    return [path];
  });
}

describe('介護', () => {
  it('H1 has 91 and D1 34 columns, and D1 units add up to H1', () => {
    const rows = cellsOf(textOf(SMALL, '06_介護/給付実績_令和5年度.csv'));
    let expected = 0;
    let sum = 0;
    for (const r of rows) {
      if (r[4] === '01') {
        expect(sum).toBe(expected);
        expect(r).toHaveLength(91);
        [expected, sum] = [Number(r[64]), 0];
      } else {
        expect(r).toHaveLength(34);
        sum += Number(r[27]);
      }
    }
    expect(rows.length).toBeGreaterThan(50);
    expect(sum).toBe(expected);
  });
});
