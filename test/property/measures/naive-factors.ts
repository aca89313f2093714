import type { Frame } from '../../../analysis/measures/frames.ts';
import type { ReferenceValue } from '../../../analysis/measures/references.ts';
import type { Fixture, FixtureRow } from '../../spec/measures/fixture.ts';
import { claimsImported, isCovered, members, type Person } from './naive.ts';
import type { Twin } from './naive-tables.ts';

/** Cost a person of the three 診療種別, claim by claim: nothing is shared with the catalogue but who is insured. */
const KINDS = {
  inpatient: ['inpatient', 'dpc'],
  outpatient: ['outpatient', 'pharmacy'],
  dental: ['dental'],
} as const;
type Kind = keyof typeof KINDS;
const NAMES = Object.keys(KINDS) as Kind[];
/** Claims in files of their own: without any of the year, what that kind of care cost is not known. */
const FILES: Readonly<Record<Kind, readonly string[]>> = {
  inpatient: [],
  outpatient: ['pharmacy'],
  dental: ['dental'],
};

const FRAMES: Readonly<Record<'kokuho' | 'kouki', Frame>> = {
  kokuho: { kind: 'insured', insurer: 'kokuho', ages: { from: 0, to: 74 }, at: 'during' },
  kouki: { kind: 'insured', insurer: 'kouki', ages: { from: 75, to: null }, at: 'during' },
};

interface Totals {
  months: number;
  claims: number;
  days: number;
  yen: number;
}

interface Town {
  /** Whose costs of these kinds together are known. */
  readonly peopleOf: (kinds: readonly Kind[]) => readonly Person[];
  /** Claims of a person that count, by kind. */
  readonly claimsOf: (person: Person, kind: Kind) => readonly FixtureRow[];
}

function townOf(data: Fixture, year: number, scheme: 'kokuho' | 'kouki'): Town {
  const covered = (data.claim ?? []).filter((claim) => isCovered(data, claim, scheme, year));
  const everybody = members(FRAMES[scheme], { data, year, programme: 'tokutei' });
  const isImported = (setting?: string) => claimsImported(data, scheme, year, year, setting);
  return {
    // Without any claim of the scheme the year was not imported: nobody is taken for somebody without care.
    peopleOf: (kinds) =>
      isImported() && kinds.every((kind) => FILES[kind].every(isImported)) ? everybody : [],
    claimsOf: (person, kind) =>
      covered.filter(
        (claim) =>
          claim.person_id === person.id && (KINDS[kind] as readonly string[]).includes(String(claim.setting)),
      ),
  };
}

const bandOf = (person: Person) => Math.min(90, Math.floor(person.age / 5) * 5);
const sumOf = (claims: readonly FixtureRow[], name: string) =>
  claims.reduce((total, claim) => total + Number(claim[name] ?? 0), 0);

/** Months, claims, days and yen by band; the pharmacy gives yen only. */
function byBand({ peopleOf, claimsOf }: Town, kind: Kind): Map<number, Totals> {
  const found = new Map<number, Totals>();
  for (const person of peopleOf([kind])) {
    const held = found.get(bandOf(person)) ?? { months: 0, claims: 0, days: 0, yen: 0 };
    const all = claimsOf(person, kind);
    const visits = all.filter(({ setting }) => setting !== 'pharmacy');
    found.set(bandOf(person), {
      months: held.months + person.months,
      claims: held.claims + visits.length,
      days: held.days + sumOf(visits, 'days'),
      yen: held.yen + sumOf(all, 'yen'),
    });
  }
  return found;
}

const usersOf = ({ peopleOf, claimsOf }: Town, kinds: readonly Kind[]) =>
  peopleOf(kinds).filter((person) => kinds.some((kind) => sumOf(claimsOf(person, kind), 'yen') > 0)).length;

/** Who is insured and who was paid for, where no national table is loaded. */
export function regionalCounts(data: Fixture, year: number, scheme: 'kokuho' | 'kouki'): Twin {
  const town = townOf(data, year, scheme);
  const row = (kinds: readonly Kind[]) => [town.peopleOf(kinds).length, usersOf(town, kinds), null, null];
  const rows = new Map([
    [`${year}|all`, row(NAMES)],
    ...NAMES.map((kind) => [`${year}|${kind}`, row([kind])] as const),
  ]);
  return { columns: ['denominator', 'users', 'value', 'contribution'], rows };
}

/** Three numbers whose product is the cost; undefined where the cost is of none. */
type Factors = readonly [number, number, number] | undefined;

function factors({ months, claims, days, yen }: Totals): Factors {
  if (months === 0 || claims === 0 || days === 0) return undefined;
  return [(12 * claims) / months, days / claims, yen / days];
}

/** Stays of b days a claim in months of m days: x solves x = b((x − 1)/m + 1), found by halving. */
function admitted(found: Factors, m: number): Factors {
  if (!found || found[1] < 1 || found[1] >= m) return undefined;
  const [claims, b, price] = found;
  let [low, high] = [0, 1e9];
  for (let i = 0; i < 200; i++) {
    const x = (low + high) / 2;
    if (x < b * ((x - 1) / m + 1)) low = x;
    else high = x;
  }
  return [(claims * b) / low, low, price];
}

