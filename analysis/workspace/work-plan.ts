/** What is done with one file, one after the other. */
export type ImportStep = 'check' | 'read' | 'link' | 'store';

/** A file to be imported: its bytes, and the kind of file that tells how long storing takes beside reading. */
export interface PlannedFile {
  readonly size: number;
  readonly kind: string;
  /** Whether it is known already is found out while it is read, not before. */
  readonly checkedAside?: boolean;
}

/** Time that the steps take, in the time of reading the file's bytes, until it has been measured. */
const CHECK = 0.08;
const FIRST_GUESS: Readonly<Record<string, number>> = { uke: 0.15, insurer_claims: 0.15, flat: 0.5 };
const OTHER_GUESS = 0.8;
const LINK_SHARE = 0.25;
/** What comes after the last file, as a share of all the work before. */
const AFTERWARDS = 0.15;
/** Shorter times say nothing about the next file. */
const TELLING_SECONDS = 0.05;
const WARM_UP_SECONDS = 0.6;

/**
 * How much of an import is done and how long the rest will take.
 *
 * Work is counted in bytes read: reading a file of `n` bytes is `n`, each other step a multiple of `n` that is first
 * guessed by the kind of file and then measured, so that later files of the kind go by what the earlier ones took. In a
 * step that tells no bytes (the database at work) the work done follows the time that the step is expected to take.
 */
export class WorkPlan {
  readonly #files: readonly PlannedFile[];
  readonly #afterwards: number;
  readonly #begun: number;
  /** Multiples measured so far, by kind and step. */
  readonly #measured = new Map<string, number>();
  /** Work done in earlier steps. */
  #before = 0;
  #file = 0;
  #step: ImportStep | 'before' | 'after' = 'before';
  #stepBegun: number;
  #bytes = 0;
  /** Seconds for one unit of work: as the last file was read. */
  #pace = Number.NaN;
  #hasRead = false;
  #shown = 0;

  /** `now`: seconds of any steady clock; `afterwards`: something is done after the last file. */
  constructor(files: readonly PlannedFile[], afterwards: boolean, now: number) {
    this.#files = files;
    this.#afterwards = afterwards ? AFTERWARDS : 0;
    this.#begun = now;
    this.#stepBegun = now;
  }

  /** All bytes. */
  get total(): number {
    return this.#files.reduce((sum, { size }) => sum + size, 0);
  }

  /** Begins a step of file `at` (0 = first). */
  begin(at: number, step: ImportStep, now: number): void {
    this.#endStep(now);
    this.#file = at;
    this.#step = step;
    this.#before = this.#workUpTo(at, step);
  }

  /** Every file is done; what follows concerns all of them. */
  beginAfterwards(now: number): void {
    this.#endStep(now);
    this.#step = 'after';
    this.#before = this.#workUpTo(this.#files.length, 'check');
  }

  /** Bytes of the file that the step has dealt with. */
  bytes(count: number): void {
    this.#bytes = count;
  }

  /** Share of the work that is done (never less than before) and seconds that remain, once they can be told. */
  state(now: number): { readonly share: number; readonly remainingSeconds?: number } {
    const whole = this.#workUpTo(this.#files.length, 'check') * (1 + this.#afterwards);
    if (whole === 0) return { share: 0 };
    const done = this.#before + this.#inStep(now);
    const share = Math.min(1, done / whole);
    this.#shown = Math.max(this.#shown, share);
    const pace = this.#paceNow(now, done);
    if (Number.isNaN(pace)) return { share: this.#shown };
    return { share: this.#shown, remainingSeconds: Math.ceil(pace * (whole - done)) };
  }

  /** Seconds for one unit of work: of the reading under way, else of everything so far; NaN while nothing tells. */
  #paceNow(now: number, done: number): number {
    const seconds = now - this.#stepBegun;
    if (this.#step === 'read' && seconds > WARM_UP_SECONDS && this.#bytes > 0) return seconds / this.#bytes;
    if (!this.#hasRead || now - this.#begun < WARM_UP_SECONDS) return Number.NaN;
    return Number.isNaN(this.#pace) ? (now - this.#begun) / done : this.#pace;
  }

  #endStep(now: number): void {
    const seconds = now - this.#stepBegun;
    this.#stepBegun = now;
    this.#bytes = 0;
    const file = this.#files[this.#file];
    if (!file || file.size === 0) return;
    if (this.#step === 'read') {
      this.#hasRead = true;
      this.#pace = seconds > TELLING_SECONDS ? seconds / file.size : Number.NaN;
    } else if ((this.#step === 'link' || this.#step === 'store') && !Number.isNaN(this.#pace)) {
      this.#measured.set(`${file.kind} ${this.#step}`, seconds / this.#pace / file.size);
    }
  }

  #multiple(kind: string, step: ImportStep): number {
    if (step === 'check') return CHECK;
    if (step === 'read') return 1;
    const guess = (FIRST_GUESS[kind] ?? OTHER_GUESS) * (step === 'link' ? LINK_SHARE : 1 - LINK_SHARE);
    return this.#measured.get(`${kind} ${step}`) ?? guess;
  }

  /** Work of all files before `at`, and of its steps before `step`. */
  #workUpTo(at: number, step: ImportStep): number {
    let work = 0;
    for (const { size, kind } of this.#files.slice(0, at)) {
      for (const each of STEPS) work += size * this.#multiple(kind, each);
    }
    const file = this.#files[at];
    if (!file) return work;
    for (const each of STEPS) {
      if (each === step) break;
      work += file.size * this.#multiple(file.kind, each);
    }
    return work;
  }

  #inStep(now: number): number {
    if (this.#step === 'before') return 0;
    const file = this.#files[this.#file];
    if (this.#step === 'after') {
      return this.#before * this.#afterwards * this.#byTime(this.#before * this.#afterwards, now);
    }
    if (!file) return 0;
    const work = file.size * this.#multiple(file.kind, this.#step);
    if (this.#step === 'check' || this.#step === 'read')
      return work * Math.min(1, this.#bytes / Math.max(1, file.size));
    return work * this.#byTime(work, now);
  }

  /** Share of a step by its time; never whole, however long it takes. */
  #byTime(work: number, now: number): number {
    const pace = Number.isNaN(this.#pace)
      ? (this.#stepBegun - this.#begun) / Math.max(1, this.#before)
      : this.#pace;
    const expected = work * pace;
    if (expected <= 0) return 0;
    const part = (now - this.#stepBegun) / expected;
    return part < 0.8 ? part : 1 - 0.2 * Math.exp(-(part - 0.8) / 0.2);
  }
}

const STEPS: readonly ImportStep[] = ['check', 'read', 'link', 'store'];
