import type { CandidateRow, CandidateTable, Dimension, FlowStep, Level } from '../../domain/statistic.ts';
import type { BalanceCandidateRow } from './balance.ts';

/** Code of everybody, in the dimension of the arms and in every breakdown of one group. */
const ALL = 'all';
/** The step that the arms divide, where the flow starts before them. */
const ARMS = '~arms';

/** Persons by arm of something that a study prints. */
export interface ArmCounts {
  readonly treated: number;
  readonly control: number;
}

/** Everything a study prints sizes of. */
export interface StudySizes {
  readonly id: string;
  readonly parameters: CandidateTable['parameters'];
  readonly context: CandidateTable['context'];
  readonly steps: readonly FlowStep[];
  /** Codes of the arms as the flow names them. */
  readonly arms: { readonly treated: string; readonly control: string };
  /** Groups behind estimates: of a step with these sizes, or a group of their own. */
  readonly estimates: readonly { readonly group: string; readonly sizes: ArmCounts }[];
  /** Fewer people than this in an arm get no estimate, and everybody knows. */
  readonly smallestArm: number;
  /** Breakdowns of one group by arm: levels of a trait, bins of a histogram. */
  readonly breakdowns: readonly Breakdown[];
}

export interface Breakdown {
  readonly name: string;
  readonly group: string;
  readonly sizes: ArmCounts;
  readonly levels: readonly {
    readonly code: string;
    readonly persons: ArmCounts;
    readonly people?: { readonly treated: string; readonly control: string };
  }[];
}

/** Where the cells of a study stand in its table of sizes. */
export interface StudyPlaces {
  readonly table: CandidateTable;
  readonly step: (id: string) => string;
  readonly group: (group: string, sizes: ArmCounts, arm: keyof ArmCounts) => string;
  readonly level: (breakdown: string, code: string, arm: keyof ArmCounts) => string;
}

interface Row {
  readonly group: string;
  readonly arm: string;
  readonly breakdown?: string;
  readonly code?: string;
  readonly persons: number;
  readonly weight: number;
  readonly people?: string;
  readonly inside?: readonly string[];
}

/** Sizes of estimates are what a reader looks for first, early steps of the flow last. */
const WEIGHTS = { estimate: 30, step: 1, level: 3, implied: 0.05 } as const;

/**
 * One table of all groups of people that a study prints the size of: steps of the flow, the people behind each
 * estimate, traits and histograms of one of these groups. Steps and groups are parts of one another, arms
 * divide them, so that one audit covers whatever can be subtracted.
 */
export function studySizes(study: StudySizes): StudyPlaces {
  const levels: Level[] = [];
  const rows: Row[] = [];
  addSteps(study, levels, rows);
  const groupOf = (group: string, sizes: ArmCounts) => addGroup(group, sizes, levels, rows);
  for (const { group, sizes } of study.estimates) groupOf(group, sizes);
  for (const breakdown of study.breakdowns) {
    for (const arm of ['treated', 'control'] as const) {
      const group = groupOf(breakdown.group, breakdown.sizes)[arm];
      for (const { code, persons, people } of breakdown.levels) {
        const row = { group, arm, breakdown: breakdown.name, code, persons: persons[arm] };
        rows.push({
          ...row,
          weight: WEIGHTS.level,
          ...(people === undefined ? {} : { people: people[arm] }),
        });
      }
    }
  }
  const names = [...new Set(study.breakdowns.map(({ name }) => name))];
  const at = (row: Omit<Row, 'persons' | 'weight' | 'people' | 'inside'>) => [
    row.group,
    row.arm,
    ...names.map((name) => (name === row.breakdown ? row.code! : ALL)),
  ];
  const places = new Map(rows.map((row) => [at(row).join('|'), row]));
  const table: CandidateTable = {
    id: study.id,
    parameters: study.parameters,
    context: study.context,
    dimensions: dimensionsOf(study, levels, names),
    columns: [{ id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 }],
    rows: [...places.values()].map(
      (row): CandidateRow => ({
        at: at(row),
        values: [row.persons],
        weight: row.weight,
        ...(row.weight === WEIGHTS.estimate ? { atLeast: study.smallestArm } : {}),
        ...(row.people === undefined ? {} : { people: { persons: row.people } }),
        ...(row.inside === undefined ? {} : { inside: { persons: row.inside } }),
      }),
    ),
  };
  const steps = new Map(study.steps.map((step) => [step.id, armOf(study, step)]));
  return {
    table,
    step: (id) => at({ group: id, arm: steps.get(id)! }).join('|'),
    group: (group, sizes, arm) => at({ group: groupOf(group, sizes)[arm], arm }).join('|'),
    level: (name, code, arm) => {
      const { group, sizes } = study.breakdowns.find((each) => each.name === name)!;
      return at({ group: groupOf(group, sizes)[arm], arm, breakdown: name, code }).join('|');
    },
  };
}

