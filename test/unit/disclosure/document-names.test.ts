import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protect } from '../../../analysis/disclosure/index.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { plainName } from '../../../analysis/domain/plain-name.ts';
import { disclosureSentences } from '../../../analysis/messages/disclosure.ts';
import { protectText } from '../../../electron/cli/verbs/protect.ts';

const TABLE = {
  kind: 'table',
  cells: { T: 100, a: 4, b: 25, c: 31, d: 40 },
  relations: [['T', ['a', 'b', 'c', 'd']]],
};
const LEDGER = {
  kind: 'ledger',
  atoms: { a: 40, b: 50 },
  outputs: { A: { atoms: ['a'] }, B: { atoms: ['a', 'b'], value: 90 } },
};

async function saidOf(document: unknown): Promise<string> {
  const issue = await protect(JSON.stringify(document)).catch((error: unknown) => error);
  expect(issue).toBeInstanceOf(UserIssue);
  const { kind, code, params } = issue as UserIssue;
  expect(kind).toBe('input');
  return disclosureSentences[code]!(params);
}

describe('a name that the gate does not know', () => {
  it.each([
    [{ ...TABLE, percentages: {}, upper: 5, means: [1] }, ['percentages', 'upper', 'means']],
    [{ ...TABLE, attacker: { knows: 'all' } }, ['attacker.knows']],
    [{ ...TABLE, rounding: { base: 10, mode: 'up' } }, ['rounding.mode']],
    [{ ...LEDGER, month: 4 }, ['month']],
    [{ ...LEDGER, outputs: { A: { atoms: ['a'], shown: 9 } } }, ['outputs.A.shown']],
  ])('is in the answer and before the verdict: %j', async (document, names) => {
    const result = await protect(JSON.stringify(document));
    expect(result.notConsidered).toEqual(names);
    const [first, second] = protectText(result).split('\n');
    for (const name of names) expect(first).toContain(`「${name}」`);
    expect(second).toContain('判定');
  });

  it.each([
    ['tresholdd', 'threshold', { ...TABLE, tresholdd: 20 }],
    ['requiredwidth', 'requiredWidth', { ...TABLE, requiredwidth: 19 }],
    ['THRESHOLD', 'threshold', { ...LEDGER, THRESHOLD: 20 }],
    ['cell', 'cells', { ...TABLE, cell: {} }],
    ['fronze', 'frozen', { ...TABLE, fronze: ['T'] }],
    ['attacker.suppressedMax', 'attacker.suppressedMin', { ...TABLE, attacker: { suppressedMax: 9 } }],
    ['rounding.besides', 'rounding.beside', { ...TABLE, rounding: { base: 10, besides: ['T'] } }],
    ['outputs.A.values', 'outputs.A.value', { ...LEDGER, outputs: { A: { atoms: ['a'], values: 3 } } }],
  ])('%s is a slip of %s', async (name, meant, document) => {
    const said = await saidOf(document);
    expect(said).toContain(`「${name}」`);
    expect(said).toContain(`「${meant}」`);
  });

  it('may describe the document', async () => {
    const words = ['id', 'group', 'title', 'note', 'comment', 'source', 'why', 'description', 'expect'];
    const described = { ...TABLE, ...Object.fromEntries(words.map((name) => [name, 'words'])) };
    expect((await protect(described)).notConsidered).toBeUndefined();
  });
});

