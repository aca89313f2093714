import { broadAgeOf } from '../domain/age.ts';
import type { CandidateRow, CandidateTable, RateStratum } from '../domain/statistic.ts';
import type { ThreeFactors } from '../statistics/rates/decomposition.ts';
import { peopleKeyText } from '../warehouse/people.ts';
import type { AgeGrouping } from './adjustment.ts';
import { type Aggregate, accumulate, add, EMPTY } from './aggregate.ts';
import { OWN_FILES, type OwnFiles } from './conditions/claims-needed.ts';
import { type CountedMeasure, type MeasureDefinition, measure, type TableRequest } from './definition.ts';
import { KOKUHO, KOUKI } from './families/frames-used.ts';
import type { Frame } from './frames.ts';
import { FILE_NAMES } from './left-out.ts';
import { groupsTables, personGroups } from './run.ts';

/**
 * 診療種別 as 医療費の地域差分析 prints them: DPC is inpatient, the yen of 調剤 are those of 入院外. Claims and days are counted in
 * `settings`, yen in `paid`.
 */
export const CARE_KINDS = [
  { code: 'inpatient', label: '入院', settings: ['inpatient', 'dpc'], paid: ['inpatient', 'dpc'] },
  { code: 'outpatient', label: '入院外＋調剤', settings: ['outpatient'], paid: ['outpatient', 'pharmacy'] },
  { code: 'dental', label: '歯科', settings: ['dental'], paid: ['dental'] },
] as const;

/** Why a kind of care has no numbers where others have them. */
export function withoutFiles({ label, paid }: (typeof CARE_KINDS)[number]): string {
  const files = paid.filter(isOwn).map((setting) => FILE_NAMES[setting]);
  return `${label}：${files.join('・')}のレセプトが取り込まれていない年度があるため、求めていません（0円ではありません）。${files.join('・')}のレセプトのファイルを取り込むと求めます。`;
}

export type CareKind = (typeof CARE_KINDS)[number]['code'];

/** Claims of no 診療種別; few people with them would stand between the three together and the whole cost. */
const OTHERS = ['visiting_nurse', 'unknown'] as const;

export type Scheme = 'kokuho' | 'kouki';
/** 後期 from 75: the few younger ones (with a disability) are in no age group of their own. */
export const SCHEME_FRAMES: Readonly<Record<Scheme, Frame>> = {
  kokuho: KOKUHO,
  kouki: { ...KOUKI, ages: { from: 75, to: null } },
};

export const MONTHS_OF_YEAR = 12;

type Setting = (typeof CARE_KINDS)[number]['paid' | 'settings'][number] | (typeof OTHERS)[number];

/** Settings whose claims come in files of their own: where none was imported, what they cost is not known to be nothing. */
const isOwn = (setting: Setting): setting is OwnFiles & Setting =>
  OWN_FILES.some((files) => files === setting);

function amount(
  scheme: Scheme,
  claims: 'yen' | 'count' | 'days',
  settings: readonly Setting[],
): CountedMeasure {
  const question: CountedMeasure['question'] = {
    kind: 'rate',
    frame: SCHEME_FRAMES[scheme],
    amount: { claims, settings },
    perMonths: MONTHS_OF_YEAR,
    ownFiles: settings.filter(isOwn),
  };
  const definition = measure({
    id: `care.${scheme}.${claims}.${settings.join('+')}`,
    name: '',
    family: 'cost',
    source: '',
    numerator: '',
    denominator: '',
    direction: 'neutral',
    ageRule: '',
    question,
  });
  return { ...definition, question };
}

const partsOf = (scheme: Scheme) => ({
  all: amount(
    scheme,
    'yen',
    CARE_KINDS.flatMap(({ paid }) => [...paid]),
  ),
  others: amount(scheme, 'yen', OTHERS),
  kinds: CARE_KINDS.map(({ code, paid, settings }) => ({
    code,
    yen: amount(scheme, 'yen', paid),
    count: amount(scheme, 'count', settings),
    days: amount(scheme, 'days', settings),
  })),
});

/** What is counted. Made once: answers are kept by the object. */
const CARE_AMOUNTS = { kokuho: partsOf('kokuho'), kouki: partsOf('kouki') };

/** Totals by five-year band of age, both sexes. */
export type ByBand = ReadonlyMap<string, Aggregate>;

/** Cost of one 診療種別; claims and days where they were asked for. */
export interface KindCosts {
  readonly code: CareKind;
  readonly yen: ByBand;
  readonly count: ByBand;
  readonly days: ByBand;
}

type Reading = Pick<TableRequest, 'warehouse' | 'tables' | 'signal'>;

interface CareYear {
  readonly scheme: Scheme;
  readonly year: number;
}

