import { deterministicRandom } from '../../../analysis/disclosure/engine/random.ts';
import type { CandidateRow, CandidateTable, Column, PersonAtom } from '../../../analysis/domain/statistic.ts';
import { EXAMINED, flat, PERSONS, SHARE, withMargins } from '../../unit/disclosure/town-table.ts';
import { BREAKDOWNS, keyOf, type Mask, maskOf, type Question, sizeOf, TOWN } from './questions.ts';
import { type Atom, type DimensionName, LEVELS, randomTown, withGone, withSteps } from './town.ts';

/** What the screens ask beyond shares, means and costs; told to the gate as the screens tell it. */
export type ProductQuestion =
  /** The cascade of a service, as a whole and by one breakdown. */
  | { readonly kind: 'cascade'; readonly by: DimensionName }
  /** Everybody by sex and age, of the town or one district. */
  | { readonly kind: 'pyramid'; readonly district?: string }
  /** Users of a service up to a month: each month the same question is asked of new data. */
  | { readonly kind: 'month'; readonly until: number; readonly by: readonly DimensionName[] }
  /** Mean and percentiles of a value, by sex. */
  | { readonly kind: 'percentiles' }
  /** A histogram on its fixed grid by sex, or with its ends joined. */
  | { readonly kind: 'histogram'; readonly joined: boolean }
  /** Those who joined long enough ago, and those of them who stayed. */
  | { readonly kind: 'persistence' };

export type Asked = Question | ProductQuestion;

/** How far people came. */
const STEPS = [1, 2, 3] as const;

const KINDS = [
  'share',
  'share',
  'mean',
  'cost',
  'cascade',
  'pyramid',
  'month',
  'percentiles',
  'histogram',
  'persistence',
] as const;

/**
 * A session as somebody holds it who goes through the screens, told to the gate with what the screens know: keys and
 * classes of measures and cascades, keys of histograms and percentiles. No screen asks for people of a smallest age.
 * One session in three has a survival curve, with the keys of those at risk and of those with the event.
 */
export function productQuestions(seed: number, length: number): Asked[] {
  const random = deterministicRandom(seed * 61 + 17);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  // Months of events stand in the districts of a town with a curve: nobody knows them by district there.
  const curve = seed % 3 === 2;
  const breakdowns = BREAKDOWNS.filter((by) => !curve || !by.includes('district'));
  return Array.from({ length }, (_, at): Asked => {
    const kind = curve && at === Math.floor(length / 2) ? 'curve' : pick(KINDS);
    switch (kind) {
      case 'curve':
        return { kind, minAge: 0 };
      case 'cascade':
        return { kind, by: pick(breakdowns.filter((by) => by.length === 1))[0]! };
      case 'pyramid':
        return curve || random() < 0.5 ? { kind } : { kind, district: pick(LEVELS.district) };
      case 'month':
        return { kind, until: 1 + Math.floor((3 * at) / length), by: pick(breakdowns) };
      case 'histogram':
        return { kind, joined: random() < 0.5 };
      case 'percentiles':
      case 'persistence':
        return { kind };
      default:
        return { kind, minAge: 0, dimensions: pick(breakdowns) };
    }
  });
}

const BESIDE_STUDIES = ['study', 'study', 'study', 'share', 'mean', 'cost', 'pyramid'] as const;

/** A session about a study whose plan is changed a little and run again, between tables of the same people. */
export function studyQuestions(seed: number, length: number): Asked[] {
  const random = deterministicRandom(seed * 61 + 17);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  return Array.from({ length }, (): Asked => {
    const kind = pick(BESIDE_STUDIES);
    if (kind === 'study') return { kind, minAge: random() < 0.6 ? 0 : 1, left: [pick([0, 1]), pick([0, 1])] };
    if (kind === 'pyramid') return random() < 0.5 ? { kind } : { kind, district: pick(LEVELS.district) };
    return { kind, minAge: 0, dimensions: pick(BREAKDOWNS) };
  });
}

/** The town that a session of the product is asked about: one about studies knows who was not measured again. */
export function productTown(seed: number, questions: readonly Asked[]): readonly Atom[] {
  const isOfStudies = questions.some(({ kind }) => kind === 'study');
  return isOfStudies ? withGone(randomTown(seed), seed) : withSteps(randomTown(seed), seed);
}

/** A table and the people of its count columns by row. */
export interface ToldTable {
  readonly candidate: CandidateTable;
  readonly masks: ReadonlyMap<string, readonly Mask[]>;
}

