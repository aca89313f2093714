import { seeded, type TownRow, type TownRows } from '../../support/towns.ts';

/** Effects built into the town; each programme moves another measurement, so that none disturbs another. */
export const TRUE = {
  /** SBP falls from the fiscal year of joining. */
  staggered: -3,
  /** HbA1c of who takes part in the programme that is offered from 6.5 on. */
  threshold: -0.3,
  /** LDL of those drawn for the letter. */
  letter: -6,
  /** HDL by picture and by deadline on the postcard; they add up. */
  picture: 2,
  deadline: 1,
  /** γ-GT in districts drawn for the campaign. */
  campaign: -5,
  /** Weight in districts from the year in which their turn came. */
  wedge: -1,
  /** DBP for every 1,000 steps. */
  steps: -1.5,
  /** Ratio of the rate of certification from joining on. */
  hazard: 0.5,
  /** Ratio of admissions from 2022-04 on. */
  series: 0.75,
} as const;

export type Truth = { readonly [Name in keyof typeof TRUE]: number };

/** Every programme does nothing: differences 0, ratios 1. */
export const NOTHING: Truth = {
  staggered: 0,
  threshold: 0,
  letter: 0,
  picture: 0,
  deadline: 0,
  campaign: 0,
  wedge: 0,
  steps: 0,
  hazard: 1,
  series: 1,
};

export interface TownWishes {
  readonly seed: number;
  readonly people: number;
  /** Effects built in; `TRUE` unless given. */
  readonly truth?: Truth;
  /** Who joins was already moving another way: no parallel trends. */
  readonly divergent?: boolean;
  /** People are kept from just below 6.5 by measuring again. */
  readonly heaped?: boolean;
  /** Joining does nothing for care need; only the wait to join is survived. */
  readonly noProtection?: boolean;
}

const DISTRICTS = Array.from({ length: 24 }, (_, i) => `D${String(i + 1).padStart(2, '0')}`);
export const CAMPAIGN = DISTRICTS.filter((_, i) => i % 2 === 0);
export const NO_CAMPAIGN = DISTRICTS.filter((_, i) => i % 2 === 1);
export const STEPS = DISTRICTS.map((district, i) => ({ district, from: 2020 + (i % 4) }));
const YEARS = [2019, 2020, 2021, 2022, 2023];

interface Person {
  readonly id: number;
  readonly age: number;
  readonly district: number;
  readonly joins: number;
  readonly offered: boolean;
  readonly takes: boolean;
  readonly arm: 'treated' | 'control';
  readonly picture: boolean;
  readonly deadline: boolean;
  readonly steps: number;
  readonly usual: number;
  readonly sugar: number;
}

type Random = ReturnType<typeof seeded>;

/** Rows of a town of five years whose truths are the constants above. */
export function designTown(wish: TownWishes): TownRows {
  const random = seeded(wish.seed);
  const rows: Record<string, TownRow[]> = {
    person: [],
    enrolment: [],
    checkup: [],
    claim: [],
    participation: [],
    programme_measurement: [],
    care_certification: [],
    district: DISTRICTS.map((code) => ({
      district_code: code,
      name: code,
      level: 'school_district',
      parent_code: null,
    })),
  };
  const levels = DISTRICTS.map(() => 2 * random.normal());
  const counters = { checkup: 0, claim: 0 };
  for (let id = 1; id <= wish.people; id++) {
    const person = drawPerson(id, random, wish);
    register(rows, person, random);
    examine(rows, person, { random, wish, level: levels[person.district]!, counters });
    admissions(rows, person, random, { counters, ratio: (wish.truth ?? TRUE).series });
    care(rows, person, random, wish);
  }
  return rows;
}

function drawPerson(id: number, random: Random, { heaped }: TownWishes): Person {
  const usual = 130 + 10 * random.normal();
  const wish = random.uniform();
  let sugar = Math.round((6.3 + 0.5 * random.normal()) * 10) / 10;
  // Values just short of the programme are measured again until they reach it.
  if (heaped && sugar >= 6.2 && sugar < 6.5 && random.uniform() < 0.8) sugar = 6.5;
  const offered = sugar >= 6.5;
  return {
    id,
    age: 50 + Math.floor(random.uniform() * 30),
    district: Math.floor(random.uniform() * DISTRICTS.length),
    joins: wish < 0.2 ? 2021 : wish < 0.4 ? 2022 : 0,
    offered,
    takes: offered && random.uniform() < 0.7,
    arm: random.uniform() < 0.5 ? 'treated' : 'control',
    picture: random.uniform() < 0.5,
    deadline: random.uniform() < 0.5,
    steps: 3000 + 7000 * random.uniform(),
    usual,
    sugar,
  };
}

