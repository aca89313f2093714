/** Receipts of one person-year: months with a visit, admissions and dispensing, in points. */
import { ageAtFiscalYearEnd, type Day, dayOf } from '../calendar.ts';
import { Rng } from '../random.ts';
import { ACUTE, ADMISSION, activeConditions, CONDITIONS, DIALYSIS_CONDITION } from './conditions.ts';
import { insurerOn } from './enrolment.ts';
import type { Insurer, Person, RiskState, Spell, Traits } from './types.ts';

export type Setting = 'outpatient' | 'inpatient' | 'pharmacy';

export interface Receipt {
  readonly setting: Setting;
  readonly insurer: Insurer;
  /** Index of the institution (medical or pharmacy). */
  readonly place: number;
  /** Of the prescriber for a pharmacy receipt. */
  readonly prescriber: number;
  readonly fiscalYear: number;
  readonly month: Day;
  readonly dayOfMonth: number;
  readonly days: number;
  /** Total points; a walking participant's are lowered afterwards. */
  points: number;
  readonly floor: number;
  readonly diseases: readonly string[];
  readonly suspected: string | undefined;
  readonly uncoded: boolean;
  readonly drugs: readonly string[];
  readonly drugDays: number;
  readonly dialysis: boolean;
}

export interface ClaimsContext {
  readonly seed: number;
  readonly person: Person;
  readonly traits: Traits;
  readonly state: RiskState;
  readonly spells: readonly Spell[];
  readonly death: Day | undefined;
  readonly liability: Float64Array;
  /** Receipts kept of the monthly ones: 1 writes every visit, more bundles that many visits into one receipt. */
  readonly bundle: number;
}

interface YearPlan extends ClaimsContext {
  readonly rng: Rng;
  readonly age: number;
  readonly active: readonly number[];
  readonly months: readonly InsuredMonth[];
}

interface InsuredMonth {
  readonly first: Day;
  readonly insurer: Insurer;
}

const OUTPATIENT_FLOOR = 75;
const PHARMACY_FLOOR = 60;

/** All receipts of the fiscal year of `state`, in order of month within each kind. */
export function drawReceipts(c: ClaimsContext): Receipt[] {
  const rng = new Rng(c.seed, c.person.index, 5, c.state.fiscalYear);
  const age = ageAtFiscalYearEnd(c.person.birth, c.state.fiscalYear);
  const active = activeConditions({ ...c, sex: c.person.sex, age, smallTown: c.bundle > 1 });
  const plan: YearPlan = { ...c, rng, age, active, months: insuredMonths(c) };
  if (plan.months.length === 0) return [];
  const receipts: Receipt[] = [];
  if (active.includes(DIALYSIS_CONDITION)) dialysisReceipts(plan, receipts);
  else chronicReceipts(plan, receipts);
  acuteReceipts(plan, receipts);
  admissions(plan, receipts);
  return receipts;
}

/** Months on whose 15th the person is insured and alive. */
function insuredMonths(c: ClaimsContext): InsuredMonth[] {
  const months: InsuredMonth[] = [];
  for (let i = 0; i < 12; i++) {
    const month = ((i + 3) % 12) + 1;
    const first = dayOf(c.state.fiscalYear + (i >= 9 ? 1 : 0), month, 1);
    const insurer = insurerOn(c.spells, first + 14);
    if (insurer !== undefined) months.push({ first, insurer });
  }
  return months;
}

interface Draft {
  readonly setting: Setting;
  readonly place: number;
  readonly month: InsuredMonth;
  readonly points: number;
  readonly diseases: readonly string[];
}

function receiptOf(p: YearPlan, d: Draft, more: Partial<Receipt> = {}): Receipt {
  return {
    setting: d.setting,
    insurer: d.month.insurer,
    place: d.place,
    prescriber: d.place,
    fiscalYear: p.state.fiscalYear,
    month: d.month.first,
    dayOfMonth: firstDay(p),
    days: 1,
    floor: d.setting === 'pharmacy' ? PHARMACY_FLOOR : OUTPATIENT_FLOOR,
    diseases: d.diseases,
    suspected: undefined,
    uncoded: false,
    drugs: [],
    drugDays: 0,
    dialysis: false,
    ...more,
    points: Math.max(d.setting === 'pharmacy' ? PHARMACY_FLOOR : OUTPATIENT_FLOOR, Math.round(d.points)),
  };
}

