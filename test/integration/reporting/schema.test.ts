import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { reportTemplates } from '../../../analysis/reporting/templates/index.ts';
import { writeReport } from '../../../analysis/reporting/write.ts';
import { syntheticInputs } from '../../unit/reporting/synthetic-inputs.ts';

/**
 * Office files against the schemas of ISO/IEC 29500 (transitional). The schemas are not ours to ship: give the
 * folder that holds `wml.xsd`, `sml.xsd`, `pml.xsd` and their companions as EBPM_OOXML_XSD.
 */
const folder = resolve(process.env.EBPM_OOXML_XSD ?? '../shared/reference/ooxml');
const xmllint = spawnSync('xmllint', ['--version'], { stdio: 'ignore' }).error === undefined;
const schemas = existsSync(join(folder, 'wml.xsd')) && xmllint;
if (!schemas) {
  console.warn(
    'skipped: OOXML schemas (EBPM_OOXML_XSD) or xmllint are not here; order and ids are checked without',
  );
}

type Package = Readonly<Record<string, string>>;

async function packageOf(template: string, format: 'docx' | 'xlsx' | 'pptx'): Promise<Package> {
  const parts = unzipSync(await writeReport(composeReport(template, syntheticInputs()), format));
  return Object.fromEntries(
    Object.entries(parts)
      .filter(([name]) => /\.(xml|rels)$/.test(name))
      .map(([name, bytes]) => [name, strFromU8(bytes)]),
  );
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^word\/(document|footer\d*|header\d*|styles|numbering|settings|fontTable)\.xml$/, 'word'],
  [/^xl\/(workbook|styles|sharedStrings)\.xml$|^xl\/worksheets\/sheet\d+\.xml$/, 'sml.xsd'],
  [/^ppt\/(presentation|presProps|viewProps|tableStyles)\.xml$/, 'pml.xsd'],
  [/^ppt\/(slides|slideLayouts|slideMasters|notesSlides|notesMasters)\/[^/]+\.xml$/, 'pml.xsd'],
  [/charts\/chart\d+\.xml$/, 'dml-chart.xsd'],
  [/^xl\/drawings\/drawing\d+\.xml$/, 'dml-spreadsheetDrawing.xsd'],
  [/theme\d+\.xml$/, 'dml-main.xsd'],
  [/^docProps\/app\.xml$/, 'shared-documentPropertiesExtended.xsd'],
];

/** Attributes of extension namespaces that the part itself declares as ignorable are no part of the schema. */
function withoutExtensions(xml: string): string {
  const ignorable = /mc:Ignorable="([^"]*)"/.exec(xml)?.[1]?.split(' ') ?? [];
  const prefixes = ['mc', ...ignorable].filter((prefix) => prefix !== '');
  return prefixes.reduce(
    (text, prefix) => text.replace(new RegExp(` ${prefix}:[A-Za-z]+="[^"]*"`, 'g'), ''),
    xml,
  );
}

describe.skipIf(!schemas)('against the schemas', () => {
  let work = '';
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'ebpm-schema-'));
    const xml = 'http://www.w3.org/XML/1998/namespace';
    const head = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"';
    writeFileSync(
      join(work, 'xml.xsd'),
      `${head} targetNamespace="${xml}"><xs:attribute name="space" type="xs:NCName"/><xs:attribute name="lang" type="xs:string"/></xs:schema>`,
    );
    const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
    writeFileSync(
      join(work, 'word.xsd'),
      `${head}><xs:import namespace="${xml}" schemaLocation="xml.xsd"/><xs:import namespace="${word}" schemaLocation="${join(folder, 'wml.xsd')}"/></xs:schema>`,
    );
  });
  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
  });

  const cases = reportTemplates.flatMap(({ id }) =>
    (['docx', 'xlsx', 'pptx'] as const).map((format) => [id, format] as const),
  );
  it.each(cases)('%s as %s is valid', async (template, format) => {
    const parts = await packageOf(template, format);
    const bySchema = new Map<string, string[]>();
    Object.entries(parts).forEach(([name, xml], index) => {
      const schema = kinds.find(([pattern]) => pattern.test(name))?.[1];
      if (schema === undefined) return;
      const path = join(work, `${index}-${name.replaceAll('/', '_')}`);
      writeFileSync(path, withoutExtensions(xml));
      bySchema.set(schema, [...(bySchema.get(schema) ?? []), path]);
    });
    expect(bySchema.size).toBeGreaterThan(1);
    for (const [schema, paths] of bySchema) {
      const xsd = schema === 'word' ? join(work, 'word.xsd') : join(folder, schema);
      const run = spawnSync('xmllint', ['--noout', '--nonet', '--schema', xsd, ...paths], {
        encoding: 'utf8',
      });
      expect(run.stderr.split('\n').filter((line) => line.includes('error :'))).toEqual([]);
      expect(run.status).toBe(0);
    }
  });
});

describe('without the schemas', () => {
  it('slides name their masters before their slides, each id once', async () => {
    const parts = await packageOf('council', 'pptx');
    const text = parts['ppt/presentation.xml'] ?? '';
    const order = ['sldMasterIdLst', 'notesMasterIdLst', 'sldIdLst', 'sldSz', 'notesSz'].map((name) =>
      text.indexOf(`<p:${name}`),
    );
    expect(order.every((place) => place > 0)).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    for (const [name, xml] of Object.entries(parts)) {
      if (!/^ppt\/slides\/slide\d+\.xml$/.test(name)) continue;
      const ids = [...xml.matchAll(/<p:cNvPr id="(\d+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size, name).toBe(ids.length);
    }
  });

  it('Word measures are whole twentieths of a point', async () => {
    for (const template of ['summary', 'annual']) {
      const parts = await packageOf(template, 'docx');
      for (const [name, xml] of Object.entries(parts)) {
        if (/^word\/[^/]+\.xml$/.test(name)) expect(xml, name).not.toMatch(/ w:[A-Za-z]+="-?\d+\.\d+"/);
      }
    }
  });

  it('every relation points to a part that is there', async () => {
    for (const format of ['docx', 'xlsx', 'pptx'] as const) {
      const parts = unzipSync(await writeReport(composeReport('study', syntheticInputs()), format));
      for (const [name, bytes] of Object.entries(parts)) {
        if (!name.endsWith('.rels')) continue;
        const base = name.replace(/_rels\/[^/]+$/, '');
        for (const [, target = ''] of strFromU8(bytes).matchAll(
          /Target="([^"]+)"(?![^>]*TargetMode="External")/g,
        )) {
          const path = target.startsWith('/')
            ? target.slice(1)
            : new URL(target, `http://x/${base}`).pathname.slice(1);
          expect(Object.keys(parts), `${format} ${name}`).toContain(decodeURIComponent(path));
        }
      }
    }
  });
});
