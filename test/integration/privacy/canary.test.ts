import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Analysis } from '../../../analysis/api/contract/client.ts';
import { type OperationName, operations } from '../../../analysis/api/contract/operations.ts';
import { createAnalysis } from '../../../analysis/api/handlers/index.ts';
import { type GuardedCall, guardCalls } from '../../../analysis/api/transport/guard.ts';
import { isReleased } from '../../../analysis/disclosure/index.ts';

/**
 * One invented person with values found nowhere else is planted in the sample's files. After import, use, fault
 * and export, none of these values may stand in any reply, file, ledger line or error.
 */
const NAME = '鷺沼　検出太';
const KANA = 'ｻｷﾞﾇﾏ ｹﾝｼｭﾂﾀ';
const ADDRESS = '架空市③山手8765番地';
const ATENA = '7793318840';
const NUMBER = '6618842';
const POINTS = 7_654_321;
const WEIGHT = '173.9';
const CANARIES = [
  NAME,
  '検出太',
  KANA,
  '8765番地',
  ATENA,
  NUMBER,
  String(POINTS),
  String(POINTS * 10),
  POINTS.toLocaleString('ja-JP'),
  (POINTS * 10).toLocaleString('ja-JP'),
  WEIGHT,
];

const SAMPLE = new URL('../../../sample-data/small/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'canary-'));
const sources = join(folder, '元データ');
const replies: string[] = [];
let analysis: Analysis;
let call: GuardedCall;

function edit(path: string, change: (text: string) => string): void {
  const file = join(sources, path);
  writeFileSync(file, iconv.encode(change(iconv.decode(readFileSync(file), 'cp932')), 'cp932'));
}

function plant(): void {
  edit('01_資格/国保被保険者台帳.csv', (text) => {
    const row = `${ATENA},0599999999,00139999,架国,${NUMBER},01,${KANA},${NAME},3350611,1,4200401,社保離脱,,,${ADDRESS},③山手,第二小,北部`;
    return `${text}${row}\r\n`;
  });
  edit('02_特定健診/FKAC167_令和5年度.csv', (text) => {
    const lines = text.split('\r\n');
    const cells = (lines[2] ?? '').split(',');
    cells[3] = NUMBER;
    cells[5] = '19600611';
    cells[6] = '1';
    cells[9] = '23199999991';
    cells[13] = WEIGHT;
    lines.splice(3, 0, cells.join(','));
    return lines.join('\r\n');
  });
  edit('04_レセプト/RECEIPTC_R05_9999999.UKE', (text) => {
    const receipt = [
      `RE,99991,1112,202310,${NAME},1,19600611,70,,,,,,,,,,,,,,01`,
      `HO,  139999,架国,${NUMBER},1,${POINTS}`,
      'SY,4779004,20231001,1,,,01',
      `SI,13,1,113707110,,${POINTS},1,,,,,,,,,,,,,,,,,,,,,,,1,,,,,,,,,,,,,,`,
    ].join('\r\n');
    return text.replace(/\r\nGO,/u, `\r\n${receipt}\r\nGO,`);
  });
}

async function ask<Value>(operation: OperationName, input: unknown): Promise<Value | undefined> {
  const progress: unknown[] = [];
  const reply = await call(operation, input, { onProgress: (each) => progress.push(each) });
  replies.push(JSON.stringify({ operation, reply, progress }));
  return reply.ok ? (reply.value as Value) : undefined;
}

/** A recipe made from the planted register, listed, handed out, taken in again and removed. */
async function askAboutRecipes(): Promise<void> {
  analysis.registerFile('register', join(sources, '01_資格/国保被保険者台帳.csv'));
  const table = '国保被保険者台帳.csv';
  const name = '台帳のレシピ';
  await ask('import.saveRecipe', { file: 'register', table, name, choice: { layout: 'kokuho_register' } });
  const saved = await ask<{ recipes: { text: string }[] }>('import.recipes', {});
  expect(saved?.recipes.length).toBe(1);
  await ask('import.recognise', { files: ['register'] });
  await ask('import.exportRecipe', { name });
  await ask('import.deleteRecipe', { name });
  await ask('import.addRecipe', { text: saved!.recipes[0]!.text });
  await ask('import.deleteRecipe', { name });
}

/** Texts of a file and of everything inside it, when it is an archive. */
function textsOf(path: string): string[] {
  const bytes = readFileSync(path);
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK')
    return [bytes.toString('utf8'), bytes.toString('latin1')];
  return Object.entries(unzipSync(bytes)).flatMap(([name, data]) => {
    const inner = Buffer.from(data);
    const nested = inner.subarray(0, 2).toString('latin1') === 'PK' ? Object.values(unzipSync(data)) : [];
    return [name, inner.toString('utf8'), ...nested.map((part) => Buffer.from(part).toString('utf8'))];
  });
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Places in a drawing are numbers as well, and one of them may happen to be a planted one. */
function expectNoCanary(whole: string, where: string): void {
  const text = whole.includes('<svg')
    ? whole.replace(/=\\?"[-\d.,\sMLHVCSQTAZmlhvcsqtaz()a-z]*\\?"/gu, '')
    : whole;
  for (const canary of CANARIES) {
    if (text.includes(canary))
      throw new Error(`a planted value (no. ${CANARIES.indexOf(canary)}) is in ${where}`);
  }
}

describe('no value of a person leaves the analysis', () => {
  beforeAll(async () => {
    cpSync(SAMPLE, sources, { recursive: true });
    plant();
    analysis = createAnalysis({
      shell: 'command_line',
      version: '0.0.0',
      sampleFolder: SAMPLE,
      userFolder: join(folder, 'user'),
      now: () => new Date('2026-01-01T00:00:00Z'),
    });
    call = guardCalls(analysis, { isReleased });
    analysis.registerFile('workspace', join(folder, '検査.ebpm'));
    analysis.registerFile('sources', sources);
    await ask('workspace.create', {
      folder: 'workspace',
      settings: {
        municipality: '架空市',
        population: 30_000,
        calendar: 'wareki',
        theme: { accent: '#1f6f8b' },
      },
    });
    await ask('import.recognise', { files: ['sources'] });
    await ask('import.run', { files: ['sources'] });
  });

  afterAll(async () => {
    await analysis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the planted person was really loaded', async () => {
    const history = await ask<{ batches: { fileName: string; rowsLoaded: number }[] }>('import.history', {});
    const original = iconv.decode(readFileSync(join(SAMPLE, '01_資格/国保被保険者台帳.csv')), 'cp932');
    const register = history?.batches.find(({ fileName }) => fileName.endsWith('国保被保険者台帳.csv'));
    expect(register).toBeDefined();
    expect(register!.rowsLoaded).toBeGreaterThan(original.trimEnd().split('\r\n').length - 200);
    expect(history!.batches.length).toBeGreaterThan(50);
  });

  test('every question that a shell can ask is answered without it', async () => {
    const { measures } = (await ask<{ measures: { id: string; stratifications: string[] }[] }>(
      'measures.list',
      {},
    ))!;
    for (const { id } of measures) {
      await ask('measures.run', { ids: [id], years: [2023], by: [], standardise: false });
    }
    const cost = measures.filter(({ id }) => id.startsWith('cost.') || id.startsWith('risk'));
    for (const { id, stratifications } of cost) {
      for (const by of stratifications) {
        await ask('measures.run', { ids: [id], years: [2023], by: [by], standardise: false });
      }
    }
    await ask('quality.report', {});
    await ask('import.layouts', {});
    const held = await ask<{ batches: { batchId: number }[] }>('import.quarantine', {});
    for (const { batchId } of held?.batches ?? []) await ask('import.recognise', { files: [], batchId });
    await ask('import.rerun', { batchId: held?.batches[0]?.batchId ?? 1 });
    await askAboutRecipes();
    await ask('approaches.compare', { factor: 'sbp', from: 2021, to: 2023 });
    await askAboutProgrammes();
    const { studies } = (await ask<{ studies: { id: string }[] }>('studies.list', {}))!;
    expect(studies.length).toBeGreaterThan(2);
    for (const { id } of studies) {
      for (const step of ['studies.design', 'studies.lock', 'studies.diagnose', 'studies.run'] as const) {
        await ask(step, { id });
      }
      await ask('studies.figures', { id });
    }
    await ask('releases.list', {});
    await ask('releases.policy', {});
    await askOverview();
    await ask('help.glossary', {});
    expect(replies.length).toBeGreaterThan(40);
    for (const reply of replies) expectNoCanary(reply, `a reply: ${reply.slice(0, 60)}`);
  });

  async function askOverview(): Promise<void> {
    const state = (await ask<{ districts: { code: string }[] }>('workspace.state', {}))!;
    const district = state.districts[0]!.code;
    const one = { id: 'checkup.uptake', year: 2023 };
    await ask('overview.pyramid', { year: 2023, district });
    await ask('overview.within', { id: one.id, years: [2023], district, by: ['sex', 'age'] });
    await ask('overview.rest', { ...one, district });
    await ask('overview.funnel', one);
    await ask('overview.statement', one);
  }

  async function askAboutProgrammes(): Promise<void> {
    await ask('measures.districts', { id: 'checkup.uptake', year: 2023 });
    await ask('measures.references', { id: 'checkup.uptake', year: 2023 });
    await ask('measures.trend', { id: 'risk.bmi.mean', years: [2021, 2022, 2023], by: ['district'] });
    const tail = { share: 0.05, reachFrom: 0.3, reachTo: 0.6, effect: -1 };
    await ask('approaches.whatIf', { factor: 'bmi', year: 2023, shift: -0.5, tail });
    await ask('approaches.risks', {});
    await ask('approaches.saveRisks', { risks: {} });
    const { programmes } = (await ask<{ programmes: { id: string }[] }>('programmes.list', {}))!;
    expect(programmes.length).toBeGreaterThan(1);
    for (const { id } of programmes) await ask('programmes.reach', { id, year: 2023 });
    const read = await ask<{ programme: { id: string } }>('programmes.read', { id: programmes[0]!.id });
    await ask('programmes.check', { programme: read!.programme });
    await ask('programmes.save', { programme: read!.programme });
    await ask('programmes.board', { id: programmes[0]!.id });
    await ask('programmes.payment', { id: programmes[0]!.id, year: 2023, outcomes: [] });
    await ask('programmes.remove', { id: programmes[0]!.id });
  }

  test('faults say nothing about it', async () => {
    const broken = join(folder, '壊れた台帳.csv');
    writeFileSync(broken, iconv.encode(`宛名番号,氏名,生年月日\r\n${ATENA},${NAME},"${KANA}\r\n`, 'cp932'));
    analysis.registerFile('broken', broken);
    const before = replies.length;
    await ask('import.run', { files: ['broken'] });
    await ask('studies.run', { id: NAME.replace(/\s/gu, '') });
    await ask('measures.run', { ids: ['no.such'], years: [2023], by: [], standardise: false });
    await ask('workspace.open', { folder: 'broken' });
    analysis.registerFile('again', join(folder, '検査.ebpm'));
    await ask('workspace.open', { folder: 'again' });
    const faults = replies.slice(before).filter((reply) => reply.includes('"ok":false'));
    expect(faults.length).toBeGreaterThanOrEqual(3);
    for (const reply of faults) if (!reply.includes('studies.run')) expectNoCanary(reply, 'a fault');
  });

  test('no exported file and no ledger line holds it', async () => {
    for (const template of ['annual', 'council'] as const) {
      const formats = template === 'annual' ? ['xlsx', 'html', 'docx', 'csv', 'svg', 'png'] : ['pptx'];
      const built = await ask<{ files: { token: string }[] }>('reports.build', {
        template,
        formats,
        year: 2023,
      });
      expect(built?.files.length, replies.at(-1)).toBe(formats.length);
    }
    const settings = {
      municipality: '架空市',
      population: 30_000,
      calendar: 'wareki',
      theme: { accent: '#1f6f8b' },
    };
    await ask('workspace.saveSettings', { ...settings, twoPersonRelease: true });
    const request = { template: 'council', formats: ['html'], year: 2023 };
    expect(await ask('reports.build', request)).toBeUndefined();
    expect(replies.at(-1)).toContain('disclosure.approval_needed');
    const { requests } = (await ask<{ requests: { request: number }[] }>('releases.requests', {}))!;
    const decision = { request: requests[0]!.request, decision: 'approve', reason: '内容を確認' };
    expect(await ask('releases.decide', { ...decision, maker: '甲', checker: '甲' })).toBeUndefined();
    expect(await ask('releases.decide', { ...decision, maker: '甲', checker: '乙' })).toBeDefined();
    expect(await ask('reports.build', request), replies.at(-1)).toBeDefined();
    expect(await ask('releases.export', {})).toBeDefined();
    expect(await ask<{ intact: boolean }>('releases.verify', {})).toMatchObject({ intact: true });
    for (const reply of replies.slice(-8)) expectNoCanary(reply, 'a reply about an export');
    const exported = filesBelow(join(folder, 'user', 'reports'));
    expect(exported.length).toBe(9);
    const ledger = filesBelow(join(folder, '検査.ebpm')).filter((path) => path.includes('releases'));
    expect(ledger.length).toBeGreaterThan(0);
    for (const path of [...exported, ...ledger]) {
      for (const text of textsOf(path)) expectNoCanary(text, path);
    }
  });

  test('every operation of the contract was asked', () => {
    const asked = new Set(replies.map((reply) => (JSON.parse(reply) as { operation: string }).operation));
    const left = Object.keys(operations).filter((name) => !asked.has(name));
    // These return settings, texts of the user or versions only, or would open the shipped sample in place of
    // the planted one.
    const [harmless, single] = [
      /^(bookmarks|drafts|geography|recent|presentation)\.|^reports\.\w*(Template|Logo|logo|template)$/u,
      ['app.info', 'import.undo', 'reports.templates', 'studies.check', 'studies.remove', 'studies.save'],
    ];
    expect(left.filter((name) => !harmless.test(name)).sort()).toEqual(
      [...single, 'workspace.delete', 'workspace.openSample', 'workspace.reopen'].sort(),
    );
  });
});
