import { deterministicRandom } from '../../../analysis/disclosure/engine/random.ts';
import type { StudyCandidate } from '../../../analysis/disclosure/index.ts';
import type { CandidateTable, Column, FlowStep, PersonAtom } from '../../../analysis/domain/statistic.ts';
import { context, effectOf } from '../../unit/disclosure/study-parts.ts';
import { EXAMINED, flat, PERSONS, SHARE, withMargins } from '../../unit/disclosure/town-table.ts';
import { type Atom, type DimensionName, LEVELS, type TownQuery } from './town.ts';

/** A set of classes of people, as bits over the atoms of a town. */
export type Mask = bigint;

export type TableQuestion = { readonly kind: 'share' | 'mean' | 'cost' } & TownQuery;

/** Somebody's questions; every kind of statistic that the gate lets out. */
export type Question =
  | TableQuestion
  | { readonly kind: 'study'; readonly minAge: number; readonly left: readonly number[] }
  | { readonly kind: 'bins'; readonly minAge: number }
  | { readonly kind: 'curve'; readonly minAge: number };

export const BREAKDOWNS: readonly (readonly DimensionName[])[] = [
  ['age'],
  ['sex'],
  ['district'],
  ['age', 'sex'],
  ['sex', 'district'],
  ['age', 'district'],
  ['age', 'sex', 'district'],
];

/**
 * A random session. Four in six ask for tables of shares, means and costs, by any breakdown, of people of any
 * smallest age; one for two versions of a study; one for tables, histograms and curves of the same people.
 */
export function randomQuestions(seed: number, length: number): Question[] {
  const random = deterministicRandom(seed * 37 + 11);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const tables = ['share', 'share', 'mean', 'cost', 'cost'] as const;
  return Array.from({ length: seed % 6 === 0 ? 2 : length }, (): Question => {
    const minAge = random() < 0.7 || seed % 6 === 1 ? 0 : 1 + Math.floor(random() * 2);
    if (seed % 6 === 0)
      return { kind: 'study', minAge: (seed / 6) % 2, left: [0, 1].map(() => Math.floor(random() * 40)) };
    const kind = seed % 6 === 1 ? pick([...tables, 'bins', 'curve'] as const) : pick(tables);
    if (kind === 'bins' || kind === 'curve') return { kind, minAge };
    return { kind, minAge, dimensions: pick(BREAKDOWNS) };
  });
}

/** A session in which everything is asked about everybody, and about people of a smallest age, as it comes. */
export function freeQuestions(seed: number, length: number): Question[] {
  const random = deterministicRandom(seed * 53 + 29);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  return Array.from({ length }, (): Question => {
    const kind = pick(['share', 'share', 'mean', 'cost', 'cost', 'bins', 'curve', 'study'] as const);
    const minAge = random() < 0.6 ? 0 : 1 + Math.floor(random() * 2);
    if (kind === 'study') return { kind, minAge, left: [0, 1].map(() => Math.floor(random() * 40)) };
    if (kind === 'bins' || kind === 'curve') return { kind, minAge };
    return { kind, minAge, dimensions: pick(BREAKDOWNS) };
  });
}

export function maskOf(town: readonly Atom[], fits: (atom: Atom, at: number) => boolean): Mask {
  return town.reduce((mask, atom, at) => (fits(atom, at) ? mask | (1n << BigInt(at)) : mask), 0n);
}

export function membersOf(mask: Mask): number[] {
  const found: number[] = [];
  for (let at = 0, rest = mask; rest > 0n; at += 1, rest >>= 1n) if (rest & 1n) found.push(at);
  return found;
}

export function sizeOf(town: readonly Atom[], mask: Mask): number {
  return membersOf(mask).reduce((sum, at) => sum + town[at]!.persons, 0);
}

/** Key of the people of a set. */
export function keyOf(town: readonly Atom[], mask: Mask): string {
  const key = membersOf(mask).reduce((sum, at) => sum ^ town[at]!.fingerprint, 0n);
  return key.toString(16).padStart(32, '0');
}

/** The people of a set, by class: what a sender says who knows how other questions may divide them. */
export function classesOf(town: readonly Atom[], mask: Mask): string {
  const classes = membersOf(mask).flatMap((at): string[] => {
    const { fingerprint, persons } = town[at]!;
    return persons === 0 ? [] : [`${fingerprint.toString(16).padStart(32, '0')}:${persons}`];
  });
  return classes.length === 0 ? '0' : classes.join('+');
}

/** Contributions of the people of a set to its cost, largest first. */
export function costsOf(town: readonly Atom[], mask: Mask): number[] {
  return membersOf(mask)
    .flatMap((at) => town[at]!.costs)
    .toSorted((a, b) => b - a);
}