/** A table of counts made of masks, with keys; `finish` adds the derived numbers. */
function told(
  town: readonly Atom[],
  table: Pick<CandidateTable, 'id' | 'parameters' | 'dimensions' | 'columns'>,
  rows: readonly { readonly at: readonly string[]; readonly masks: readonly Mask[] }[],
  more: {
    readonly finish?: (counts: readonly number[], masks: readonly Mask[]) => readonly (number | null)[];
    readonly atoms?: (atom: Atom) => readonly string[];
  },
): ToldTable {
  const counted = table.columns.filter(({ kind }) => kind === 'count' || kind === 'count_subset');
  const candidate: CandidateTable = {
    ...table,
    context: withMargins([], [], []).context,
    rows: rows.map(({ at, masks }): CandidateRow => {
      const counts = masks.map((mask) => sizeOf(town, mask));
      return {
        at,
        values: [...counts, ...(more.finish?.(counts, masks) ?? [])],
        people: Object.fromEntries(counted.map(({ id }, place) => [id, keyOf(town, masks[place]!)])),
      };
    }),
    ...(more.atoms === undefined ? {} : { atoms: atomsBy(town, more.atoms) }),
  };
  return { candidate, masks: new Map(rows.map(({ at, masks }) => [at.join('|'), masks])) };
}

function atomsBy(town: readonly Atom[], columns: (atom: Atom) => readonly string[]) {
  const atoms = town.map(
    (atom): PersonAtom => ({
      key: atom.fingerprint.toString(16),
      persons: atom.persons,
      period: '2023',
      levels: [[atom.age], [atom.sex], [atom.district]],
      columns: columns(atom),
    }),
  );
  return () => Promise.resolve(atoms);
}

const YEAR = { id: 'year', label: '年度', partition: false, levels: [{ code: '2023', label: '令和5年度' }] };
const step = (id: string, of: string): Column => ({ ...EXAMINED, id, label: id, of, fullShown: true });
const share = (id: string, part: string, whole: string): Column => ({ ...SHARE, id, from: [part, whole] });
const percent = (part: number, whole: number) => (whole === 0 ? null : (100 * part) / whole);

const CASCADE: readonly Column[] = [
  { ...PERSONS, id: 'examined' },
  { ...EXAMINED, id: 'eligible', of: 'examined' },
  step('invited', 'eligible'),
  step('completed', 'invited'),
  share('eligible_share', 'eligible', 'examined'),
  share('invited_share', 'invited', 'eligible'),
  share('completed_share', 'completed', 'eligible'),
];

/** Examined → eligible → invited → completed, as a whole and by one breakdown. */
export function cascadeTables(town: readonly Atom[], by: DimensionName): readonly ToldTable[] {
  const whole = { id: 'whole', label: '対象', partition: true, levels: [{ code: 'T', label: '全体' }] };
  return [whole, flat(by, LEVELS[by])].map((dimension) => {
    const rows = dimension.levels.map(({ code }) => ({
      at: ['2023', code],
      masks: [0, ...STEPS].map((least) =>
        maskOf(town, (atom) => (code === 'T' || atom[by] === code) && atom.step! >= least),
      ),
    }));
    const parameters = { by: dimension === whole ? 'total' : by, from: 2022, to: 2023 };
    return told(
      town,
      { id: 'town.cascade', parameters, dimensions: [YEAR, dimension], columns: CASCADE },
      rows,
      {
        finish: ([n = 0, k = 0, i = 0, c = 0]) => [percent(k, n), percent(i, k), percent(c, k)],
        atoms: ({ step: reached = 0 }) =>
          ['examined', 'eligible', 'invited', 'completed'].slice(0, reached + 1),
      },
    );
  });
}

/** Everybody by sex and age, of one district where one is named. */
export function pyramidTable(town: readonly Atom[], district: string | undefined): ToldTable {
  const [sex, age] = [flat('sex', LEVELS.sex), flat('age', LEVELS.age)];
  const place =
    district === undefined
      ? []
      : [{ ...flat('district', LEVELS.district), levels: [{ code: district, label: district }] }];
  const rows = sex.levels.flatMap(({ code: s }) =>
    age.levels.map(({ code: a }) => ({
      at: ['2023', s, a, ...(district === undefined ? [] : [district])],
      masks: [
        maskOf(
          town,
          (atom) =>
            (s === 'T' || atom.sex === s) &&
            (a === 'T' || atom.age === a) &&
            (district === undefined || atom.district === district),
        ),
      ],
    })),
  );
  const columns = [{ ...PERSONS, id: 'persons' }];
  const table = {
    id: 'town.pyramid',
    parameters: { year: 2023 },
    dimensions: [YEAR, sex, age, ...place],
    columns,
  };
  return told(town, table, rows, { atoms: () => ['persons'] });
}

