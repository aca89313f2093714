/** Lets everything else have its turn (progress, cancelling) between two pieces of work that hold the thread. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
