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
  uke: { check: 0.001, read: 0.007, link: 0.0006, store: 0.0003 },
  insurer_claims: { check: 0.001, read: 0.014, link: 0.001, store: 0.0005 },
  'flat claim': { check: 0.001, read: 0.02, link: 0.004, store: 0.002 },
  'flat checkup': { check: 0.001, read: 0.12, link: 0.03, store: 0.07 },
};
const OTHER_KIND: Readonly<Record<ImportStep, number>> = { check: 0.001, read: 0.1, link: 0.01, store: 0.03 };
/** Seconds for a file of any size. */
const SECONDS_PER_FILE: Readonly<Record<ImportStep, number>> = {
  check: 0.003,
  read: 0.003,
  link: 0.007,
  store: 0.009,
};
/** Seconds before the first bytes of a file come that is read in a thread of its own. */
const THREAD_START = 0.25;
/** What comes after the last file, as a share of all the work before. */
const AFTERWARDS = 0.15;
/** Before this nothing can be told of a machine that has not imported anything yet. */
const WARM_UP_SECONDS = 0.4;
/** Seconds of reading that count as much as what was known before, or only guessed from the table. */
const HALF_KNOWN_SECONDS = 1;
const HALF_GUESSED_SECONDS = 0.5;
/** A step that takes longer than expected takes this much longer still, as a share of what it took. */
const OVERDUE = 0.2;
const READ = ' read';
/** As much as this of earlier imports is remembered, so that a machine that became slower is soon seen to be so. */
const REMEMBERED_SECONDS = 30;

/** Expected seconds of a step of all files of a kind. */
interface KindStep {
  readonly kind: string;
  readonly step: ImportStep;
  readonly expected: number;
}

/** The reading that is under way. */
interface Current {
  /** Seconds that it has taken, and those that were expected for what it has done. */
  readonly took: number;
  readonly expected: number;
  /** Seconds in all, and the share of them that is done. */
  readonly seconds: number;
  readonly share: number;
}

/**
 * How much of an import is done and how long the rest will take.
 *
 * Every step of every file has the seconds that are expected of it: by its kind and size, corrected by what the step
 * took so far for files of the kind, else by how fast this machine has turned out to be. What a file that is being
 * read shows by its bytes counts the more the longer it lasts: the first second says more about starting than about
 * reading. In a step that tells no bytes (the database at work) the work done follows the time that it is expected to
 * take; once that is over, the rest is told from what it took.
 */
