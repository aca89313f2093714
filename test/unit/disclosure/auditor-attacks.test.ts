import { describe, expect, it } from 'vitest';
import { protect } from '../../../analysis/disclosure/index.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';

/** The answer as a word: released, the reason of a refusal, or `input` for a fault of the document. */
async function answer(document: object): Promise<string> {
  try {
    // As text: trailing zeros of printed numbers say how they were rounded.
    const { status, reason } = await protect(JSON.stringify(document));
    return status === 'released' ? 'released' : String(reason);
  } catch (error) {
    if (error instanceof UserIssue && error.kind === 'input') return 'input';
    throw error;
  }
}

const UNSAFE = 'disclosure.back_calculation';
const UNKNOWN = 'disclosure.statistic_unknown';

describe('numbers printed side by side', () => {
  it.each([
    ['a share of a group by any name of its size', { base: 87, pct: 3.4 }, UNSAFE],
    ['the same', { N: 87, pct: 3.4 }, UNSAFE],
    ['the same', { denominator: 87, pct: 3.4 }, UNSAFE],
    ['a small count beside what is safe', { n: 24_000, pct: 0, k: 3 }, UNSAFE],
    ['a small count alone', { count: 3 }, UNSAFE],
    ['a mean that tells more than the share', { n: 24_000, pct: 0, mean: 0.000125 }, UNSAFE],
    ['a largest value beside a share', { n: 200, pct: 50, max: 187 }, UNSAFE],
    ['a smallest value beside mean and SD', { n: 200, mean: 50.2, sd: 3, min: 1 }, UNSAFE],
    ['dots of outliers', { n: 300, mean: 5, outliers: [99, 120] }, UNSAFE],
    [
      'of three means the two that are one person apart',
      { nA: 100, meanA: 3, nB: 50, meanB: 2, nC: 49, meanC: 2.1 },
      UNSAFE,
    ],
    ['a mean without one person', { n: 50, mean: 41, nMen: 49, meanMen: 40.9 }, UNSAFE],
    ['a share and its interval that no group of the size has', { p: 0.5, lo: 0.4, hi: 0.6, n: 12 }, UNSAFE],
    ['per cent with its interval', { pct: 7.3, lo: 2.5, hi: 19.4 }, UNSAFE],
    ['parts of a total that are small', { total: 500, shown: [491, 3, 6] }, UNSAFE],
    ['the standard deviation of ten', { n: 10, sd: 3.1 }, UNSAFE],
    ['that of eleven', { n: 11, sd: 3.1 }, 'released'],
    ['a rate of a population', { n: 811, rate: 4.93, per: 1000 }, UNSAFE],
    ['one of many', { n: 811_000, rate: 4.93, per: 1000 }, 'released'],
    ['a number of a kind that is not known, beside a safe share', { n: 200, pct: 50, gini: 0.3 }, UNKNOWN],
    ['a word beside a safe share', { n: 200, pct: 50, definition: 'nearest-rank' }, 'released'],
    ['a share that is the largest value as well', { n: 200, p: 1 }, UNSAFE],
    ['nothing to go by', { sum: 0, mean: 0 }, 'released'],
    ['a product of very many', { SMR: 1.5, expected: 1e9 }, 'released'],
    ['fewer than nobody left over', { total: 100, shown: [60, 70] }, 'input'],
  ])('%s: %j', async (_, published, expected) => {
    expect(await answer({ kind: 'backCalc', threshold: 10, published })).toBe(expected);
  });

  it('an odds ratio with its interval is looked at in large groups too', async () => {
    const published = { OR: 1.5, lo: 1.1, hi: 2.05, n1: 1000, n2: 1000, cases: 200 };
    // 116 of 1000 and 84 of 1000: 1.43; no whole numbers give what is printed.
    expect(await answer({ kind: 'backCalc', published })).toBe(UNSAFE);
    const [a, c] = [116, 84];
    const ratio = (a * (1000 - c)) / (c * (1000 - a));
    const factor = Math.exp(1.959963984540054 * Math.sqrt(1 / a + 1 / c + 1 / (1000 - a) + 1 / (1000 - c)));
    const [OR, lo, hi] = [ratio, ratio / factor, ratio * factor].map((each) => Number(each.toFixed(2)));
    expect(await answer({ kind: 'backCalc', published: { ...published, OR, lo, hi } })).toBe('released');
  });

  // n·min(p, 100 − p) ≥ threshold
  it.each([
    [20, 50, 'released'],
    [19, 50, UNSAFE],
    [40, 25, 'released'],
    [39, 75, UNSAFE],
    [37, 25, UNSAFE],
    [100, 10, 'released'],
    [91, 10, UNSAFE],
    [1000, 97.5, 'released'],
    [399, 97.5, UNSAFE],
    [20, 100, UNSAFE],
    [50, 99, UNSAFE],
    [1000, 0, UNSAFE],
    [1000, 101, 'input'],
  ])('of %i persons percentile %d: %s', async (n, p, expected) => {
    expect(await answer({ kind: 'backCalc', published: { n, p, value: 187 } })).toBe(expected);
  });
});

