import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFiles } from '../../../analysis/workspace/import.ts';
import type { ImportProgress } from '../../../analysis/workspace/progress.ts';
import { writeUke } from '../../bench/import/files.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

const PERSONS = 25_000;
const RECEIPTS = 90_000;

function receipts(from: number, count: number): string {
  const heads =
    '被保険者証記号,被保険者証番号,枝番,生年月日,性別,診療年月,入外区分,医療機関コード,診療実日数,合計点数';
  const rows = Array.from({ length: count }, (_, row) => {
    const at = from + row;
    const one = at % PERSONS;
    // Some rows cannot be used: cancelling must not leave them set aside either.
    const points = at % 5000 === 7 ? '' : String(100 + (at % 900));
    const birth = at % 5000 === 8 ? '' : `19${30 + (one % 60)}0${1 + (one % 9)}15`;
    return `架国,${1 + one},01,${birth},${1 + (one % 2)},2023${String(1 + (at % 12)).padStart(2, '0')},入院外,13${10000 + (at % 900)},${1 + (at % 20)},${points}`;
  });
  return `${[heads, ...rows].join('\r\n')}\r\n`;
}

let test: TestWorkspace;
let large: string;

function write(name: string, text: string): string {
  const path = join(test.folder, '取込 元', name);
  writeFileSync(path, iconv.encode(text, 'cp932'));
  return path;
}

beforeAll(async () => {
  test = await freshWorkspace();
  mkdirSync(join(test.folder, '取込 元'));
  await importFiles(test.workspace, { from: [write('一回目.csv', receipts(0, 3000))] });
  large = write('二回目.csv', receipts(1000, RECEIPTS));
  expect(statSync(large).size).toBeGreaterThan(4 << 20);
});
afterAll(() => test.remove());

/** Every table with its number of rows, and a sum over all their values. */
async function contents(): Promise<readonly string[]> {
  const { warehouse } = test.workspace;
  const tables = await warehouse.all(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' OR table_type = 'LOCAL TEMPORARY' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await warehouse.all(
      `SELECT count(*) AS rows, coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR AS sum FROM ${String(name)} t`,
    );
    found.push(`${String(name)} ${String(row!.rows)} ${String(row!.sum)}`);
  }
  return found;
}

/** Every file of the workspace; the content of all but the database's own. */
function files(): readonly string[] {
  const folder = join(test.folder, '架空 市.ebpm');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const own = /\.duckdb(\.wal)?$/.test(entry.name);
      return `${relative(folder, path)} ${own ? '' : readFileSync(path).toString('base64')}`;
    })
    .sort();
}

/**
 * Cancels as soon as the phase has been told of so many times; says how long the import went on and what it told. By what
 * is told and not by a clock: on a fast machine a phase is over in a few milliseconds.
 */
async function cancelIn(phase: RegExp, times: number) {
  const stop = new AbortController();
  let at: NodeJS.CpuUsage | undefined;
  const told: ImportProgress[] = [];
  const thrown = await importFiles(test.workspace, {
    from: [large],
    signal: stop.signal,
    onProgress(progress) {
      told.push(progress);
      if (at !== undefined || told.filter((each) => phase.test(each.phase)).length < times) return;
      at = process.cpuUsage();
      stop.abort();
    },
  }).then(
    () => expect.fail('the import went through'),
    (error: unknown) => error,
  );
  const { user, system } = process.cpuUsage(at);
  return { thrown, milliseconds: (user + system) / 1000, phases: new Set(told.map((each) => each.phase)) };
}

describe('cancelling an import', () => {
  it.each([
    ['while files are recognised', /種類を確認$/, 1],
    ['while reading begins and the content is compared', /を読込$/, 1],
    ['while rows are read', /を読込$/, 2],
    ['while persons are linked', /を突合$/, 1],
    ['while rows are stored', /を格納$/, 1],
  ])('%s ends within a second and leaves the workspace as it was', async (_, phase, times) => {
    const before = { contents: await contents(), files: files() };
    const { thrown, milliseconds, phases } = await cancelIn(phase, times);
    expect(thrown).toMatchObject({ code: 'intake.cancelled' });
    expect(milliseconds).toBeLessThan(1000);
    expect([...phases].some((each) => phase.test(each))).toBe(true);
    expect(phases).not.toContain('完了');
    expect({ contents: await contents(), files: files() }).toEqual(before);
  });

  it('lets the same file be imported afterwards, with progress at least every quarter of a second', async () => {
    // Time of this thread's own work: a machine that is busy with something else makes no gap.
    let last = process.threadCpuUsage();
    let widest = 0;
    const told: ImportProgress[] = [];
    const report = await importFiles(test.workspace, {
      from: [large],
      onProgress(progress) {
        const { user, system } = process.threadCpuUsage(last);
        widest = Math.max(widest, (user + system) / 1000);
        last = process.threadCpuUsage();
        told.push(progress);
      },
      afterwards: { phase: '集計', run: () => new Promise((resolve) => setTimeout(resolve, 400)) },
    });
    expect(report.files[0]!.rowsRead).toBe(RECEIPTS);
    expect(report.files[0]!.rowsQuarantined).toBeGreaterThan(0);
    expect(widest).toBeLessThan(250);
    const done = told.map((each) => each.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(told.filter(({ phase }) => phase === '集計').length).toBeGreaterThan(2);
    expect(told.at(-1)).toMatchObject({ phase: '完了', done: statSync(large).size });
  });

  it('takes back what it has read of a large file whose content is known, whatever its name', async () => {
    const again = join(test.folder, '取込 元', '三回目.csv');
    copyFileSync(large, again);
    const before = { contents: await contents(), files: files() };
    await expect(importFiles(test.workspace, { from: [again] })).rejects.toMatchObject({
      code: 'intake.already_loaded',
    });
    expect({ contents: await contents(), files: files() }).toEqual(before);
  });

  it('takes back the lines of receipts, which are in place before the file is known to its end', async () => {
    const folder = join(test.folder, '取込 元');
    writeUke(folder, 11_000, 400);
    const first = join(folder, 'RECEIPTC.UKE');
    expect(statSync(first).size).toBeGreaterThan(4 << 20);
    await importFiles(test.workspace, { from: [first] });
    copyFileSync(first, join(folder, 'RECEIPTC2.UKE'));
    const before = { contents: await contents(), files: files() };
    await expect(
      importFiles(test.workspace, { from: [join(folder, 'RECEIPTC2.UKE')] }),
    ).rejects.toMatchObject({ code: 'intake.already_loaded' });
    expect({ contents: await contents(), files: files() }).toEqual(before);
  });
});
