import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { exchangeIndex } from '../../support/exchange-index.ts';
import { type GuidanceCourse, guidanceDocument } from '../../support/guidance-documents.ts';
import { freshWorkspace, SMALL_SAMPLE, SYNTHETIC, type TestWorkspace } from './workspaces.ts';

const COMPLETED: GuidanceCourse = {
  number: '0000123',
  birth: '19600203',
  sex: 2,
  ticket: '23200000001',
  level: 1,
  first: '20240510',
  interim: '20240701',
  completed: '20240901',
  stage: 3,
  values: {
    '1032001032': ['69.4', 'kg'],
    '1042001031': ['85.5', 'cm'],
    '1042001032': ['66.2', 'kg'],
    '1042001033': [128, 'mm[Hg]'],
    '1042800114': [180, ''],
  },
  // Lists of the 3rd period: 1 improved, 2 worse; smoking 2 did not give up.
  answers: { '1042001042': [1, '3010'], '1042001041': [2, '3010'], '1042001043': [2, '3011'] },
};
const DROPPED: GuidanceCourse = {
  number: '０００００４５６',
  birth: '19551231',
  sex: 1,
  ticket: '24200000002',
  level: 3,
  first: '20240801',
  dropped: '20241015',
};
const REPORTS = [
  [COMPLETED, '21'],
  [COMPLETED, '22'],
  [DROPPED, '21'],
  [DROPPED, '23'],
] as const;
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const fileName = (letter: string, at: number) =>
  `${letter}13999999992024110101${String(at).padStart(6, '0')}.xml`;