function firstDay(p: YearPlan): number {
  return 10 + ((p.person.index * 7) % 15);
}

function diseaseCodes(p: YearPlan): string[] {
  return p.active.slice(0, 6).map((i) => {
    const codes = CONDITIONS[i]?.codes ?? [];
    return codes[p.person.index % codes.length] ?? '0000999';
  });
}

function drugCodes(p: YearPlan): string[] {
  const chosen: string[] = [];
  for (const i of p.active) {
    const drugs = CONDITIONS[i]?.drugs ?? [];
    const first = drugs[(p.person.index + i) % Math.max(1, drugs.length)];
    if (first !== undefined && !chosen.includes(first)) chosen.push(first);
    const second = drugs[(p.person.index + i + 1) % Math.max(1, drugs.length)];
    if (second !== undefined && p.traits.costliness > 0.4 && !chosen.includes(second)) chosen.push(second);
  }
  return chosen;
}

/** Chronic care every one to three months; dispensing follows most visits. */
function chronicReceipts(p: YearPlan, out: Receipt[]): void {
  if (p.active.length === 0) return;
  const interval = 1 + Math.floor(((p.person.index * 2654435761) % 97) / 40);
  const visits = p.months.filter((_, i) => (i + p.person.index) % interval === 0);
  const diseases = diseaseCodes(p);
  const drugs = drugCodes(p);
  // Most prescriptions are dispensed outside; the small files keep fewer pharmacy receipts.
  const dispensed = drugs.length > 0 && p.person.index % 20 >= (p.bundle > 1 ? 15 : 3);
  const place = CONDITIONS[p.active[0] ?? 0]?.place ?? 1;
  const scale = Math.exp(0.28 * p.traits.costliness);
  for (let i = 0; i < visits.length; i += p.bundle) {
    const bundled = Math.min(p.bundle, visits.length - i);
    const month = visits[i + (bundled >> 1)];
    if (month === undefined) continue;
    const visit = (900 + 500 * Math.min(p.active.length, 7)) * scale * Math.exp(0.3 * p.rng.normal());
    const given = dispensed ? 0 : drugPoints(drugs, 28 * interval);
    const points = (visit + given) * bundled;
    const more = { ...remarks(p, bundled), ...(dispensed ? {} : { drugs, drugDays: 28 }) };
    out.push(receiptOf(p, { setting: 'outpatient', place, month, points, diseases }, more));
    if (dispensed) out.push(pharmacyReceipt(p, { month, place, drugs, days: 28 * interval, bundled, scale }));
  }
}

/** A receipt that stands for several visits counts the days of all of them, so that a day costs what a day costs. */
function remarks(
  p: YearPlan,
  visits: number,
): Pick<Receipt, 'suspected' | 'uncoded' | 'days' | 'dayOfMonth'> {
  const suspected = p.rng.chance(0.06) ? p.rng.pick(['4149007', '1519006', '1539004', '2500015']) : undefined;
  const uncoded = p.rng.chance(0.004);
  const days = visits + (p.rng.chance(0.12) ? 1 : 0);
  return { suspected, uncoded, days, dayOfMonth: Math.min(firstDay(p), 32 - days) };
}

/** Points of drugs for so many days. */
function drugPoints(drugs: readonly string[], days: number): number {
  return drugs.length * days * 9;
}

interface Dispensing {
  readonly month: InsuredMonth;
  readonly place: number;
  readonly drugs: readonly string[];
  readonly days: number;
  readonly bundled: number;
  readonly scale: number;
}

function pharmacyReceipt(p: YearPlan, d: Dispensing): Receipt {
  const points = (170 + drugPoints(d.drugs, d.days) * Math.exp(0.12 * p.rng.normal())) * d.scale * d.bundled;
  const place = p.person.index % 2;
  return receiptOf(
    p,
    { setting: 'pharmacy', place, month: d.month, points, diseases: [] },
    { drugs: d.drugs, drugDays: d.days, prescriber: d.place },
  );
}

