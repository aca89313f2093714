import { UserIssue } from '../../domain/issue.ts';

/**
 * What must stay uncertain about a sensitive cell, in the units of the cell.
 *
 * `width`: distance between the smallest and largest value the attacker must still think possible.
 * `up`, `down`: distance from the true value to those ends (magnitude tables).
 */
export interface Need {
  readonly width: number;
  readonly up: number;
  readonly down: number;
}

/** parent = Σ children, as positions in `ids`. */
export interface Relation {
  readonly parent: number;
  readonly children: readonly number[];
}

/**
 * Printed and implied numbers with the sums that tie them together: the whole world of the attacker.
 * All arrays run over cells.
 */
export interface CellSystem {
  readonly ids: readonly string[];
  readonly values: readonly number[];
  /** Smallest value the attacker must consider for a hidden cell. */
  readonly floor: readonly number[];
  /** Largest value known from public sources; infinite where there is none. */
  readonly ceiling: readonly number[];
  readonly weights: readonly number[];
  /** True where the cell may be hidden to protect another. */
  readonly candidate: readonly boolean[];
  /** Sensitive cells and what they need. */
  readonly needs: ReadonlyMap<number, Need>;
  /** Cells hidden in any case without a need of their own (same people as a sensitive cell). */
  readonly forced: ReadonlySet<number>;
  readonly relations: readonly Relation[];
  /** Relations each cell is part of. */
  readonly relationsOf: readonly (readonly number[])[];
  /** True for counts: the attacker knows that values are whole numbers. */
  readonly integer: boolean;
}

export interface SystemInput {
  readonly cells: Readonly<Record<string, number>> | ReadonlyMap<string, number>;
  readonly relations: readonly (readonly [string, readonly string[]])[];
  readonly floor: number | ((id: string, value: number) => number);
  readonly ceiling?: (id: string) => number;
  readonly weight?: (id: string, value: number) => number;
  readonly mayHide?: (id: string, value: number) => boolean;
  readonly needs: ReadonlyMap<string, Need>;
  readonly forced?: Iterable<string>;
  readonly integer: boolean;
}

/**
 * Builds the attacker's system from named cells.
 *
 * @throws UserIssue `disclosure.unknown_cell`, `disclosure.not_additive` when a relation names a cell that
 * is not there or does not add up (tolerance 1e-6 relative for amounts, exact for counts).
 */
export function buildSystem(input: SystemInput): CellSystem {
  const entries = input.cells instanceof Map ? [...input.cells] : Object.entries(input.cells);
  const ids = entries.map(([id]) => id);
  const values = entries.map(([, value]) => value);
  const position = new Map(ids.map((id, at) => [id, at]));
  const relations = input.relations.map(([parent, children]) => ({
    parent: find(position, parent),
    children: children.map((child) => find(position, child)),
  }));
  for (const relation of relations) checkAdditive(relation, values, input.integer);
  const needs = new Map<number, Need>();
  for (const [id, need] of input.needs) needs.set(find(position, id), need);
  const forced = new Set<number>();
  for (const id of input.forced ?? []) {
    const at = find(position, id);
    if (!needs.has(at)) forced.add(at);
  }
  const floorOf = input.floor;
  const floor = ids.map((id, at) => (typeof floorOf === 'number' ? floorOf : floorOf(id, values[at]!)));
  return {
    ids,
    values,
    floor,
    ceiling: ids.map((id) => input.ceiling?.(id) ?? Number.POSITIVE_INFINITY),
    weights: ids.map((id, at) => input.weight?.(id, values[at]!) ?? 1),
    candidate: ids.map(
      (id, at) =>
        !needs.has(at) &&
        !forced.has(at) &&
        values[at]! >= floor[at]! &&
        (input.mayHide?.(id, values[at]!) ?? true),
    ),
    needs,
    forced,
    relations,
    relationsOf: indexRelations(ids.length, relations),
    integer: input.integer,
  };
}

/** Cells of no relation's children: grand totals, which stay printed unless they are sensitive. */
export function rootCells(relations: SystemInput['relations']): Set<string> {
  const children = new Set(relations.flatMap(([, list]) => list));
  return new Set(relations.map(([parent]) => parent).filter((parent) => !children.has(parent)));
}

function find(position: ReadonlyMap<string, number>, id: string): number {
  const at = position.get(id);
  if (at === undefined) throw new UserIssue('input', 'disclosure.unknown_cell', { cell: id });
  return at;
}

function checkAdditive(relation: Relation, values: readonly number[], integer: boolean): void {
  let sum = 0;
  let scale = 1;
  for (const child of relation.children) {
    sum += values[child]!;
    scale += Math.abs(values[child]!);
  }
  const gap = Math.abs(sum - values[relation.parent]!);
  if (gap > (integer ? 0 : 1e-6 * scale)) {
    throw new UserIssue('input', 'disclosure.not_additive', { children: relation.children.length });
  }
}

function indexRelations(cells: number, relations: readonly Relation[]): number[][] {
  const index: number[][] = Array.from({ length: cells }, () => []);
  relations.forEach((relation, at) => {
    index[relation.parent]!.push(at);
    for (const child of relation.children) index[child]!.push(at);
  });
  return index;
}
