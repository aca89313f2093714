import type {
  CandidateTable,
  FlowStep,
  HiddenReason,
  ReleasedBalance,
  ReleasedEffect,
  ReleasedFlow,
  ReleasedTable,
  ReleaseRecord,
  StatisticContext,
} from '../../domain/statistic.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DisclosurePolicy } from '../policy.ts';
import { type Released, seal } from '../released.ts';
import { type BalanceCandidate, balanceRows } from './balance.ts';
import { type EffectCandidate, printedEffect, requireSupport } from './effect.ts';
import { ALL_RULES, type GateOptions, type RuleSwitches } from './options.ts';
import { hiddenCell, releaseRecord, shownCell } from './record.ts';
import { malformedTable } from './refusals.ts';
import {
  type ArmCounts,
  type Breakdown,
  type StudyPlaces,
  studySizes,
  traitBreakdowns,
} from './study-sizes.ts';
import { ofPeople, releaseTable } from './table.ts';

/** An estimate and the group of people it is about: a step of the flow (`observed_sbp`), or any name. */
export interface StudyEffect extends EffectCandidate {
  readonly group: string;
}

/** Persons by arm and bin of a histogram of one group, as a table of arm × bin. */
export interface StudyOverlap {
  readonly context: StatisticContext;
  readonly group: string;
  readonly bins: readonly {
    readonly code: string;
    readonly label: string;
    readonly persons: ArmCounts;
    readonly people?: { readonly treated: string; readonly control: string };
  }[];
}

/** A whole study as it asks to be let out. */
export interface StudyCandidate {
  readonly parameters: CandidateTable['parameters'];
  readonly context: StatisticContext;
  /** Names of the arms in the flow. */
  readonly arms: { readonly treated: string; readonly control: string };
  /** In order; each step is a part of the one before unless it names another. */
  readonly flow?: { readonly context: StatisticContext; readonly steps: readonly FlowStep[] };
  readonly effects: readonly StudyEffect[];
  /** Smallest arm that gets an estimate at all, as everybody may know. Default 30. */
  readonly smallestArm?: number;
  readonly balance?: BalanceCandidate & { readonly group: string };
  readonly overlap?: StudyOverlap;
  /** Finest classes of its people (see `CandidateTable`). */
  readonly atoms?: CandidateTable['atoms'];
}

export interface ReleasedStudy {
  readonly flow: Released<ReleasedFlow> | undefined;
  readonly effects: readonly Released<ReleasedEffect>[];
  readonly balance: Released<ReleasedBalance> | undefined;
  readonly overlap: Released<ReleasedTable> | undefined;
  /** All sizes of the study, for the ledger: what later releases must reckon with. */
  readonly sizes: { readonly candidate: CandidateTable; readonly released: Released<ReleasedTable> };
}

const OVERLAP = 'overlap';

/**
 * Lets a study through the gate as one: persons at every step, behind every estimate, with every trait and in
 * every bin are cells of one system, so that no subtraction between them says how few were lost, left out or
 * have a trait; earlier releases take part, and later ones reckon with it.
 *
 * @throws UserIssue (refused) `disclosure.effect_*` (see `requireSupport`), and as `releaseTable`
 */
export async function releaseStudy(
  study: StudyCandidate,
  policy: DisclosurePolicy,
  ledger: LedgerView,
  options: GateOptions = {},
): Promise<ReleasedStudy> {
  const rules = options.rules ?? ALL_RULES;
  if (rules.effect) for (const effect of study.effects) requireSupport(effect, policy);
  checkSteps(study);
  const places = placesOf(study, Math.max(policy.threshold, study.smallestArm ?? 30), rules);
  const released = await releaseTable(ofPeople(places.table, study), policy, ledger, options);
  const hidden = new Map<string, HiddenReason>();
  for (const row of released.statistic.rows) {
    const cell = row.cells[0]!;
    if (cell.state === 'hidden') hidden.set(row.at.join('|'), cell.reason);
  }
  const releases = (released.release.earlier ?? []).map(({ releaseId }) => releaseId);
  const work: Work = { study, policy, ledger, places, hidden, releases };
  return {
    flow: study.flow && flowOf(work, study.flow),
    effects: study.effects.map((effect) => effectOf(work, effect)),
    balance: study.balance && balanceOf(work, study.balance),
    overlap: study.overlap && overlapOf(work, study.overlap),
    sizes: { candidate: places.table, released },
  };
}

interface Work {
  readonly study: StudyCandidate;
  readonly policy: DisclosurePolicy;
  readonly ledger: LedgerView;
  readonly places: StudyPlaces;
  /** Hidden sizes by place. */
  readonly hidden: ReadonlyMap<string, HiddenReason>;
  /** Releases for whose sake sizes are hidden. */
  readonly releases: readonly string[];
}

function checkSteps({ flow }: StudyCandidate): void {
  const ids = new Set(flow?.steps.map(({ id }) => id));
  if (flow === undefined) return;
  if (ids.size !== flow.steps.length) throw malformedTable('duplicate_row');
  if (flow.steps.some(({ of }) => of !== undefined && !ids.has(of))) throw malformedTable('unknown_level');
}

