import { nextTurn } from '../domain/turn.ts';
import { type ImportStep, type Paces, type PlannedFile, WorkPlan } from './work-plan.ts';

/** What is being done now, for a bar with an honest remaining time. */
export interface ImportProgress {
  readonly phase: string;
  /** Work done and work in all, counted in bytes; every step has its share, not only reading. */
  readonly done: number;
  readonly total: number;
  readonly remainingSeconds?: number;
}

const INTERVAL_MS = 50;
/** Steps of small files are told no more often than this. */
const SHORTEST_MS = 25;
/** Of a file of at least so many bytes every step is told. */
const LARGE = 1 << 20;
const STEP_WORDS: Readonly<Record<ImportStep, string>> = {
  check: 'を確認',
  read: 'を読込',
  link: 'の被保険者を突合',
  store: 'を格納',
};

/** Sends progress at least every quarter of a second, also while a statement runs in the database. */
export class ProgressTicker {
  readonly #send: ((progress: ImportProgress) => void) | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  #plan = new WorkPlan([], false, seconds());
  #files: readonly PlannedFile[] = [];
  #phase = '準備';
  #lastYield = Date.now();
  #lastTick = 0;

  constructor(send?: (progress: ImportProgress) => void) {
    this.#send = send;
    this.#timer = send ? setInterval(() => this.#tick(), INTERVAL_MS) : undefined;
  }

  /** Says what will be done, and how fast it went before; the remaining time is told from here on. */
  plan(files: readonly PlannedFile[], afterwards: boolean, paces?: Paces): void {
    this.#plan = new WorkPlan(files, afterwards, seconds(), paces);
    this.#files = files;
  }

  /** How fast it went, for the next time. */
  get paces(): Paces {
    return this.#plan.paces;
  }

  /** Something that is not planned, before the files or between them. */
  phase(words: string): void {
    this.#phase = words;
    this.#tick();
  }

  /** Begins a step of file `at`. */
  step(at: number, step: ImportStep, name: string): void {
    this.#plan.begin(at, step, seconds());
    this.#phase = `${name} ${STEP_WORDS[step]}`;
    // Of thousands of small files nobody can read every step.
    const isLarge = (this.#files[at]?.size ?? 0) >= LARGE;
    if (isLarge || performance.now() - this.#lastTick >= SHORTEST_MS) this.#tick();
  }

  /** The last file is done; what may follow it says its phase. */
  endFiles(): void {
    this.#plan.endFiles(seconds());
  }

  /** Bytes of the file that the step has dealt with so far. */
  bytes(count: number): void {
    this.#plan.bytes(count);
  }

  /** Tells how things stand where the timer has no turn: between pieces of one long turn. */
  pulse(): void {
    if (performance.now() - this.#lastTick >= INTERVAL_MS) this.#tick();
  }

  /** Lets timers and cancellation in, now and then. */
  async breathe(): Promise<void> {
    const now = Date.now();
    if (now - this.#lastYield < 50) return;
    this.#lastYield = now;
    await nextTurn();
  }

  /** Ends it; `whole` when everything was done. */
  stop(whole: boolean): void {
    clearInterval(this.#timer);
    if (!whole) return;
    const { total } = this.#plan;
    this.#send?.({ phase: '完了', done: total, total });
  }

  #tick(): void {
    if (!this.#send) return;
    this.#lastTick = performance.now();
    const { total } = this.#plan;
    const { share, ...remaining } = this.#plan.state(seconds());
    this.#send({ phase: this.#phase, done: Math.round(share * total), total, ...remaining });
  }
}

function seconds(): number {
  return performance.now() / 1000;
}
