import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Analysis } from '../../../analysis/api/contract/client.ts';
import { type OperationName, operations } from '../../../analysis/api/contract/operations.ts';
import { createAnalysis } from '../../../analysis/api/handlers/index.ts';
import { type GuardedCall, guardCalls } from '../../../analysis/api/transport/guard.ts';
import { isReleased } from '../../../analysis/disclosure/index.ts';
import { SAMPLE } from '../../support/sample-workspace.ts';
import { ATENA, expectNoCanary, filesBelow, KANA, NAME, plantedFiles, textsOf } from './planted.ts';

const folder = mkdtempSync(join(tmpdir(), 'canary-'));
const sources = join(folder, '元データ');
const SIGNERS = [
  { name: '甲', passphrase: '秘密の合言葉その一' },
  { name: '乙', passphrase: '秘密の合言葉その二' },
] as const;
const replies: string[] = [];
let analysis: Analysis;
let call: GuardedCall;

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

describe('no value of a person leaves the analysis', () => {
  beforeAll(async () => {
    plantedFiles(sources);
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
    await ask('approaches.cascade', { from: 2021, to: 2023, by: 'sex' });
    await askOwnMeasure();
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
    await ask('releases.review', {});
    const coarser = { id: 'checkup.uptake', year: 2023, by: ['sex', 'age'] };
    expect(await ask('releases.coarser', coarser)).toBeDefined();
    await askOverview();
    await ask('help.glossary', {});
    expect(replies.length).toBeGreaterThan(40);
    for (const reply of replies) expectNoCanary(reply, `a reply: ${reply.slice(0, 60)}`);
  });

  /** A measure that is put together on the screen, asked, and taken away. */
  async function askOwnMeasure(): Promise<void> {
    await ask('measures.ownChoices', {});
    const made = await ask<{ id: string }>('measures.saveOwn', {
      ...{ name: '喫煙する人', source: '計画', people: 'examined', ages: { from: 40, to: 74 }, sex: 'all' },
      ...{ direction: 'lower_is_better', kind: 'share', join: 'all' },
      conditions: [{ about: 'answer', item: 'q8', not: false }],
    });
    const id = made!.id;
    await ask('measures.run', { ids: [id], years: [2023], by: ['sex'], standardise: true });
    await ask('measures.removeOwn', { id });
  }

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
    await askTwoPersons();
    expect(await ask('reports.build', request), replies.at(-1)).toBeDefined();
    const [first, second] = SIGNERS;
    expect(await ask('releases.switchOff', { first, second })).toBeDefined();
    expect(await ask('releases.unregister', { name: second.name, signatures: [first] })).toBeDefined();
    expect(await ask('releases.export', {})).toBeDefined();
    expect(await ask<{ intact: boolean }>('releases.verify', {})).toMatchObject({ intact: true });
    for (const reply of replies.slice(-12)) {
      expectNoCanary(reply, 'a reply about an export');
      for (const { passphrase } of SIGNERS) expect(reply).not.toContain(passphrase);
    }
    const exported = filesBelow(join(folder, 'user', 'reports'));
    expect(exported.length).toBe(9);
    const ledger = filesBelow(join(folder, '検査.ebpm')).filter((path) => path.includes('releases'));
    expect(ledger.length).toBeGreaterThan(0);
    for (const path of [...exported, ...ledger]) {
      for (const text of textsOf(path)) expectNoCanary(text, path);
    }
    for (const text of ledger.flatMap(textsOf))
      for (const { passphrase } of SIGNERS) expect(text).not.toContain(passphrase);
  });

  /** Registers two, of whom one signs what is asked for and the other approves it. */
  async function askTwoPersons(): Promise<void> {
    const [maker, checker] = SIGNERS;
    await ask('releases.register', { signature: maker, sponsors: [] });
    await ask('releases.register', { signature: checker, sponsors: [maker] });
    await ask('releases.signers', {});
    const { requests } = (await ask<{ requests: { request: number }[] }>('releases.requests', {}))!;
    const submitted = await ask<{ request: number }>('releases.submit', {
      request: requests[0]!.request,
      signature: maker,
    });
    const decision = { request: submitted!.request, decision: 'approve', reason: '内容を確認' };
    expect(await ask('releases.decide', { ...decision, signature: maker })).toBeUndefined();
    expect(await ask('releases.decide', { ...decision, signature: checker })).toBeDefined();
  }

  test('what people keep beside the numbers says nothing about it', async () => {
    const before = replies.length;
    const { files } = (await ask<{ files: { token: string }[] }>('reports.build', {
      template: 'council',
      formats: ['deck'],
      year: 2023,
    }))!;
    expect(await ask('presentation.open', { file: files[0]!.token })).toBeDefined();
    await ask('app.info', {});
    await ask('reports.templates', {});
    await ask('reports.template', { id: 'council' });
    const text = 'id: own-one\nname: 自作\nbase: council\nparts:\n  - section: cover\n';
    expect(await ask('reports.saveTemplate', { text }), replies.at(-1)).toBeDefined();
    const handed = await ask<{ token: string }>('reports.exportTemplate', { id: 'own-one' });
    await ask('reports.deleteTemplate', { id: 'own-one' });
    expect(await ask('reports.importTemplate', { file: handed!.token }), replies.at(-1)).toBeDefined();
    await ask('reports.setLogo', { file: 'broken' });
    await ask('reports.logo', {});
    const block = { kind: 'heading', id: 'a', text: '現状' };
    expect(await ask('drafts.save', { id: 'mine', title: '会議', blocks: [block] })).toBeDefined();
    await ask('drafts.list', {});
    await ask('drafts.remove', { id: 'mine' });
    await ask('bookmarks.save', { name: '受診率', place: '#/overview' });
    await ask('bookmarks.list', {});
    await ask('bookmarks.remove', { id: 'none' });
    await ask('geography.get', {});
    expect(await ask('geography.load', { file: 'broken' })).toBeUndefined();
    await ask('geography.remove', {});
    const { entries } = (await ask<{ entries: { id: string }[] }>('recent.list', {}))!;
    await ask('recent.place', { name: 'つぎ' });
    await ask('recent.forget', { id: entries[0]?.id ?? 'none' });
    const { studies } = (await ask<{ studies: { id: string }[] }>('studies.list', {}))!;
    await ask('studies.check', { text: 'title: 何もない' });
    await ask('studies.save', { text: 'title: 何もない' });
    await ask('studies.remove', { id: studies[0]!.id });
    const { batches } = (await ask<{ batches: { batchId: number }[] }>('import.history', {}))!;
    await ask('import.undo', { batchId: batches[0]!.batchId });
    for (const reply of replies.slice(before)) expectNoCanary(reply, `a reply: ${reply.slice(0, 60)}`);
    // Whatever stands in the workspace or the user's folder outside the sealed parts.
    const sealed = /warehouse.*\.duckdb|[\\/]vault[\\/]identifier\.key$/u;
    const open = [join(folder, '検査.ebpm'), join(folder, 'user')].flatMap(filesBelow);
    for (const path of open.filter((each) => !sealed.test(each)))
      for (const each of textsOf(path)) expectNoCanary(each, path);
  });

  test('every operation of the contract was asked', () => {
    const asked = new Set(replies.map((reply) => (JSON.parse(reply) as { operation: string }).operation));
    const left = Object.keys(operations).filter((name) => !asked.has(name));
    // These would take the planted workspace away, or open the shipped sample in its place.
    expect(left.sort()).toEqual(['workspace.delete', 'workspace.openSample', 'workspace.reopen']);
  });
});
