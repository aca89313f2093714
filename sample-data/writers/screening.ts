/** がん検診 by person and 乳幼児健診 as yearly counts. */
import {
  ageAtFiscalYearEnd,
  compact,
  dayOf,
  fiscalYearEnd,
  fiscalYearLabel,
  fiscalYearStart,
} from '../calendar.ts';
import type { PersonHistory } from '../people/course.ts';
import { insurerOn } from '../people/enrolment.ts';
import { logistic, Rng } from '../random.ts';
import { residentNumber, type WriteContext, type Writer } from './context.ts';
import { csv } from './sink.ts';

export function screeningPath(fiscalYear: number): string {
  return `07_がん検診/がん検診_${fiscalYearLabel(fiscalYear)}.csv`;
}

export function childPath(fiscalYear: number): string {
  return `08_母子/乳幼児健診_${fiscalYearLabel(fiscalYear)}.csv`;
}

interface Programme {
  readonly name: string;
  readonly from: number;
  readonly women: boolean;
  /** Every second year only. */
  readonly biennial: boolean;
  readonly uptake: number;
  readonly workUp: number;
  readonly cancer: number;
}

/** Ages and intervals as recommended; rates are placeholders. */
const PROGRAMMES: readonly Programme[] = [
  { name: '胃がん', from: 50, women: false, biennial: true, uptake: -2.4, workUp: 0.06, cancer: 0.02 },
  { name: '肺がん', from: 40, women: false, biennial: false, uptake: -2.3, workUp: 0.02, cancer: 0.03 },
  { name: '大腸がん', from: 40, women: false, biennial: false, uptake: -2.1, workUp: 0.065, cancer: 0.03 },
  { name: '乳がん', from: 40, women: true, biennial: true, uptake: -1.7, workUp: 0.06, cancer: 0.05 },
  { name: '子宮頸がん', from: 20, women: true, biennial: true, uptake: -1.8, workUp: 0.02, cancer: 0.02 },
];

export function screeningWriter(c: WriteContext): Writer {
  const children = new Map<number, number>();
  return {
    person: (h) => {
      for (let i = 0; i < c.years; i++) {
        const fiscalYear = c.firstYear + i;
        const age = ageAtFiscalYearEnd(h.person.birth, fiscalYear);
        if (insurerOn(h.spells, dayOf(fiscalYear, 9, 1)) === undefined) continue;
        if (age >= 20) screened(c, h, fiscalYear, age);
        else if (age <= 4 && h.person.birth <= fiscalYearEnd(fiscalYear)) countChild(children, h, fiscalYear);
      }
    },
    finish: () => {
      for (let i = 0; i < c.years; i++) writeChildren(c, c.firstYear + i, children);
    },
  };
}

function screened(c: WriteContext, h: PersonHistory, fiscalYear: number, age: number): void {
  const rng = new Rng(c.seed, h.person.index, 12, fiscalYear);
  for (const p of PROGRAMMES) {
    const attends = rng.chance(logistic(p.uptake + 0.8 * h.traits.conscious - 0.012 * Math.abs(age - 64)));
    const day = dayOf(fiscalYear, 6, 1) + rng.int(0, 240);
    const workUp = rng.chance(p.workUp);
    const followed = rng.chance(0.82);
    const found = rng.chance(p.cancer);
    const due = !p.biennial || (h.person.index + fiscalYear) % 2 === 0;
    if (!attends || !due || age < p.from || (p.women && h.person.sex === 1)) continue;
    if (insurerOn(h.spells, day) === undefined) continue;
    writeScreened(c, h, fiscalYear, { name: p.name, day, workUp, followed: workUp && followed, found });
  }
}

interface Result {
  readonly name: string;
  readonly day: number;
  readonly workUp: boolean;
  readonly followed: boolean;
  readonly found: boolean;
}

function writeScreened(c: WriteContext, h: PersonHistory, fiscalYear: number, r: Result): void {
  const path = screeningPath(fiscalYear);
  const sink = c.sinks.at(path, 'cp932', (s) =>
    s.text(`${csv(['宛名番号', '検診種別', '受診日', '受診形態', '判定', '精検受診', '精検結果'])}\r\n`),
  );
  const pending = r.workUp && !r.followed && c.dirt.every(2, 'work_up_unknown', path, '精検の受診が未把握');
  sink.line(
    csv([
      residentNumber(h.person),
      r.name,
      compact(r.day),
      h.person.household % 3 === 0 ? '個別' : '集団',
      r.workUp ? '要精検' : '精検不要',
      r.workUp ? (r.followed ? '受診' : pending ? '未把握' : '未受診') : '',
      r.followed ? (r.found ? 'がん' : '異常なし') : '',
    ]),
  );
}

const CHILD_CHECKUPS = ['３～４か月児', '１歳６か月児', '３歳児'] as const;

/** Children by the checkup that falls due: first months, second year, fourth year of life. */
function countChild(children: Map<number, number>, h: PersonHistory, fiscalYear: number): void {
  const days = fiscalYearEnd(fiscalYear) - h.person.birth;
  const kind = days < 365 ? 0 : days >= 548 && days < 913 ? 1 : days >= 1095 && days < 1460 ? 2 : undefined;
  if (kind === undefined || h.person.birth > fiscalYearEnd(fiscalYear)) return;
  const key = fiscalYear * 10 + kind;
  children.set(key, (children.get(key) ?? 0) + 1);
}

/** Counts for all children of the town: the insured ones are about one in eight. */
function writeChildren(c: WriteContext, fiscalYear: number, children: ReadonlyMap<number, number>): void {
  const sink = c.sinks.at(childPath(fiscalYear), 'cp932', (s) =>
    s.text(`${csv(['年度', '健診種別', '対象者数', '受診者数', 'むし歯のない者', '要精密検査'])}\r\n`),
  );
  CHILD_CHECKUPS.forEach((name, kind) => {
    const target =
      8 * (children.get(fiscalYear * 10 + kind) ?? 0) + 60 + ((fiscalYearStart(fiscalYear) + kind) % 17);
    const examined = Math.round(target * (0.965 - 0.012 * kind));
    const sound = kind === 0 ? '' : Math.round(examined * (kind === 1 ? 0.985 : 0.88));
    sink.line(csv([fiscalYearLabel(fiscalYear), name, target, examined, sound, Math.round(examined * 0.04)]));
  });
}