function dialysisReceipts(p: YearPlan, out: Receipt[]): void {
  const diseases = ['8842116', ...diseaseCodes(p).filter((code) => code !== '8842116')].slice(0, 5);
  for (let i = 0; i < p.months.length; i += Math.min(3, p.bundle)) {
    const month = p.months[i];
    if (month === undefined) continue;
    const points = 36000 + 2500 * p.rng.normal();
    out.push(
      receiptOf(
        p,
        { setting: 'outpatient', place: 3, month, points, diseases },
        { days: 13, dialysis: true },
      ),
    );
  }
}

/** Short illnesses; merged into a chronic receipt of the same month and place when there is one. */
function acuteReceipts(p: YearPlan, out: Receipt[]): void {
  const count = p.rng.poisson((p.age < 10 ? 1.6 : 0.75) / (p.bundle > 1 ? 5 : 1));
  for (let i = 0; i < count; i++) {
    const month = p.rng.pick(p.months);
    const code = p.rng.pick(ACUTE);
    const visits = p.bundle > 1 ? 3 : 1;
    const points = 480 * Math.exp(0.4 * p.rng.normal()) * visits;
    if (out.some((r) => r.setting === 'outpatient' && r.place === 1 && r.month === month.first)) continue;
    const draft: Draft = { setting: 'outpatient', place: 1, month, points, diseases: [code] };
    out.push(receiptOf(p, draft, remarks(p, visits)));
  }
}

function admissions(p: YearPlan, out: Receipt[]): void {
  const rate = 0.065 * Math.exp(0.042 * (p.age - 62) + 0.4 * p.traits.frailty + 0.09 * p.active.length);
  let count = Math.min(4, p.rng.poisson(Math.min(1.5, rate)));
  const dying =
    p.death !== undefined &&
    p.months.at(-1)?.first !== undefined &&
    p.death - (p.months.at(-1)?.first ?? 0) < 45;
  if (dying && count === 0 && p.rng.chance(0.6)) count = 1;
  const used = new Set<Day>();
  for (let i = 0; i < count; i++) {
    const month = dying && i === 0 ? p.months.at(-1) : p.rng.pick(p.months);
    const days = Math.min(26, 3 + Math.floor(-7 * Math.log(1 - p.rng.next())));
    const points = days * (3900 + 700 * p.rng.normal()) + 34000 * p.rng.next();
    const code = p.rng.pick(ADMISSION);
    if (month === undefined || used.has(month.first)) continue;
    used.add(month.first);
    const diseases = [code, ...diseaseCodes(p).filter((d) => d !== code)].slice(0, 5);
    const draft: Draft = {
      setting: 'inpatient',
      place: 0,
      month,
      points: Math.max(points, days * 1700),
      diseases,
    };
    out.push(receiptOf(p, draft, { days, dayOfMonth: 1 + p.rng.int(0, 27 - days) }));
  }
}

/** Points that a lower use of care could take away: outpatient and dispensing receipts from `from` on. */
export function flexiblePoints(receipts: readonly Receipt[], from: Day): number {
  let sum = 0;
  for (const r of receipts) if (isFlexible(r, from)) sum += r.points - r.floor;
  return sum;
}

/** Lowers receipts in proportion so that exactly `points` (or all that is flexible) are taken away; returns it. */
export function lowerPoints(receipts: readonly Receipt[], from: Day, points: number): number {
  const available = flexiblePoints(receipts, from);
  const target = Math.min(points, available);
  let taken = 0;
  let passed = 0;
  for (const r of receipts) {
    if (!isFlexible(r, from)) continue;
    passed += r.points - r.floor;
    const due = Math.round((target * passed) / available) - taken;
    r.points -= due;
    taken += due;
  }
  return taken;
}

function isFlexible(r: Receipt, from: Day): boolean {
  return r.setting !== 'inpatient' && !r.dialysis && r.month >= from;
}
