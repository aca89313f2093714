import type { Warehouse } from './session.ts';

/** Answers that are kept; an answer has a few hundred groups at most. */
const MOST = 150;

interface Kept {
  readonly writes: number;
  readonly answers: Map<string, unknown>;
}

const kept = new WeakMap<Warehouse, Kept>();

function keptOf(warehouse: Warehouse): Kept {
  const found = kept.get(warehouse);
  if (found?.writes === warehouse.writes) return found;
  const fresh = { writes: warehouse.writes, answers: new Map<string, unknown>() };
  kept.set(warehouse, fresh);
  return fresh;
}

/**
 * The answer to a question from the data as it is now, computed once. Anything written to the warehouse makes it be
 * computed anew; `prepare` may write what the question reads. The key names the question and the answer's shape.
 */
export async function keepAnswer<T>(
  warehouse: Warehouse,
  key: string,
  compute: () => Promise<T>,
  prepare?: () => Promise<void>,
): Promise<T> {
  const { answers } = keptOf(warehouse);
  if (answers.has(key)) return answers.get(key) as T;
  await prepare?.();
  const now = keptOf(warehouse);
  const computed = await compute();
  if (now.writes !== warehouse.writes) return computed;
  const [oldest] = now.answers.keys();
  if (now.answers.size >= MOST && oldest !== undefined) now.answers.delete(oldest);
  now.answers.set(key, computed);
  return computed;
}
