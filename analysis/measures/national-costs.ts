import { broadAgeOf } from '../domain/age.ts';
import type { ThreeFactors } from '../statistics/rates/decomposition.ts';
import { CARE_KINDS, type CareKind, type Scheme } from './care-costs.ts';
import type { ReferenceValue } from './references.ts';

/** National numbers of one age group; the local bands that it stands for. */
export interface NationalGroup {
  readonly bands: readonly number[];
  readonly persons: number;
  /** Yen a person and year. */
  readonly yen: Readonly<Record<CareKind, number>>;
  readonly factors: Readonly<Partial<Record<CareKind, ThreeFactors>>>;
}

export interface NationalCosts {
  readonly groups: readonly NationalGroup[];
  readonly sources: readonly string[];
  /** What is not in the tables, in words; the groups are empty then. */
  readonly missing: readonly string[];
  /** Whether claims a person and days a claim are there for every group. */
  readonly hasFactors: boolean;
}

/** Published tables end with 85歳以上 or an older group. */
const OPEN_FROM = 85;

/** Ids under which the user tables hold the national numbers of a scheme. */
function nationalIds(scheme: Scheme) {
  const yen = (part: string) => `cost.per_person.${scheme}.${part}`;
  return {
    persons: `population.${scheme}`,
    yen: {
      inpatient: [[yen('inpatient')]],
      // Published with 調剤, or each of the two.
      outpatient: [[yen('outpatient_pharmacy')], [yen('outpatient'), yen('pharmacy')]],
      dental: [[yen('dental')]],
    } satisfies Record<CareKind, readonly (readonly string[])[]>,
    factors: (kind: CareKind) => ({
      claims: `cost.claims_per_100.${kind}`,
      days: `cost.days_per_claim.${kind}`,
    }),
  };
}

/** Every id that is looked for. */
function everyNationalId(scheme: Scheme): readonly string[] {
  const ids = nationalIds(scheme);
  const factors = scheme === 'kokuho' ? CARE_KINDS.map(({ code }) => ids.factors(code)) : [];
  return [
    ids.persons,
    ...Object.values(ids.yen).flat(2),
    ...factors.flatMap(({ claims, days }) => [claims, days]),
  ];
}

/** People of one published age group, of one sex or both. */
interface Cell {
  readonly start: number;
  readonly sex: '1' | '2' | undefined;
  readonly persons: number;
}

/**
 * National age counts and costs a person of one year from the user's reference tables, on the local five-year bands.
 * Open groups at the top join local bands (85歳以上), finer ones are joined to the local band (90〜94, 95〜99, 100歳以上).
 */
export function nationalCosts(
  scheme: Scheme,
  year: number,
  values: readonly ReferenceValue[],
  localBands: readonly number[],
): NationalCosts {
  // Ages are weighted by five years: what is told of wider ones, but of the oldest, is of no use here.
  const known = values.filter(
    ({ area, year: of, bandTo }) => area === 'nation' && of === year && typeof bandTo !== 'number',
  );
  const ids = nationalIds(scheme);
  const cells = cellsOf(known.filter(({ measure }) => measure === ids.persons));
  const needed = neededBands(cells, localBands);
  const missing = [
    ...lacking(`${ids.persons}（被保険者数）`, needed, (band) => cells.some(({ start }) => start === band)),
  ];
  const yen = new Map<CareKind, (cell: Cell) => number | undefined>();
  for (const { code, label } of CARE_KINDS) {
    const ways = ids.yen[code].map((parts) => sumOf(known, parts));
    const first = ways.find((way) => cells.some((cell) => way(cell) !== undefined)) ?? ways[0];
    if (!first) continue;
    yen.set(code, first);
    const names = ids.yen[code].map((parts) => parts.join(' と ')).join(' または ');
    missing.push(
      ...lacking(`${names}（1人当たり医療費・${label}）`, needed, (band) =>
        cells.some((cell) => cell.start === band)
          ? cells.every((cell) => cell.start !== band || first(cell) !== undefined)
          : known.some((value) => value.band === band && ids.yen[code].flat().includes(value.measure)),
      ),
    );
  }
  if (missing.length > 0) return { groups: [], sources: [], missing, hasFactors: false };
  const groups = groupsOf(cells, localBands, { known, yen, scheme });
  const used = new Set(everyNationalId(scheme));
  return {
    groups,
    sources: [...new Set(known.filter(({ measure }) => used.has(measure)).map(({ source }) => source))],
    missing: [],
    hasFactors: groups.every(({ factors }) => CARE_KINDS.every(({ code }) => factors[code] !== undefined)),
  };
}

/** Ages by sex where both sexes are given; else what is given for both together. */
function cellsOf(counts: readonly ReferenceValue[]): readonly Cell[] {
  const starts = [...new Set(counts.flatMap(({ band }) => (band === undefined ? [] : [band])))];
  return starts
    .sort((a, b) => a - b)
    .flatMap((start): readonly Cell[] => {
      const of = counts.filter(({ band }) => band === start);
      const bySex = (['1', '2'] as const).flatMap((sex) => of.find((value) => value.sex === sex) ?? []);
      const both = of.find(({ sex }) => sex === undefined);
      const chosen = bySex.length === 2 ? bySex : both ? [both] : [];
      return chosen.flatMap(({ sex, value }) => (value > 0 ? [{ start, sex, persons: value }] : []));
    });
}

