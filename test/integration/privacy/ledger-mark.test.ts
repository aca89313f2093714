import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  ledgerState,
  ReleaseLedger,
  type ReleaseNote,
  settingsNote,
  verifyLedger,
} from '../../../analysis/disclosure/index.ts';
import { ledgerFile } from '../../../analysis/workspace/ledger-file.ts';
import { ledgerMark } from '../../../analysis/workspace/ledger-mark.ts';
import { createWorkspace, openWorkspace, type Workspace } from '../../../analysis/workspace/workspace.ts';

const note: ReleaseNote = settingsNote({
  title: '公開の設定の変更',
  comment: '',
  outlet: 'desktop',
  sourceHash: 'b'.repeat(64),
  after: { population: 20_000 },
});

let folder = '';
let workspace: Workspace;
beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'mark-')), 'town.ebpm');
  workspace = await createWorkspace(folder, {
    municipality: '見本町',
    population: 60_000,
    calendar: 'wareki',
    theme: { accent: '#1f6f8b' },
  });
});
afterEach(() => {
  workspace.close();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

const portOf = ({ folder: at, warehouse }: Workspace) => ledgerFile(at, ledgerMark(warehouse));
const open = () => ReleaseLedger.open(portOf(workspace), workspace.identifierSecret);
const LINES = () => join(folder, 'releases.jsonl');
const HEAD = () => join(folder, 'vault', 'releases.head');

/** Entries, and the workspace opened again, so that the database knows of them all. */
async function noted(entries: number): Promise<void> {
  const ledger = await open();
  while (ledger.entries.length < entries) await ledger.append(note);
  await open();
  expect(await portOf(workspace).readMark()).toBe(`${entries} ${ledger.entries.at(-1)!.hash}`);
}

it('a ledger and a head that were taken away are missed, and older ones told, by what the database knows', async () => {
  await noted(2);
  const before = [readFileSync(LINES()), readFileSync(HEAD())] as const;
  await noted(4);
  const whole = [readFileSync(LINES()), readFileSync(HEAD())] as const;

  rmSync(LINES());
  rmSync(HEAD());
  await expect(open()).rejects.toMatchObject({ params: { problem: 'file_missing', expected: 4 } });

  writeFileSync(LINES(), before[0]);
  writeFileSync(HEAD(), before[1]);
  await expect(open()).rejects.toMatchObject({ params: { problem: 'older_copy', line: 3, expected: 4 } });

  writeFileSync(LINES(), whole[0]);
  writeFileSync(HEAD(), whole[1]);
  expect((await open()).entries).toHaveLength(4);
});

it('a whole folder of one earlier moment goes on', async () => {
  await noted(2);
  workspace.close();
  const copy = join(folder, '..', 'copy.ebpm');
  cpSync(folder, copy, { recursive: true });
  workspace = await openWorkspace(folder);
  await noted(3);
  workspace.close();
  rmSync(folder, { recursive: true });
  cpSync(copy, folder, { recursive: true });
  workspace = await openWorkspace(folder);
  await noted(3);
  expect(verifyLedger(await ledgerState(portOf(workspace)), workspace.identifierSecret)).toEqual({
    intact: true,
    entries: 3,
  });
});

it('the mark changes no answer that is kept, and is made for workspaces that had none', async () => {
  const { writes } = workspace.warehouse;
  await noted(1);
  expect(workspace.warehouse.writes).toBe(writes);
  await workspace.warehouse.run('DROP TABLE ledger_mark');
  await noted(1);
});

it('the first entry is noted at once, and then every tenth: no statement is under way when the workspace closes', async () => {
  const statements: string[] = [];
  const { warehouse } = workspace;
  const all: typeof warehouse.all = (sql, ...more) => {
    if (sql.startsWith('UPDATE')) statements.push(sql);
    return warehouse.all(sql, ...more);
  };
  const mark = ledgerMark({ ...warehouse, all });
  const ledger = await ReleaseLedger.open(ledgerFile(folder, mark), workspace.identifierSecret);
  await ledger.append(note);
  expect((await mark.read())!.split(' ')[0]).toBe('1');
  while (ledger.entries.length < 25) await ledger.append(note);
  expect((await mark.read())!.split(' ')[0]).toBe('21');
  expect(statements).toHaveLength(3);
  for (let round = 0; round < 20; round += 1) {
    workspace.close();
    workspace = await openWorkspace(folder);
    const again = await open();
    for (let at = 0; at <= round % 3; at += 1) await again.append(note);
  }
  expect((await open()).entries.length).toBeGreaterThan(40);
});
