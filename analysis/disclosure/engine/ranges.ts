import type { HiddenComponent } from './hidden.ts';
import type { CellSystem, Need } from './system.ts';

/** An alternative table that agrees with everything printed: deviations from the truth, by cell. */
export type Witness = ReadonlyMap<number, number>;
/** Two of them, in which a cell is small and large. */
export type WitnessPair = readonly [small: Witness, large: Witness];
/** By sensitive cell. */
export type Witnesses = ReadonlyMap<number, WitnessPair>;

const SLACK = 1e-6;
const NOTHING: Witness = new Map();

/** Whether the attained range [low, high] (deviations) satisfies a need. */
export function satisfies(need: Need, low: number, high: number): boolean {
  return high - low >= need.width - SLACK && high >= need.up - SLACK && -low >= need.down - SLACK;
}

/** How far each variable of a component was seen to move, with the alternative tables that show it. */
export class ComponentRanges {
  readonly component: HiddenComponent;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Moves beyond this serve nobody. */
  readonly farthest: number;
  private readonly needs: readonly (Need | undefined)[];
  private readonly lowPoint: Witness[];
  private readonly highPoint: Witness[];

  constructor(system: CellSystem, component: HiddenComponent, known: Witnesses | undefined) {
    this.component = component;
    const size = component.variables.length;
    this.low = new Float64Array(size);
    this.high = new Float64Array(size);
    this.lowPoint = Array.from({ length: size }, () => NOTHING);
    this.highPoint = Array.from({ length: size }, () => NOTHING);
    this.needs = component.variables.map((_, at) => this.needOf(system, at));
    let farthest = 0;
    for (const need of this.needs) {
      if (need !== undefined) farthest = Math.max(farthest, need.width, need.up, need.down);
    }
    this.farthest = farthest;
    if (known !== undefined) this.recall(known);
  }

  /** Variables with a need that is not met yet. */
  open(): number[] {
    const found: number[] = [];
    for (let at = 0; at < this.needs.length; at += 1) if (!this.isWide(at)) found.push(at);
    return found;
  }

  isWide(at: number): boolean {
    return this.wouldBeWide(at, this.low[at]!, this.high[at]!);
  }

  wouldBeWide(at: number, low: number, high: number): boolean {
    const need = this.needs[at];
    return need === undefined || satisfies(need, low, high);
  }

  /** Takes in an alternative table, as deviations per variable. */
  take(point: Float64Array): void {
    let witness: Witness | undefined;
    point.forEach((deviation, at) => {
      if (deviation < this.low[at]!) {
        witness ??= this.expand(point);
        this.low[at] = deviation;
        this.lowPoint[at] = witness;
      }
      if (deviation > this.high[at]!) {
        witness ??= this.expand(point);
        this.high[at] = deviation;
        this.highPoint[at] = witness;
      }
    });
  }

  /** Deviations one cell of a variable was seen to reach. */
  ofCell(at: number, position: number): readonly [number, number] {
    const straight = this.component.variables[at]!.signs[position]! > 0;
    return straight ? [this.low[at]!, this.high[at]!] : [-this.high[at]!, -this.low[at]!];
  }

  /** Tables for the lowest and the highest value of a cell that moves with (or against) the variable. */
  witnesses(at: number, straight: boolean): readonly [Witness, Witness] {
    const pair = [this.lowPoint[at]!, this.highPoint[at]!] as const;
    return straight ? pair : [pair[1], pair[0]];
  }

  private expand(point: Float64Array): Witness {
    const witness = new Map<number, number>();
    point.forEach((deviation, at) => {
      if (deviation === 0) return;
      const { cells, signs } = this.component.variables[at]!;
      for (const [position, cell] of cells.entries()) witness.set(cell, signs[position]! * deviation);
    });
    return witness;
  }

  /** What all cells of a variable need together. */
  private needOf(system: CellSystem, at: number): Need | undefined {
    const { cells, signs } = this.component.variables[at]!;
    let joint: Need | undefined;
    cells.forEach((cell, position) => {
      const need = system.needs.get(cell);
      if (need === undefined) return;
      const straight = signs[position]! > 0;
      joint = {
        width: Math.max(joint?.width ?? 0, need.width),
        up: Math.max(joint?.up ?? 0, straight ? need.up : need.down),
        down: Math.max(joint?.down ?? 0, straight ? need.down : need.up),
      };
    });
    return joint;
  }

  private recall(known: Witnesses): void {
    this.component.variables.forEach(({ cells, signs }, at) => {
      cells.forEach((cell, position) => {
        for (const witness of known.get(cell) ?? []) {
          const deviation = signs[position]! * (witness.get(cell) ?? 0);
          if (deviation < this.low[at]!) {
            this.low[at] = deviation;
            this.lowPoint[at] = witness;
          }
          if (deviation > this.high[at]!) {
            this.high[at] = deviation;
            this.highPoint[at] = witness;
          }
        }
      });
    });
  }
}
