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
  /** Persons on whom a printed value rests: as many as the threshold asks for, or it is that of a few. */
  readonly support?: number;
}

interface Attack {
  readonly fields: readonly string[];
  /** Fields that say no more where those of the attack are printed. */
  readonly beside?: readonly string[];
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

/** Endings of names of groups whose mean and number are printed: `meanA` and `nA`. */
function meanGroups(published: Published): string[] {
  return Object.keys(published)
    .filter((key) => key.startsWith('mean') && published[`n${key.slice(4)}`] !== undefined)
    .map((key) => key.slice(4));
}

/** Means of groups of which one may hold another: the rest is known with its sum. Of all pairs the nearest in size. */
function nestedMeans(published: Published): Findings {
  const groups = meanGroups(published)
    .map((suffix): MeanOf => {
      const n = whole(published, `n${suffix}`);
      return { n, sum: n * asNumber(published[`mean${suffix}`], `mean${suffix}`) };
    })
    .toSorted((a, b) => a.n - b.n);
  const rests = groups.flatMap((large, at) =>
    groups.slice(0, at).map((small) => ({ persons: large.n - small.n, sum: large.sum - small.sum })),
  );
  const least = rests.filter(({ persons }) => persons > 0).toSorted((a, b) => a.persons - b.persons)[0];
  const counts = [...groups.map(({ n }) => [n]), ...rests.map(({ persons }) => [persons])];
  if (least === undefined) return { candidates: groups.map(({ n }) => n), counts };
  const { persons, sum } = least;
  return { candidates: persons === 1 ? [Number(sum.toPrecision(6))] : [persons], counts };
}

interface MeanOf {
  readonly n: number;
  readonly sum: number;
}

/** A mean beyond 0 and 1 is that of an amount: it says no more than how many there are. */
function meanOf(published: Published, size: string): Findings {
  const mean = asNumber(published.mean, 'mean');
  if (mean >= 0 && mean <= 1) return shareOf(published, { key: 'mean', scale: 1, size });
  return single([whole(published, size)]);
}

interface ShareKey {
  readonly key: string;
  /** 1 for shares, 100 for per cent. */
  readonly scale: number;
  /** The field with the number of persons of the group. */
  readonly size: string;
}

/** Both the part and the rest; the smaller side is what is given back. */
function shareOf(published: Published, { key, scale, size }: ShareKey): Findings {
  const n = whole(published, size);
  const share = printed(published, key);
  const find = (decimals: number) => undo.countsFromShare({ ...share, decimals }, n, scale);
  // A whole percentage without its text may have been printed with one decimal.
  const guessed = share.decimals === 0 && !hasLiteral(published, key) ? find(1) : [];
  const parts = guessed.length > 0 ? guessed : find(share.decimals);
  const rests = parts.map((k) => n - k).toReversed();
  const candidates = share.value > scale / 2 ? rests : parts;
  return { candidates, counts: [parts, rests] };
}

/** A share with its interval; where the group's size is printed too, of that group alone. */
function shareInInterval(published: Published, key: string, scale: number): Findings {
  const all = [key, 'lo', 'hi'];
  const [share, lower, upper] = all.map((each) => {
    const { value, decimals } = printed(published, each, all);
    const places = decimals + Math.log10(scale);
    return { value: Number((value / scale).toFixed(places)), decimals: places };
  }) as [undo.Printed, undo.Printed, undo.Printed];
  const sizes = SIZES.filter((size) => published[size] !== undefined).map((size) => whole(published, size));
  return pairs(undo.fractionsFromInterval(share, lower, upper, sizes[0]));
}

/** A percentile is that of the few on its thinner side. */
function beyond(n: number, percent: number): Findings {
  return {
    ...single([undo.personsBeyondPercentile(n, percent)]),
    support: (n * Math.min(percent, 100 - percent)) / 100,
  };
}

/** A number between 0 and 1 may be a percentile as well as a share of the group: the stricter one holds. */
function percentileOf(published: Published, size: string): Findings {
  const n = whole(published, size);
  const given = asNumber(published.p, 'p');
  if (given < 0 || given > 100) throw invalid('p');
  if (given > 1) return beyond(n, given);
  const [found, share] = [beyond(n, 100 * given), shareOf(published, { key: 'p', scale: 1, size })];
  return { ...found, ...share, counts: [...share.counts, ...found.counts] };
}

/** Values of named percentiles. */
const NAMED_PERCENTILES: ReadonlyMap<string, number> = new Map([
  ['median', 50],
  ['q1', 25],
  ['q3', 75],
]);

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

/** Names under which the number of persons of a group may be printed. */
const SIZES = ['n', 'N', 'base', 'denominator', 'total'] as const;
/** Names of printed numbers of persons. */
const COUNTS = [
  ...SIZES,
  'count',
  'k',
  'n1',
  'n2',
  'cases',
  'events',
  'deaths',
  'numerator',
  'observed',
  'pop2',
  'atRisk',
] as const;
/** Values of the one person who has the largest, or the smallest. */
const EXTREMES = ['max', 'min', 'maximum', 'minimum', 'range', 'outliers'] as const;

/** Attacks by the set of printed fields, most specific first. */
const ATTACKS: readonly Attack[] = [
  ...SIZES.map((size) => ({
    fields: [size, 'pct'],
    run: (p: Published) => shareOf(p, { key: 'pct', scale: 100, size }),
  })),
  ...SIZES.map((size) => ({ fields: [size, 'mean'], run: (p: Published) => meanOf(p, size) })),
  { fields: ['p', 'lo', 'hi'], run: (p) => shareInInterval(p, 'p', 1) },
  { fields: ['pct', 'lo', 'hi'], run: (p) => shareInInterval(p, 'pct', 100) },
  ...['rate', 'SMR'].map((key) => ({
    fields: [key, 'lo', 'hi'],
    beside: ['per'],
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
  { fields: ['total', 'shown'], run: restOfTotal },
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
    beside: ['mean'],
    run: (p) => single(undo.sizesFromInterval(printed(p, 'sd'), printed(p, 'lo'), printed(p, 'hi'))),
  },
  {
    fields: ['OR', 'lo', 'hi', 'n1', 'n2'],
    run: (p) => {
      const cases = p.cases === undefined ? undefined : whole(p, 'cases');
      const found = undo.tablesFromOddsInterval(
        printed(p, 'OR'),
        printed(p, 'lo'),
        printed(p, 'hi'),
        [whole(p, 'n1'), whole(p, 'n2')],
        cases,
      );
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
  // `per` beside `base` is a ratio: see above.
  ...SIZES.filter((size) => size !== 'base').map((size) => ({
    fields: [size, 'rate', 'per'],
    run: (p: Published) =>
      single(undo.countsFromProduct(printed(p, 'rate'), exactly(whole(p, size) / whole(p, 'per')))),
  })),
  ...EXTREMES.map((key) => ({ fields: [key], run: () => ({ ...single([1]), support: 1 }) })),
  ...SIZES.map((size) => ({
    fields: [size, 'p'],
    beside: ['value'],
    run: (p: Published) => percentileOf(p, size),
  })),
  ...SIZES.flatMap((size) =>
    [...NAMED_PERCENTILES].map(([key, percent]) => ({
      fields: [size, key],
      run: (p: Published) => beyond(whole(p, size), percent),
    })),
  ),
  // One degree of freedom goes into the mean.
  ...SIZES.map((size) => ({
    fields: [size, 'sd'],
    run: (p: Published) => ({ ...single([whole(p, size)]), support: whole(p, size) - 1 }),
  })),
  { fields: ['pct'], run: (p) => pairs(undo.fractionsFromShare(printed(p, 'pct'), 100)) },
  { fields: ['p'], run: (p) => pairs(undo.fractionsFromShare(printed(p, 'p'), 1)) },
  // Printed numbers of persons tell themselves.
  ...COUNTS.map((key) => ({ fields: [key], run: (p: Published) => single([whole(p, key)]) })),
];

/** What a printed total and its printed parts leave over; parts are counts as well. */
function restOfTotal(published: Published): Findings {
  const shown = asNumbers(published.shown, 'shown');
  if (shown.some((count) => !Number.isInteger(count) || count < 0)) throw invalid('shown');
  const rest = whole(published, 'total') - shown.reduce((sum, value) => sum + value, 0);
  if (rest < 0) throw invalid('shown');
  return { candidates: [rest], counts: [[rest], ...shown.map((count) => [count])] };
}

/** Attacks for what is printed: all whose fields are there, but those that ask the same of fewer fields. */
function attacksOn(published: Published): Attack[] {
  const printedFields = ({ fields }: Attack) => fields.every((field) => published[field] !== undefined);
  const found = ATTACKS.filter(printedFields);
  if (meanGroups(published).length > 1) {
    const fields = meanGroups(published).flatMap((suffix) => [`mean${suffix}`, `n${suffix}`]);
    found.unshift({ fields, run: nestedMeans });
  }
  const isBaseless = ({ fields }: Attack) => fields.length === 1 && BASELESS.has(fields[0]!);
  const isWithin = (few: Attack, many: Attack) =>
    few.fields.length < many.fields.length && few.fields.every((field) => many.fields.includes(field));
  return found.filter((attack) => !isBaseless(attack) || !found.some((other) => isWithin(attack, other)));
}

/** Shares that are looked at without a base only where nothing printed says more of them. */
const BASELESS: ReadonlySet<string> = new Set(['pct', 'p', 'pcts']);

/**
 * Works out, as an attacker would, which counts a group of printed numbers gives back: by every attack for which the
 * numbers are printed. Numbers of a kind the gate does not know are refused, also beside others that it knows.
 *
 * @throws UserIssue `disclosure.document_invalid`
 */
export function protectBackCalculation(document: ProtectDocument): ProtectResult {
  const published = asRecord(document.published, 'published');
  const threshold =
    document.threshold === undefined ? DEFAULT_THRESHOLD : asNumber(document.threshold, 'threshold');
  const attacks = attacksOn(published);
  const judged = attacks.map((attack) => {
    const findings = attack.run(published);
    return { findings, unsafe: isUnsafe(findings, threshold) };
  });
  const decisive = judged.find(({ unsafe }) => unsafe) ?? judged[0];
  const used = new Set(attacks.flatMap(({ fields, beside = [] }) => [...fields, ...beside]));
  const isKnown = ([field, value]: [string, unknown]) => used.has(field) || typeof value === 'string';
  if (decisive === undefined || (!decisive.unsafe && !Object.entries(published).every(isKnown))) {
    return {
      status: 'refused',
      kind: 'backCalc',
      reason: 'disclosure.statistic_unknown',
      verdict: 'unknown',
    };
  }
  const { findings, unsafe } = decisive;
  return {
    status: unsafe ? 'refused' : 'released',
    kind: 'backCalc',
    ...(unsafe ? { reason: 'disclosure.back_calculation' } : {}),
    verdict: unsafe ? 'unsafe' : 'ok',
    threshold,
    candidates: findings.candidates,
  };
}

function isUnsafe({ candidates, counts, support }: Findings, threshold: number): boolean {
  if (candidates.length === 0 || (support !== undefined && support < threshold)) return true;
  return counts.some((list) => pinsSmall(list, threshold));
}

/** A sensitive count is possible and the candidates leave less room than the rule asks for. */
export function pinsSmall(candidates: readonly number[], threshold: number): boolean {
  if (!candidates.some((count) => isSmall(count, threshold))) return false;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const count of candidates) [least, most] = [Math.min(least, count), Math.max(most, count)];
  return most - least < threshold - 1;
}