describe('a curve', () => {
  const STEPS = 'disclosure.curve_steps';

  it.each([
    ['few at risk', [[0, 1, 5]], STEPS],
    [
      'few at risk in its tail',
      [
        [0, 1, 400],
        [3, 0.9, 400],
        [6, 0.9, 7],
      ],
      STEPS,
    ],
    [
      'few left over',
      [
        [0, 1, 40],
        [3, 0.075, 40],
      ],
      STEPS,
    ],
    [
      'few who left',
      [
        [0, 1, 400],
        [3, 1, 396],
      ],
      STEPS,
    ],
    [
      'a few events',
      [
        [0, 1, 400],
        [3, 0.98, 400],
      ],
      STEPS,
    ],
    [
      'many of each',
      [
        [0, 1, 400],
        [3, 0.95, 400],
        [6, 0.9, 375],
      ],
      'released',
    ],
    [
      'a rise',
      [
        [0, 1, 400],
        [3, 1.2, 400],
      ],
      'input',
    ],
    [
      'more at risk than before',
      [
        [0, 1, 400],
        [3, 0.9, 500],
      ],
      'input',
    ],
    [
      'no numbers at risk',
      [
        [0, 1],
        [3, 0.9],
      ],
      'input',
    ],
  ])('with %s', async (_, steps, expected) => {
    expect(await answer({ kind: 'km', published: { steps } })).toBe(expected);
  });

  it.each([
    ['few at risk', [[1, 5, 0, 1]], STEPS],
    ['few left over', [[1, 30, 20, 5]], STEPS],
    ['many', [[1, 200, 20, 5]], 'released'],
    [
      'more at risk than are left',
      [
        [1, 200, 40, 1],
        [2, 500, 30, 1],
      ],
      'input',
    ],
  ])('in coarse steps with %s', async (_, input, expected) => {
    expect(await answer({ kind: 'kmCoarsen', T: 10, input })).toBe(expected);
  });

  it('whose numbers at risk rise again is no curve', async () => {
    expect(await answer({ kind: 'kmTail', input: { atRisk: [60, 41, 4, 12] } })).toBe('input');
  });
});

describe('what is known of hidden cells', () => {
  it.each([
    [9, 1, 'disclosure.rule_known'],
    [30, 1, 'disclosure.rule_known'],
    [18, 2, 'disclosure.rule_known'],
    [19, 2, 'released'],
    [12, 0, 'input'],
    [5, 2, 'input'],
  ])('of %i people in %i of them: %s', async (hiddenSum, hiddenCells, expected) => {
    expect(await answer({ kind: 'ruleAware', published: { hiddenSum, hiddenCells } })).toBe(expected);
  });

  const body = (change: object) => ({
    kind: 'impliedBody',
    cells: { T: 54, a: 4, b: 20, c: 30 },
    relations: [['T', ['a', 'b', 'c']]],
    hidden: ['a', 'b'],
    ...change,
  });
  it.each([
    ['a small one that is printed', { hidden: ['b', 'c'] }, 'disclosure.implied_cell'],
    ['an attacker who is mistaken', { attacker: { suppressedMin: 6 } }, 'input'],
    ['a hidden one that is not there', { hidden: ['zz'] }, 'input'],
    ['enough room', {}, 'released'],
  ])('%s', async (_, change, expected) => {
    expect(await answer(body(change))).toBe(expected);
  });
});

