/** What `effect` says about tables it cannot use: a code, a place, a Japanese sentence — never a value. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { statisticsSentences } from '../../../analysis/messages/statistics.ts';
import { uniformStream } from '../../../analysis/statistics/random.ts';
import { effectCommand } from '../../../analysis/studies/table/command.ts';
import { readTable } from '../../../analysis/studies/table/csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'effect 表 '));
let next = 0;

function file(content: string | Buffer): string {
  const path = join(folder, `表 ${next++}.csv`);
  writeFileSync(path, content);
  return path;
}

/** A usable table of `n` people; `edit` may spoil a row. */
function table(
  n: number,
  edit: (row: Record<string, string | number>, i: number) => void = () => {},
): string {
  const u = uniformStream(3, n);
  const lines = Array.from({ length: n }, (_, i) => {
    const age = Math.round(40 + 35 * u());
    const z = u() < 0.3 + (age - 40) / 100 ? 1 : 0;
    const row: Record<string, string | number> = {
      z,
      age,
      sex: u() < 0.5 ? 'M' : 'F',
      y: (120 + 0.4 * age - 3 * z + 10 * (u() - 0.5)).toFixed(2),
      event: u() < 0.2 ? 1 : 0,
    };
    edit(row, i);
    return row;
  });
  const headings = Object.keys(lines[0]!);
  return `${headings.join(',')}\n${lines.map((r) => headings.map((h) => r[h]).join(',')).join('\n')}\n`;
}

const BASE = ['--treatment', 'z', '--outcome', 'y', '--covariates', 'age,sex', '--categorical', 'sex'];

async function issueOf(args: readonly string[]): Promise<UserIssue> {
  const error: unknown = await effectCommand(args).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(UserIssue);
  const issue = error as UserIssue;
  expect(statisticsSentences[issue.code], issue.code).toBeTypeOf('function');
  expect(statisticsSentences[issue.code]!(issue.params)).toMatch(/[ぁ-ん].*。$/);
  return issue;
}

const issueFor = async (content: string | Buffer, args: readonly string[] = BASE): Promise<UserIssue> =>
  issueOf(['--table', file(content), ...args]);

describe('files that are not a table', () => {
  it.each([
    ['missing', 'effect.file-missing', () => join(folder, 'ない.csv')],
    ['a folder', 'effect.not-a-file', () => folder],
    ['empty', 'effect.empty-file', () => file('')],
    ['binary', 'effect.not-text', () => file(Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]))],
    ['headings only', 'effect.no-rows', () => file('z,y,age,sex\n')],
  ] as const)('%s', async (_name, code, path) => {
    const issue = await issueOf(['--table', path(), ...BASE]);
    expect(issue.code).toBe(code);
    expect(issue.kind).toBe('input');
  });

  it('another CSV: the first heading that is missing is named', async () => {
    const issue = await issueFor('a,b\n1,2\n');
    expect(issue.code).toBe('effect.unknown-column');
    expect(issue.params.column).toBe('y');
  });

  it('a row with another number of cells, counted by line even after a line break in a cell', async () => {
    const issue = await issueFor('z,y,age,sex\n1,2,3,"a\nb"\n0,1,2\n');
    expect(issue.params).toEqual({ line: 4, cells: 3, expected: 4 });
  });
});

describe('cells', () => {
  it('names column and line of text in a number column, not the text', async () => {
    const issue = await issueFor(
      table(60, (row, i) => {
        if (i === 40) row.age = '山田花子';
      }),
    );
    expect(issue.code).toBe('effect.text-in-number');
    expect(issue.params).toEqual({ column: 'age', line: 42 });
    expect(JSON.stringify(issue) + issue.message + issue.stack).not.toContain('山田');
  });

  it('reads tabs and semicolons as commas', async () => {
    const text = table(60);
    const estimates = await Promise.all(
      [',', '\t', ';'].map(async (by) => {
        const result = await effectCommand(['--table', file(text.replaceAll(',', by)), ...BASE]);
        return (result as { estimate?: number }).estimate;
      }),
    );
    expect(estimates[0]).toBeTypeOf('number');
    expect(estimates).toEqual([estimates[0], estimates[0], estimates[0]]);
  });

  it('reads UTF-8 with BOM, CP932, tabs, quotes, full width and thousands', async () => {
    const text = '介入,値,地区\r\n1,"1,234.5",髙﨑\r\n0,１２３,"""東"" 区"\r\n1,NA,\r\n';
    const request = { numeric: ['介入', '値'], labelled: ['地区'] };
    for (const bytes of [
      `\uFEFF${text}`,
      iconv.encode(text, 'cp932'),
      text.replaceAll('"1,234.5"', '1234.5').replaceAll(',', '\t'),
    ]) {
      const t = await readTable(file(bytes), request);
      expect([...t.numeric.get('値')!]).toEqual([1234.5, 123, Number.NaN]);
      expect([...t.labelled.get('地区')!.codes]).toEqual([0, 1, -1]);
      expect(t.labelled.get('地区')!.labels).toEqual(['髙﨑', '"東" 区']);
    }
  });

  it('reads numbers as the platform does', async () => {
    const values = ['0.1', '-12.375', '1e-3', '123456789012345678', '.5', '5.', '0.30000000000000004', '-0'];
    const t = await readTable(file(`x\n${values.join('\n')}\n`), { numeric: ['x'], labelled: [] });
    expect([...t.numeric.get('x')!]).toEqual(values.map(Number));
  });

  it('reads a file larger than one chunk the same way', async () => {
    const rows = 120_000;
    const body = Array.from({ length: rows }, (_, i) => `${i},${i % 7},"町 ${i % 5}"`).join('\r\n');
    const t = await readTable(file(`a,b,c\r\n${body}`), { numeric: ['a', 'b'], labelled: ['c'] });
    expect(t.rows).toBe(rows);
    expect(t.numeric.get('a')!.every((v, i) => v === i)).toBe(true);
    expect(t.labelled.get('c')!.codes.every((v, i) => v === i % 5)).toBe(true);
  });
});