export function isOld(atom: Atom, minAge: number): boolean {
  return LEVELS.age.indexOf(atom.age as 'a0') >= minAge;
}

export const TOWN: Column = { ...PERSONS, concept: 'town' };
export const WITH_TRAIT: Column = { ...EXAMINED, concept: 'town.trait' };
const MEAN: Column = {
  id: 'mean',
  label: '平均',
  kind: 'derived',
  formula: 'mean',
  from: ['n'],
  unit: 'mmHg',
  decimals: 1,
};
const YEN: Column = { id: 'yen', label: '医療費', kind: 'sum', of: 'k', unit: '円', decimals: 0 };
const RATE: Column = {
  id: 'rate',
  label: '1人当たり',
  kind: 'derived',
  formula: 'rate',
  from: ['yen', 'n'],
  unit: '円',
  decimals: 0,
};

/** The people of a row of a table. */
export function rowMask(
  town: readonly Atom[],
  query: TownQuery,
  at: readonly string[],
  flagged: boolean,
): Mask {
  return maskOf(
    town,
    (atom) =>
      isOld(atom, query.minAge) &&
      (!flagged || atom.flagged) &&
      query.dimensions.every((name, position) => at[position] === 'T' || at[position] === atom[name]),
  );
}

/** The exact table of a share, a mean or a cost. */
export function tableOf(town: readonly Atom[], query: TableQuestion, withKeys: boolean): CandidateTable {
  const levels = (name: DimensionName): readonly string[] =>
    name === 'age' ? LEVELS.age.slice(query.minAge) : LEVELS[name];
  let cross: string[][] = [[]];
  for (const name of query.dimensions)
    cross = cross.flatMap((at) => levels(name).map((code) => [...at, code]));
  const sum = (mask: Mask, number: (atom: Atom) => number) =>
    membersOf(mask).reduce((total, at) => total + number(town[at]!), 0);
  const leaves = cross.map((at) => {
    const all = rowMask(town, query, at, false);
    const some = rowMask(town, query, at, true);
    const cost = sum(some, (atom) => atom.costs.reduce((total, yen) => total + yen, 0));
    return { at, values: [sizeOf(town, all), sizeOf(town, some), sum(all, (atom) => atom.pressure), cost] };
  });
  const kinds = {
    share: {
      columns: [TOWN, WITH_TRAIT, SHARE],
      finish: ([n, k]: readonly number[]) => [n!, k!, n === 0 ? null : (100 * k!) / n!],
    },
    mean: {
      columns: [TOWN, MEAN],
      finish: ([n, , y]: readonly number[]) => [n!, n === 0 ? null : y! / n!],
    },
    cost: {
      columns: [TOWN, WITH_TRAIT, YEN, RATE],
      finish: ([n, k, , yen]: readonly number[]) => [n!, k!, yen!, n === 0 ? null : yen! / n!],
    },
  };
  const { columns, finish } = kinds[query.kind];
  const dimensions = query.dimensions.map((name) => flat(name, levels(name)));
  const table = withMargins(dimensions, columns, leaves, finish);
  const rows = table.rows.map((row) => {
    const all = rowMask(town, query, row.at, false);
    const some = rowMask(town, query, row.at, true);
    const people = { n: keyOf(town, all), ...(query.kind === 'mean' ? {} : { k: keyOf(town, some) }) };
    return {
      ...row,
      ...(query.kind === 'cost' ? { contributions: { yen: costsOf(town, some).slice(0, 3) } } : {}),
      ...(withKeys ? { people } : {}),
    };
  });
  return {
    ...table,
    id: `town.${query.kind}`,
    rows,
    parameters: { fiscalYear: 2023, minAge: query.minAge },
    ...(withKeys ? { atoms: atomsOf(town, query.kind === 'mean' ? ['n'] : ['n', 'k']) } : {}),
  };
}

/**
 * The classes of a town: by age, sex, district and trait.
 *
 * @param columns of everybody, and of those with the trait where the table counts them
 */
export function atomsOf(
  town: readonly Atom[],
  [all, some]: readonly [string, string?],
): () => Promise<readonly PersonAtom[]> {
  const atoms = withoutGone(town).map(({ age, sex, district, flagged, persons, fingerprint }): PersonAtom => {
    const from = LEVELS.age.flatMap((least) => (age >= least ? [`${least}~`] : []));
    return {
      key: fingerprint.toString(16),
      persons,
      period: '2023',
      levels: [[age, ...from], [sex], [district]],
      columns: flagged && some !== undefined ? [all, some] : [all],
    };
  });
  return () => Promise.resolve(atoms);
}

