import { restartDelay, restartPolicy } from './restarts.ts';

/** A running analysis process; `ended` is called once, however it ends. */
export interface Supervised {
  stop(): Promise<void>;
}

export interface SupervisorOptions<Child extends Supervised> {
  readonly start: (ended: () => void) => Child;
  /** A new process runs after an unexpected end: tell it again what it must know. */
  readonly restarted: (child: Child) => void;
  /** It ended too often; nothing runs any more. */
  readonly gaveUp: () => void;
  readonly now?: () => number;
  readonly policy?: typeof restartPolicy;
}

/** Keeps one analysis process running: starts it again after an unexpected end, slower each time. */
export class Supervisor<Child extends Supervised> {
  readonly #options: SupervisorOptions<Child>;
  readonly #ends: number[] = [];
  #child: Child;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions<Child>) {
    this.#options = options;
    this.#child = this.#start();
  }

  /** The newest process; between an end and the next start, the one that ended. */
  get child(): Child {
    return this.#child;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    await this.#child.stop();
  }

  #start(): Child {
    let ended = false;
    return this.#options.start(() => {
      if (ended) return;
      ended = true;
      this.#afterEnd();
    });
  }

  #afterEnd(): void {
    if (this.#stopping) return;
    this.#ends.push((this.#options.now ?? Date.now)());
    const delay = restartDelay(this.#ends, this.#options.policy ?? restartPolicy);
    if (delay === undefined) {
      this.#options.gaveUp();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#child = this.#start();
      this.#options.restarted(this.#child);
    }, delay);
  }
}
