/** 要介護認定 and services by age and frailty. */
import { birthdayAt, type Day, dayOf, fiscalYearEnd, fiscalYearStart, partsOf } from '../calendar.ts';
import { Rng } from '../random.ts';
import { insurerOn, type Window } from './enrolment.ts';
import type { Person, Spell, Traits } from './types.ts';

/** 要介護状態区分 from light to heavy: 要支援1–2, 要介護1–5. */
export const CARE_LEVELS: readonly string[] = ['12', '13', '21', '22', '23', '24', '25'];

export interface Certification {
  readonly applied: Day;
  readonly decided: Day;
  readonly from: Day;
  readonly to: Day;
  /** Index into CARE_LEVELS of the first and second judgement. */
  readonly screening: number;
  readonly level: number;
  readonly renewal: boolean;
  readonly atHome: boolean;
}

export interface CareService {
  readonly month: Day;
  readonly level: number;
  readonly certification: Certification;
  readonly kind: string;
  readonly item: string;
  readonly unitPoints: number;
  readonly times: number;
}

export interface CareCourse {
  readonly certifications: readonly Certification[];
  readonly services: readonly CareService[];
}

interface CareContext {
  readonly spells: readonly Spell[];
  readonly death: Day | undefined;
  readonly window: Window & { readonly bundle: number };
}

const NONE: CareCourse = { certifications: [], services: [] };

/** Certifications with a term that touches the window and the services used under them. */
export function drawCare(seed: number, person: Person, traits: Traits, c: CareContext): CareCourse {
  const rng = new Rng(seed, person.index, 10);
  const onsetAge = 86.5 - 5 * traits.frailty + 7.5 * rng.normal();
  const birthday = birthdayAt(person.birth, 65);
  const onset = Math.max(birthday + rng.int(20, 300), person.birth + Math.round(onsetAge * 365.25));
  const last = fiscalYearEnd(c.window.firstYear + c.window.years - 1);
  if (onset > last || (c.death !== undefined && onset > c.death)) return NONE;
  const certifications = drawTerms(rng, onset, { ...c, last });
  return { certifications, services: drawServices(rng, certifications, person, c) };
}

function drawTerms(rng: Rng, onset: Day, c: CareContext & { readonly last: Day }): Certification[] {
  const first = fiscalYearStart(c.window.firstYear);
  const terms: Certification[] = [];
  let from = onset;
  let level = rng.weighted([22, 19, 25, 15, 9, 6, 4]);
  for (let n = 0; n < 40 && from <= c.last; n++) {
    const start = partsOf(from + (n === 0 ? 0 : 27));
    from = n === 0 ? from : dayOf(start.year, start.month, 1);
    const length = n === 0 ? 12 : 24;
    const to = dayOf(start.year, start.month + 1, 1) + Math.round(length * 30.4375);
    const end = partsOf(to);
    const lastDay = dayOf(end.year, end.month, 1) - 1;
    const screening = Math.max(0, level - (rng.chance(0.15) ? 1 : 0));
    const applied = from - (n === 0 ? 0 : 40);
    const alive = insurerOn(c.spells, from) !== undefined;
    if (lastDay >= first && alive) {
      terms.push({
        applied,
        decided: applied + rng.int(24, 38),
        from,
        to: lastDay,
        screening,
        level,
        renewal: n > 0,
        atHome: level < 3 || rng.chance(0.55),
      });
    }
    from = lastDay + 1;
    if (rng.chance(0.42)) level = Math.min(CARE_LEVELS.length - 1, level + 1);
  }
  return terms;
}

const MONTHLY_LIMIT: readonly number[] = [5032, 10531, 16765, 19705, 27048, 30938, 36217];

function drawServices(
  rng: Rng,
  terms: readonly Certification[],
  person: Person,
  c: CareContext,
): CareService[] {
  const services: CareService[] = [];
  const firstDay = fiscalYearStart(c.window.firstYear);
  const lastDay = fiscalYearEnd(c.window.firstYear + c.window.years - 1);
  const uses = rng.chance(0.78);
  for (const certification of terms) {
    const share = 0.25 + 0.6 * rng.next();
    if (!uses) continue;
    const start = partsOf(Math.max(certification.from, firstDay));
    for (let i = 0; ; i++) {
      const month = dayOf(
        start.year + Math.floor((start.month - 1 + i) / 12),
        ((start.month - 1 + i) % 12) + 1,
        1,
      );
      if (month > Math.min(certification.to, lastDay)) break;
      if (month < certification.from || insurerOn(c.spells, month + 14) === undefined) continue;
      if (c.window.bundle > 1 && (partsOf(month).month !== 10 || person.index % 4 > 0)) continue;
      services.push(...monthOf(certification, month, share));
    }
  }
  return services;
}

/** One to two services of a month, worth a share of the limit of the level. */
function monthOf(certification: Certification, month: Day, share: number): CareService[] {
  const { level } = certification;
  const budget = (MONTHLY_LIMIT[level] ?? 0) * share;
  const line = (kind: string, item: string, unitPoints: number, part: number): CareService => ({
    month,
    level,
    certification,
    kind,
    item,
    unitPoints,
    times: Math.max(1, Math.round((budget * part) / unitPoints)),
  });
  if (level <= 1) return [line('A6', '1111', level === 0 ? 436 : 447, 0.8), line('67', '1001', 300, 0.2)];
  if (!certification.atHome) return [{ ...line('51', '1111', 700 + 70 * level, 1), times: 30 }];
  return [line('15', '1111', 600 + 60 * level, 0.6), line('11', '1111', 396, 0.4)];
}
