import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Review, Suppression } from '../engine/suppress.ts';
import type { CellSystem } from '../engine/system.ts';

/** `impossible`: no pattern is safe; `unfinished`, `failed`: nothing is known, so nothing is released. */
type Outcome = Suppression | 'impossible' | 'unfinished' | 'failed';

export interface ReviewAnswer {
  readonly key: string;
  readonly outcome: Outcome;
}

/** Patterns kept for the questions that wait for them. */
const MOST_KEPT = 40;

/**
 * Tables whose pattern could not be found and proved in the time that a screen waits: the search goes on in a
 * thread, and the question is asked again afterwards. A pattern from the thread is only a proposal: whoever
 * recalls it checks its witnesses against the system as it is then.
 */
export class ReviewDesk {
  /** Seconds a question may take before its table is handed over; undefined: as long as it takes. */
  patience: number | undefined;
  readonly #seconds: number;
  readonly #known = new Map<string, Outcome>();
  readonly #waiting = new Map<string, { readonly settled: Promise<void>; readonly stop: () => void }>();

  /** @param seconds limit of one search in the thread */
  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** What the gate passes on to the search; undefined for questions that wait as long as it takes. */
  get review(): Review {
    return {
      ...(this.patience === undefined ? {} : { patience: this.patience }),
      recall: (system) => this.#recall(system),
      hand: (system) => this.#hand(system),
    };
  }

  /** Searches that are under way. */
  get open(): number {
    return this.#waiting.size;
  }

  /** Resolves when no search is under way any more; an abort stops them, and nothing is known of their tables. */
  async settled(signal?: AbortSignal, onProgress?: (open: number) => void): Promise<void> {
    const stop = () => this.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      while (this.#waiting.size > 0) {
        onProgress?.(this.#waiting.size);
        await Promise.race([...this.#waiting.values()].map((each) => each.settled));
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    signal?.throwIfAborted();
  }

  /** Ends every search. */
  stop(): void {
    for (const { stop } of this.#waiting.values()) stop();
  }

  #recall(system: CellSystem): ReturnType<Review['recall']> {
    if (this.#known.size === 0 && this.#waiting.size === 0) return undefined;
    const key = keyOf(system);
    if (this.#waiting.has(key) && this.patience !== undefined) return 'under_way';
    const outcome = this.#known.get(key);
    if (outcome === 'failed') this.#known.delete(key);
    return outcome === 'failed' ? 'unfinished' : outcome;
  }

  #hand(system: CellSystem): void {
    const key = keyOf(system);
    if (this.#waiting.has(key)) return;
    const worker = new Worker(new URL('./review-worker.ts', import.meta.url), { stdout: true, stderr: true });
    const { promise, resolve } = Promise.withResolvers<Outcome | undefined>();
    worker.on('message', ({ outcome }: ReviewAnswer) => resolve(outcome));
    worker.on('error', () => resolve('failed'));
    worker.on('exit', () => resolve('failed'));
    const settled = promise.then(async (outcome) => {
      this.#waiting.delete(key);
      if (outcome !== undefined) this.#keep(key, outcome);
      await worker.terminate();
    });
    this.#waiting.set(key, { settled, stop: () => resolve(undefined) });
    worker.postMessage({ key, system, seconds: this.#seconds });
  }

  #keep(key: string, outcome: Outcome): void {
    this.#known.set(key, outcome);
    for (const old of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) return;
      this.#known.delete(old);
    }
  }
}

/** Two systems of the same key have the same cells, sums, needs and limits. */
function keyOf(system: CellSystem): string {
  const text = JSON.stringify([
    system.ids,
    system.values,
    system.floor,
    // Infinite ceilings have no JSON form of their own.
    system.ceiling.map((value) => (Number.isFinite(value) ? value : null)),
    system.weights,
    system.candidate,
    [...system.needs],
    [...system.forced],
    system.relations.map(({ parent, children }) => [parent, children]),
    system.integer,
  ]);
  return createHash('sha256').update(text).digest('hex');
}
