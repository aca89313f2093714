import { type HiddenComponent, variableLimits } from './hidden.ts';
import type { CellSystem } from './system.ts';

/**
 * Looks for alternative tables by hand: starting from one variable, each sum that is off is set right by
 * moving one more, nearest first, with backtracking (cycles, hypercubes and the like); several such moves on
 * top of each other carry a variable further, as augmenting paths do in a network. What it finds is a proof;
 * what it does not find may still exist.
 */
export class MoveSearch {
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly rows: HiddenComponent['rows'];
  /** Variables of each row. */
  private readonly widths: Int32Array;
  /** Rows of each variable, with its weight there. */
  private readonly rowsOf: number[][];
  private readonly weightsOf: number[][];
  /** Where the search stands: deviations that keep every sum. */
  private readonly point: Float64Array;
  /** The move under construction. */
  private readonly turns: Int8Array;
  private readonly moved: number[] = [];
  private readonly off: Int32Array;
  /** Sums that are off, in no order; `openAt` is the place of each there plus one, `openSince` when it came. */
  private readonly open: Int32Array;
  private readonly openAt: Int32Array;
  private readonly openSince: Int32Array;
  private opened = 0;
  private comings = 0;
  private readonly patience: number;
  private steps = 0;

  /** @param patience steps of one search before it gives up */
  constructor(system: CellSystem, component: HiddenComponent, patience: number) {
    this.patience = patience;
    const { variables, rows } = component;
    this.rows = rows;
    const limits = variables.map((variable) => variableLimits(system, variable));
    this.lower = Float64Array.from(limits, ([lower]) => lower);
    this.upper = Float64Array.from(limits, ([, upper]) => upper);
    this.rowsOf = variables.map(() => []);
    this.weightsOf = variables.map(() => []);
    rows.forEach((row, r) => {
      row.at.forEach((variable, position) => {
        this.rowsOf[variable]!.push(r);
        this.weightsOf[variable]!.push(row.weight[position]!);
      });
    });
    this.point = new Float64Array(variables.length);
    this.turns = new Int8Array(variables.length);
    this.off = new Int32Array(rows.length);
    this.open = new Int32Array(rows.length);
    this.openAt = new Int32Array(rows.length);
    this.openSince = new Int32Array(rows.length);
    this.widths = Int32Array.from(rows, ({ at }) => at.length);
  }

  /**
   * An alternative table in which a variable is as far from the truth as asked, or as far as moves go.
   *
   * @param variable position in the component
   * @param aim signed deviation
   * @returns deviations of all variables (a copy)
   */
  push(variable: number, aim: number): Float64Array {
    this.point.fill(0);
    const direction = Math.sign(aim);
    for (let share = 1; share <= 4; share *= 2) {
      const wanted = Math.abs(aim) / share;
      for (;;) {
        const left = Math.abs(aim) - Math.abs(this.point[variable]!);
        if (left <= 0) return this.point.slice();
        const length = this.step(variable, direction, Math.min(left, wanted));
        if (length === undefined) break;
        const amount = Math.min(left, length);
        for (const at of this.moved) this.point[at] = this.point[at]! + amount * this.turns[at]!;
      }
    }
    return this.point.slice();
  }

  /** One move of at least `least` from where the search stands; its greatest length. */
  private step(variable: number, direction: number, least: number): number | undefined {
    for (const at of this.moved) this.turns[at] = 0;
    this.moved.length = 0;
    this.off.fill(0);
    this.openAt.fill(0);
    this.opened = 0;
    this.comings = 0;
    this.steps = this.patience;
    const room = this.room(variable, direction);
    if (room < least) return undefined;
    this.shift(variable, direction);
    return this.extend(room, least);
  }

  private extend(length: number, least: number): number | undefined {
    const row = this.tightestRow();
    if (row === undefined) return length;
    for (const { variable, turn, room } of this.partners(row, least)) {
      this.steps -= 1;
      if (this.steps < 0) return undefined;
      this.shift(variable, turn);
      const found = this.extend(Math.min(length, room), least);
      if (found !== undefined) return found;
      this.unshift(variable, turn);
    }
    return undefined;
  }

  private room(variable: number, turn: number): number {
    return turn > 0
      ? this.upper[variable]! - this.point[variable]!
      : this.point[variable]! - this.lower[variable]!;
  }

  /** Of the sums that are off, the one with the fewest variables; of several the one that has been off longest. */
  private tightestRow(): number | undefined {
    const { open, widths, openSince } = this;
    let best = -1;
    let [width, since] = [0, 0];
    for (let place = 0; place < this.opened; place += 1) {
      const row = open[place]!;
      const wider = widths[row]! - width;
      if (best >= 0 && (wider > 0 || (wider === 0 && openSince[row]! > since))) continue;
      best = row;
      width = widths[row]!;
      since = openSince[row]!;
    }
    return best < 0 ? undefined : best;
  }

  /** Variables that set a sum right, those that leave the fewest sums off first, larger room among equals. */
  private partners(row: number, least: number): { variable: number; turn: number; room: number }[] {
    const { at, weight } = this.rows[row]!;
    const direction = this.off[row]! > 0 ? -1 : 1;
    const found: { variable: number; turn: number; left: number; room: number }[] = [];
    for (let position = 0; position < at.length; position += 1) {
      const variable = at[position]!;
      if (this.turns[variable] !== 0) continue;
      const turn = direction * Math.sign(weight[position]!);
      const room = this.room(variable, turn);
      if (room >= least) found.push({ variable, turn, left: this.leftOff(variable, turn), room });
    }
    return found.sort((a, b) => a.left - b.left || b.room - a.room || a.variable - b.variable);
  }

  private leftOff(variable: number, turn: number): number {
    const rows = this.rowsOf[variable]!;
    const weights = this.weightsOf[variable]!;
    let left = 0;
    for (let position = 0; position < rows.length; position += 1) {
      const before = this.off[rows[position]!]!;
      left += Math.abs(before + turn * weights[position]!) - Math.abs(before);
    }
    return left;
  }

  private shift(variable: number, turn: number): void {
    this.turns[variable] = turn;
    this.moved.push(variable);
    this.weigh(variable, turn);
  }

  private unshift(variable: number, turn: number): void {
    this.turns[variable] = 0;
    this.moved.pop();
    this.weigh(variable, -turn);
  }

  private weigh(variable: number, turn: number): void {
    const rows = this.rowsOf[variable]!;
    const weights = this.weightsOf[variable]!;
    for (let position = 0; position < rows.length; position += 1) {
      const row = rows[position]!;
      const off = this.off[row]! + turn * weights[position]!;
      this.off[row] = off;
      if (off === 0) this.close(row);
      else if (this.openAt[row] === 0) {
        this.open[this.opened] = row;
        this.opened += 1;
        this.openAt[row] = this.opened;
        this.comings += 1;
        this.openSince[row] = this.comings;
      }
    }
  }

  /** The last of the open ones takes its place. */
  private close(row: number): void {
    const place = this.openAt[row]!;
    if (place === 0) return;
    const last = this.open[this.opened - 1]!;
    this.open[place - 1] = last;
    this.openAt[last] = place;
    this.openAt[row] = 0;
    this.opened -= 1;
  }
}
