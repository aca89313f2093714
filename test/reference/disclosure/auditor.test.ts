import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { protectFile } from './command.ts';

/** Documents as an auditor who knows sdcTable or τ-ARGUS would feed them, run through the real command. */

const MAIN = new URL('../../../electron/cli/main.ts', import.meta.url).pathname;

const GOOD = {
  kind: 'table',
  cells: { T: 100, a: 4, b: 25, c: 31, d: 40 },
  relations: [['T', ['a', 'b', 'c', 'd']]],
};
const amounts = (list: Record<string, number[]>, more: object = {}) => ({
  kind: 'magnitude',
  contributions: list,
  relations: [['T', Object.keys(list)]],
  ...more,
});
const even = (n: number) => Array.from({ length: n }, (_, at) => 100 + at);

const BAD: readonly (readonly [string, string])[] = [
  ['no JSON', '{"kind": "table",'],
  ['an empty file', ' '],
  ['not a number', '{"kind":"table","cells":{"T":NaN},"relations":[]}'],
  ['a negative count', JSON.stringify({ ...GOOD, cells: { ...GOOD.cells, a: -4 } })],
  ['half a person', JSON.stringify({ ...GOOD, cells: { ...GOOD.cells, a: 4.5 } })],
  [
    'a count beyond whole numbers',
    '{"kind":"table","cells":{"T":1e300,"a":1e300},"relations":[["T",["a"]]]}',
  ],
  ['a sum that does not hold', JSON.stringify({ ...GOOD, cells: { ...GOOD.cells, T: 101 } })],
  ['a part that is not there', JSON.stringify({ ...GOOD, relations: [['T', ['a', 'b', 'c', 'x']]] })],
  ['a row twice', '{"kind":"table","cells":{"T":50,"a":4,"a":50},"relations":[["T",["a"]]]}'],
  [
    'a row twice, once escaped',
    '{"kind":"table","cells":{"T":50,"a":4,"\\u0061":50},"relations":[["T",["a"]]]}',
  ],
  ['the kind twice', '{"kind":"row","kind":"table","cells":{"T":50},"relations":[]}'],
  ['an empty table', '{"kind":"table","cells":{},"relations":[]}'],
  ['cells in a list', JSON.stringify({ ...GOOD, cells: [1, 2] })],
  ['no sums at all', JSON.stringify({ ...GOOD, relations: undefined })],
  [
    'a hierarchy in a circle',
    JSON.stringify({
      kind: 'table',
      cells: { T: 40, a: 40, b: 40, z: 0 },
      relations: [
        ['T', ['a', 'z']],
        ['a', ['b']],
        ['b', ['a']],
      ],
    }),
  ],
  ['a threshold of nothing', JSON.stringify({ ...GOOD, threshold: 0 })],
  ['a width of nothing', JSON.stringify({ ...GOOD, requiredWidth: 0 })],
  ['a negative weight', JSON.stringify({ ...GOOD, weights: { a: -1 } })],
  ['a p% rule that means nothing', JSON.stringify(amounts({ a: even(20), b: even(30) }, { p: 0 }))],
  ['a dominance rule that means nothing', JSON.stringify(amounts({ a: even(20), b: even(30) }, { k1: 400 }))],
  [
    'a wish to round amounts',
    JSON.stringify(amounts({ a: even(20), b: even(30) }, { rounding: { base: 5 } })),
  ],
  ['amounts of unknown weight', JSON.stringify(amounts({ a: even(20), b: even(30) }, { weights: { x: 1 } }))],
];

describe('bad input', () => {
  it.each(BAD)('%s ends with 3 and a sentence', async (_name, text) => {
    const { exit, result, said } = await protectFile(text);
    expect(exit).toBe(3);
    expect(said).toMatch(/[ぁ-ん].*。/u);
    expect(result).toMatchObject({ issue: { exit: 3 } });
    expect(JSON.stringify(result)).not.toContain('published');
  });

  it('of ten megabytes is answered', async () => {
    const cells: Record<string, number> = { T: 0 };
    for (let at = 0; at < 330_000; at += 1) {
      cells[`cell of the table ${at}`] = 20 + (at % 7);
      cells.T! += 20 + (at % 7);
    }
    const text = JSON.stringify({ kind: 'table', cells, relations: [] });
    expect(text.length).toBeGreaterThan(9.5e6);
    const { exit, result } = await protectFile(text);
    expect(exit).toBe(0);
    expect(result).toMatchObject({ status: 'released', suppressed: [] });
  });
});

interface Protected {
  readonly status: string;
  readonly suppressed: readonly { id: string; reason: string; interval: [number | null, number | null] }[];
  readonly published: Readonly<Record<string, number>>;
  readonly notConsidered?: readonly string[];
}

async function released(document: object): Promise<Protected> {
  const { exit, result } = await protectFile(JSON.stringify(document));
  expect(exit, JSON.stringify(result).slice(0, 300)).toBe(0);
  return result as Protected;
}