/** Users up to a month among everybody. */
export function monthTable(
  town: readonly Atom[],
  { until, by }: Extract<ProductQuestion, { kind: 'month' }>,
): ToldTable {
  const dimensions = by.map((name) => flat(name, LEVELS[name]));
  const ats = dimensions.reduce<string[][]>(
    (done, { levels }) => done.flatMap((at) => levels.map(({ code }) => [...at, code])),
    [[]],
  );
  const used = (atom: Atom) => atom.step! > STEPS.length - until;
  const rows = ats.map((at) => {
    const fits = (atom: Atom) => by.every((name, place) => at[place] === 'T' || at[place] === atom[name]);
    return {
      at: ['2023', ...at],
      masks: [maskOf(town, fits), maskOf(town, (atom) => fits(atom) && used(atom))],
    };
  });
  const table = {
    id: 'town.month',
    parameters: { years: '2023', by: by.join(',') },
    dimensions: [YEAR, ...dimensions],
    columns: [TOWN, EXAMINED, SHARE],
  };
  return told(town, table, rows, {
    finish: ([n = 0, k = 0]) => [percent(k, n)],
    atoms: (atom) => (used(atom) ? ['n', 'k'] : ['n']),
  });
}

const PERCENTILES = [0.05, 0.25, 0.5] as const;

/** Everybody's number, mean and percentiles by sex. */
export function percentileTable(town: readonly Atom[]): ToldTable {
  const sex = flat('sex', LEVELS.sex);
  const rows = sex.levels.map(({ code }) => ({
    at: [code],
    masks: [maskOf(town, (atom) => code === 'T' || atom.sex === code)],
  }));
  const derived = (id: string, formula: 'mean' | 'quantile', probability?: number): Column => ({
    id,
    label: id,
    kind: 'derived',
    formula,
    from: ['n'],
    unit: 'mmHg',
    decimals: 1,
    ...(probability === undefined ? {} : { probability }),
  });
  const columns = [
    PERSONS,
    derived('mean', 'mean'),
    ...PERCENTILES.map((p) => derived(`p${100 * p}`, 'quantile', p)),
  ];
  const table = {
    id: 'town.percentiles',
    parameters: { factor: 'sbp', from: 2022, to: 2023 },
    dimensions: [sex],
    columns,
  };
  return told(town, table, rows, {
    finish: ([n = 0], [mask = 0n]) => {
      const sum = town.reduce((all, atom, at) => ((mask >> BigInt(at)) & 1n ? all + atom.pressure : all), 0);
      // As the product does: too few people beyond a percentile, and there is none.
      return [n === 0 ? null : sum / n, ...PERCENTILES.map((p) => (n * p < 10 ? null : 90 + 110 * p))];
    },
  });
}

/** People support of each percentile that is shown. */
export const LEAST = PERCENTILES.map((p) => Math.ceil(10 / p - 1e-9));

/** How many came how far: by sex on the whole grid, or with both ends joined. */
export function histogramTable(town: readonly Atom[], joined: boolean): ToldTable {
  const bins = joined ? ['0~1', '2~3'] : ['0', '1', '2', '3'];
  const bin = flat('bin', bins);
  const holds = (atom: Atom, code: string) => {
    const [from, to = from] = code.split('~').map(Number);
    return code === 'T' || (atom.step! >= from! && atom.step! <= to!);
  };
  const sexes = joined ? ['T'] : flat('sex', LEVELS.sex).levels.map(({ code }) => code);
  const rows = sexes.flatMap((sex) =>
    bin.levels.map(({ code }) => ({
      at: joined ? ['2023', code] : ['2023', sex, code],
      masks: [maskOf(town, (atom) => (sex === 'T' || atom.sex === sex) && holds(atom, code))],
    })),
  );
  const dimensions = joined ? [YEAR, bin] : [YEAR, flat('sex', LEVELS.sex), bin];
  const parameters: CandidateTable['parameters'] = joined
    ? { factor: 'sbp', from: 2022, to: 2023 }
    : { years: '2023', by: 'sex' };
  return told(
    town,
    { id: joined ? 'town.joined' : 'town.histogram', parameters, dimensions, columns: [PERSONS] },
    rows,
    {},
  );
}

/** Those who came at least so far, and those of them who live outside one district, as if they had stayed. */
export function persistenceTable(town: readonly Atom[]): ToldTable {
  const months = {
    id: 'months',
    label: '月数',
    partition: false,
    nested: true,
    levels: STEPS.map((at) => ({ code: String(at), label: String(at) })),
  };
  const rows = STEPS.map((least) => ({
    at: [String(least)],
    masks: [
      maskOf(town, (atom) => atom.step! >= least),
      maskOf(town, (atom) => atom.step! >= least && atom.sex === 'f'),
    ],
  }));
  const columns = [PERSONS, EXAMINED, SHARE];
  return told(
    town,
    { id: 'town.persistence', parameters: { programme: 'p' }, dimensions: [months], columns },
    rows,
    {
      finish: ([n = 0, k = 0]) => [percent(k, n)],
    },
  );
}
