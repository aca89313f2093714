import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  ledgerState,
  publishedTable,
  ReleaseLedger,
  releaseTable,
  settingChanges,
  settingsNote,
  verifyLedger,
} from '../../../analysis/disclosure/index.ts';
import { ledgerFaultText, settingChangeText } from '../../../analysis/messages/disclosure.ts';
import { ledgerFile } from '../../../analysis/workspace/ledger-file.ts';
import { EXAMINED, flat, type Leaf, PERSONS, SHARE, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const SOURCE = 'b'.repeat(64);
const columns = [PERSONS, EXAMINED, SHARE];
const finish = ([n, k]: readonly number[]) => [n!, k!, (100 * k!) / n!];

function bySex(leaves: readonly Leaf[], parameters: Record<string, number> = {}) {
  const table = withMargins([flat('sex', ['m', 'f'])], columns, leaves, finish);
  return { ...table, parameters: { ...table.parameters, ...parameters } };
}

const note = settingsNote({
  title: '公開の設定の変更',
  comment: '',
  outlet: 'desktop',
  sourceHash: SOURCE,
  after: { population: 20_000 },
});

const first = bySex([
  { at: ['m'], values: [120, 60] },
  { at: ['f'], values: [150, 80] },
]);

describe('release ledger', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function filled(entries: number, secret?: Uint8Array): Promise<void> {
    const ledger = await ReleaseLedger.open(ledgerFile(folder), secret);
    for (let at = 0; at < entries; at += 1) {
      const table = bySex(
        [
          { at: ['m'], values: [120 + 40 * at, 60 + 20 * at] },
          { at: ['f'], values: [150 + 40 * at, 80 + 20 * at] },
        ],
        { fiscalYear: 2020 + ledger.entries.length },
      );
      const released = await releaseTable(table, policy, ledger.view(SOURCE));
      await ledger.append({
        event: 'release',
        title: '受診率',
        outlet: 'screen',
        statistic: 'table',
        release: released.release,
        table: publishedTable(released, table),
      });
    }
  }

  const lines = () => readFileSync(join(folder, 'releases.jsonl'), 'utf8');
  const head = () => readFileSync(join(folder, 'vault', 'releases.head'), 'utf8');

  it('keeps what was released, in order and across openings', async () => {
    await filled(2);
    const ledger = await ReleaseLedger.open(ledgerFile(folder));
    expect(ledger.entries.map((entry) => entry.sequence)).toEqual([1, 2]);
    expect(ledger.entries[0]!.atJapan).toMatch(/\+09:00$/u);
    expect(ledger.view(SOURCE).tables).toHaveLength(2);
    expect(verifyLedger({ text: lines(), head: head() })).toEqual({ intact: true, entries: 2 });
  });

  it('notices an edited, removed, moved, added or truncated line', async () => {
    await filled(3);
    const [a, b, c] = lines().trimEnd().split('\n') as [string, string, string];
    const verdict = (list: string[]) =>
      verifyLedger({ text: list.map((line) => `${line}\n`).join(''), head: head() });
    expect(verdict([a, b.replace('screen', 'printer'), c])).toMatchObject({
      intact: false,
      brokenAt: 2,
      problem: 'line_edited',
    });
    expect(verdict([a, b.replace('"shown":9', '"shown":8'), c]).intact).toBe(false);
    expect(verdict([a, c])).toMatchObject({ intact: false, brokenAt: 2, problem: 'lines_missing' });
    expect(verdict([b, a, c])).toMatchObject({ intact: false, brokenAt: 1, problem: 'line_repeated' });
    expect(verdict([a, b, c, c])).toMatchObject({ intact: false, brokenAt: 4, problem: 'line_repeated' });
    expect(verdict([a, b])).toMatchObject({ brokenAt: 3, problem: 'end_missing', expected: 3 });
    expect(verdict([])).toMatchObject({ intact: false, problem: 'file_missing', expected: 3 });
    expect(verdict([a, 'x', c])).toMatchObject({ brokenAt: 2, problem: 'line_unreadable' });
    expect(verdict([a, `${b} `, c])).toMatchObject({ brokenAt: 2, problem: 'line_edited' });
    expect(verdict([a, '', b, c])).toMatchObject({ brokenAt: 2, problem: 'line_blank' });
    const turned = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(b)).toReversed()));
    expect(verdict([a, turned, c])).toMatchObject({ brokenAt: 2, problem: 'line_edited' });
    const inner = b.replace(/"primary":(\d+),"secondary":(\d+)/u, '"secondary":$2,"primary":$1');
    expect(inner).not.toBe(b);
    expect(verdict([a, inner, c])).toMatchObject({ brokenAt: 2, problem: 'line_edited' });
  });

  it('does not accept a chain rewritten without the secret', async () => {
    await filled(2, new Uint8Array([1, 2, 3]));
    const state = { text: lines(), head: head() };
    expect(verifyLedger(state, new Uint8Array([1, 2, 3])).intact).toBe(true);
    expect(verifyLedger(state).intact).toBe(false);
    expect(verifyLedger(state, new Uint8Array([9])).intact).toBe(false);
  });

  it('refuses to go on with a broken ledger, and mends a head one entry behind', async () => {
    await filled(2);
    const whole = head();
    writeFileSync(join(folder, 'vault', 'releases.head'), `1 ${JSON.parse(lines().split('\n')[0]!).hash}`);
    await ReleaseLedger.open(ledgerFile(folder));
    expect(head()).toBe(whole);
    writeFileSync(join(folder, 'releases.jsonl'), lines().replace('受診率', '受療率'));
    await expect(ReleaseLedger.open(ledgerFile(folder))).rejects.toMatchObject({
      code: 'disclosure.ledger_broken',
    });
  });

  describe('on disk, with its head in the vault', () => {
    const secret = new Uint8Array([4, 5, 6]);
    const file = () => join(folder, 'releases.jsonl');
    const check = async () => verifyLedger(await ledgerState(ledgerFile(folder)), secret);
    const rewrite = (change: (list: string[]) => string[]) => {
      const list = lines().trimEnd().split('\n');
      writeFileSync(
        file(),
        change(list)
          .map((line) => `${line}\n`)
          .join(''),
      );
    };
    const headBeside = (list: string[]) =>
      writeFileSync(join(folder, 'releases.head'), `${list.length} ${JSON.parse(list.at(-1)!).hash}`);
    const TAMPERING: Readonly<Record<string, () => void | Promise<void>>> = {
      'a changed word': () => rewrite((list) => list.map((line) => line.replace('受診率', '受療率'))),
      'a removed line': () => rewrite((list) => list.toSpliced(1, 1)),
      'lines in another order': () => rewrite(([a, b, ...rest]) => [b!, a!, ...rest]),
      'a line twice': () => rewrite((list) => [...list, list.at(-1)!]),
      'a missing end': () => rewrite((list) => list.slice(0, -1)),
      'a missing end with a head beside the lines that fits': () =>
        rewrite((list) => {
          headBeside(list.slice(0, 1));
          return list.slice(0, 1);
        }),
      'no lines': () => writeFileSync(file(), ''),
      'no file': () => rmSync(file()),
      'a blank line': () => rewrite((list) => list.toSpliced(1, 0, '')),
      'ends of lines as on another system': () => writeFileSync(file(), lines().replaceAll('\n', '\r\n')),
      'the last end of a line': () => writeFileSync(file(), lines().slice(0, -1)),
      'half a line': () => writeFileSync(file(), lines().slice(0, -50)),
      'something behind the end': () => writeFileSync(file(), `${lines()}x`),
      'the first line alone, without a head': () => {
        rewrite((list) => list.slice(0, 1));
        rmSync(join(folder, 'vault', 'releases.head'));
      },
      'no head': () => rmSync(join(folder, 'vault', 'releases.head')),
      'an empty head': () => writeFileSync(join(folder, 'vault', 'releases.head'), ''),
      'a byte that is no text': () => {
        const bytes = readFileSync(file());
        bytes[bytes.indexOf('受')] = 0xff;
        writeFileSync(file(), bytes);
      },
      'another ledger': async () => {
        writeFileSync(file(), '');
        rmSync(join(folder, 'vault'), { recursive: true });
        await filled(3, new Uint8Array([9]));
      },
    };

    it.each(Object.keys(TAMPERING))('%s is noticed, and nothing is released any more', async (kind) => {
      await filled(3, secret);
      expect((await check()).intact).toBe(true);
      await TAMPERING[kind]!();
      expect((await check()).intact).toBe(false);
      await expect(ReleaseLedger.open(ledgerFile(folder), secret)).rejects.toMatchObject({
        code: 'disclosure.ledger_broken',
      });
    });

    it('a whole folder put back to an earlier state is not noticed: only a copy elsewhere shows that', async () => {
      await filled(2, secret);
      const [before, headBefore] = [lines(), head()];
      await filled(1, secret);
      writeFileSync(file(), before);
      writeFileSync(join(folder, 'vault', 'releases.head'), headBefore);
      expect((await check()).intact).toBe(true);
    });
  });

  it('never joins lines: an end that was taken away is told and added to by nobody', async () => {
    await filled(2);
    const file = join(folder, 'releases.jsonl');
    const ledger = await ReleaseLedger.open(ledgerFile(folder));
    const whole = lines();
    writeFileSync(file, whole.slice(0, -1));
    await expect(ledger.append(note)).rejects.toMatchObject({
      code: 'disclosure.ledger_broken',
      params: { problem: 'newline_missing', line: 2, expected: 2 },
    });
    expect(lines()).toBe(whole.slice(0, -1));
    writeFileSync(file, whole);
    expect(await ledger.append(note)).toMatchObject({ sequence: 3 });
    expect(verifyLedger({ text: lines(), head: head() })).toEqual({ intact: true, entries: 3 });
  });

  describe('a program that ended while it was writing', () => {
    const stopped = (at: 'line' | 'half' | 'head') => {
      const port = ledgerFile(folder);
      let heads = 0;
      return {
        ...port,
        append: async (line: string, bytes: number) => {
          if (at === 'line') throw new Error('power cut');
          if (at !== 'half') return port.append(line, bytes);
          await port.append(line.slice(0, line.length / 2), bytes);
          throw new Error('power cut');
        },
        writeHead: async (text: string) => {
          heads += 1;
          if (at === 'head' && heads > 1) throw new Error('power cut');
          return port.writeHead(text);
        },
      };
    };

    it.each(['line', 'half', 'head'] as const)('leaves a ledger that goes on: at the %s', async (at) => {
      const ledger = await ReleaseLedger.open(stopped(at));
      await expect(ledger.append(note)).rejects.toThrow('power cut');
      const before = at === 'head' ? 1 : 0;
      const again = await ReleaseLedger.open(ledgerFile(folder));
      expect(again.entries).toHaveLength(before);
      await again.append(note);
      expect(verifyLedger({ text: lines(), head: head() })).toEqual({ intact: true, entries: before + 1 });
    });

    it('and one that goes on by itself after a write that failed', async () => {
      const port = ledgerFile(folder);
      let fails = true;
      const ledger = await ReleaseLedger.open({
        ...port,
        writeMark: async () => {
          if (fails) throw new Error('disk full');
        },
      });
      await expect(ledger.append(note)).rejects.toThrow('disk full');
      fails = false;
      expect((await ledger.append(note)).sequence).toBe(2);
      expect(verifyLedger({ text: lines(), head: head() })).toEqual({ intact: true, entries: 2 });
    });
  });

  it('every kind of fault has a sentence of its own, with its line', () => {
    const problems = readFileSync(
      new URL('../../../analysis/disclosure/ledger/verify.ts', import.meta.url),
      'utf8',
    );
    const list = /type LedgerProblem =(.*?);\n\nexport/su.exec(problems)![1]!;
    const kinds = [...list.matchAll(/'([a-z_]+)'/gu)].map(([, kind]) => kind!);
    expect(kinds.length).toBeGreaterThan(12);
    const said = kinds.map((problem) => ledgerFaultText({ problem, line: 7, expected: 9 }));
    expect(new Set(said).size).toBe(kinds.length);
    for (const text of said) expect(text).toContain('戻し方');
    expect(said[0]).toContain('7行目');
  });

  it('keeps a change of the rules on record', async () => {
    const ledger = await ReleaseLedger.open(ledgerFile(folder));
    const before = { population: 60_000, twoPersonRelease: true };
    const after = { population: 20_000, raisedThreshold: 30 };
    const changes = settingChanges(before, after);
    expect(changes.map(settingChangeText)).toEqual([
      '住民の数：60,000人→20,000人',
      '引き上げた最小公表人数：なし→30人',
      '二人での確認：入→切',
    ]);
    expect(settingChanges(before, { ...before, raisedThreshold: undefined })).toEqual([]);
    const comment = changes.map(settingChangeText).join('、');
    await ledger.append(
      settingsNote({ title: '公開の設定の変更', comment, outlet: 'desktop', sourceHash: SOURCE, after }),
    );
    expect(ledger.entries.at(-1)).toMatchObject({
      event: 'settings',
      comment,
      release: { threshold: 30, shown: 0 },
    });
    expect(ledger.view(SOURCE).tables).toEqual([]);
  });

  it('never holds a hidden value', async () => {
    const ledger = await ReleaseLedger.open(ledgerFile(folder));
    const table = bySex([
      { at: ['m'], values: [7919, 7] },
      { at: ['f'], values: [6451, 3137] },
    ]);
    const released = await releaseTable(table, policy, ledger.view(SOURCE));
    await ledger.append({
      event: 'release',
      title: '受診率',
      outlet: 'screen',
      statistic: 'table',
      release: released.release,
      table: publishedTable(released, table),
    });
    const row = JSON.parse(lines()).table.rows as { at: string[]; cells: unknown[] }[];
    expect(row.find(({ at }) => at[0] === 'm')!.cells).toEqual([7919, 'primary']);
    expect(lines()).not.toContain('3137');
  });
});

