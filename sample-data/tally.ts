/** Recounts made from the simulator's memory, not from the files, so that tests can compare. */
import { ageAtFiscalYearEnd, fiscalYearEnd, fiscalYearStart } from './calendar.ts';
import { type PersonHistory, type PersonYear, walkingYear } from './people/course.ts';
import { fullYearKokuho, insurerOn, overlapping } from './people/enrolment.ts';
import { walksOn } from './people/programmes.ts';
import { AREAS, CHECKUP_AGES, SCHOOLS } from './town.ts';

type ByYear = Record<string, number>;
const COUNTS = [
  'persons_kokuho',
  'persons_koki',
  'persons_any',
  'enrolled_at_year_end_kokuho',
  'enrolled_at_year_end_koki',
  'enrolled_at_year_end_65_and_over',
  'checkup_eligible',
  'checkup_eligible_examined',
  'checkup_examinees',
  'koki_checkup_examinees',
  'metabolic_syndrome',
  'metabolic_syndrome_pre',
  'receipts_medical',
  'receipts_pharmacy',
  'points_medical',
  'points_pharmacy',
  'points_total',
  'points_kokuho',
  'points_koki',
  'persons_dialysed',
  'certified_at_year_end',
  'guidance_selected_intensive',
  'guidance_selected_motivational',
  'guidance_first_interview',
  'guidance_completed',
  'guidance_dropped',
  'guidance_called',
  'guidance_final_weight_100g',
  'guidance_activity_improved',
  'walking_joined',
  'walking_active_at_year_end',
  'letters_sent',
] as const;
type CountName = (typeof COUNTS)[number];

/** Counts by fiscal year and what is needed for the truths of the walking programme. */
export class Tally {
  readonly #firstYear: number;
  readonly #years: number;
  readonly #counts: Record<CountName, Float64Array>;
  readonly #areas = new Map<string, number>();
  readonly #walking: Float64Array[];
  persons = 0;
  bornOnFirstOfApril = 0;

  constructor(window: { firstYear: number; years: number }) {
    this.#firstYear = window.firstYear;
    this.#years = window.years;
    this.#counts = Object.fromEntries(COUNTS.map((k) => [k, new Float64Array(window.years)])) as Record<
      CountName,
      Float64Array
    >;
    this.#walking = Array.from({ length: window.years }, () => new Float64Array(4));
  }

  add(h: PersonHistory): void {
    const last = this.#firstYear + this.#years - 1;
    const spells = overlapping(h.spells, fiscalYearStart(this.#firstYear), fiscalYearEnd(last));
    if (spells.length === 0) return;
    this.persons++;
    for (const [i, year] of h.years.entries()) {
      this.#enrolment(h, i, year.fiscalYear);
      this.#checkup(h, i, year);
      this.#claims(i, year);
      this.#programmes(h, i, year);
    }
  }

  #bump(name: CountName, i: number, by = 1): void {
    const row = this.#counts[name];
    row[i] = (row[i] ?? 0) + by;
  }

  #enrolment(h: PersonHistory, i: number, fiscalYear: number): void {
    const [from, to] = [fiscalYearStart(fiscalYear), fiscalYearEnd(fiscalYear)];
    const insurers = new Set(overlapping(h.spells, from, to).map((s) => s.insurer));
    if (insurers.has('kokuho')) this.#bump('persons_kokuho', i);
    if (insurers.has('koki')) this.#bump('persons_koki', i);
    if (insurers.size > 0) this.#bump('persons_any', i);
    const atEnd = insurerOn(h.spells, to);
    if (atEnd === undefined) return;
    this.#bump(atEnd === 'kokuho' ? 'enrolled_at_year_end_kokuho' : 'enrolled_at_year_end_koki', i);
    if (ageAtFiscalYearEnd(h.person.birth, fiscalYear) >= 65)
      this.#bump('enrolled_at_year_end_65_and_over', i);
    if (h.care.certifications.some((x) => x.from <= to && x.to >= to)) this.#bump('certified_at_year_end', i);
    if (fiscalYear !== this.#firstYear + this.#years - 1) return;
    const area = AREAS[SCHOOLS[h.person.school]?.area ?? 0] ?? '';
    this.#areas.set(area, (this.#areas.get(area) ?? 0) + 1);
  }

  #checkup(h: PersonHistory, i: number, year: PersonYear): void {
    const eligible =
      fullYearKokuho(h.spells, year.fiscalYear) &&
      year.age >= CHECKUP_AGES.from &&
      year.age <= CHECKUP_AGES.to;
    if (eligible) this.#bump('checkup_eligible', i);
    const { checkup } = year;
    if (checkup === undefined) return;
    if (checkup.kind === 'koki') {
      this.#bump('koki_checkup_examinees', i);
      return;
    }
    this.#bump('checkup_examinees', i);
    if (eligible) this.#bump('checkup_eligible_examined', i);
    if (checkup.metabolic === 1) this.#bump('metabolic_syndrome', i);
    if (checkup.metabolic === 2) this.#bump('metabolic_syndrome_pre', i);
  }

