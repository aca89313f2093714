/** What is being done now, for a bar with an honest remaining time. */
export interface ImportProgress {
  readonly phase: string;
  /** Bytes read and bytes in all. */
  readonly done: number;
  readonly total: number;
  readonly remainingSeconds?: number;
}

const INTERVAL_MS = 200;
const WARM_UP_MS = 600;

/** Sends progress at least every quarter of a second, also while a statement runs in the database. */
export class ProgressTicker {
  readonly #send: ((progress: ImportProgress) => void) | undefined;
  readonly #total: number;
  readonly #begun = Date.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #phase = '準備';
  #done = 0;
  #lastYield = Date.now();

  constructor(total: number, send?: (progress: ImportProgress) => void) {
    this.#total = total;
    this.#send = send;
    this.#timer = send ? setInterval(() => this.#tick(), INTERVAL_MS) : undefined;
  }

  phase(words: string): void {
    this.#phase = words;
    this.#tick();
  }

  /** Bytes done so far over all files. */
  done(bytes: number): void {
    this.#done = Math.min(bytes, this.#total);
  }

  /** Lets timers and cancellation in, now and then. */
  async breathe(): Promise<void> {
    const now = Date.now();
    if (now - this.#lastYield < 50) return;
    this.#lastYield = now;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#done = this.#total;
    this.#phase = '完了';
    this.#tick();
  }

  #tick(): void {
    if (!this.#send) return;
    const elapsed = Date.now() - this.#begun;
    const share = this.#total > 0 ? this.#done / this.#total : 0;
    const known = elapsed > WARM_UP_MS && share > 0.02;
    this.#send({
      phase: this.#phase,
      done: this.#done,
      total: this.#total,
      ...(known ? { remainingSeconds: Math.ceil((elapsed * (1 - share)) / share / 1000) } : {}),
    });
  }
}