/** Checkup documents of the sample's exchange archive. */
function sampleCheckups(most: number): Record<string, Uint8Array> {
  const folder = join(SMALL_SAMPLE, '02_特定健診');
  const archive = readdirSync(folder).find((name) => name.endsWith('.zip'))!;
  const entries = Object.entries(unzipSync(new Uint8Array(readFileSync(join(folder, archive)))));
  const checkups = entries.filter(([name]) => /\/h\d{26}\.xml$/.test(name)).slice(0, most);
  return Object.fromEntries(checkups.map(([name, content]) => [name.replace(/^.*\//, ''), content]));
}

let test: TestWorkspace;
let folder: string;
beforeEach(async () => {
  test = await freshWorkspace();
  folder = join(test.folder, '受領');
  mkdirSync(folder);
});
afterEach(() => test.remove());

const GUIDANCE_ROWS = `SELECT fiscal_year, level, first_interview_date, interim_date, completed_date, dropped_date, mode, stage_of_change,
  interim_weight, final_waist, final_weight, final_sbp, final_dbp, habit_diet, habit_activity, habit_smoking, process_points
  FROM guidance ORDER BY fiscal_year`;
const EXPECTED = [
  {
    fiscal_year: 2023,
    level: 1,
    first_interview_date: '2024-05-10',
    interim_date: '2024-07-01',
    completed_date: '2024-09-01',
    dropped_date: null,
    mode: 1,
    stage_of_change: 3,
    interim_weight: 69.4,
    final_waist: 85.5,
    final_weight: 66.2,
    final_sbp: 128,
    final_dbp: null,
    habit_diet: 1,
    habit_activity: 2,
    habit_smoking: 0,
    process_points: 180,
  },
  {
    fiscal_year: 2024,
    level: 2,
    first_interview_date: '2024-08-01',
    interim_date: null,
    completed_date: null,
    dropped_date: '2024-10-15',
    mode: 1,
    stage_of_change: null,
    interim_weight: null,
    final_waist: null,
    final_weight: null,
    final_sbp: null,
    final_dbp: null,
    habit_diet: null,
    habit_activity: null,
    habit_smoking: null,
    process_points: null,
  },
];

describe('documents of 特定保健指導', () => {
  it('lying loose beside their index are held against it, once', async () => {
    const place = join(folder, '展開したもの');
    mkdirSync(join(place, 'DATA'), { recursive: true });
    for (const [name, content] of Object.entries(sampleCheckups(2)))
      writeFileSync(join(place, 'DATA', name), content);
    const [course, report] = REPORTS[0]!;
    writeFileSync(join(place, 'DATA', fileName('g', 0)), bytes(guidanceDocument(course, report)));
    const index = exchangeIndex(5).replace('<interactionType code="1"/>', '<interactionType code="14"/>');
    writeFileSync(join(place, 'ix08_V08.xml'), index);
    const { files } = await importFiles(test.workspace, { from: [place] });
    expect(files.flatMap(({ issues }) => issues).filter(({ code }) => code.startsWith('xml.'))).toEqual([
      { code: 'xml.documents_missing', severity: 'warning', count: 2 },
      { code: 'xml.index_departs', severity: 'info', count: 1, column: 'interactionType/@code' },
    ]);
  });

  it('become one course each, beside the checkups of the same archive', async () => {
    const guidance = Object.fromEntries(
      REPORTS.map(([course, report], at) => [
        `x/DATA/${fileName('g', at)}`,
        bytes(guidanceDocument(course, report)),
      ]),
    );
    const checkups = Object.fromEntries(
      Object.entries(sampleCheckups(3)).map(([name, content]) => [`x/DATA/${name}`, content]),
    );
    const path = join(folder, '一式.zip');
    const index = bytes(exchangeIndex(9));
    writeFileSync(path, zipSync({ ...checkups, ...guidance, 'x/ix08_V08.xml': index }));
    const report = await importFiles(test.workspace, { from: [path] });
    expect(report.files.map(({ name, layout, rowsLoaded }) => [name, layout, rowsLoaded])).toEqual([
      ['一式.zip', 'checkup_xml', 3],
      ['一式.zip/特定保健指導', 'guidance_xml', 4],
    ]);
    expect(await test.workspace.warehouse.all(GUIDANCE_ROWS)).toEqual(EXPECTED);
    // The index tells of nine documents, and there are seven: said once.
    expect(report.files.map(({ issues }) => issues)).toEqual([
      [{ code: 'xml.documents_missing', severity: 'warning', count: 2 }],
      [],
    ]);
    await expect(importFiles(test.workspace, { from: [path] })).rejects.toMatchObject({
      code: 'intake.already_loaded',
    });
  });

  it('are one batch when they lie loose in a folder, and so are checkups', async () => {
    for (const [at, [course, report]] of REPORTS.entries())
      writeFileSync(join(folder, fileName('g', at)), guidanceDocument(course, report));
    for (const [name, content] of Object.entries(sampleCheckups(5)))
      writeFileSync(join(folder, name), content);
    const report = await importFiles(test.workspace, { from: [folder] });
    expect(report.files.map(({ name, rowsRead, rowsLoaded }) => [name, rowsRead, rowsLoaded])).toEqual([
      ['g*.xml', 4, 4],
      ['h*.xml', 5, 5],
    ]);
    expect(await test.number('SELECT count(*) FROM import_batch')).toBe(2);
    expect(await test.workspace.warehouse.all(GUIDANCE_ROWS)).toEqual(EXPECTED);
  });

  it('of a broken or unusable kind are set aside one by one', async () => {
    const documents = [
      guidanceDocument(COMPLETED, '21'),
      guidanceDocument(DROPPED, '21').slice(0, 900),
      guidanceDocument(DROPPED, '23').replace(/extension="(０００００４５６|24200000002)"/g, 'extension=""'),
    ];
    for (const [at, text] of documents.entries()) writeFileSync(join(folder, fileName('g', at)), text);
    const [file] = (await importFiles(test.workspace, { from: [folder] })).files;
    expect(file).toMatchObject({ rowsRead: 3, rowsLoaded: 1, rowsQuarantined: 2 });
    expect(file!.issues.map(({ code }) => code)).toContain('guidance.document_unreadable');
  });

  it.each([
    ['index', 'intake.exchange_index'],
    ['summary', 'intake.exchange_index'],
    ['checkupClaim', 'intake.exchange_settlement'],
    ['healthGuidanceClaim', 'intake.exchange_settlement'],
    ['note', 'intake.unknown_layout'],
  ])('are told from <%s>, which holds no results', async (root, code) => {
    const path = join(folder, 'x.xml');
    writeFileSync(path, `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="urn:x"></${root}>`);
    await expect(importFiles(test.workspace, { from: [path] })).rejects.toMatchObject({ code });
  });
});

const SCHEMAS = join(SYNTHETIC, '../public/tokutei_XSD_period3.zip');
const missing = !existsSync(SCHEMAS)
  ? 'the schemas are not there (../shared)'
  : spawnSync('xmllint', ['--version']).error
    ? 'xmllint is not installed'
    : undefined;
if (missing) console.warn(`skipped: XML against its schemas, since ${missing}`);

describe.skipIf(missing)('XML that the tests and the sample are made of', () => {
  it('is valid under the schemas of the exchange', () => {
    const schemas = join(test.folder, 'xsd');
    for (const [name, content] of Object.entries(unzipSync(new Uint8Array(readFileSync(SCHEMAS))))) {
      if (name.endsWith('/')) continue;
      mkdirSync(join(schemas, name, '..'), { recursive: true });
      writeFileSync(join(schemas, name), content);
    }
    const files: [schema: string, path: string][] = [];
    for (const [at, [course, report]] of REPORTS.entries()) {
      const path = join(folder, fileName('g', at));
      writeFileSync(path, guidanceDocument(course, report));
      files.push(['hg08_V08.xsd', path]);
    }
    for (const [name, content] of Object.entries(sampleCheckups(10))) {
      writeFileSync(join(folder, name), content);
      files.push(['hc08_V08.xsd', join(folder, name)]);
    }
    files.push(['hc08_V08.xsd', join(SYNTHETIC, 'synthetic_h_cda.xml')]);
    files.push(['ix08_V08.xsd', join(SYNTHETIC, 'synthetic_ix08_V08.xml')]);
    for (const [schema, path] of files)
      execFileSync('xmllint', ['--noout', '--schema', join(schemas, 'XSD3', schema), path], {
        stdio: 'pipe',
      });
    expect(files.length).toBe(REPORTS.length + 12);
  });
});
