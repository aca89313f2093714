import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../../analysis/warehouse/schema.ts';
import { openWarehouse } from '../../../analysis/warehouse/session.ts';
import { matchProgramme } from '../../../analysis/workspace/programme-names.ts';
import { DEFAULT_SETTINGS } from '../../../analysis/workspace/settings.ts';
import {
  createWorkspace,
  deleteWorkspace,
  openWorkspace,
  sourceHash,
} from '../../../analysis/workspace/workspace.ts';

const settings = { ...DEFAULT_SETTINGS, municipality: '架空市', population: 12_000 };
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ebpm 作業 '));
  folder = join(root, '架空市 2026.ebpm');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a workspace', () => {
  it('keeps its settings and its secret between openings', async () => {
    const first = await createWorkspace(folder, settings);
    const secret = Buffer.from(first.identifierSecret).toString('hex');
    first.saveSettings({ ...settings, raisedThreshold: 30 });
    first.close();
    const second = await openWorkspace(folder);
    expect(second.settings).toEqual({ ...settings, raisedThreshold: 30 });
    expect(Buffer.from(second.identifierSecret).toString('hex')).toBe(secret);
    expect(second.name).toBe('架空市 2026');
    expect(await sourceHash(second)).toMatch(/^[0-9a-f]{64}$/);
    second.close();
  });

  it('is not made over something that is there, nor with wrong settings', async () => {
    (await createWorkspace(folder, settings)).close();
    await expect(createWorkspace(folder, settings)).rejects.toMatchObject({ code: 'workspace.exists' });
    await expect(
      createWorkspace(join(root, 'b.ebpm'), { ...settings, population: -1 }),
    ).rejects.toMatchObject({
      code: 'workspace.settings_invalid',
      params: { fields: 'population' },
    });
    expect(existsSync(join(root, 'b.ebpm'))).toBe(false);
  });

  it('has one writer at a time, and gives up the lock of a process that has ended', async () => {
    const writer = await createWorkspace(folder, settings);
    await expect(openWorkspace(folder)).rejects.toMatchObject({ code: 'workspace.in_use' });
    writer.close();
    const { hostname } = await import('node:os');
    writeFileSync(join(folder, 'writer.lock'), JSON.stringify({ process: 2_147_483_000, host: hostname() }));
    (await openWorkspace(folder)).close();
    expect(existsSync(join(folder, 'writer.lock'))).toBe(false);
  });

  it('opens for reading only without changing anything', async () => {
    (await createWorkspace(folder, settings)).close();
    const reader = await openWorkspace(folder, { readOnly: true });
    expect(() => reader.saveSettings(settings)).toThrow(
      expect.objectContaining({ code: 'workspace.read_only' }),
    );
    await expect(reader.warehouse.run('CREATE TABLE x (a INTEGER)')).rejects.toThrow();
    reader.close();
  });

  it.each([
    ['a missing folder', () => undefined, 'workspace.missing'],
    ['any folder', async () => (await import('node:fs')).mkdirSync(folder), 'workspace.not_a_workspace'],
    [
      'one of a newer version',
      async () => {
        (await createWorkspace(folder, settings)).close();
        writeFileSync(join(folder, 'workspace.json'), '{"format": 99}');
      },
      'workspace.newer',
    ],
    [
      'one without its key',
      async () => {
        (await createWorkspace(folder, settings)).close();
        rmSync(join(folder, 'vault', 'identifier.key'));
      },
      'workspace.damaged',
    ],
    [
      'one with a cut key',
      async () => {
        (await createWorkspace(folder, settings)).close();
        truncateSync(join(folder, 'vault', 'identifier.key'), 5);
      },
      'workspace.damaged',
    ],
    [
      'one with a broken database',
      async () => {
        (await createWorkspace(folder, settings)).close();
        writeFileSync(
          join(folder, 'warehouse.duckdb'),
          'no database at all, but long enough to be read as a header of one'.repeat(100),
        );
      },
      'warehouse.damaged',
    ],
  ])('%s is not opened', async (_name, prepare, code) => {
    await prepare();
    await expect(openWorkspace(folder)).rejects.toMatchObject({ code, kind: 'input' });
    expect(existsSync(join(folder, 'writer.lock'))).toBe(false);
  });

  it('moves an older schema forward and keeps a copy', async () => {
    (await createWorkspace(folder, settings)).close();
    const old = await openWarehouse(join(folder, 'warehouse.duckdb'));
    await old.run('ALTER TABLE claim DROP COLUMN receipt_hash');
    await old.run('UPDATE schema_version SET version = 1');
    old.close();
    const moved = await openWorkspace(folder);
    const [row] = await moved.warehouse.all(
      'SELECT max(version) AS version, (SELECT count(receipt_hash) FROM claim) AS hashes FROM schema_version',
    );
    expect(row).toEqual({ version: SCHEMA_VERSION, hashes: 0 });
    expect(existsSync(join(folder, 'warehouse-v1.backup.duckdb'))).toBe(true);
    moved.close();
  });

  it('gives an older guidance table and its replaced rows the columns of results', async () => {
    (await createWorkspace(folder, settings)).close();
    const old = await openWarehouse(join(folder, 'warehouse.duckdb'));
    await old.run('DROP TABLE guidance');
    await old.run(
      `CREATE TABLE guidance (person_id INTEGER NOT NULL, fiscal_year SMALLINT NOT NULL, level TINYINT,
       invited_date DATE, first_interview_date DATE, interim_date DATE, completed_date DATE, dropped_date DATE,
       mode TINYINT, batch_id INTEGER NOT NULL)`,
    );
    await old.run('CREATE TABLE superseded_guidance AS SELECT *, 0 AS by_batch FROM guidance');
    await old.run(
      'INSERT INTO superseded_guidance (person_id, fiscal_year, level, batch_id, by_batch) VALUES (7, 2023, 1, 1, 2)',
    );
    await old.run('UPDATE schema_version SET version = 4');
    old.close();
    const moved = await openWorkspace(folder);
    await moved.warehouse.run(
      'INSERT INTO guidance BY NAME SELECT * EXCLUDE (by_batch) FROM superseded_guidance WHERE by_batch = 2',
    );
    expect(
      await moved.warehouse.all('SELECT person_id, level, final_weight, batch_id FROM guidance'),
    ).toEqual([{ person_id: 7, level: 1, final_weight: null, batch_id: 1 }]);
    moved.close();
  });

  it('can be deleted for good, but not any other folder', async () => {
    (await createWorkspace(folder, settings)).close();
    expect(() => deleteWorkspace(root)).toThrow(
      expect.objectContaining({ code: 'workspace.not_a_workspace' }),
    );
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toContain('架空市');
    deleteWorkspace(folder);
    expect(existsSync(folder)).toBe(false);
  });

  it('lets no statement reach outside its folder', async () => {
    const workspace = await createWorkspace(folder, settings);
    writeFileSync(join(root, 'other.csv'), 'a\n1\n');
    await expect(
      workspace.warehouse.all(`SELECT * FROM read_csv('${join(root, 'other.csv')}')`),
    ).rejects.toThrow(/permission|disabled|not allowed|access/i);
    await expect(workspace.warehouse.run('SET enable_external_access = true')).rejects.toThrow();
    workspace.close();
  });

  it('leaves nothing of what did not fit into memory: not on closing, and not after a crash', async () => {
    const temporary = join(folder, 'temporary');
    const large = `CREATE TEMP TABLE large AS SELECT i, hash(i) AS a, hash(i + 1) AS b FROM range(4_000_000) t(i)`;
    const workspace = await createWorkspace(folder, settings, { memoryLimit: '60MB' });
    await workspace.warehouse.run(large);
    const spilled = () =>
      readdirSync(temporary, { recursive: true }).filter((name) => /\.tmp$/.test(String(name)));
    expect(spilled().length).toBeGreaterThan(0);
    workspace.close();
    expect(readdirSync(temporary)).toEqual([]);

    // Two readers at once have a folder each, and leave what is not theirs alone.
    const first = await openWorkspace(folder, { readOnly: true, memoryLimit: '60MB' });
    await first.warehouse.run(large);
    const others = spilled();
    const second = await openWorkspace(folder, { readOnly: true });
    second.close();
    expect(spilled()).toEqual(others);
    first.close();

    const crashed = join(temporary, 'spill-of-a-process-that-was-killed');
    mkdirSync(crashed);
    writeFileSync(join(crashed, 'duckdb_temp_storage_DEFAULT-0.tmp'), 'rows');
    (await openWorkspace(folder, { readOnly: true })).close();
    expect(existsSync(crashed)).toBe(true);
    const again = await openWorkspace(folder);
    expect(existsSync(crashed)).toBe(false);
    again.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('lets statements choose the number of threads, and no other setting', async () => {
    const workspace = await createWorkspace(folder, settings);
    const { warehouse } = workspace;
    const threads = async () => (await warehouse.all("SELECT current_setting('threads') AS n"))[0]!.n;
    const all = await threads();
    await warehouse.setThreads('one');
    expect(await threads()).toBe(1);
    await warehouse.setThreads('all');
    expect(await threads()).toBe(all);
    for (const setting of [
      'enable_external_access = true',
      "memory_limit = '9GB'",
      "allowed_configs = ['memory_limit']",
      'lock_configuration = false',
    ])
      await expect(warehouse.run(`SET ${setting}`), setting).rejects.toThrow(/locked|running/);
    workspace.close();
  });
});

describe('the programme that a file’s name tells', () => {
  const names = new Map([
    ['P01', '健康ウォーキングポイント'],
    ['H02', '減塩はがき'],
  ]);
  it.each([
    ['09_保健事業/ウォーキング_参加者名簿.csv', 'P01'],
    ['減塩はがき_送付一覧_令和3年度.csv', 'H02'],
    ['名簿.csv', undefined],
  ])('%s is of %s', (file, id) => {
    expect(matchProgramme(file, names)).toBe(id);
  });
});
