import * as undo from '../backcalc/candidates.ts';
import { isSmall } from '../policy.ts';
import {
  asNumber,
  asNumbers,
  asRecord,
  asWhole,
  hasLiteral,
  invalid,
  type ProtectDocument,
  printedDecimals,
} from './document.ts';
import { DEFAULT_THRESHOLD, type ProtectResult } from './result.ts';

type Published = Readonly<Record<string, unknown>>;

/** What an attack on a group of printed numbers found. */
interface Findings {
  /** Possible values of the quantity given back (or [count, base] pairs). */
  readonly candidates: readonly (number | readonly [number, number])[];
  /** Person counts to hold against the threshold: each list is one unknown count. */
  readonly counts: readonly (readonly number[])[];
}

interface Attack {
  readonly fields: readonly string[];
  readonly run: (published: Published) => Findings;
}

function single(candidates: readonly number[]): Findings {
  return { candidates, counts: [candidates] };
}

function printed(published: Published, key: string, together: readonly string[] = [key]): undo.Printed {
  const decimals = Math.max(...together.map((each) => printedDecimals(published, each)));
  return { value: asNumber(published[key], key), decimals };
}

/** Larger than any country: a count beyond it is a slip of the pen. */
const MOST_PEOPLE = 1e8;

function whole(published: Published, key: string): number {
  const count = asWhole(published[key], key);
  if (count < 0 || count > MOST_PEOPLE) throw invalid(key);
  return count;
}

/** Means of two groups of which one holds the other: the rest is known with its sum. */
function nestedMeans(published: Published): Findings | undefined {
  const suffixes = Object.keys(published)
    .filter((key) => key.startsWith('mean') && published[`n${key.slice(4)}`] !== undefined)
    .map((key) => key.slice(4));
  const [one, other] = suffixes;
  if (one === undefined || other === undefined) return undefined;
  const sums = [one, other].map((suffix) => {
    const n = whole(published, `n${suffix}`);
    const { value } = printed(published, `mean${suffix}`);
    return { n, sum: n * value };
  }) as [MeanOf, MeanOf];
  const [large, small] = sums[0].n >= sums[1].n ? sums : [sums[1], sums[0]];
  const rest = large.n - small.n;
  const each = (large.sum - small.sum) / Math.max(rest, 1);
  return { candidates: rest === 1 ? [Number(each.toPrecision(6))] : [rest], counts: [[rest]] };
}

interface MeanOf {
  readonly n: number;
  readonly sum: number;
}

/** A mean beyond 0 and 1 is that of an amount: it says no more than how many there are. */
function meanOf(published: Published): Findings {
  const mean = asNumber(published.mean, 'mean');
  if (mean >= 0 && mean <= 1) return shareOf(published, 'mean', 1);
  return single([whole(published, 'n')]);
}

/** Both the part and the rest; the smaller side is what is given back. */
function shareOf(published: Published, key: string, scale: number): Findings {
  const n = whole(published, 'n');
  const share = printed(published, key);
  const find = (decimals: number) => undo.countsFromShare({ ...share, decimals }, n, scale);
  // A whole percentage without its text may have been printed with one decimal.
  const guessed = share.decimals === 0 && !hasLiteral(published, key) ? find(1) : [];
  const parts = guessed.length > 0 ? guessed : find(share.decimals);
  const rests = parts.map((k) => n - k).toReversed();
  const candidates = share.value > scale / 2 ? rests : parts;
  return { candidates, counts: [parts, rests] };
}

function pairs(found: readonly (readonly [number, number])[]): Findings {
  return {
    candidates: found,
    counts: [found.map(([k]) => k), found.map(([k, n]) => n - k), found.map(([, n]) => n)],
  };
}

function twoByTwo(published: Published, a: readonly number[]): Findings {
  const [n1, n2, cases] = ['n1', 'n2', 'cases'].map((key) => whole(published, key)) as [
    number,
    number,
    number,
  ];
  const others = [(k: number) => n1 - k, (k: number) => cases - k, (k: number) => n2 - cases + k];
  return { candidates: a, counts: [a, ...others.map((other) => a.map(other))] };
}

function exactly(value: number): undo.Printed {
  return { value, decimals: 12 };
}

/** Shares of one group, printed side by side. */
function shares(published: Published): undo.Printed[] {
  const list = asNumbers(published.pcts, 'pcts');
  if (list.length === 0) throw invalid('pcts');
  const decimals = Math.max(...list.map((_, at) => printedDecimals(published.pcts as object, String(at))));
  return list.map((value) => ({ value, decimals }));
}

/** Every part of each possible base, and what the shares leave out; the base is one of the counts. */
function sharesOf(published: Published, bases: readonly undo.SharedBase[]): Findings {
  const parts = shares(published).map((_, at) => bases.flatMap(({ counts }) => counts[at]!));
  const rests = parts.map((_, at) => bases.flatMap(({ n, counts }) => counts[at]!.map((k) => n - k)));
  return { candidates: bases.map(({ n }) => n), counts: [bases.map(({ n }) => n), ...parts, ...rests] };
}

/** Cases of two groups of known size, and those who are no cases. */
function twoGroups(found: readonly (readonly [number, number])[], n1: number, n2: number): Findings {
  return {
    candidates: found,
    counts: [
      found.map(([a]) => a),
      found.map(([, c]) => c),
      found.map(([a]) => n1 - a),
      found.map(([, c]) => n2 - c),
    ],
  };
}