function register(rows: Record<string, TownRow[]>, person: Person, random: Random): void {
  const { id } = person;
  rows.person!.push({
    person_id: id,
    birth_month: `${2019 - person.age}-06-01`,
    sex: random.uniform() < 0.5 ? 1 : 2,
    born_on_first: false,
  });
  rows.enrolment!.push({
    person_id: id,
    insurer_kind: 'kokuho',
    from_date: '2015-04-01',
    to_date: null,
    district_code: DISTRICTS[person.district]!,
    excluded: false,
    batch_id: 1,
  });
  const joined = (programme: string, day: string, arm: string | null = null) =>
    rows.participation!.push({ person_id: id, programme_id: programme, joined_date: day, arm, batch_id: 1 });
  if (person.joins > 0) joined('staggered', `${person.joins}-05-10`);
  if (person.takes) joined('threshold', '2021-11-01');
  joined('letter', '2021-06-01', person.arm);
  joined('card', '2021-06-01', `${person.picture ? 'P' : '-'}${person.deadline ? 'D' : '-'}`);
  for (const month of ['05', '08', '11']) {
    rows.programme_measurement!.push({
      person_id: id,
      programme_id: 'walk',
      measured_date: `2021-${month}-01`,
      item: 'steps',
      value: person.steps,
      state: 0,
      batch_id: 1,
    });
  }
}

interface Exam {
  readonly random: Random;
  readonly wish: TownWishes;
  readonly level: number;
  readonly counters: { checkup: number; claim: number };
}

function examine(rows: Record<string, TownRow[]>, person: Person, exam: Exam): void {
  const { random, wish, level, counters } = exam;
  const truth = wish.truth ?? TRUE;
  const noise = (size: number) => size * random.normal();
  const drift = wish.divergent && person.joins > 0 ? -1.5 : 0;
  const turn = STEPS[person.district]!.from;
  const campaign = person.district % 2 === 0 ? truth.campaign : 0;
  const [ldl, hdl, weight, dbp, ggt] = [120, 55, 62, 78, 40].map(
    (mean, i) => mean + noise([15, 8, 9, 6, 12][i]!),
  );
  for (const year of YEARS) {
    const since = year - 2019;
    const later = year >= 2022;
    const on = person.joins > 0 && year >= person.joins ? truth.staggered : 0;
    const letter = later && person.arm === 'treated' ? truth.letter : 0;
    const card = later ? (person.picture ? truth.picture : 0) + (person.deadline ? truth.deadline : 0) : 0;
    const sugar =
      year === 2021
        ? person.sugar
        : person.sugar + noise(0.25) + (later && person.takes ? truth.threshold : 0);
    const joiner = person.joins > 0 ? -4 : 0;
    rows.checkup!.push({
      checkup_id: ++counters.checkup,
      person_id: person.id,
      exam_date: `${year}-09-15`,
      fiscal_year: year,
      programme: 'tokutei',
      sbp: person.usual + joiner + 0.8 * since + drift * since + on + noise(6),
      sbp_state: 0,
      hba1c: sugar,
      hba1c_state: 0,
      ldl: ldl! + letter + noise(6),
      ldl_state: 0,
      hdl: hdl! + card + noise(3),
      hdl_state: 0,
      ggt: ggt! + level + (later ? campaign : 0) + noise(4),
      ggt_state: 0,
      weight: weight! + 0.3 * since + (year >= turn ? truth.wedge : 0) + noise(1),
      weight_state: 0,
      dbp: dbp! + (later ? (truth.steps * person.steps) / 1000 : 0) + noise(3),
      dbp_state: 0,
      smoker: false,
      drug_bp: false,
      guidance_level_reported: 3,
      batch_id: 1,
    });
  }
}

/** One chance of an admission a month; more in winter, a little more every year. */
function admissions(
  rows: Record<string, TownRow[]>,
  person: Person,
  random: Random,
  { counters, ratio }: { readonly counters: Exam['counters']; readonly ratio: number },
): void {
  for (let month = 0; month < 60; month++) {
    const season = 1 + 0.25 * Math.cos((2 * Math.PI * (month - 9)) / 12);
    const trend = 1 + 0.002 * month;
    const after = month >= 36 ? ratio : 1;
    if (random.uniform() >= 0.02 * season * trend * after) continue;
    const date = new Date(Date.UTC(2019, 3 + month, 1)).toISOString().slice(0, 10);
    rows.claim!.push({
      claim_id: ++counters.claim,
      person_id: person.id,
      month: date,
      setting: 'inpatient',
      days: 5,
      points: 20_000,
      yen: 200_000,
      batch_id: 1,
    });
  }
}

/** Certification by a monthly hazard from April 2021 on, lower once a person has joined (joining in month 1–11). */
function care(rows: Record<string, TownRow[]>, person: Person, random: Random, wish: TownWishes): void {
  const planned = random.uniform() < 0.4 ? 1 + Math.floor(random.uniform() * 11) : undefined;
  const base = 0.012 * Math.exp(0.05 * (person.age - 65));
  for (let month = 0; month < 35; month++) {
    const date = new Date(Date.UTC(2021, 3 + month, 15)).toISOString().slice(0, 10);
    const joined = planned !== undefined && month > planned;
    if (planned === month) {
      rows.participation!.push({
        person_id: person.id,
        programme_id: 'class',
        joined_date: date,
        arm: null,
        batch_id: 1,
      });
    }
    const ratio = joined && !wish.noProtection ? (wish.truth ?? TRUE).hazard : 1;
    if (random.uniform() >= base * ratio) continue;
    rows.care_certification!.push({
      person_id: person.id,
      level: '21',
      applied_date: date,
      from_date: date,
      to_date: null,
      batch_id: 1,
    });
    return;
  }
}
