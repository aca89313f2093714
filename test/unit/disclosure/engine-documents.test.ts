import { describe, expect, it } from 'vitest';
import { protect } from '../../../analysis/disclosure/index.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { disclosureSentences } from '../../../analysis/messages/disclosure.ts';

const TABLE = {
  kind: 'table',
  cells: { T: 100, a: 4, b: 25, c: 31, d: 40 },
  relations: [['T', ['a', 'b', 'c', 'd']]],
};

/** Changes to a good document, and the field (or cell) the sentence must name. */
const FAULTS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['kind', { kind: undefined }],
  ['kind', { kind: 7 }],
  ['cells', { cells: undefined }],
  ['cells', { cells: [] }],
  ['cells', { cells: {} }],
  ['cells', { cells: { ...TABLE.cells, a: '4' } }],
  ['cells', { cells: { ...TABLE.cells, a: -4 } }],
  ['cells', { cells: { ...TABLE.cells, a: 4.5 } }],
  ['cells', { cells: { ...TABLE.cells, a: null } }],
  ['relations', { relations: undefined }],
  ['relations', { relations: {} }],
  ['relations', { relations: [['T']] }],
  ['relations', { relations: [['T', []]] }],
  ['relations', { relations: [['T', ['a', 'a', 'b', 'c', 'd']]] }],
  ['relations', { relations: [['T', ['T']]] }],
  ['relations', { relations: [['T', ['a', 'b', 'c', 1]]] }],
  ['「T」', { relations: [['T', ['a', 'b', 'c']]] }],
  ['「e」', { relations: [['T', ['a', 'b', 'c', 'e']]] }],
  ['threshold', { threshold: 0 }],
  ['threshold', { threshold: '10' }],
  ['threshold', { threshold: 9.5 }],
  ['requiredWidth', { requiredWidth: 0 }],
  ['requiredWidth', { requiredWidth: 'wide' }],
  ['requiredWidth', { requiredWidth: 1e300 }],
  ['threshold', { threshold: 1e12 }],
  ['attacker', { attacker: 'anybody' }],
  ['attacker.integer', { attacker: { integer: 'yes' } }],
  ['attacker.suppressedMin', { attacker: { suppressedMin: -1 } }],
  ['attacker.suppressedMin', { attacker: { suppressedMin: 5 } }],
  ['frozen', { frozen: 'T' }],
  ['frozen', { frozen: ['nobody'] }],
  ['weights', { weights: { a: -1 } }],
  ['weights', { weights: { nobody: 1 } }],
];

async function issueOf(document: object): Promise<UserIssue> {
  const issue = await protect(JSON.stringify(document)).catch((error: unknown) => error);
  expect(issue).toBeInstanceOf(UserIssue);
  return issue as UserIssue;
}

describe('a malformed document', () => {
  it.each(FAULTS)('is a fault of the input that names %s: %j', async (name, change) => {
    const issue = await issueOf({ ...TABLE, ...change });
    expect(issue.kind).toBe('input');
    const sentence = disclosureSentences[issue.code]!(issue.params);
    expect(sentence).toContain(name);
    expect(sentence).not.toContain('undefined');
    // No number of the document is repeated.
    expect(JSON.stringify(issue.params)).not.toMatch(/\d{2}/u);
  });

  it('is said to be no JSON, or no object', async () => {
    await expect(protect('{"kind":')).rejects.toMatchObject({ kind: 'input', code: 'disclosure.not_json' });
    await expect(protect('[1]')).rejects.toMatchObject({ kind: 'input', params: { field: 'document' } });
  });
});

describe('a document that cannot be protected', () => {
  it('is refused, with the reason', async () => {
    const kept = (frozen: readonly string[]) => protect({ ...TABLE, frozen });
    expect(await kept(['T', 'b', 'c', 'd'])).toMatchObject({
      status: 'refused',
      reason: 'disclosure.cannot_protect',
      published: {},
    });
    expect(await kept(['a'])).toMatchObject({
      status: 'refused',
      reason: 'disclosure.frozen_sensitive',
      published: {},
      suppressed: [],
    });
    await expect(protect({ ...TABLE, kind: 'diary' })).rejects.toMatchObject({
      kind: 'refused',
      code: 'disclosure.kind_unknown',
    });
  });

  it('is not refused for what it leaves out', async () => {
    const result = await protect(TABLE);
    expect(result).toMatchObject({ status: 'released', threshold: 10, requiredWidth: 9, secondaryCount: 1 });
  });
});