describe('a fault says where', () => {
  it.each([-4, 4.5, '4', 2 ** 53, null])('a cell of %j is named, its value is not', async (value) => {
    const said = await saidOf({ ...TABLE, cells: { ...TABLE.cells, 列: value } });
    expect(said).toContain('「列」');
    expect(said).not.toContain(String(value));
  });

  it.each([
    ['a part twice', ['T', ['a', 'a']]],
    ['parts in parts', ['T', ['a', ['b']]]],
    ['a sum of itself', ['T', ['a', 'T']]],
    ['no parts', ['T', []]],
  ])('%s: its sum is named', async (_, relation) => {
    expect(await saidOf({ ...TABLE, relations: [relation] })).toContain('「T」');
  });

  it('a relation that is none is counted', async () => {
    expect(await saidOf({ ...TABLE, relations: [...TABLE.relations, ['T', 'a', 'b']] })).toContain('2番目');
  });

  it('a list or a number is told that one object is wanted', async () => {
    for (const document of [[1, 2], 7, null, 'x']) expect(await saidOf(document)).toContain('{…}');
  });

  it('dimensions that go round, twice or nowhere end before anything is protected', async () => {
    const dims = (nodes: object[]) => ({ ...TABLE, dims: [{ name: 'x', ordered: true, nodes }] });
    const round = [
      { code: 'T', parent: 'b' },
      { code: 'b', parent: 'T' },
    ];
    expect(await saidOf(dims(round))).toMatch(/「[Tb]」.*dims/u);
    expect(await saidOf(dims([{ code: 'T', parent: 'T' }]))).toContain('「T」');
    expect(
      await saidOf(
        dims([
          { code: 'a', parent: null },
          { code: 'a', parent: null },
        ]),
      ),
    ).toContain('「a」');
    expect(await saidOf(dims([{ code: 'a', parent: 'nobody' }]))).toContain('「a」');
  });

  it('names are short and plain in messages and in text', async () => {
    const long = `あ${'い'.repeat(5000)}`;
    for (const name of [long, '\u001B[31mred\n次', '\u202Eabc'])
      expect(await saidOf({ ...TABLE, relations: [['T', [name]]] })).toContain(`「${plainName(name)}」`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const plain = plainName(name);
        expect([...plain].length).toBeLessThanOrEqual(61);
        expect(plain).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(plainName(plain.replace(/…$/u, ''))).toBe(plain.replace(/…$/u, ''));
      }),
    );
    const cells = { T: 100, [long]: 30, '\u001B[31m': 70 };
    const text = protectText(await protect({ kind: 'table', cells, relations: [] }));
    expect(text).not.toContain('\u001B');
    expect(text.length).toBeLessThan(1000);
  });
});

describe('settings below the standard', () => {
  it.each([
    [{ threshold: 3 }, { threshold: 10 }, '標準の10より'],
    [{ threshold: 1 }, { threshold: 10 }, '標準の10より'],
    [{ requiredWidth: 0.1 }, { requiredWidth: 9 }, '標準の9より'],
    [{ threshold: 20, requiredWidth: 9 }, { requiredWidth: 19 }, '標準の19より'],
    [{ threshold: 5, requiredWidth: 2 }, { threshold: 10, requiredWidth: 4 }, '標準の4より'],
  ])('%j are told', async (settings, below, words) => {
    const result = await protect({ ...TABLE, ...settings });
    expect(result.belowStandard).toEqual(below);
    expect(protectText(result)).toContain(words);
  });

  it('and only those', async () => {
    for (const settings of [{}, { threshold: 10, requiredWidth: 9 }, { threshold: 20 }])
      expect((await protect({ ...TABLE, ...settings })).belowStandard).toBeUndefined();
    expect((await protect({ ...LEDGER, threshold: 5 })).belowStandard).toEqual({ threshold: 10 });
  });
});

it.each([
  ['row', { row: { positive: 80, negative: 40, total: 120 } }],
  ['km', { published: { steps: [[0, 1, 400]] } }],
  ['impliedBody', { ...TABLE, hidden: ['b', 'c'] }],
  ['format', { exported: 'x', hidden: [4] }],
])('a %s tells what it did not consider, and refuses a slip of what it knows', async (kind, document) => {
  expect((await protect({ ...document, kind, colour: 'red' })).notConsidered).toEqual(['colour']);
  const [name] = Object.keys(document).filter((each) => each !== 'kind' && each.length > 3);
  const slip = name === undefined ? { ROW: document } : { [`${name}s`]: 1 };
  await expect(protect({ ...document, kind, ...slip })).rejects.toMatchObject({
    kind: 'input',
    code: 'disclosure.document_slip',
  });
});

it('a range that was not searched to its ends is told as a part of it', () => {
  const text = (intervalsExact: boolean) =>
    protectText({
      status: 'released',
      kind: 'table',
      published: {},
      suppressed: [{ id: 'a', reason: 'primary', interval: [1, 28] }],
      proof: { intervalsExact },
    });
  expect(text(false)).toContain('少なくとも 1～28');
  expect(text(true)).not.toContain('少なくとも');
});
