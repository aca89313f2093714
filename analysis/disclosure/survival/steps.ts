/** One time step of a life table: end of the step, persons at risk at its start, events, censored. */
export type LifeStep = readonly [time: number, atRisk: number, events: number, censored: number];

/** Merged steps: first and last time, at risk at the start, events and censored within. */
export type LifeBin = readonly [from: number, to: number, atRisk: number, events: number, censored: number];

/** Deaths that printed survival and persons at risk give back: d = n·(1 − S_i / S_{i−1}). */
export function eventsFromCurve(steps: readonly (readonly [number, number, number])[]): number[] {
  return steps.map(([, survival, atRisk], at) => {
    const before = at === 0 ? 1 : steps[at - 1]![1];
    return before <= 0 ? 0 : Math.round(atRisk * (1 - survival / before));
  });
}

/** Merges steps until each has at least `threshold` events; a thin tail joins the bin before it. */
export function mergeSteps(steps: readonly LifeStep[], threshold: number): LifeBin[] {
  const bins: LifeBin[] = [];
  let open: LifeBin | undefined;
  for (const [time, atRisk, events, censored] of steps) {
    open =
      open === undefined
        ? [time, time, atRisk, events, censored]
        : [open[0], time, open[2], open[3] + events, open[4] + censored];
    if (open[3] < threshold) continue;
    bins.push(open);
    open = undefined;
  }
  if (open === undefined) return bins;
  const last = bins.pop();
  if (last === undefined) return [open];
  return [...bins, [last[0], open[1], last[2], last[3] + open[3], last[4] + open[4]]];
}

/** Index of the last step whose persons at risk reach the threshold; −1 where none does. */
export function lastPrintableStep(atRisk: readonly number[], threshold: number): number {
  const first = atRisk.findIndex((count) => count < threshold);
  return first === -1 ? atRisk.length - 1 : first - 1;
}