describe('large numbers', () => {
  it('have the interval that their sum leaves them', async () => {
    const cells = { T: 3e12 + 4, a: 4, b: 1e12, c: 2e12 };
    const result = await protect({ kind: 'table', cells, relations: [['T', ['a', 'b', 'c']]] });
    expect(result.suppressed).toEqual([
      { id: 'a', reason: 'primary', interval: [1, 1e12 + 3] },
      { id: 'b', reason: 'secondary', interval: [1, 1e12 + 3] },
    ]);
  });

  it('of amounts are protected by what can move as far as they need', async () => {
    // Chains that no single exchange of two cells protects, in yen: 15 % of 700 M must be uncertain.
    const many = (sum: number, parts: number) => Array.from({ length: parts }, () => sum / parts);
    const contributions = {
      'a|x': [6.5e8, ...many(5e7, 20)],
      'a|y': many(9e8, 40),
      'b|x': many(8e8, 40),
      'b|y': many(9.5e8, 40),
      'c|x': many(9e8, 40),
      'c|y': many(7e8, 40),
    };
    const relations = [
      ['T|x', ['a|x', 'b|x', 'c|x']],
      ['T|y', ['a|y', 'b|y', 'c|y']],
      ...['a', 'b', 'c'].map((row) => [`${row}|T`, [`${row}|x`, `${row}|y`]]),
    ];
    const result = await protect({ kind: 'magnitude', contributions, relations });
    expect(result).toMatchObject({ status: 'released', secondaryCount: 3 });
    const [a] = result.suppressed as { id: string; reason: string; interval: [number, number] }[];
    expect(a).toMatchObject({ id: 'a|x', reason: 'dominance' });
    expect(a!.interval[1] - 7e8).toBeGreaterThan(1.66e8);
  });
});

describe('numbers that give something back', () => {
  const verdict = async (published: object) => {
    const { status, candidates } = await protect(JSON.stringify({ kind: 'backCalc', published }));
    return [status, candidates];
  };

  it('are the means with and without one person', async () => {
    // 20·51.2 − 19·50.5 = 64.5, the value of the one.
    expect(await verdict({ n1: 20, mean1: 51.2, n2: 19, mean2: 50.5 })).toEqual(['refused', [64.5]]);
    expect(await verdict({ n1: 60, mean1: 51.2, n2: 30, mean2: 50.5 })).toEqual(['released', [30]]);
  });

  it('are not the mean of an amount over enough people, or a rate of nothing', async () => {
    expect(await verdict({ n: 50, mean: 128.4 })).toEqual(['released', [50]]);
    expect(await verdict({ n: 8, mean: 128.4 })).toEqual(['refused', [8]]);
    expect(await verdict({ rate: 0, lo: 0, hi: 3.69 })).toEqual(['released', [0]]);
  });

  it('are the width of an interval beside a standard deviation', async () => {
    // 1.96 × 2 × 12.4 / √6 = 19.84
    expect(await verdict({ sd: 12.4, lo: 118.1, hi: 137.9 })).toEqual(['refused', [6]]);
    const [status] = await verdict({ sd: 12.4, lo: 127.7, hi: 128.3 });
    expect(status).toBe('released');
  });

  it('are the interval of an odds ratio of two groups of known size', async () => {
    // 4 of 30 against 20 of 40: OR = (4·20)/(26·20), exp(±1.96·√(1/4+1/26+1/20+1/20)).
    const [status, candidates] = await verdict({ OR: 0.154, lo: 0.045, hi: 0.522, n1: 30, n2: 40 });
    expect(status).toBe('refused');
    expect(candidates).toContainEqual([4, 20]);
  });

  it('are shares side by side', async () => {
    // Sevenths of any multiple of seven: which one, nobody can tell.
    const [status, candidates] = await verdict({ pcts: [14.29, 28.57, 57.14] });
    expect([status, (candidates as number[]).slice(0, 3)]).toEqual(['released', [7, 14, 21]]);
    expect(await verdict({ n: 200, pcts: [2, 40, 58] })).toEqual(['refused', [200]]);
    expect(await verdict({ n: 200, pcts: [20, 30, 50] })).toEqual(['released', [200]]);
  });

  it('are a ratio beside its base, and the extremes', async () => {
    expect(await verdict({ ratio: 0.05, base: 80 })).toEqual(['refused', [4]]);
    expect(await verdict({ n: 500, median: 130, max: 212 })).toEqual(['refused', [1]]);
  });

  it('must be numbers of people', async () => {
    const faulty = protect({ kind: 'backCalc', published: { n: 1e12, pct: 50 } });
    await expect(faulty).rejects.toMatchObject({ kind: 'input', params: { field: 'n' } });
  });
});

describe('a table of amounts', () => {
  const amounts = Array.from({ length: 12 }, () => 100);
  const document = {
    kind: 'magnitude',
    contributions: { a: amounts, b: amounts, c: amounts },
    relations: [['T', ['a', 'b', 'c']]],
  };

  it('hides a cell that one holder dominates', async () => {
    expect(await protect(document)).toMatchObject({ status: 'released', suppressed: [] });
    const holders = { a: amounts.map((_, at) => (at < 10 ? 'H1' : `H${at}`)) };
    const result = await protect({ ...document, holders });
    expect(result).toMatchObject({ status: 'released', secondaryCount: 1 });
    expect((result.suppressed as { id: string; reason: string }[])[0]).toMatchObject({
      id: 'a',
      reason: 'dominance',
    });
  });

  it('names the field that is wrong', async () => {
    for (const [field, value] of [
      ['holders', { a: ['H1'] }],
      ['frozen', ['nobody']],
    ] as const) {
      await expect(protect({ ...document, [field]: value })).rejects.toMatchObject({ params: { field } });
    }
  });
});
