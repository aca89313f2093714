/** Everyday dirt: each kind is put in on purpose, counted, and named in truth.json. */

export interface DirtRecord {
  readonly kind: string;
  readonly file: string;
  readonly count: number;
  readonly note: string;
}

export class DirtLog {
  readonly #seen = new Map<string, number>();
  readonly #counts = new Map<string, { kind: string; file: string; note: string; count: number }>();

  /** True for the `phase`-th of every `period` occasions of this kind in this file, and counts it. */
  every(period: number, kind: string, file: string, note: string, phase = 3): boolean {
    const key = `${kind}\n${file}`;
    const n = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, n);
    if (n % period !== phase % period) return false;
    this.add(kind, file, note);
    return true;
  }

  /** Counts one defect. */
  add(kind: string, file: string, note: string, count = 1): void {
    const key = `${kind}\n${file}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { kind, file, note, count });
    else known.count += count;
  }

  /** All kinds by file, in a fixed order. */
  records(): DirtRecord[] {
    return [...this.#counts.values()].sort((a, b) =>
      a.kind === b.kind ? (a.file < b.file ? -1 : 1) : a.kind < b.kind ? -1 : 1,
    );
  }
}
