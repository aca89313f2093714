/** Spreads bootstrap replicates over worker threads; falls back to this thread where none can start. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { nextTurn } from '../domain/turn.ts';
import { type BootstrapTask, bootstrapReplicate, type Replicate } from './bootstrap.ts';

export interface BootstrapRun {
  readonly replicates: number;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

const CHUNK = 4;

/** Below this many row × column × replicate operations threads cost more than they give. */
const WORTH_THREADS = 4e8;

async function onThisThread(task: BootstrapTask, run: BootstrapRun): Promise<Replicate[]> {
  const out: Replicate[] = [];
  for (let i = 0; i < run.replicates; i++) {
    run.signal?.throwIfAborted();
    out.push(bootstrapReplicate(task, i));
    if (i % 8 === 7) {
      run.onProgress?.(i + 1);
      await nextTurn();
    }
  }
  return out;
}

function shareable(v: Float64Array): Float64Array {
  if (v.buffer instanceof SharedArrayBuffer) return v;
  const out = new Float64Array(new SharedArrayBuffer(v.length * 8));
  out.set(v);
  return out;
}

/** The task with its long arrays in shared memory, so that threads do not copy them. */
function shareTask(task: BootstrapTask): BootstrapTask {
  const maybe = (v: Float64Array | undefined): Float64Array | undefined =>
    v === undefined ? undefined : shareable(v);
  return {
    ...task,
    y: shareable(task.y),
    z: shareable(task.z),
    offset: maybe(task.offset),
    exposure: maybe(task.exposure),
    priorWeights: maybe(task.priorWeights),
  };
}

interface Reply {
  readonly from: number;
  readonly values: readonly Replicate[];
}

function startWorkers(count: number, task: BootstrapTask): Worker[] {
  const file = new URL('./bootstrap-worker.ts', import.meta.url);
  return Array.from({ length: count }, () => new Worker(file, { workerData: task }));
}

async function onThreads(task: BootstrapTask, run: BootstrapRun, threads: number): Promise<Replicate[]> {
  const workers = startWorkers(threads, shareTask(task));
  try {
    return await collect(workers, run);
  } finally {
    await Promise.all(workers.map((w) => w.terminate()));
  }
}

/** Hands out chunks as workers become free and puts the replies in order. */
function collect(workers: readonly Worker[], run: BootstrapRun): Promise<Replicate[]> {
  const out = new Array<Replicate>(run.replicates);
  let next = 0;
  let done = 0;
  return new Promise<Replicate[]>((resolve, reject) => {
    const give = (worker: Worker): void => {
      if (next >= run.replicates) return;
      const to = Math.min(next + CHUNK, run.replicates);
      worker.postMessage({ from: next, to });
      next = to;
    };
    const abort = (): void => reject(run.signal?.reason ?? new Error('aborted'));
    run.signal?.addEventListener('abort', abort, { once: true });
    if (run.signal?.aborted === true) abort();
    for (const worker of workers) {
      worker.on('error', reject);
      worker.on('message', (reply: Reply) => {
        reply.values.forEach((v, i) => {
          out[reply.from + i] = v;
        });
        done += reply.values.length;
        run.onProgress?.(done);
        if (done === run.replicates) resolve(out);
        else give(worker);
      });
      give(worker);
    }
  });
}

/** Runs all replicates; the result does not depend on the number of threads. Rejects when aborted. */
export async function runReplicates(task: BootstrapTask, run: BootstrapRun): Promise<Replicate[]> {
  const model = task.propensity ?? task.outcome;
  const size = task.y.length * (model?.design.terms.length ?? 1) * run.replicates;
  const threads = run.threads ?? (size < WORTH_THREADS ? 1 : Math.min(availableParallelism(), 8));
  if (threads <= 1) return onThisThread(task, run);
  try {
    return await onThreads(task, run, threads);
  } catch (error) {
    run.signal?.throwIfAborted();
    if (
      error instanceof Error &&
      /MODULE_NOT_FOUND|ERR_UNKNOWN_FILE_EXTENSION/.test(`${error}${(error as { code?: string }).code}`)
    ) {
      return onThisThread(task, run);
    }
    throw error;
  }
}