/** Attacks by the set of printed fields, most specific first. */
const ATTACKS: readonly Attack[] = [
  { fields: ['n', 'pct'], run: (p) => shareOf(p, 'pct', 100) },
  { fields: ['n', 'mean'], run: meanOf },
  {
    fields: ['p', 'lo', 'hi'],
    run: (p) => {
      const all = ['p', 'lo', 'hi'];
      return pairs(
        undo.fractionsFromInterval(printed(p, 'p', all), printed(p, 'lo', all), printed(p, 'hi', all)),
      );
    },
  },
  ...['rate', 'SMR'].map((key) => ({
    fields: [key, 'lo', 'hi'],
    run: (p: Published) => {
      const all = [key, 'lo', 'hi'];
      return single(undo.countsFromRate(printed(p, key, all), printed(p, 'lo', all), printed(p, 'hi', all)));
    },
  })),
  { fields: ['sd', 'se'], run: (p) => single(undo.sizesFromErrors(printed(p, 'sd'), printed(p, 'se'))) },
  {
    fields: ['SMR', 'expected'],
    run: (p) => single(undo.countsFromProduct(printed(p, 'SMR'), printed(p, 'expected'))),
  },
  {
    fields: ['OR', 'n1', 'n2', 'cases'],
    run: (p) =>
      twoByTwo(
        p,
        undo.casesFromOddsRatio(printed(p, 'OR'), whole(p, 'n1'), whole(p, 'n2'), whole(p, 'cases')),
      ),
  },
  {
    fields: ['chi2', 'n1', 'n2', 'cases'],
    run: (p) =>
      twoByTwo(
        p,
        undo.casesFromChiSquare(printed(p, 'chi2'), whole(p, 'n1'), whole(p, 'n2'), whole(p, 'cases')),
      ),
  },
  {
    fields: ['total', 'shown'],
    run: (p) =>
      single([whole(p, 'total') - asNumbers(p.shown, 'shown').reduce((sum, value) => sum + value, 0)]),
  },
  {
    fields: ['sum', 'mean'],
    run: (p) => single(undo.countsFromQuotient(printed(p, 'sum'), printed(p, 'mean'))),
  },
  {
    fields: ['DSR', 'weights', 'rate1', 'pop2', 'per'],
    run: (p) =>
      single(
        undo.eventsFromStandardised({
          standardised: printed(p, 'DSR'),
          weights: asNumbers(p.weights, 'weights') as unknown as [number, number],
          other: printed(p, 'rate1'),
          population: whole(p, 'pop2'),
          per: whole(p, 'per'),
        }),
      ),
  },
  {
    // The width of the interval of a mean is 2 × 1.96 × SD/√n.
    fields: ['sd', 'lo', 'hi'],
    run: (p) => single(undo.sizesFromInterval(printed(p, 'sd'), printed(p, 'lo'), printed(p, 'hi'))),
  },
  {
    fields: ['OR', 'lo', 'hi', 'n1', 'n2'],
    run: (p) => {
      const found = undo.tablesFromOddsInterval(printed(p, 'OR'), printed(p, 'lo'), printed(p, 'hi'), [
        whole(p, 'n1'),
        whole(p, 'n2'),
      ]);
      return twoGroups(found, whole(p, 'n1'), whole(p, 'n2'));
    },
  },
  {
    fields: ['n', 'pcts'],
    run: (p) => sharesOf(p, undo.basesFromShares(shares(p), whole(p, 'n'), whole(p, 'n'))),
  },
  { fields: ['pcts'], run: (p) => sharesOf(p, undo.basesFromShares(shares(p), 1)) },
  ...['ratio', 'per'].map((key) => ({
    // Numbers of two tables divided by one another: the one that is printed gives the other.
    fields: [key, 'base'],
    run: (p: Published) => single(undo.countsFromProduct(printed(p, key), exactly(whole(p, 'base')))),
  })),
  // The largest and the smallest value are those of one person each.
  ...['max', 'min'].map((key) => ({ fields: [key], run: () => single([1]) })),
  { fields: ['n', 'p'], run: (p) => single([undo.personsBeyondPercentile(whole(p, 'n'), whole(p, 'p'))]) },
  { fields: ['pct'], run: (p) => pairs(undo.fractionsFromShare(printed(p, 'pct'), 100)) },
  { fields: ['p'], run: (p) => pairs(undo.fractionsFromShare(printed(p, 'p'), 1)) },
];

/**
 * Works out, as an attacker would, which counts a group of printed numbers gives back.
 * Numbers of a kind the gate does not know are refused.
 */
export function protectBackCalculation(document: ProtectDocument): ProtectResult {
  const published = asRecord(document.published, 'published');
  const threshold =
    document.threshold === undefined ? DEFAULT_THRESHOLD : asNumber(document.threshold, 'threshold');
  const attack = ATTACKS.find(({ fields }) => fields.every((field) => published[field] !== undefined));
  const findings = nestedMeans(published) ?? attack?.run(published);
  if (findings === undefined) {
    return {
      status: 'refused',
      kind: 'backCalc',
      reason: 'disclosure.statistic_unknown',
      verdict: 'unknown',
    };
  }
  const { candidates, counts } = findings;
  const unsafe = candidates.length === 0 || counts.some((list) => pinsSmall(list, threshold));
  return {
    status: unsafe ? 'refused' : 'released',
    kind: 'backCalc',
    ...(unsafe ? { reason: 'disclosure.back_calculation' } : {}),
    verdict: unsafe ? 'unsafe' : 'ok',
    threshold,
    candidates,
  };
}

/** A sensitive count is possible and the candidates leave less room than the rule asks for. */
export function pinsSmall(candidates: readonly number[], threshold: number): boolean {
  if (!candidates.some((count) => isSmall(count, threshold))) return false;
  return Math.max(...candidates) - Math.min(...candidates) < threshold - 1;
}
