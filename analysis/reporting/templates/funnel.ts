import type { Column, ReleasedTable } from '../../domain/statistic.ts';
import { noted } from '../../domain/titles.ts';
import { shareOf } from '../figures/horizontal.ts';
import type { ApproachInput, ProgrammeInput } from '../inputs.ts';
import type { CellRef, FlowRef, FunnelStep } from '../model.ts';
import type { Released } from '../released.ts';
import { hasRow, positionOf, yearDimension } from '../roles.ts';
import { cell, cellOf, stepCell } from '../text.ts';

export interface Funnel {
  readonly id: string;
  /** Short name of what the funnel is about. */
  readonly name: string;
  readonly caption: string;
  /** Year that the numbers are of; empty for flows, which say it themselves. */
  readonly period: string;
  readonly steps: readonly FunnelStep[];
}

/**
 * The high-risk funnel: a programme's flow where one was given, otherwise the comparison's cascade. In a small town
 * most steps of the whole cascade are hidden: then the shorter one that shows more of its steps.
 */
export function highRiskFunnel(
  approach: ApproachInput | undefined,
  programmes: readonly ProgrammeInput[],
): Funnel | undefined {
  const programme = programmes.find((one) => one.approach === 'high_risk' && one.flow !== undefined);
  if (programme !== undefined) return programmeFunnel(programme);
  const found = (approach?.highRisk.tables ?? []).flatMap((table) => cascade(table) ?? []);
  return found.toSorted((a, b) => shownSteps(b) - shownSteps(a))[0];
}

function shownSteps({ steps }: Funnel): number {
  return steps.filter(({ number }) => stepCell(number).state === 'shown').length;
}

/** Funnel of a programme's own flow. */
export function programmeFunnel(programme: ProgrammeInput): Funnel | undefined {
  const { flow } = programme;
  if (flow === undefined) return undefined;
  return {
    id: `${programme.id}-funnel`,
    name: programme.name,
    caption: `${programme.name}：対象から改善まで`,
    period: '',
    steps: flowSteps(flow),
  };
}

/** People with one outcome are a part of everybody before, not of those with the outcome listed before. */
const isObserved = (id: string): boolean => id.startsWith('observed_');

/** Steps of a flow; a step of an arm is part of the arm's step before, or of the last common one. */
export function flowSteps(flow: FlowRef['flow']): readonly FunnelStep[] {
  const { steps } = flow.statistic;
  return steps.map((step, index) => {
    const of = steps
      .slice(0, index)
      .findLastIndex(
        (before) => !isObserved(before.id) && (before.arm === undefined || before.arm === step.arm),
      );
    const number: FlowRef = {
      ref: 'flow',
      flow,
      step: step.id,
      ...(step.arm === undefined ? {} : { arm: step.arm }),
    };
    const label = step.arm === undefined ? step.label : `${step.arm}：${step.label}`;
    return { label, number, ...(of < 0 ? {} : { of }) };
  });
}

/** A row of a table whose columns are nested counts, each a subset of the one before. */
function cascade(table: Released<ReleasedTable>): Funnel | undefined {
  const all = chain(table.statistic.columns);
  const columns = all.filter((column, index) => !isUnrecorded(table.statistic, column, all[index + 1]));
  const at = columns.length < 3 ? undefined : lastFilledRow(table, columns);
  if (at === undefined) return undefined;
  const { statistic } = table;
  const year = yearDimension(statistic);
  const code = year === undefined ? undefined : at[statistic.dimensions.indexOf(year)];
  const label = year?.levels.find((level) => level.code === code)?.label ?? '';
  return {
    id: `${statistic.id}-${code ?? 'all'}`,
    name: statistic.context.title,
    caption: label === '' ? statistic.context.title : noted(statistic.context.title, label),
    period: label,
    steps: [
      ...columns.map((column, index) => ({
        label: column.label,
        number: cell(table, at, column.id),
        ...(index === 0 ? {} : { of: index - 1 }),
      })),
      ...anywayStep(table, at, columns),
    ],
  };
}

/** Beside those who improved, how many would have anyway (regression to the mean), where the table holds it. */
function anywayStep(
  table: Released<ReleasedTable>,
  at: readonly string[],
  steps: readonly Column[],
): readonly FunnelStep[] {
  const last = steps.at(-1)?.id ?? '';
  const column = table.statistic.columns.find(({ id }) => id === `expected_${last}`);
  if (column === undefined) return [];
  return [{ label: column.label, number: cell(table, at, column.id), of: steps.length - 2, anyway: true }];
}

/**
 * Who was interviewed counts as invited. Where in every year nobody else does, no invitation is on record, and the
 * step would say that nobody else had been invited.
 */
function isUnrecorded({ columns, rows }: ReleasedTable, step: Column, next: Column | undefined): boolean {
  if (step.id !== 'invited' || next === undefined) return false;
  const [at, after] = [columns.indexOf(step), columns.indexOf(next)];
  const pairs = rows.flatMap(({ cells }) => {
    const [one, other] = [cells[at], cells[after]];
    return one?.state === 'shown' && other?.state === 'shown' ? [[one.value, other.value]] : [];
  });
  return pairs.length > 0 && pairs.every(([one, other]) => one === other);
}

function chain(columns: readonly Column[]): readonly Column[] {
  const found: Column[] = [];
  for (let next = columns.find(({ kind }) => kind === 'count'); next !== undefined; ) {
    found.push(next);
    const last = next.id;
    next = columns.find((column) => column.kind === 'count_subset' && column.of === last);
  }
  return found;
}

/** The last year in which the last step has anybody: later steps need data of the year after. */
function lastFilledRow(
  table: Released<ReleasedTable>,
  columns: readonly Column[],
): readonly string[] | undefined {
  const { statistic } = table;
  const year = yearDimension(statistic);
  const codes: readonly (string | undefined)[] =
    year === undefined ? [undefined] : year.levels.map(({ code }) => code).reverse();
  const rows = codes
    .map((code) => positionOf(statistic, year === undefined || code === undefined ? {} : { [year.id]: code }))
    .filter((at) => hasRow(statistic, at));
  const last = columns.at(-1)?.id ?? '';
  const filled = (at: readonly string[]): boolean => {
    const found = cellOf(cell(table, at, last));
    return found.state === 'hidden' || (found.state === 'shown' && found.value > 0);
  };
  return rows.find(filled) ?? rows[0];
}

export interface Loss {
  readonly from: { readonly label: string; readonly number: CellRef | FlowRef };
  readonly to: { readonly label: string; readonly number: CellRef | FlowRef };
  /** Per cent of `from` that reached `to`. */
  readonly share: number;
}

/**
 * The step at which most people are lost, leaving out the first, which only defines who is eligible, and what became
 * of those who stayed: nobody leaves by not improving.
 */
export function largestLoss(funnel: Funnel): Loss | undefined {
  const losses = funnel.steps.flatMap((to, index): (Loss & { readonly people: number })[] => {
    const from = to.of === undefined ? undefined : funnel.steps[to.of];
    if (from === undefined || index === 1 || to.anyway || isOutcome(to.number)) return [];
    const [whole, part] = [stepCell(from.number), stepCell(to.number)];
    const share = shareOf(part, whole);
    if (share === null || whole.state !== 'shown' || part.state !== 'shown') return [];
    return [{ from, to, share, people: whole.value - part.value }];
  });
  return losses.sort((a, b) => b.people - a.people)[0];
}

function isOutcome(number: CellRef | FlowRef): boolean {
  return number.ref === 'cell' ? number.column === 'improved' : isObserved(number.step);
}
