import type { Progress } from '../../analysis/api/contract/messages.ts';

export interface Job {
  readonly id: number;
  readonly title: string;
  readonly progress: Progress | null;
  readonly state: 'running' | 'cancelling';
}

/** How a job left the board. */
export type JobEnd = 'done' | 'cancelled' | 'failed';

type Listener = () => void;
type EndListener = (job: Job, end: JobEnd) => void;

/** Long work that is under way, for the bar at the foot of the window. */
export class JobBoard {
  #jobs: readonly Job[] = [];
  readonly #controllers = new Map<number, AbortController>();
  readonly #listeners = new Set<Listener>();
  readonly #endListeners = new Set<EndListener>();
  #nextId = 1;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Tells how each job ended, from now on. */
  readonly onEnd = (listener: EndListener): (() => void) => {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  };

  readonly current = (): readonly Job[] => this.#jobs;

  /** Runs `work` as a job under `title`; the job leaves the board however the work ends. */
  async run<T>(
    title: string,
    work: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const id = this.#begin(title, controller);
    let end: JobEnd = 'failed';
    try {
      const result = await work(controller.signal, (progress) => this.#update(id, { progress }));
      end = 'done';
      return result;
    } finally {
      this.#controllers.delete(id);
      this.#end(id, end === 'failed' && controller.signal.aborted ? 'cancelled' : end);
    }
  }

  /**
   * Runs a question that is answered at once as a rule. Where the analysis says that it has work to do first, the
   * question becomes a job; `onSlow` hears what that work is.
   */
  async follow<T>(
    title: string,
    work: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<T>,
    onSlow: (phase: string) => void,
  ): Promise<T> {
    const controller = new AbortController();
    let id: number | undefined;
    try {
      return await work(controller.signal, (progress) => {
        if (id === undefined) onSlow(progress.phase);
        id ??= this.#begin(title, controller);
        this.#update(id, { progress });
      });
    } finally {
      if (id !== undefined) {
        this.#controllers.delete(id);
        this.#replace(this.#jobs.filter((each) => each.id !== id));
      }
    }
  }

  #begin(title: string, controller: AbortController): number {
    const id = this.#nextId++;
    this.#controllers.set(id, controller);
    this.#replace([...this.#jobs, { id, title, progress: null, state: 'running' }]);
    return id;
  }

  readonly cancel = (id: number): void => {
    this.#update(id, { state: 'cancelling' });
    this.#controllers.get(id)?.abort();
  };

  #end(id: number, end: JobEnd): void {
    const job = this.#jobs.find((each) => each.id === id);
    this.#replace(this.#jobs.filter((each) => each !== job));
    if (job) for (const listener of this.#endListeners) listener(job, end);
  }

  #update(id: number, change: Partial<Job>): void {
    this.#replace(this.#jobs.map((job) => (job.id === id ? { ...job, ...change } : job)));
  }

  #replace(jobs: readonly Job[]): void {
    this.#jobs = jobs;
    for (const listener of this.#listeners) listener();
  }
}