describe('earlier releases', () => {
  async function ledgerAfter(...tables: ReturnType<typeof bySex>[]) {
    let ledger = emptyLedger(SOURCE);
    for (const table of tables) {
      const released = await releaseTable(table, policy, ledger);
      ledger = { ...ledger, tables: [...ledger.tables, publishedTable(released, table)] };
    }
    return ledger;
  }

  it('give the same question the same answer', async () => {
    const table = bySex([
      { at: ['m'], values: [120, 4] },
      { at: ['f'], values: [150, 80] },
    ]);
    const ledger = await ledgerAfter(table);
    const alone = await releaseTable(table, policy, emptyLedger(SOURCE));
    const again = await releaseTable(table, policy, ledger);
    expect(JSON.stringify(again)).toBe(JSON.stringify(alone));
  });

  it('hide a count that would say how many left a nested group', async () => {
    const ledger = await ledgerAfter(first);
    const narrower = bySex(
      [
        { at: ['m'], values: [117, 60] },
        { at: ['f'], values: [110, 60] },
      ],
      { minAge: 40 },
    );
    const released = await releaseTable(narrower, policy, ledger);
    const men = released.statistic.rows.find((row) => row.at[0] === 'm')!;
    expect(men.cells[0]).toEqual({ state: 'hidden', reason: 'ledger' });
    expect(released.release.hidden.other).toBeGreaterThan(0);
  });

  it('hide a cumulative figure that grew by a few', async () => {
    const ledger = await ledgerAfter(
      bySex(
        first.rows
          .filter((row) => row.at[0] !== 'T')
          .map((row) => ({ at: row.at, values: [row.values[0]!, row.values[1]!] })),
        { upTo: 5 },
      ),
    );
    const june = bySex(
      [
        { at: ['m'], values: [121, 60] },
        { at: ['f'], values: [150, 80] },
      ],
      { upTo: 6 },
    );
    const released = await releaseTable(june, policy, ledger);
    const men = released.statistic.rows.find((row) => row.at[0] === 'm')!;
    expect(men.cells.map((cell) => cell.state)).toEqual(['hidden', 'hidden', 'hidden']);
  });

  it('leave nothing but hidden cells where nobody can say who is the same', async () => {
    const few = bySex([
      { at: ['m'], values: [120, 4] },
      { at: ['f'], values: [150, 80] },
    ]);
    const ledger = await ledgerAfter(few);
    const narrower = bySex(
      [
        { at: ['m'], values: [80, 0] },
        { at: ['f'], values: [90, 44] },
      ],
      { minAge: 40 },
    );
    const { statistic, release } = await releaseTable(narrower, policy, ledger);
    const cells = statistic.rows.flatMap((row) => row.cells);
    expect(new Set(cells.map((cell) => cell.state))).toEqual(new Set(['hidden']));
    expect(release.shown).toBe(0);
  });

  it('leave large differences and other years alone', async () => {
    const ledger = await ledgerAfter(first);
    const other = bySex(
      [
        { at: ['m'], values: [118, 60] },
        { at: ['f'], values: [151, 80] },
      ],
      { fiscalYear: 2024 },
    );
    expect((await releaseTable(other, policy, ledger)).release.hidden).toEqual({
      primary: 0,
      secondary: 0,
      other: 0,
    });
    const half = bySex(
      [
        { at: ['m'], values: [60, 30] },
        { at: ['f'], values: [75, 40] },
      ],
      { minAge: 65 },
    );
    expect((await releaseTable(half, policy, ledger)).release.hidden).toEqual({
      primary: 0,
      secondary: 0,
      other: 0,
    });
  });
});