/** Bands that the tables must name: every local one, but for those within an open group at the top. */
function neededBands(cells: readonly Cell[], localBands: readonly number[]): readonly number[] {
  const last = Math.max(...cells.map(({ start }) => start), 0);
  return localBands.filter((band) => band <= Math.max(last, OPEN_FROM));
}

function lacking(name: string, bands: readonly number[], has: (band: number) => boolean): readonly string[] {
  const without = bands.filter((band) => !has(band));
  if (without.length === 0) return [];
  if (without.length === bands.length) return [name];
  return [`${name}の${without.map((band) => `${band}歳から`).join('、')}`];
}

/** A published number of a cell; of its sex, or of both. */
function publishedValue(known: readonly ReferenceValue[], id: string) {
  const of = known.filter(({ measure }) => measure === id);
  return ({ start, sex }: Cell): number | undefined =>
    (
      of.find((value) => value.band === start && value.sex === sex) ??
      of.find((value) => value.band === start && value.sex === undefined)
    )?.value;
}

function sumOf(known: readonly ReferenceValue[], ids: readonly string[]) {
  const parts = ids.map((id) => publishedValue(known, id));
  return (cell: Cell): number | undefined =>
    parts.reduce<number | undefined>((sum, part) => {
      const value = part(cell);
      return sum === undefined || value === undefined ? undefined : sum + value;
    }, 0);
}

interface Published {
  readonly known: readonly ReferenceValue[];
  readonly yen: ReadonlyMap<CareKind, (cell: Cell) => number | undefined>;
  readonly scheme: Scheme;
}

function groupsOf(
  cells: readonly Cell[],
  localBands: readonly number[],
  { known, yen, scheme }: Published,
): readonly NationalGroup[] {
  const cuts = localBands.filter((band) => cells.some(({ start }) => start === band));
  return cuts.map((cut, i) => {
    const next = cuts[i + 1] ?? Number.POSITIVE_INFINITY;
    const inside = (age: number) => age >= cut && age < next;
    const of = cells.filter(({ start }) => inside(start));
    const persons = of.reduce((sum, cell) => sum + cell.persons, 0);
    const mean = (value: (cell: Cell) => number | undefined) =>
      of.reduce((sum, cell) => sum + cell.persons * (value(cell) ?? 0), 0) / persons;
    const costs = Object.fromEntries(
      CARE_KINDS.map(({ code }) => [code, mean(yen.get(code) ?? (() => undefined))]),
    ) as Record<CareKind, number>;
    return {
      bands: localBands.filter(inside),
      persons,
      yen: costs,
      factors: scheme === 'kokuho' ? factorsOf(of, costs, { known, mean }) : {},
    };
  });
}

function factorsOf(
  cells: readonly Cell[],
  costs: Readonly<Record<CareKind, number>>,
  {
    known,
    mean,
  }: {
    readonly known: readonly ReferenceValue[];
    readonly mean: (value: (cell: Cell) => number | undefined) => number;
  },
): NationalGroup['factors'] {
  const ids = nationalIds('kokuho');
  const found: Partial<Record<CareKind, ThreeFactors>> = {};
  for (const { code } of CARE_KINDS) {
    const named = ids.factors(code);
    const [claims, days] = [publishedValue(known, named.claims), publishedValue(known, named.days)];
    if (cells.some((cell) => claims(cell) === undefined || days(cell) === undefined)) continue;
    const claimsPerPerson = mean(claims) / 100;
    const daysPerPerson = mean((cell) => ((claims(cell) ?? 0) * (days(cell) ?? 0)) / 100);
    if (!(claimsPerPerson > 0) || !(daysPerPerson > 0)) continue;
    found[code] = {
      claimsPerPerson,
      daysPerClaim: daysPerPerson / claimsPerPerson,
      yenPerDay: costs[code] / daysPerPerson,
    };
  }
  return found;
}

/** The groups of five years joined to broad ones, each number as it is for their people together. */
export function broadGroups(groups: readonly NationalGroup[]): readonly NationalGroup[] {
  return [...Map.groupBy(groups, ({ bands }) => broadAgeOf(bands[0] ?? 0)).values()].map((of) => {
    const persons = of.reduce((sum, group) => sum + group.persons, 0);
    const mean = (value: (group: NationalGroup) => number) =>
      of.reduce((sum, group) => sum + group.persons * value(group), 0) / persons;
    const yen = { inpatient: 0, outpatient: 0, dental: 0 };
    const factors: Partial<Record<CareKind, ThreeFactors>> = {};
    for (const { code } of CARE_KINDS) {
      yen[code] = mean((group) => group.yen[code]);
      if (of.some((group) => group.factors[code] === undefined)) continue;
      const claims = mean((group) => group.factors[code]?.claimsPerPerson ?? 0);
      const days = mean(({ factors: { [code]: f } }) => (f ? f.claimsPerPerson * f.daysPerClaim : 0));
      factors[code] = { claimsPerPerson: claims, daysPerClaim: days / claims, yenPerDay: yen[code] / days };
    }
    return { bands: of.flatMap(({ bands }) => bands), persons, yen, factors };
  });
}