/** Share of a difference that each factor has, by logarithms; all of it `other` where it cannot be divided. */
function shares(own: Factors, reference: Factors, difference: number): readonly number[] {
  const product = (f: Factors) => (f ? f[0] * f[1] * f[2] : 0);
  if (!own || !reference || product(own) === 0 || product(reference) === 0) return [0, 0, 0, difference];
  const logs = own.map((value, i) => Math.log(value / (reference[i] ?? 1)));
  const total = logs.reduce((sum, log) => sum + log, 0);
  // Equal costs: what one factor adds another takes away.
  const scale = Math.abs(total) < 1e-12 ? product(own) : difference / total;
  return [...logs.map((log) => scale * log), 0];
}

const NOTHING: Totals = { months: 0, claims: 0, days: 0, yen: 0 };

/** Change since the year before, by age structure and factors. */
export function threeFactorTwin(data: Fixture, year: number, isNew: boolean): Twin {
  const [before, after] = [townOf(data, year - 1, 'kokuho'), townOf(data, year, 'kokuho')];
  const rows = new Map<string, (number | null)[]>();
  for (const kind of NAMES) {
    const [was, is] = [byBand(before, kind), byBand(after, kind)];
    const size = (bands: Map<number, Totals>) =>
      [...bands.values()].reduce((sum, { months }) => sum + months, 0);
    const cost = ({ months, yen }: Totals) => (months > 0 ? (12 * yen) / months : 0);
    const mean = (bands: Map<number, Totals>) =>
      [...bands.values()].reduce((sum, totals) => sum + (totals.months / size(bands)) * cost(totals), 0);
    if (size(was) === 0 || size(is) === 0) {
      rows.set(kind, [usersOf(after, [kind]), ...Array.from({ length: 9 }, () => null)]);
      continue;
    }
    const parts = [0, 0, 0, 0, 0];
    for (const band of new Set([...was.keys(), ...is.keys()])) {
      const [old, now] = [was.get(band) ?? NOTHING, is.get(band) ?? NOTHING];
      const [oldShare, share] = [old.months / size(was), now.months / size(is)];
      const stays = (totals: Totals, of: number) => {
        const found = factors(totals);
        if (!isNew || kind !== 'inpatient') return found;
        return admitted(found, ((of + 1) % 4 === 0 ? 366 : 365) / 12);
      };
      parts[0]! += (share - oldShare) * cost(old);
      const split = shares(stays(now, year), stays(old, year - 1), cost(now) - cost(old));
      for (const [i, part] of split.entries()) parts[i + 1]! += share * part;
    }
    rows.set(kind, [
      usersOf(after, [kind]),
      mean(was),
      mean(is),
      mean(is) - mean(was),
      ...parts,
      size(is) / 12,
    ]);
  }
  const columns = ['users', 'before', 'after', 'value', 'age', 'claims', 'days', 'price', 'other', 'insured'];
  return { columns, rows };
}

/** 地域差指数 of 国保 with its contributions by kind and factor, from national values for both sexes in five-year bands. */
export function regionalTwin(data: Fixture, year: number, nation: readonly ReferenceValue[]) {
  const town = townOf(data, year, 'kokuho');
  const of = (measure: string, band: number) =>
    nation.find((value) => value.measure === measure && value.band === band)?.value ?? Number.NaN;
  const bands = Array.from({ length: 15 }, (_, i) => 5 * i);
  const people = bands.map((band) => of('population.kokuho', band));
  const total = people.reduce((sum, n) => sum + n, 0);
  const yen = (kind: Kind, band: number) =>
    kind === 'outpatient'
      ? of('cost.per_person.kokuho.outpatient', band) + of('cost.per_person.kokuho.pharmacy', band)
      : of(`cost.per_person.kokuho.${kind}`, band);
  const nationOf = (kind: Kind) =>
    bands.reduce((sum, band, i) => sum + (people[i]! / total) * yen(kind, band), 0);
  const whole = NAMES.reduce((sum, kind) => sum + nationOf(kind), 0);
  const rows = new Map<string, readonly number[]>();
  for (const kind of NAMES) {
    const totals = byBand(town, kind);
    const parts = [0, 0, 0, 0];
    let adjusted = 0;
    for (const [i, band] of bands.entries()) {
      const own = totals.get(band) ?? NOTHING;
      const cost = (12 * own.yen) / own.months;
      const claims = of(`cost.claims_per_100.${kind}`, band) / 100;
      const days = of(`cost.days_per_claim.${kind}`, band);
      const weight = people[i]! / total;
      const reference = [claims, days, yen(kind, band) / (claims * days)] as const;
      adjusted += weight * cost;
      for (const [j, part] of shares(factors(own), reference, cost - yen(kind, band)).entries())
        parts[j]! += (weight * part) / whole;
    }
    const index = adjusted / nationOf(kind);
    rows.set(kind, [index, adjusted, (adjusted - nationOf(kind)) / whole, ...parts]);
  }
  return { columns: ['value', 'adjusted', 'contribution', 'claims', 'days', 'price', 'other'], rows };
}