describe('an exported text', () => {
  it.each([
    ['total,"1,234"', 1234],
    ['1 234 人', 1234],
    ['１，２３４', 1234],
    ["1'234", 1234],
    ['The count was 4.', 4],
    ['x,4.0', 4],
    ['x,004', 4],
    ['４人', 4],
    ['<td>&#52;</td>', 4],
    ['<td>&#x34;</td>', 4],
    ['x,3.40%', 3.4],
  ])('%j has a hidden number', async (exported, number) => {
    expect(await answer({ kind: 'format', exported, hidden: [number] })).toBe(
      'disclosure.hidden_number_exported',
    );
  });

  it.each([
    ['x,1234', 4],
    ['x,3.4', 4],
    ['2024年', 4],
    ['0.14', 4],
  ])('%j has not', async (exported, number) => {
    expect(await answer({ kind: 'format', exported, hidden: [number] })).toBe('released');
  });
});

describe('rounding', () => {
  const rounding = (change: object) => ({
    kind: 'controlledRounding',
    trueTable: [
      [1, 3, 4],
      [3, 5, 8],
      [4, 8, 12],
    ],
    ...change,
  });

  it.each([
    [{ base: 2 }, 'disclosure.rounding_too_fine'],
    [{ base: 3, threshold: 10 }, 'disclosure.rounding_too_fine'],
    [{ base: 5, threshold: 10 }, 'disclosure.rounding_too_fine'],
    [{ base: 5 }, 'released'],
    [{ base: 1_000_000 }, 'input'],
  ])('%j', async (change, expected) => {
    expect(await answer(rounding(change))).toBe(expected);
  });

  it('of means is refused where a count keeps less room than it needs, or too many would have to be tried', async () => {
    const means = (of: readonly number[], maxDev: number) =>
      answer({ kind: 'meanTimesRounded', published: { means: of, perturbed: of.map(() => 12), maxDev } });
    expect(await means([11, 11, 11], 2)).toBe(UNSAFE);
    expect(await means(new Array(16).fill(11.2), 5)).toBe('disclosure.audit_unfinished');
  });
});

describe('amounts', () => {
  const times = (count: number, amount: number) => new Array<number>(count).fill(amount);
  const protectedCells = async (contributions: Record<string, readonly number[]>) => {
    const relations = [['T', Object.keys(contributions)]];
    const result = await protect({ kind: 'magnitude', contributions, relations });
    expect(result.status).toBe('released');
    return new Map(
      (result.suppressed as { id: string; interval: readonly [number, number | null] }[]).map(
        ({ id, interval }) => [id, interval],
      ),
    );
  };

  it('of two persons in two hidden cells do not follow together', async () => {
    const hidden = await protectedCells({ a: [700], b: [650], c: times(20, 50), d: times(20, 60) });
    expect(hidden.size).toBe(3);
    expect([...hidden.keys()]).toEqual(expect.arrayContaining(['a', 'b']));
  });

  it('that are large of one person in two large groups do not follow together', async () => {
    const giant = (amount: number) => [amount, ...times(12, 1)];
    const hidden = await protectedCells({
      a: giant(7_000),
      b: giant(6_500),
      c: times(40, 60),
      d: times(40, 60),
    });
    expect(hidden.size).toBe(3);
  });

  it('of few who have nothing may be something', async () => {
    const hidden = await protectedCells({ a: [0, 0, 0], b: times(20, 50), c: times(30, 40) });
    const [low, high] = hidden.get('a')!;
    expect(low).toBe(0);
    expect(high).toBeGreaterThanOrEqual(0.15 * 40);
  });
});