function armOf({ arms }: StudySizes, step: FlowStep): string {
  if (step.arm === undefined) return ALL;
  if (step.arm === arms.treated) return 'treated';
  return step.arm === arms.control ? 'control' : step.arm;
}

/** Steps as levels, each below the step that contains it; the arms divide the last step without one. */
function addSteps(study: StudySizes, levels: Level[], rows: Row[]): void {
  const last = new Map<string, string>();
  const firsts = firstSteps(study);
  for (const step of study.steps) {
    const arm = armOf(study, step);
    const isFirst = arm !== ALL && !last.has(arm) && step.of === undefined;
    if (isFirst && last.has(ALL) && !last.has(ARMS)) addArms(firsts, last, levels, rows);
    const parent = step.of ?? last.get(arm) ?? (arm === ALL ? undefined : last.get(ARMS));
    levels.push({ code: step.id, label: step.label, ...(parent === undefined ? {} : { parent }) });
    const { people, inside } = step;
    const weight = WEIGHTS.step;
    rows.push({
      group: step.id,
      arm,
      persons: step.persons,
      weight,
      ...(people === undefined ? {} : { people }),
      ...(inside === undefined ? {} : { inside }),
    });
    if (step.of === undefined) last.set(arm, step.id);
  }
}

function firstSteps(study: StudySizes): Map<string, number> {
  const firsts = new Map<string, number>();
  for (const step of study.steps) {
    const arm = armOf(study, step);
    if (arm !== ALL && !firsts.has(arm)) firsts.set(arm, step.persons);
  }
  return firsts;
}

function addArms(
  firsts: ReadonlyMap<string, number>,
  last: Map<string, string>,
  levels: Level[],
  rows: Row[],
): void {
  levels.push({ code: ARMS, label: ARMS, parent: last.get(ALL)! });
  const weight = WEIGHTS.implied;
  for (const [arm, persons] of firsts) rows.push({ group: ARMS, arm, persons, weight });
  const persons = [...firsts.values()].reduce((sum, count) => sum + count, 0);
  rows.push({ group: ARMS, arm: ALL, persons, weight });
  last.set(ARMS, ARMS);
}

/** Levels of a group behind an estimate: the step of that name where the sizes agree, else one of its own. */
function addGroup(
  group: string,
  sizes: ArmCounts,
  levels: Level[],
  rows: Row[],
): Record<keyof ArmCounts, string> {
  const isSame = (row: Row, arm: keyof ArmCounts) =>
    row.arm === arm &&
    row.breakdown === undefined &&
    row.persons === sizes[arm] &&
    (row.group === group || /^[#:]/u.test(row.group.slice(group.length))) &&
    row.group.startsWith(group);
  const codeOf = (arm: keyof ArmCounts): string => {
    const at = rows.findIndex((row) => isSame(row, arm));
    if (at >= 0) {
      rows[at] = { ...rows[at]!, weight: WEIGHTS.estimate };
      return rows[at]!.group;
    }
    const taken = rows.filter((row) => row.arm === arm && row.group.startsWith(`${group}#`)).length;
    const code = `${group}#${taken}`;
    if (!levels.some((level) => level.code === code)) levels.push({ code, label: group });
    rows.push({ group: code, arm, persons: sizes[arm], weight: WEIGHTS.estimate });
    return code;
  };
  return { treated: codeOf('treated'), control: codeOf('control') };
}

function dimensionsOf(study: StudySizes, levels: readonly Level[], names: readonly string[]): Dimension[] {
  const arms = [ALL, 'treated', 'control', ...study.steps.map((step) => armOf(study, step))];
  const parts = (codes: readonly string[]): Level[] =>
    [...new Set(codes)].map((code) =>
      code === ALL ? { code, label: code } : { code, label: code, parent: ALL },
    );
  return [
    { id: 'group', label: '段階', partition: false, nested: true, levels },
    { id: 'arm', label: '群', partition: true, levels: parts(arms) },
    ...names.map((name) => ({
      id: name,
      label: name,
      partition: true,
      levels: parts([
        ALL,
        ...study.breakdowns.flatMap((each) =>
          each.name === name ? each.levels.map(({ code }) => code) : [],
        ),
      ]),
    })),
  ];
}

/** The traits of a balance table as breakdowns of its people. */
export function traitBreakdowns(
  rows: readonly BalanceCandidateRow[],
  group: string,
  sizes: ArmCounts,
): Breakdown[] {
  const traits = Map.groupBy(
    rows.filter((row) => row.persons !== undefined),
    (row) => row.factor ?? row.term,
  );
  return [...traits].map(([name, levels]) => ({
    name: `trait:${name}`,
    group,
    sizes,
    levels: levels.map(({ term, persons, people }) => ({
      code: term,
      persons: persons!,
      ...(people === undefined ? {} : { people }),
    })),
  }));
}
