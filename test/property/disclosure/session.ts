import {
  type DisclosurePolicy,
  type LedgerView,
  type PublishedTable,
  publishedTable,
  releaseDistribution,
  releaseStudy,
  releaseSurvival,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { GateOptions } from '../../../analysis/disclosure/release/options.ts';
import type { LifeStep } from '../../../analysis/disclosure/survival/steps.ts';
import type { ReleasedCell } from '../../../analysis/domain/statistic.ts';
import { context } from '../../unit/disclosure/study-parts.ts';
import type { SessionAttacker } from './attacker.ts';
import type { Asked } from './product-questions.ts';
import { poseProduct } from './product-session.ts';
import {
  atomsOf,
  classesOf,
  isOld,
  keyOf,
  type Mask,
  maskOf,
  rowMask,
  type StudyQuestion,
  sizeOf,
  studyOf,
  studySets,
  type TableQuestion,
  tableOf,
} from './questions.ts';
import { type Atom, LEVELS } from './town.ts';

/** A group of people of an answer; `concept` groups may be compared with one another. */
export interface Group {
  readonly what: string;
  readonly concept: string;
  readonly set: Mask;
  /** Groups of one concept and kin may be parts of one another. */
  readonly kin?: string;
  /** Column and place of the group: two columns of which one holds the other leave people between in each place. */
  readonly column?: string;
  readonly place?: string;
  /** Costs of these people are part of the answer. */
  readonly costs?: boolean;
}

export interface Answer {
  readonly groups: readonly Group[];
  readonly tables: readonly PublishedTable[];
}

export interface Session {
  readonly town: readonly Atom[];
  readonly attacker: SessionAttacker;
  readonly policy: DisclosurePolicy;
  readonly ledger: LedgerView;
  readonly options: GateOptions;
  readonly withKeys: boolean;
  /** Curves: what the screens tell of their people, keys without numbers. */
  readonly asProduct?: boolean;
}

/** Asks the gate, and tells the attacker what comes out; undefined where there is no such statistic. */
export async function pose(session: Session, question: Asked): Promise<Answer | undefined> {
  if (isTable(question)) return poseTable(session, question);
  if (question.kind === 'study') return poseStudy(session, question);
  if (question.kind === 'bins') return poseBins(session, question.minAge);
  if (question.kind === 'curve') return poseCurve(session, question.minAge);
  return poseProduct(session, question);
}

function isTable(question: Asked): question is TableQuestion {
  return 'dimensions' in question;
}

/** A count: its number, or at least one where it is not hidden for the sake of earlier releases. */
export function learnCount({ attacker }: Session, mask: Mask, cell: ReleasedCell): void {
  if (cell.state === 'shown') attacker.knowPersons(mask, cell.value);
  else if (cell.state === 'hidden' && cell.reason !== 'ledger')
    attacker.knowPersons(mask, 1, Number.POSITIVE_INFINITY);
}

/** A share printed to `half` on either side, of a group of known or unknown size. */
export function learnShare(
  { attacker }: Session,
  part: Mask,
  whole: Mask,
  value: number,
  half: number,
): void {
  const persons = (share: number) => [[part, 1] as const, [whole, -share] as const];
  attacker.know({ persons: persons(value - half), lower: -1e-6, upper: Number.POSITIVE_INFINITY });
  attacker.know({ persons: persons(value + half), lower: Number.NEGATIVE_INFINITY, upper: 1e-6 });
}

async function poseTable(session: Session, question: TableQuestion): Promise<Answer> {
  const { town, attacker, policy, ledger, options } = session;
  const candidate = tableOf(town, question, session.withKeys);
  const released = await releaseTable(candidate, policy, ledger, options);
  const groups: Group[] = [];
  const concept = 'town';
  for (const { at, cells } of released.statistic.rows) {
    const all = rowMask(town, question, at, false);
    const some = rowMask(town, question, at, true);
    const label = `${question.kind} ${question.minAge}:${at.join('|')}`;
    groups.push({ what: `n ${label}`, concept, kin: 'n', set: all });
    learnCount(session, all, cells[0]!);
    if (question.kind === 'mean') {
      const mean = cells[1]!;
      if (mean.state !== 'shown') continue;
      for (const [sign, bound] of [
        [-1, 'lower'],
        [1, 'upper'],
      ] as const) {
        const weight = -(mean.value + sign * 0.05);
        const open = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
        const side = bound === 'lower' ? { lower: -1e-6 } : { upper: 1e-6 };
        attacker.know({ persons: [[all, weight]], pressure: all, ...open, ...side });
      }
      continue;
    }
    const place = placeOf(question.dimensions, at);
    const column = `${question.kind} ${question.minAge}`;
    groups.push({
      what: `k ${label}`,
      concept,
      kin: 'k',
      set: some,
      costs: question.kind === 'cost',
      column,
      place,
    });
    groups.push({ what: `n-k ${label}`, concept, kin: 'n', set: all & ~some });
    // A part hidden with its group may be nobody.
    if (cells[0]!.state !== 'hidden' || cells[1]!.state === 'shown') learnCount(session, some, cells[1]!);
    if (question.kind === 'share') {
      const share = cells[2]!;
      if (share.state === 'shown') learnShare(session, some, all, share.value / 100, 0.000501);
      continue;
    }
    const [yen, rate] = [cells[2]!, cells[3]!];
    if (yen.state === 'shown') attacker.know({ costs: some, lower: yen.value - 0.5, upper: yen.value + 0.5 });
    if (rate.state !== 'shown') continue;
    const at0 = {
      persons: [[all, -(rate.value - 0.5)] as const],
      lower: -1e-6,
      upper: Number.POSITIVE_INFINITY,
    };
    const at1 = {
      persons: [[all, -(rate.value + 0.5)] as const],
      lower: Number.NEGATIVE_INFINITY,
      upper: 1e-6,
    };
    attacker.know({ costs: some, ...at0 });
    attacker.know({ costs: some, ...at1 });
  }
  return { groups, tables: [publishedTable(released, candidate)] };
}

/** Levels that are not a total; the year is the same everywhere. */
export function placeOf(dimensions: readonly string[], at: readonly string[]): string {
  const levels = dimensions.flatMap((name, position) =>
    name === 'year' || at[position] === 'T' ? [] : [`${name}:${at[position]}`],
  );
  return levels.toSorted().join(',');
}

async function poseStudy(session: Session, question: StudyQuestion): Promise<Answer | undefined> {
  const { town, attacker, policy, ledger, options } = session;
  const candidate = studyOf(town, question, session.asProduct);
  if (candidate === undefined) return undefined;
  const { flow, effects, balance, overlap, sizes } = await releaseStudy(candidate, policy, ledger, options);
  const sets = studySets(town, question);
  const concept = 'study';
  const groups: Group[] = [];
  const note = (what: string, set: Mask) => groups.push({ what: `study ${what}`, concept, set });
  for (const { arm, eligible, resident, observed } of sets) {
    const masks = { eligible, resident, observed_0: observed[0]!, observed_1: observed[1]! };
    for (const [id, set] of Object.entries(masks)) {
      note(`${id} ${arm}`, set);
      learnCount(session, set, flow!.statistic.steps.find((step) => step.id === `${id}:${arm}`)!.persons);
    }
    const side = arm === '参加' ? 'treated' : 'control';
    effects.forEach(({ statistic }, outcome) => {
      const count = statistic.effect[side];
      attacker.knowPersons(observed[outcome]!, count ?? 30, count ?? Number.POSITIVE_INFINITY);
    });
    const whole = observed[0]!;
    for (const row of balance!.statistic.rows) {
      const part =
        whole & maskOf(town, (atom) => (row.term === 'male' ? atom.sex === 'm' : atom.district === row.term));
      note(`${row.term} ${arm}`, part);
      note(`not ${row.term} ${arm}`, whole & ~part);
      const mean = side === 'treated' ? row.treatedMean : row.controlMeanBefore;
      if (mean.state === 'shown') learnShare(session, part, whole, mean.value, 0.000501);
    }
    for (const { at, cells } of overlap!.statistic.rows) {
      if (at[0] !== side) continue;
      const bin = whole & maskOf(town, (atom) => atom.age === at[1]);
      note(`bin ${at[1]} ${arm}`, bin);
      learnCount(session, bin, cells[0]!);
    }
  }
  return { groups, tables: [publishedTable(sizes.released, sizes.candidate)] };
}

async function poseBins(session: Session, minAge: number): Promise<Answer> {
  const { town, policy, ledger, options } = session;
  const groupMask = (sex: string, from: number, to: number) =>
    maskOf(town, (atom) => {
      const bin = LEVELS.district.indexOf(atom.district as 'd0');
      return isOld(atom, minAge) && atom.sex === sex && bin >= from && bin < to;
    });
  const bins = LEVELS.district.map((_, from) => ({ from, to: from + 1 }));
  const { candidate, released } = await releaseDistribution(
    {
      id: 'town.bins',
      parameters: { minAge },
      context,
      atoms: atomsOf(town, ['n', 'k']),
      unit: '点',
      bins,
      separateGroups: true,
      groups: LEVELS.sex.map((code) => ({
        code,
        label: code,
        persons: bins.map(({ from, to }) => sizeOf(town, groupMask(code, from, to))),
        people: bins.map(({ from, to }) => classesOf(town, groupMask(code, from, to))),
      })),
    },
    policy,
    ledger,
    options,
  );
  const groups = released.statistic.rows.map(({ at, cells }): Group => {
    const [from, to] = at[0] === 'all' ? ['', ''] : at[0]!.split('|');
    const set = groupMask(at[1]!, from === '' ? 0 : Number(from), to === '' ? 9 : Number(to));
    learnCount(session, set, cells[0]!);
    return { what: `bins ${minAge}:${at.join(' ')}`, concept: 'bins', set };
  });
  return { groups, tables: [publishedTable(released, candidate)] };
}

/** Everybody with the trait has the event, in the month of the number of the district; nobody is censored. */
async function poseCurve(session: Session, minAge: number): Promise<Answer> {
  const { town, attacker, policy, ledger, options } = session;
  const armMask = (sex: string) => maskOf(town, (atom) => isOld(atom, minAge) && atom.sex === sex);
  const eventMask = (sex: string, until: number, from = 0) =>
    maskOf(town, (atom) => {
      const month = LEVELS.district.indexOf(atom.district as 'd0') + 1;
      return isOld(atom, minAge) && atom.sex === sex && atom.flagged && month <= until && month > from;
    });
  const tell = session.asProduct ? keyOf : classesOf;
  const arms = LEVELS.sex.map((code) => ({
    code,
    label: code,
    steps: LEVELS.district.map((_, at): LifeStep => {
      const atRisk = sizeOf(town, armMask(code)) - sizeOf(town, eventMask(code, at));
      return [at + 1, atRisk, sizeOf(town, eventMask(code, at + 1, at)), 0];
    }),
    people: LEVELS.district.map((_, at) => ({
      atRisk: tell(town, armMask(code) & ~eventMask(code, at)),
      events: tell(town, eventMask(code, at + 1, at)),
    })),
  }));
  const atoms = atomsOf(town, ['n', 'k']);
  const told = session.asProduct ? { arms } : { arms, atoms };
  const candidate = { id: 'town.curve', parameters: { minAge }, context, unit: '月', ...told };
  const { curve, sizes } = await releaseSurvival(candidate, policy, ledger, options);
  const groups: Group[] = [];
  let before = new Map<string, number>();
  for (const { at, cells } of curve.statistic.rows) {
    const [arm, time] = [at[0]!, Number(at[1])];
    const [survival, atRisk] = [cells[0]!, cells[1]!];
    if (survival.state !== 'shown' || atRisk.state !== 'shown') continue;
    const all = armMask(arm);
    const until = eventMask(arm, time);
    learnShare(session, until, all, 1 - survival.value / 100, 0.000501);
    // Persons at risk at the start of the step, rounded to tens.
    const started = all & ~eventMask(arm, before.get(arm) ?? 0);
    attacker.knowPersons(started, atRisk.value - 5, atRisk.value + 5);
    groups.push({ what: `events ${minAge}:${arm} until ${time}`, concept: 'curve', set: until });
    groups.push({
      what: `events ${minAge}:${arm} in ${time}`,
      concept: 'curve',
      set: eventMask(arm, time, before.get(arm) ?? 0),
    });
    before = new Map([...before, [arm, time]]);
  }
  return { groups, tables: [publishedTable(sizes.released, sizes.candidate)] };
}
