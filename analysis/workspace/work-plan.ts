/** What is done with one file, one after the other. */
export type ImportStep = 'check' | 'read' | 'link' | 'store';

/** A file to be imported: its bytes, and the kind of file that tells how long storing takes beside reading. */
export interface PlannedFile {
  readonly size: number;
  readonly kind: string;
  /** Whether it is known already is found out while it is read, not before. */
  readonly checkedAside?: boolean;
}

/** Seconds that a kind and step took in all, and what would have been expected of the machine of the table. */
interface StepPace {
  readonly took: number;
  readonly expected: number;
}
/** By kind and step, as `uke read`. */
export type Paces = Readonly<Record<string, StepPace>>;

/** Seconds for each megabyte, as measured on an office machine with two cores; others are told by their ratio to it. */
const SECONDS_PER_MEGABYTE: Readonly<Record<string, Readonly<Record<ImportStep, number>>>> = {
  uke: { check: 0.001, read: 0.01, link: 0.0008, store: 0.002 },
  insurer_claims: { check: 0.001, read: 0.014, link: 0.001, store: 0.002 },
  flat: { check: 0.001, read: 0.032, link: 0.004, store: 0.012 },
};
const OTHER_KIND: Readonly<Record<ImportStep, number>> = { check: 0.001, read: 0.1, link: 0.01, store: 0.03 };
/** Seconds for a file of any size. */
const SECONDS_PER_FILE: Readonly<Record<ImportStep, number>> = {
  check: 0.003,
  read: 0.003,
  link: 0.007,
  store: 0.009,
};
/** What comes after the last file, as a share of all the work before. */
const AFTERWARDS = 0.15;
/** Before this nothing can be told of a machine that has not imported anything yet. */
const WARM_UP_SECONDS = 0.4;
/** Seconds of reading after which what it shows counts as much as what was known, or only guessed, before. */
const HALF_KNOWN_SECONDS = 0.5;
const HALF_GUESSED_SECONDS = 0.05;
const READ = ' read';
/** As much as this of earlier imports is remembered, so that a machine that became slower is soon seen to be so. */
const REMEMBERED_SECONDS = 30;

/**
 * How much of an import is done and how long the rest will take.
 *
 * Every step of every file has the seconds that are expected of it: by its kind and size, corrected by what the step
 * took so far for files of the kind, else by how fast this machine has turned out to be. A file that is being read
 * shows by its bytes how long the reading will take; in a step that tells no bytes (the database at work) the work done
 * follows the time that the step is expected to take.
 */
export class WorkPlan {
  readonly #files: readonly PlannedFile[];
  readonly #afterwards: number;
  readonly #paces: Map<string, StepPace>;
  #file = 0;
  #step: ImportStep | 'before' | 'after' = 'before';
  #stepBegun: number;
  #bytes = 0;
  #shown = 0;

  /** `now`: seconds of any steady clock; `afterwards`: something is done after the last file; `paces`: as known before. */
  constructor(files: readonly PlannedFile[], afterwards: boolean, now: number, paces: Paces = {}) {
    this.#files = files;
    this.#afterwards = afterwards ? AFTERWARDS : 0;
    this.#stepBegun = now;
    this.#paces = new Map(Object.entries(paces));
  }

  /** All bytes. */
  get total(): number {
    return this.#files.reduce((sum, { size }) => sum + size, 0);
  }