describe('data that cannot answer', () => {
  it.each([
    ['all treated', 'effect.treatment-constant', (row: Record<string, string | number>) => (row.z = 1)],
    [
      'three arms',
      'effect.treatment-levels',
      (row: Record<string, string | number>, i: number) => (row.z = i % 3),
    ],
    ['constant outcome', 'effect.outcome-constant', (row: Record<string, string | number>) => (row.y = 5)],
    [
      'nobody complete',
      'effect.too-few-rows',
      (row: Record<string, string | number>, i: number) => {
        if (i > 4) row.age = '';
      },
    ],
  ] as const)('%s', async (_name, code, edit) => {
    expect((await issueFor(table(80, edit))).code).toBe(code);
  });

  it('separation: the column is named', async () => {
    const issue = await issueFor(
      table(120, (row) => (row.age = row.z === 1 ? Number(row.age) + 100 : row.age!)),
    );
    expect(issue.code).toBe('effect.separation-column');
    expect(issue.params.column).toBe('age');
  });

  it('quasi-separation by a level that only the treated have', async () => {
    const issue = await issueFor(
      table(120, (row, i) => {
        if (row.z === 1 && i % 5 === 0) row.sex = 'X';
      }),
    );
    expect(issue.code).toBe('effect.separation-column');
    expect(issue.params.column).toBe('sex');
  });

  it('an outcome outside its family', async () => {
    expect((await issueFor(table(60), [...BASE, '--family', 'binomial'])).code).toBe('effect.outcome-range');
  });

  it('three events: an answer with a warning, or a sentence, never NaN', async () => {
    const content = table(200, (row, i) => (row.event = i % 67 === 0 ? 1 : 0));
    const args = [
      '--table',
      file(content),
      '--treatment',
      'z',
      '--outcome',
      'event',
      '--family',
      'binomial',
      '--covariates',
      'age',
    ];
    const r = await effectCommand(args);
    expect(JSON.stringify(r)).not.toMatch(/NaN|Infinity/);
    expect((r as unknown as { warnings: { code: string }[] }).warnings.map((w) => w.code)).toContain(
      'effect.few-events',
    );
  });

  it('a constant covariate is left out with a warning', async () => {
    const path = file(table(100, (row) => (row.sex = 'M')));
    const r = await effectCommand(['--table', path, ...BASE]);
    expect((r as { estimate: number }).estimate).toBeTypeOf('number');
  });
});

describe('usage', () => {
  it.each([
    [['--tabel', 'x'], 'effect.unknown-option'],
    [['table'], 'effect.stray-argument'],
    [['--table', 'x', '--table', 'y'], 'effect.repeated-option'],
    [['--table'], 'effect.missing-value'],
    [['--table', 'x'], 'effect.missing-option'],
    [['--table', 'x', ...BASE, '--estimand', 'all'], 'effect.unknown-choice'],
    [['--table', 'x', ...BASE, '--truncate', '0.7'], 'effect.bad-number'],
    [['--table', 'x', ...BASE, '--method', 'match', '--estimand', 'ato'], 'effect.not-available'],
    [['--table', 'x', '--treatment', 'z', '--outcome', 'z', '--covariates', 'age'], 'effect.same-column'],
    [['rdd', '--table', 'x', '--outcome', 'y', '--running', 'age', '--cutoff', 'abc'], 'effect.bad-number'],
  ] as const)('%j', async (args, code) => {
    const issue = await issueOf(args);
    expect(issue.code).toBe(code);
    expect(issue.kind).toBe('usage');
  });

  it('explains every design in Japanese', async () => {
    for (const design of [[], ['did'], ['its'], ['rdd'], ['survival'], ['cost']]) {
      const help = await effectCommand([...design, '--help']);
      expect(help.design).toBe('help');
      expect((help as { text: string }).text).toContain('--table');
    }
  });

  it('gives the same bootstrap on one thread and on two, and stops both when aborted', async () => {
    const path = file(table(300));
    const run = async (threads: string): Promise<unknown> => {
      const r = await effectCommand([
        '--table',
        path,
        ...BASE,
        '--bootstrap',
        '40',
        '--seed',
        '9',
        '--threads',
        threads,
      ]);
      return (r as { bootstrap?: unknown }).bootstrap;
    };
    expect(await run('2')).toEqual(await run('1'));
    const controller = new AbortController();
    const long = effectCommand(
      ['--table', path, ...BASE, '--bootstrap', '90000', '--threads', '2'],
      controller.signal,
    );
    setTimeout(() => controller.abort(), 300);
    await expect(long).rejects.toThrow(/abort/i);
  });

  it('stops when aborted', async () => {
    const controller = new AbortController();
    const path = file(table(2000));
    const run = effectCommand(
      ['--table', path, ...BASE, '--bootstrap', '5000', '--threads', '1'],
      controller.signal,
    );
    setTimeout(() => controller.abort(), 50);
    await expect(run).rejects.toThrow(/abort/i);
  });
});