  #claims(i: number, year: PersonYear): void {
    if (year.receipts.some(({ dialysis }) => dialysis)) this.#bump('persons_dialysed', i);
    for (const r of year.receipts) {
      const pharmacy = r.setting === 'pharmacy';
      this.#bump(pharmacy ? 'receipts_pharmacy' : 'receipts_medical', i);
      this.#bump(pharmacy ? 'points_pharmacy' : 'points_medical', i, r.points);
      this.#bump(r.insurer === 'koki' ? 'points_koki' : 'points_kokuho', i, r.points);
      this.#bump('points_total', i, r.points);
    }
  }

  #programmes(h: PersonHistory, i: number, year: PersonYear): void {
    const g = year.guidance;
    if (g !== undefined) {
      this.#bump(g.level === 1 ? 'guidance_selected_intensive' : 'guidance_selected_motivational', i);
      if (g.firstInterview !== undefined) this.#bump('guidance_first_interview', i);
      if (g.final !== undefined) this.#bump('guidance_completed', i);
      if (g.dropped !== undefined) this.#bump('guidance_dropped', i);
      if (g.call !== undefined) this.#bump('guidance_called', i);
      if (g.results.final)
        this.#bump('guidance_final_weight_100g', i, Math.round(g.results.final.weight * 10));
      if (g.final !== undefined && g.results.habits[1] === 1) this.#bump('guidance_activity_improved', i);
    }
    if (year.letter !== undefined) this.#bump('letters_sent', i);
    if (h.walking !== undefined) {
      if (year.fiscalYear === walkingYear({ firstYear: this.#firstYear, years: this.#years }))
        this.#bump('walking_joined', i);
      if (walksOn(h.walking, fiscalYearEnd(year.fiscalYear))) this.#bump('walking_active_at_year_end', i);
    }
    if (!h.walkingEligible || !fullYear(h, year.fiscalYear)) return;
    const row = this.#walking[i];
    if (row === undefined) return;
    row[0] = (row[0] ?? 0) + 1;
    row[1] = (row[1] ?? 0) + year.walkingPotential;
    if (h.walking === undefined) return;
    row[2] = (row[2] ?? 0) + 1;
    row[3] = (row[3] ?? 0) + year.walkingPotential;
  }

  /** Mean yen that walking takes away in a fiscal year, over all eligible (ate) and over participants (att). */
  walkingCost(fiscalYear: number): { eligible: number; participants: number; ate: number; att: number } {
    const [eligible = 0, all = 0, participants = 0, own = 0] =
      this.#walking[fiscalYear - this.#firstYear] ?? [];
    const yen = (points: number, n: number): number =>
      n === 0 ? 0 : Math.round((-points * 10 * 10) / n) / 10;
    return { eligible, participants, ate: yen(all, eligible), att: yen(own, participants) };
  }

  count(name: CountName, fiscalYear: number): number {
    return this.#counts[name][fiscalYear - this.#firstYear] ?? 0;
  }

  /** All counts by name and fiscal year. */
  recounts(): Record<string, ByYear> {
    const out: Record<string, ByYear> = {};
    for (const name of COUNTS) {
      out[name] = Object.fromEntries(
        Array.from(this.#counts[name], (n, i) => [String(this.#firstYear + i), n]),
      );
    }
    return out;
  }

  enrolledByArea(): ByYear {
    return Object.fromEntries(AREAS.map((a) => [a, this.#areas.get(a) ?? 0]));
  }
}

/** Insured (国保 or 後期, the change at 75 included) on every day of the fiscal year. */
export function fullYear(h: PersonHistory, fiscalYear: number): boolean {
  const [from, to] = [fiscalYearStart(fiscalYear), fiscalYearEnd(fiscalYear)];
  let covered = from;
  for (const s of h.spells) {
    if (s.from <= covered && (s.to === undefined || s.to >= covered))
      covered = s.to === undefined ? to + 1 : s.to + 1;
  }
  return covered > to;
}