async function read(
  { warehouse, tables, signal }: Reading,
  year: number,
  definition: MeasureDefinition,
): Promise<ByBand> {
  const asked = { year, tables, by: [], ...(signal ? { signal } : {}) };
  const found = new Map<string, Aggregate>();
  for (const { band, totals } of await personGroups(warehouse, definition, asked))
    accumulate(found, band, totals);
  return found;
}

/** Yen of the three kinds together, and of claims of none of them. */
export async function wholeCosts(
  reading: Reading,
  { scheme, year }: CareYear,
): Promise<{ readonly all: ByBand; readonly others: ByBand }> {
  const { all, others } = CARE_AMOUNTS[scheme];
  return { all: await read(reading, year, all), others: await read(reading, year, others) };
}

/** Costs of the scheme's insured in one fiscal year by 診療種別 and age, with claims and days where `factors` asks for them. */
export async function careCosts(
  reading: Reading,
  { scheme, year, factors }: CareYear & { readonly factors: boolean },
): Promise<readonly KindCosts[]> {
  const { kinds } = CARE_AMOUNTS[scheme];
  const parts: KindCosts[] = [];
  for (const { code, yen, count, days } of kinds)
    parts.push({
      code,
      yen: await read(reading, year, yen),
      count: factors ? await read(reading, year, count) : new Map(),
      days: factors ? await read(reading, year, days) : new Map(),
    });
  return parts;
}

/**
 * Tables by five-year age that numbers made of these costs are judged by: people, patients and yen of each kind, beside
 * those of the whole.
 */
export function careGroups(
  { warehouse, tables, signal }: Reading,
  { scheme, years }: { readonly scheme: Scheme; readonly years: readonly number[] },
): Promise<readonly CandidateTable[]> {
  const { all, kinds } = CARE_AMOUNTS[scheme];
  return groupsTables(warehouse, [all, ...kinds.map(({ yen }) => yen)], {
    ...{ tables, years, by: ['age'] },
    ...(signal ? { signal } : {}),
  });
}

/** Everybody of some bands. */
export function together(byBand: ByBand, bands: Iterable<string> = byBand.keys()): Aggregate {
  return [...bands].map((band) => byBand.get(band) ?? EMPTY).reduce(add, EMPTY);
}

/** Yen a person and year of some bands; 0 where nobody is. */
export function costPerPerson({ yen }: KindCosts, bands: readonly string[]): number {
  const { num, den } = together(yen, bands);
  return den > 0 ? (num * MONTHS_OF_YEAR) / den : 0;
}

/** Factors whose product is `costPerPerson`; undefined where it is of no claim, or of none with days. */
export function factorsOf(
  { yen, count, days }: KindCosts,
  bands: readonly string[],
): ThreeFactors | undefined {
  const [money, claims, stays] = [yen, count, days].map((byBand) => together(byBand, bands));
  if (!money || !claims || !stays || !(claims.num > 0) || !(stays.num > 0)) return undefined;
  return {
    claimsPerPerson: (claims.num * MONTHS_OF_YEAR) / claims.den,
    daysPerClaim: stays.num / claims.num,
    yenPerDay: money.num / stays.num,
  };
}

/** An amount of a group by age as the gate judges it. */
export function stratumOf({ persons, users, num, topNum }: Aggregate): RateStratum {
  return { persons, cases: users, amount: { sum: num, largest: topNum } };
}

/** Bands that stand together, the youngest first. */
export function ageGroups(bands: Iterable<string>, ages: AgeGrouping): readonly (readonly string[])[] {
  const sorted = [...new Set(bands)].sort((a, b) => Number(a) - Number(b));
  const keyOf = (band: string) => (ages === 'broad' ? broadAgeOf(Number(band)) : Number(band));
  return [...Map.groupBy(sorted, keyOf).values()];
}

/** No rule of publication lets fewer be printed: a table by age hides them, whatever they cost. */
const FEWEST_SHOWN = 10;

/**
 * What numbers made by age tell, each amount that was read on its own. Of broad groups the gate knows how many people and
 * patients they have; whether one person owns most of what many patients of five years cost is told by the five years.
 */
export function strataOf({ yen, count, days }: KindCosts, ages: AgeGrouping): readonly RateStratum[] {
  return [yen, count, days].flatMap((byBand) =>
    ageGroups(byBand.keys(), ages).flatMap((bands) => {
      const group = stratumOf(together(byBand, bands));
      if (ages === 'five_years') return [group];
      const many = bands.map((band) => together(byBand, [band])).filter(({ users }) => users >= FEWEST_SHOWN);
      return [
        group,
        ...many.map(({ num, topNum }) => ({ persons: group.persons, amount: { sum: num, largest: topNum } })),
      ];
    }),
  );
}

/** Whom the columns `denominator` and `users` count. */
export function paidFor({ personsKey, usersKey }: Aggregate): Pick<CandidateRow, 'people'> {
  if (personsKey === null || usersKey === null) return {};
  return { people: { denominator: peopleKeyText(personsKey), users: peopleKeyText(usersKey) } };
}