  /** What the steps took, these files and earlier ones, for the next import on this machine. */
  get paces(): Paces {
    return Object.fromEntries(
      [...this.#paces].map(([key, { took, expected }]) => {
        const kept = Math.min(1, REMEMBERED_SECONDS / took);
        return [key, { took: took * kept, expected: expected * kept }];
      }),
    );
  }

  /** Begins a step of file `at` (0 = first). */
  begin(at: number, step: ImportStep, now: number): void {
    this.#endStep(now);
    this.#file = at;
    this.#step = step;
  }

  /** Every file is done; what may follow concerns all of them. */
  endFiles(now: number): void {
    this.#endStep(now);
    this.#file = this.#files.length;
    this.#step = 'after';
  }

  /** Bytes of the file that the step has dealt with. */
  bytes(count: number): void {
    this.#bytes = count;
  }

  /** Share of the work that is done (never less than before) and seconds that remain, once they can be told. */
  state(now: number): { readonly share: number; readonly remainingSeconds?: number } {
    const current = this.#current(now);
    const speed = this.#speed(current);
    let before = 0;
    let rest = 0;
    this.#files.forEach((file, at) => {
      for (const step of STEPS) {
        const expected = this.#expected(file, step) * this.#ratio(file.kind, step, speed);
        if (at === this.#file && step === this.#step) {
          const seconds = step === 'read' ? current.seconds : expected;
          const share = step === 'read' ? current.share : this.#shareOf(seconds, now);
          before += seconds * share;
          rest += seconds * (1 - share);
        } else if (this.#isBefore(at, step)) before += expected;
        else rest += expected;
      }
    });
    const afterwards = this.#afterwards * (before + rest);
    const ended = this.#step === 'after' ? this.#shareByTime(afterwards, now) : 0;
    const done = before + afterwards * ended;
    const whole = before + rest + afterwards;
    if (whole === 0) return { share: 0 };
    this.#shown = Math.max(this.#shown, Math.min(1, done / whole));
    if (!this.#hasRead && current.known < WARM_UP_SECONDS) return { share: this.#shown };
    return { share: this.#shown, remainingSeconds: Math.max(0, whole - done) };
  }

  get #hasRead(): boolean {
    return [...this.#paces.keys()].some((key) => key.endsWith(READ));
  }

  /** The reading under way: how long it will take in all, the share that is done, and the seconds that tell it. */
  #current(now: number): { readonly seconds: number; readonly share: number; readonly known: number } {
    const file = this.#files[this.#file];
    if (this.#step !== 'read' || !file || file.size === 0) return { seconds: 0, share: 0, known: 0 };
    const expected = this.#expected(file, 'read') * this.#ratio(file.kind, 'read', this.#speed());
    const share = Math.min(1, this.#bytes / file.size);
    if (share === 0) return { seconds: expected, share, known: 0 };
    const known = now - this.#stepBegun;
    const weight = known / (known + (this.#hasRead ? HALF_KNOWN_SECONDS : HALF_GUESSED_SECONDS));
    return { seconds: weight * (known / share) + (1 - weight) * expected, share, known };
  }

  /** How many times as long as expected reading takes here, whatever the kind. */
  #speed(current?: { readonly seconds: number; readonly share: number }): number {
    let took = HALF_GUESSED_SECONDS;
    let expected = took;
    for (const [key, pace] of this.#paces) {
      if (!key.endsWith(READ)) continue;
      took += pace.took;
      expected += pace.expected;
    }
    const file = this.#files[this.#file];
    if (current && file) {
      took += current.seconds * current.share;
      expected += this.#expected(file, 'read') * current.share;
    }
    return took / expected;
  }

  #expected({ size, kind, checkedAside }: PlannedFile, step: ImportStep): number {
    if (step === 'check' && checkedAside) return 0;
    return SECONDS_PER_FILE[step] + ((SECONDS_PER_MEGABYTE[kind] ?? OTHER_KIND)[step] * size) / 1e6;
  }

  /** How many times as long as expected the step takes: as for earlier files of the kind, else as reading does. */
  #ratio(kind: string, step: ImportStep, speed: number): number {
    const known = this.#paces.get(`${kind} ${step}`);
    return known ? known.took / known.expected : speed;
  }

  #isBefore(at: number, step: ImportStep): boolean {
    if (this.#step === 'before') return false;
    if (this.#step === 'after' || at < this.#file) return true;
    return at === this.#file && STEPS.indexOf(step) < STEPS.indexOf(this.#step);
  }

  #endStep(now: number): void {
    const took = now - this.#stepBegun;
    this.#stepBegun = now;
    this.#bytes = 0;
    const file = this.#files[this.#file];
    if (!file || this.#step === 'before' || this.#step === 'after') return;
    const expected = this.#expected(file, this.#step);
    if (expected === 0) return;
    const key = `${file.kind} ${this.#step}`;
    const known = this.#paces.get(key) ?? { took: 0, expected: 0 };
    this.#paces.set(key, { took: known.took + took, expected: known.expected + expected });
  }

  #shareOf(expected: number, now: number): number {
    const file = this.#files[this.#file];
    if (this.#step === 'check' && file) return Math.min(1, this.#bytes / Math.max(1, file.size));
    return this.#shareByTime(expected, now);
  }

  /** Share of a step by its time; never whole, however long it takes. */
  #shareByTime(expected: number, now: number): number {
    if (expected <= 0) return 0;
    const part = (now - this.#stepBegun) / expected;
    return part < 0.8 ? part : 1 - 0.2 * Math.exp(-(part - 0.8) / 0.2);
  }
}

const STEPS: readonly ImportStep[] = ['check', 'read', 'link', 'store'];