export class WorkPlan {
  readonly #files: readonly PlannedFile[];
  readonly #afterwards: number;
  readonly #paces: Map<string, StepPace>;
  /** Expected seconds of the steps of each kind that are over, and of those still to come. */
  readonly #over = new Map<string, KindStep>();
  readonly #toCome = new Map<string, KindStep>();
  readonly #total: number;
  /** Steps that are over or under way, counted over all files. */
  #counted = 0;
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
    this.#total = files.reduce((sum, { size }) => sum + size, 0);
    for (const file of files)
      for (const step of STEPS) this.#add(this.#toCome, file, step, this.#expected(file, step));
  }

  /** All bytes. */
  get total(): number {
    return this.#total;
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

  /** Begins a step of file `at` (0 = first); nothing where it has begun already. */
  begin(at: number, step: ImportStep, now: number): void {
    if (at === this.#file && step === this.#step) return;
    this.#endStep(now);
    this.#countUpTo(at * STEPS.length + STEPS.indexOf(step));
    this.#file = at;
    this.#step = step;
    this.#add(this.#toCome, this.#files[at], step, -this.#expectedAt(at, step));
    this.#counted += 1;
  }

  /** Every file is done; what may follow concerns all of them. */
  endFiles(now: number): void {
    this.#endStep(now);
    this.#countUpTo(this.#files.length * STEPS.length);
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
    const { seconds, share } = this.#underWayNow(current, speed, now);
    const before = this.#seconds(this.#over, speed) + seconds * share;
    const rest = this.#seconds(this.#toCome, speed) + seconds * (1 - share);
    const afterwards = this.#afterwards * (before + rest);
    const last =
      this.#step === 'after' ? this.#underWay(undefined, afterwards, now) : { seconds: afterwards, share: 0 };
    const done = before + last.seconds * last.share;
    const whole = before + rest + last.seconds;
    if (whole === 0) return { share: 0 };
    this.#shown = Math.max(this.#shown, Math.min(1, done / whole));
    if (!this.#hasRead && current.took < WARM_UP_SECONDS) return { share: this.#shown };
    return { share: this.#shown, remainingSeconds: Math.max(0, whole - done) };
  }

  get #hasRead(): boolean {
    return [...this.#paces.keys()].some((key) => key.endsWith(READ));
  }

  #current(now: number): Current {
    const file = this.#files[this.#file];
    if (this.#step !== 'read' || !file || file.size === 0)
      return { took: 0, expected: 0, seconds: 0, share: 0 };
    const whole = this.#expected(file, 'read');
    const start = startOf(file);
    const before = this.#ratio(file.kind, 'read', this.#speed());
    const took = now - this.#stepBegun;
    const read = Math.min(1, this.#bytes / file.size);
    const expected = read === 0 ? Math.min(start, took / before) : start + read * (whole - start);
    const weight = this.#hasRead ? HALF_KNOWN_SECONDS : HALF_GUESSED_SECONDS;
    const seconds = took + ((whole - expected) * (weight * before + took)) / (weight + expected);
    return { took, expected, seconds, share: seconds === 0 ? 0 : took / seconds };
  }

  /** How many times as long as expected reading takes here, whatever the kind. */
  #speed(current?: Current): number {
    let took = HALF_GUESSED_SECONDS + (current?.took ?? 0);
    let expected = HALF_GUESSED_SECONDS + (current?.expected ?? 0);
    for (const [key, pace] of this.#paces) {
      if (!key.endsWith(READ)) continue;
      took += pace.took;
      expected += pace.expected;
    }
    return took / expected;
  }

  #expected(file: PlannedFile, step: ImportStep): number {
    if (step === 'check' && file.checkedAside) return 0;
    const seconds = ((SECONDS_PER_MEGABYTE[file.kind] ?? OTHER_KIND)[step] * file.size) / 1e6;
    return seconds + SECONDS_PER_FILE[step] + (step === 'read' ? startOf(file) : 0);
  }

  /** How many times as long as expected the step takes: as for earlier files of the kind, else as reading does. */
  #ratio(kind: string, step: ImportStep, speed: number): number {
    const known = this.#paces.get(`${kind} ${step}`);
    return known ? known.took / known.expected : speed;
  }

  #expectedAt(at: number, step: ImportStep): number {
    const file = this.#files[at];
    return file ? this.#expected(file, step) : 0;
  }

  #add(sums: Map<string, KindStep>, file: PlannedFile | undefined, step: ImportStep, seconds: number): void {
    if (!file) return;
    const key = `${file.kind} ${step}`;
    const known = sums.get(key) ?? { kind: file.kind, step, expected: 0 };
    sums.set(key, { ...known, expected: Math.max(0, known.expected + seconds) });
  }

  /** Counts the steps up to a place in the row of all steps as over, also those that were left out. */
  #countUpTo(place: number): void {
    if (this.#step !== 'before' && this.#step !== 'after')
      this.#add(this.#over, this.#files[this.#file], this.#step, this.#expectedAt(this.#file, this.#step));
    for (; this.#counted < place; this.#counted += 1) {
      const file = this.#files[Math.floor(this.#counted / STEPS.length)];
      const step = STEPS[this.#counted % STEPS.length]!;
      if (!file) continue;
      this.#add(this.#toCome, file, step, -this.#expected(file, step));
      this.#add(this.#over, file, step, this.#expected(file, step));
    }
  }

  #seconds(sums: ReadonlyMap<string, KindStep>, speed: number): number {
    let seconds = 0;
    for (const { kind, step, expected } of sums.values())
      seconds += expected * this.#ratio(kind, step, speed);
    return seconds;
  }

  /** The step under way: its seconds in all and the share of them that is done. */
  #underWayNow(
    current: Current,
    speed: number,
    now: number,
  ): { readonly seconds: number; readonly share: number } {
    const file = this.#files[this.#file];
    if (!file || this.#step === 'before' || this.#step === 'after') return { seconds: 0, share: 0 };
    if (this.#step === 'read') return current;
    const expected = this.#expected(file, this.#step) * this.#ratio(file.kind, this.#step, speed);
    return this.#underWay(this.#step === 'check' ? file : undefined, expected, now);
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

  /** A step other than reading: its seconds in all and the share of them that is done. */
  #underWay(
    checked: PlannedFile | undefined,
    expected: number,
    now: number,
  ): { readonly seconds: number; readonly share: number } {
    if (checked) return { seconds: expected, share: Math.min(1, this.#bytes / Math.max(1, checked.size)) };
    const took = Math.max(0, now - this.#stepBegun);
    const seconds = Math.max(expected, took * (1 + OVERDUE));
    return { seconds, share: seconds === 0 ? 0 : took / seconds };
  }
}

function startOf({ checkedAside }: PlannedFile): number {
  return checkedAside ? THREAD_START : 0;
}

const STEPS: readonly ImportStep[] = ['check', 'read', 'link', 'store'];