it('the command is a process of its own with the same answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'protect-'));
  try {
    const ends = ([GOOD, { ...GOOD, cells: {} }, { ...GOOD, frozen: ['a'] }] as const).map((document, at) => {
      const file = join(folder, `${at}.json`);
      writeFileSync(file, JSON.stringify(document));
      return spawnSync(process.execPath, [MAIN, 'protect', file, '--json'], { encoding: 'utf8' });
    });
    expect(ends.map(({ status }) => status)).toEqual([0, 3, 4]);
    expect(JSON.parse(ends[0]!.stdout)).toMatchObject({ status: 'released', secondaryCount: 1 });
    expect(JSON.parse(ends[2]!.stdout)).toMatchObject({ status: 'refused', published: {} });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('what an auditor feeds', () => {
  it('three levels of a hierarchy: no small place follows from its district or its city', async () => {
    const cells: Record<string, number> = { 市: 0 };
    const relations: [string, string[]][] = [['市', ['東', '西']]];
    for (const [ward, small] of [
      ['東', 3],
      ['西', 6],
    ] as const) {
      cells[ward] = 0;
      relations.push([ward, [`${ward}1`, `${ward}2`]]);
      for (const district of [1, 2]) {
        const places = [district === 1 ? small : 30, 41, 52].map((value, at) => {
          const id = `${ward}${district}-${at}`;
          cells[id] = value;
          return id;
        });
        cells[`${ward}${district}`] = places.reduce((sum, id) => sum + cells[id]!, 0);
        cells[ward] += cells[`${ward}${district}`]!;
        relations.push([`${ward}${district}`, places]);
      }
      cells.市! += cells[ward]!;
    }
    const { suppressed } = await released({ kind: 'table', cells, relations });
    for (const { reason, interval } of suppressed.filter((cell) => cell.reason === 'primary')) {
      expect(reason).toBe('primary');
      expect(interval[1] === null || interval[1] - interval[0]! >= 9).toBe(true);
    }
    expect(
      suppressed
        .filter(({ reason }) => reason === 'primary')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['東1-0', '西1-0']);
  });

  it('two tables linked by a margin: what one hides the other does not give back', async () => {
    const cells = { T: 120, a: 5, b: 55, c: 60, x: 48, y: 72, ax: 2, ay: 3, bx: 20, by: 35, cx: 26, cy: 34 };
    const relations = [
      ['T', ['a', 'b', 'c']],
      ['T', ['x', 'y']],
      ['a', ['ax', 'ay']],
      ['b', ['bx', 'by']],
      ['c', ['cx', 'cy']],
      ['x', ['ax', 'bx', 'cx']],
      ['y', ['ay', 'by', 'cy']],
    ];
    const { suppressed, published } = await released({ kind: 'table', cells, relations });
    for (const id of ['a', 'ax', 'ay']) expect(published).not.toHaveProperty(id);
    expect(suppressed.some(({ reason }) => reason === 'secondary')).toBe(true);
  });

  it('zeros are printed, and hidden cells may be zero only where the document says so', async () => {
    const cells = { T: 64, a: 0, b: 4, c: 20, d: 40 };
    const relations = [['T', ['a', 'b', 'c', 'd']]];
    const known = await released({ kind: 'table', cells, relations });
    expect(known.published.a).toBe(0);
    expect(known.suppressed.every(({ interval }) => interval[0]! >= 1)).toBe(true);
    const unknown = await released({ kind: 'table', cells, relations, attacker: { suppressedMin: 0 } });
    expect(unknown.suppressed.some(({ interval }) => interval[0] === 0)).toBe(true);
  });

  it('weights: the cell that is dear stays', async () => {
    const dear = async (id: string) => released({ ...GOOD, weights: { [id]: 1000 } });
    expect((await dear('b')).published).toHaveProperty('b');
    expect((await dear('c')).published).toHaveProperty('c');
  });

  it('weights of amounts, too', async () => {
    const lists = { a: [900, 5, 4, ...even(12).map(() => 1)], b: even(20), c: even(20), d: even(20) };
    for (const id of ['b', 'c', 'd']) {
      const result = await released(amounts(lists, { weights: { [id]: 1000 } }));
      expect(result.suppressed.find((cell) => cell.id === 'a')?.reason).toBe('dominance');
      expect(result.published).toHaveProperty(id);
    }
  });

  it('a stricter p% or (n,k) rule hides what the standard one lets through', async () => {
    const lists = { a: [400, 200, ...even(12)], b: even(20), c: even(20) };
    const reasons = async (rule: object) =>
      (await released(amounts(lists, rule))).suppressed.filter(({ reason }) => reason === 'dominance');
    expect(await reasons({})).toHaveLength(0);
    expect((await reasons({ k1: 15 })).length).toBeGreaterThan(0);
  });

  it('holdings: hospitals of one owner count as one', async () => {
    const lists = { a: [60, 55, 50, ...even(12).map(() => 2)], b: even(20), c: even(20) };
    const owners = (list: readonly number[], same: number) =>
      list.map((_, at) => (at < same ? '一' : String(at)));
    const holders = { a: owners(lists.a, 3), b: owners(lists.b, 1), c: owners(lists.c, 1) };
    const alone = await released(amounts(lists));
    expect(alone.suppressed.some(({ id }) => id === 'a')).toBe(false);
    const together = await released(amounts(lists, { holders }));
    expect(together.suppressed.find(({ id }) => id === 'a')?.reason).toBe('dominance');
  });

  it('fields that the kind knows nothing of are named, not passed over', async () => {
    const result = await released({
      ...GOOD,
      percentages: { a: 4 },
      nk: [2, 85],
      note: 'words',
      title: 'words',
    });
    expect(result.notConsidered).toEqual(['percentages', 'nk']);
    expect((await released(GOOD)).notConsidered).toBeUndefined();
  });

  it.each(['rates', 'percentages', 'regression', '__proto__', 'TABLE', ''])(
    'the unknown kind “%s” is refused',
    async (kind) => {
      const { exit, said } = await protectFile(JSON.stringify({ ...GOOD, kind }));
      expect([3, 4]).toContain(exit);
      expect(said).toMatch(/[ぁ-ん].*。/u);
    },
  );
});
