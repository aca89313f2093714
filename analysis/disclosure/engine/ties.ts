/** What each of some cells is tied to; enough of them to walk from one cell to every other that it is tied to. */
export type Ties<Cell> = ReadonlyMap<Cell, readonly Cell[]>;

/** Ties the cells of each group to one another; a cell alone in its group is tied to nothing, but known. */
export function tiesWithin<Cell>(groups: Iterable<readonly Cell[]>): Ties<Cell> {
  const ties = new Map<Cell, Cell[]>();
  const tie = (from: Cell, to: readonly Cell[]) => {
    const known = ties.get(from);
    if (known === undefined) ties.set(from, [...to]);
    else known.push(...to);
  };
  for (const [first, ...others] of groups) {
    if (first === undefined) continue;
    tie(first, others);
    for (const other of others) tie(other, [first]);
  }
  return ties;
}

/** The given cells and every one that is tied to them, one to the next. */
export function tiedTo<Cell>(from: Iterable<Cell>, ties: Ties<Cell>): Set<Cell> {
  const reached = new Set(from);
  // A set hands out what is added while it is walked.
  for (const cell of reached) for (const other of ties.get(cell) ?? []) reached.add(other);
  return reached;
}
