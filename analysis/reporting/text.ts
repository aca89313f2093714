import { effectDecimals } from '../domain/effect-decimals.ts';
import type { Column, ReleasedCell, ReleasedTable } from '../domain/statistic.ts';
import {
  formatCell,
  formatNumber,
  formatP,
  formatSigned,
  HIDDEN_MARK,
  NONE_MARK,
  roundDecimal,
  withUnit,
} from './format.ts';
import type { CellRef, DifferenceRef, EffectRef, FlowRef, NumberRef, Span, Text } from './model.ts';
import type { Released } from './released.ts';

/** Template tag for text with live numbers: live`受診率は${cell(table, at, 'rate')}でした`. */
export function live(strings: TemplateStringsArray, ...values: readonly (Span | Text)[]): Text {
  const spans: Span[] = [];
  strings.forEach((literal, index) => {
    if (literal !== '') spans.push(literal);
    const value = values[index];
    if (value === undefined || value === '') return;
    if (Array.isArray(value)) spans.push(...value);
    else spans.push(value as Span);
  });
  return spans;
}

/** A reference to one cell; throws a programmer's error when the table has no such row or column. */
export function cell(
  table: Released<ReleasedTable>,
  at: readonly string[],
  column: string,
  unit = true,
): CellRef {
  const reference: CellRef = { ref: 'cell', table, at, column, unit };
  cellOf(reference);
  return reference;
}

/** A reference to one number of an estimate, printed as finely as the one it stands beside. */
export function effectRef(
  effect: EffectRef['effect'],
  field: EffectRef['field'],
  beside?: EffectRef['effect'],
): EffectRef {
  return { ref: 'effect', effect, field, ...(beside === undefined ? {} : { beside }) };
}

/** Change between two cells of one unit, as printed. */
export function difference(
  from: CellRef,
  to: CellRef,
  style: DifferenceRef['style'] = 'sign',
): DifferenceRef {
  return { ref: 'difference', from, to, style };
}

export function columnOf(table: ReleasedTable, id: string): Column {
  const column = table.columns.find((candidate) => candidate.id === id);
  if (column === undefined) throw new Error(`no column ${id} in ${table.id}`);
  return column;
}

/** The cell that a reference points at. */
export function cellOf(reference: CellRef): ReleasedCell {
  const { statistic } = reference.table;
  const index = statistic.columns.findIndex((column) => column.id === reference.column);
  const row = statistic.rows.find((candidate) => sameLevels(candidate.at, reference.at));
  const found = row?.cells[index];
  if (found === undefined) {
    throw new Error(`no cell ${reference.at.join('/')}:${reference.column} in ${statistic.id}`);
  }
  return found;
}

function sameLevels(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((code, index) => code === b[index]);
}

/** Difference as printed, or null where one of the two may not be seen. */
export function differenceValue(reference: DifferenceRef): number | null {
  const from = cellOf(reference.from);
  const to = cellOf(reference.to);
  if (from.state !== 'shown' || to.state !== 'shown') return null;
  const { decimals } = columnOf(reference.to.table.statistic, reference.to.column);
  return roundDecimal(roundDecimal(to.value, decimals) - roundDecimal(from.value, decimals), decimals);
}

/** Text with every number filled in. */
export function plain(text: Text): string {
  return text.map((span) => (typeof span === 'string' ? span : resolve(span))).join('');
}

function resolve(reference: NumberRef): string {
  switch (reference.ref) {
    case 'cell':
      return resolveCell(reference);
    case 'difference':
      return resolveDifference(reference);
    case 'effect':
      return resolveEffect(reference);
    case 'flow':
      return resolveFlow(reference);
  }
}

function resolveCell(reference: CellRef): string {
  const column = columnOf(reference.table.statistic, reference.column);
  const found = cellOf(reference);
  if (found.state === 'hidden') return HIDDEN_MARK;
  if (found.state === 'none') return NONE_MARK;
  const text = formatNumber(found.value, column.decimals);
  return reference.unit ? withUnit(text, column.unit) : text;
}

function resolveDifference(reference: DifferenceRef): string {
  const value = differenceValue(reference);
  if (value === null) return HIDDEN_MARK;
  const column = columnOf(reference.to.table.statistic, reference.to.column);
  const text =
    reference.style === 'sign'
      ? formatSigned(value, column.decimals)
      : formatNumber(Math.abs(value), column.decimals);
  return withUnit(text, column.unit === '%' ? 'ポイント' : column.unit);
}

function resolveEffect(reference: EffectRef): string {
  const { effect } = reference.effect.statistic;
  const decimals = effectDecimals((reference.beside ?? reference.effect).statistic.effect);
  const difference = effect.scale === 'difference' || effect.scale === 'rmst_difference';
  // A difference of percentages is in points: 3 % less could be read as a ratio.
  const unit = difference ? (effect.unit === '%' ? 'ポイント' : effect.unit) : '';
  const print = (value: number): string =>
    unit === '' ? formatNumber(value, decimals) : formatSigned(value, decimals);
  switch (reference.field) {
    case 'estimate':
      return withUnit(print(effect.estimate), unit);
    case 'size':
      return withUnit(formatNumber(Math.abs(effect.estimate), decimals), unit);
    case 'interval':
      return `${print(effect.interval[0])} 〜 ${withUnit(print(effect.interval[1]), unit)}`;
    case 'p':
      return formatP(effect.p);
    case 'treated':
      return persons(effect.treated);
    case 'control':
      return persons(effect.control);
  }
}

function persons(count: number | null): string {
  return count === null ? HIDDEN_MARK : withUnit(formatNumber(count, 0), '人');
}

function resolveFlow(reference: FlowRef): string {
  return withUnit(formatCell(stepCell(reference), 0), '人');
}

/** Persons at a funnel's step. */
export function stepCell(reference: CellRef | FlowRef): ReleasedCell {
  if (reference.ref === 'cell') return cellOf(reference);
  const step = reference.flow.statistic.steps.find(
    (candidate) => candidate.id === reference.step && candidate.arm === reference.arm,
  );
  if (step === undefined) throw new Error(`no step ${reference.step} in flow`);
  return step.persons;
}
