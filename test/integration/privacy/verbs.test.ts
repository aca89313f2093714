import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verbs } from '../../../electron/cli/verbs/index.ts';
import { ebpm, type Printed } from '../../support/command-line.ts';
import { ATENA, expectNoCanary, filesBelow, KANA, NAME, plantedFiles, textsOf } from './planted.ts';

/** Every verb of the command line on a workspace with a planted person: what it prints, and what it writes. */
const folder = mkdtempSync(join(tmpdir(), 'canary-verbs-'));
const { EBPM_USER_FOLDER } = process.env;
const sources = join(folder, '元データ');
const workspace = join(folder, '検査.ebpm');
const out = (name: string) => join(folder, 'out', name);
const asked = new Set<string>();

async function run(verb: string, ...argv: string[]): Promise<Printed> {
  asked.add(verb);
  const printed = await ebpm(verb, ...argv);
  expectNoCanary(printed.out, `the output of ${verb} ${argv.join(' ')}`);
  expectNoCanary(printed.err, `the errors of ${verb} ${argv.join(' ')}`);
  return printed;
}

const on = (verb: string, ...argv: string[]) => run(verb, ...argv, '--workspace', workspace);

beforeAll(async () => {
  process.env.EBPM_USER_FOLDER = join(folder, 'user');
  plantedFiles(sources);
  const { code, err } = await on(
    'import',
    '--from',
    sources,
    '--municipality',
    '架空市',
    '--population',
    '30000',
  );
  expect(code, err).toBe(0);
});

afterAll(() => {
  if (EBPM_USER_FOLDER === undefined) delete process.env.EBPM_USER_FOLDER;
  else process.env.EBPM_USER_FOLDER = EBPM_USER_FOLDER;
  rmSync(folder, { recursive: true, force: true });
});

describe('no verb prints or writes a value of a person', () => {
  test('questions, as text and as JSON', async () => {
    for (const form of [[], ['--json']]) {
      for (const argv of [
        ['quality'],
        ['batches', 'list'],
        ['measures', 'list'],
        ['measures', 'run', '--only', 'checkup.uptake', '--by', 'sex,age'],
        ['measures', 'run', '--only', 'cost.per_person.kokuho.inpatient', '--by', 'district'],
        ['measures', 'districts', '--only', 'checkup.uptake'],
        ['measures', 'references', '--only', 'checkup.uptake'],
        ['measures', 'trend', '--only', 'risk.bmi.mean'],
        ['approaches', '--factor', 'sbp', '--from', '2021', '--to', '2023'],
        ['study', 'list'],
        ['releases', '--verify'],
      ]) {
        const [verb, ...rest] = argv;
        const { code, err } = await on(verb!, ...rest, ...form);
        expect(code, `${argv.join(' ')}: ${err}`).toBe(0);
      }
    }
  });

  test('studies, reports in every format, and the record', async () => {
    const { out: listed } = await on('study', 'list', '--json');
    const [study] = (JSON.parse(listed) as { studies: { id: string }[] }).studies;
    const done = await on('study', 'run', study!.id, '--out', out('study'));
    expect([0, 4], done.err).toContain(done.code);
    for (const template of [
      'annual',
      'council',
      'summary',
      'district',
      'study',
      'kpi',
      'payment',
      'processing',
    ]) {
      const more = template === 'study' ? ['--study', study!.id] : [];
      const argv = ['--template', template, '--year', '2023', '--out', out(template), ...more];
      const { code, err } = await on('report', ...argv);
      // The sample has no contract that pays by results.
      expect(code, `${template}: ${err}`).toBe(template === 'payment' ? 3 : 0);
    }
    const formats = 'html,csv,svg,png';
    const more = await on(
      'report',
      '--template',
      'annual',
      '--year',
      '2023',
      '--out',
      out('f'),
      '--format',
      formats,
    );
    expect(more.code, more.err).toBe(0);
    const ledger = await on('releases', '--export', join(folder, '公開記録.xlsx'));
    expect(ledger.code, ledger.err).toBe(0);
    const written = filesBelow(join(folder, 'out'));
    const endings = new Set(written.map((path) => path.split('.').at(-1)));
    expect([...endings]).toEqual(expect.arrayContaining(['csv', 'docx', 'html', 'pptx', 'svg', 'xlsx']));
    for (const path of [...written, join(folder, '公開記録.xlsx')])
      for (const text of textsOf(path)) expectNoCanary(text, path);
    for (const path of written.filter((each) => each.endsWith('.pdf')))
      if (existsSync('/usr/bin/pdftotext'))
        expectNoCanary(execFileSync('/usr/bin/pdftotext', [path, '-'], { encoding: 'utf8' }), path);
  });

  test('faults of files, names and options', async () => {
    const broken = join(folder, '壊れた台帳.csv');
    const text = `宛名番号,氏名,生年月日\r\n${ATENA},${NAME},"${KANA}\r\n`;
    writeFileSync(broken, iconv.encode(text, 'cp932'));
    for (const argv of [
      ['import', '--from', broken],
      ['import', '--from', join(sources, '01_資格')],
      ['measures', 'run', '--only', 'no.such'],
      ['approaches', '--factor', 'unknown', '--from', '2021', '--to', '2023'],
      ['study', 'run', broken],
      ['batches', 'undo', '--batch', '999'],
      ['report', '--template', 'no-such', '--out', out('nothing')],
      ['releases', '--approve', '999', '--signer', '甲', '--reason', 'x', '--passphrase-file', broken],
      ['quality', '--no-such-option'],
    ]) {
      const [verb, ...rest] = argv;
      const { code, err } = await on(verb!, ...rest);
      expect(code, argv.join(' ')).toBeGreaterThan(0);
      expect(err.length, argv.join(' ')).toBeGreaterThan(0);
    }
    for (const verb of ['protect', 'effect']) {
      const argv = verb === 'effect' ? ['--table', broken, '--treatment', 't', '--outcome', 'y'] : [broken];
      const { code } = await run(verb, ...argv);
      expect(code, verb).toBeGreaterThan(0);
    }
  });

  test('again, taken back and tried again', async () => {
    await on('batches', 'rerun', '--batch', '1');
    const undone = await on('batches', 'undo', '--batch', '1');
    expect(undone.code, undone.err).toBe(0);
  });

  test('no file of the workspace that anybody can read holds one', () => {
    const sealed = /warehouse.*\.duckdb|[\\/]vault[\\/]identifier\.key$/u;
    const open = [workspace, join(folder, 'user')].flatMap(filesBelow).filter((path) => !sealed.test(path));
    expect(open.length).toBeGreaterThan(3);
    for (const path of open) for (const text of textsOf(path)) expectNoCanary(text, path);
    expect(readFileSync(join(workspace, 'releases.jsonl'), 'utf8').length).toBeGreaterThan(1000);
  });

  test('every verb was asked', () => {
    // These make a town of their own, or wait for a browser (their answers are those of the operations).
    const left = verbs.map(({ verb }) => verb).filter((verb) => !asked.has(verb));
    expect(left.toSorted()).toEqual(['demo', 'sample', 'serve']);
  });
});