function sizesOf({ effect }: EffectCandidate): ArmCounts {
  return { treated: effect.treated ?? 0, control: effect.control ?? 0 };
}

function placesOf(study: StudyCandidate, smallestArm: number, rules: RuleSwitches): StudyPlaces {
  const { balance, overlap } = study;
  const breakdowns: Breakdown[] = [];
  if (balance && rules.traits) breakdowns.push(...traitBreakdowns(balance.rows, balance.group, balance.arms));
  if (overlap) {
    const sum = (arm: keyof ArmCounts) => overlap.bins.reduce((total, bin) => total + bin.persons[arm], 0);
    const sizes = { treated: sum('treated'), control: sum('control') };
    breakdowns.push({ name: OVERLAP, group: overlap.group, sizes, levels: overlap.bins });
  }
  return studySizes({
    id: 'study.sizes',
    parameters: study.parameters,
    context: study.context,
    steps: study.flow?.steps ?? [],
    arms: study.arms,
    smallestArm,
    estimates: [
      ...study.effects.map((effect) => ({ group: effect.group, sizes: sizesOf(effect) })),
      ...(balance ? [{ group: balance.group, sizes: balance.arms }] : []),
    ],
    breakdowns,
  });
}

function record(work: Work, part: string, more: object, cells: Parameters<typeof releaseRecord>[0]['cells']) {
  const question = { id: `study.${part}`, parameters: work.study.parameters, ...more };
  const { policy, ledger, releases } = work;
  return releaseRecord({ question, policy, ledger, cells, releases }) satisfies ReleaseRecord;
}

function flowOf(work: Work, flow: NonNullable<StudyCandidate['flow']>): Released<ReleasedFlow> {
  const steps = flow.steps.map(({ id, label, arm, persons }) => {
    const reason = work.hidden.get(work.places.step(id));
    const cell = reason === undefined ? shownCell(persons, 0) : hiddenCell(reason);
    return { id, label, ...(arm === undefined ? {} : { arm }), persons: cell };
  });
  const ids = steps.map((step) => step.id);
  const cells = steps.map((step) => step.persons);
  return seal(structuredClone({ context: flow.context, steps }), record(work, 'flow', { steps: ids }, cells));
}

function effectOf(work: Work, candidate: StudyEffect): Released<ReleasedEffect> {
  const sizes = sizesOf(candidate);
  const size = (arm: keyof ArmCounts) =>
    work.hidden.has(work.places.group(candidate.group, sizes, arm)) ? null : sizes[arm];
  const effect = printedEffect(candidate.effect, { treated: size('treated'), control: size('control') });
  const cells = [
    shownCell(effect.estimate, 12),
    ...[effect.treated, effect.control].map((count) =>
      count === null ? hiddenCell('secondary') : shownCell(count, 0),
    ),
  ];
  const { outcome, method } = effect;
  return seal(
    structuredClone({ context: candidate.context, effect }),
    record(work, 'effect', { outcome, method, group: candidate.group }, cells),
  );
}

function balanceOf(work: Work, candidate: NonNullable<StudyCandidate['balance']>): Released<ReleasedBalance> {
  const { arms, group } = candidate;
  // A share of people whose number is hidden narrows that number down to a few.
  const reason = (name: string, term: string) =>
    (['treated', 'control'] as const)
      .flatMap((arm) => [work.places.level(`trait:${name}`, term, arm), work.places.group(group, arms, arm)])
      .map((place) => work.hidden.get(place))
      .find((each) => each !== undefined);
  const known = new Set(work.places.table.dimensions.map(({ id }) => id));
  const rows = balanceRows(candidate, work.policy, (row) => {
    const name = row.factor ?? row.term;
    return known.has(`trait:${name}`) ? reason(name, row.term) : undefined;
  });
  const { context, convention } = candidate;
  const cells = rows.flatMap((row) => [
    row.before,
    row.after,
    row.treatedMean,
    row.controlMeanBefore,
    row.controlMeanAfter,
  ]);
  const terms = rows.map((row) => row.term);
  return seal(structuredClone({ context, convention, rows }), record(work, 'balance', { terms }, cells));
}

function overlapOf(work: Work, overlap: StudyOverlap): Released<ReleasedTable> {
  const arms = ['treated', 'control'] as const;
  const rows = arms.flatMap((arm) =>
    overlap.bins.map(({ code, persons }) => {
      const reason = work.hidden.get(work.places.level(OVERLAP, code, arm));
      const cell = reason === undefined ? shownCell(persons[arm], 0) : hiddenCell(reason);
      return { at: [arm, code], cells: [cell] };
    }),
  );
  const table: ReleasedTable = {
    id: 'study.overlap',
    parameters: work.study.parameters,
    context: overlap.context,
    dimensions: [
      {
        id: 'arm',
        label: '群',
        partition: true,
        levels: arms.map((arm) => ({ code: arm, label: work.study.arms[arm] })),
      },
      {
        id: 'bin',
        label: '選好スコア',
        partition: true,
        levels: overlap.bins.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns: [{ id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 }],
    rows,
  };
  const cells = rows.flatMap((row) => row.cells);
  const bins = overlap.bins.map(({ code }) => code);
  return seal(structuredClone(table), record(work, 'overlap', { bins }, cells));
}