/** The classes that tables of everybody know. */
function withoutGone(town: readonly Atom[]): readonly Atom[] {
  if (town[0]?.gone === undefined) return town;
  const classes = Map.groupBy(
    town,
    ({ age, sex, district, flagged }) => `${age} ${sex} ${district} ${flagged}`,
  );
  return [...classes.values()].map((parts) => ({
    ...parts[0]!,
    persons: parts.reduce((sum, { persons }) => sum + persons, 0),
    fingerprint: parts.reduce((key, { fingerprint }) => key ^ fingerprint, 0n),
  }));
}

export type StudyQuestion = Extract<Question, { kind: 'study' }>;

/**
 * Sets of people of a study: those with the trait are treated. Each outcome is missing for one class, or for those who
 * were not measured again where the town has such.
 */
export function studySets(town: readonly Atom[], { minAge, left }: StudyQuestion) {
  const arms = { 参加: true, 非参加: false } as const;
  const of = (arm: keyof typeof arms, fits: (atom: Atom, at: number) => boolean) =>
    maskOf(town, (atom, at) => isOld(atom, minAge) && atom.flagged === arms[arm] && fits(atom, at));
  const missing = (outcome: number) => (atom: Atom, at: number) =>
    atom.gone === undefined ? at >> 1 !== left[outcome] : !atom.gone[left[outcome]! % 2];
  return (['参加', '非参加'] as const).map((arm) => ({
    arm,
    eligible: of(arm, () => true),
    resident: of(arm, (atom) => atom.district !== 'd4'),
    observed: [0, 1].map((outcome) =>
      of(arm, (atom, at) => atom.district !== 'd4' && missing(outcome)(atom, at)),
    ),
  }));
}

/** A study with its flow, two outcomes, traits and a histogram; undefined where an arm is too small for it. */
export function studyOf(
  town: readonly Atom[],
  question: StudyQuestion,
  asProduct = false,
): StudyCandidate | undefined {
  // The screens know keys of studies, not the classes of their people.
  const tell = asProduct ? keyOf : classesOf;
  const sets = studySets(town, question);
  const [treated, control] = [sets[0]!, sets[1]!];
  const steps: FlowStep[] = sets.flatMap(({ arm, eligible, resident, observed }) => {
    const step = (id: string, mask: Mask, parent?: string): FlowStep => ({
      id: `${id}:${arm}`,
      label: id,
      arm,
      persons: sizeOf(town, mask),
      people: tell(town, mask),
      ...(parent === undefined ? {} : { of: `${parent}:${arm}` }),
    });
    return [
      step('eligible', eligible),
      step('resident', resident),
      ...observed.map((mask, outcome) => step(`observed_${outcome}`, mask, 'resident')),
    ];
  });
  const sizes = [0, 1].map((outcome) => ({
    treated: sizeOf(town, treated.observed[outcome]!),
    control: sizeOf(town, control.observed[outcome]!),
  }));
  if (sizes.some((each) => Math.min(each.treated, each.control) < 30)) return undefined;
  const part = (mask: Mask, fits: (atom: Atom) => boolean) => mask & maskOf(town, fits);
  const counts = (fits: (atom: Atom) => boolean) => ({
    treated: sizeOf(town, part(treated.observed[0]!, fits)),
    control: sizeOf(town, part(control.observed[0]!, fits)),
  });
  const keys = (fits: (atom: Atom) => boolean) => ({
    treated: tell(town, part(treated.observed[0]!, fits)),
    control: tell(town, part(control.observed[0]!, fits)),
  });
  const trait = (term: string, fits: (atom: Atom) => boolean, factor?: string) => {
    const persons = counts(fits);
    return {
      term,
      label: term,
      ...(factor === undefined ? {} : { factor }),
      persons,
      people: keys(fits),
      before: 0.1,
      after: 0,
      treatedMean: persons.treated / sizes[0]!.treated,
      controlMeanBefore: persons.control / sizes[0]!.control,
      controlMeanAfter: 0.3,
    };
  };
  return {
    parameters: { study: 's', hash: JSON.stringify(question) },
    context,
    ...(asProduct ? {} : { atoms: atomsOf(town, ['n', 'k']) }),
    arms: { treated: '参加', control: '非参加' },
    flow: { context, steps },
    effects: sizes.map((each, outcome) => ({
      ...effectOf(String(outcome), { ...each, estimate: -2.123456789 }),
      support: { persons: each.treated + each.control, parameters: 5 },
    })),
    balance: {
      context,
      convention: 'x',
      group: 'observed_0',
      arms: sizes[0]!,
      rows: [
        trait('male', (atom) => atom.sex === 'm'),
        ...LEVELS.district
          .slice(0, 4)
          .map((code) => trait(code, (atom) => atom.district === code, 'district')),
      ],
    },
    overlap: {
      context,
      group: 'observed_0',
      bins: LEVELS.age.map((code) => {
        const fits = (atom: Atom) => atom.age === code;
        return { code, label: code, persons: counts(fits), people: keys(fits) };
      }),
    },
  };
}
