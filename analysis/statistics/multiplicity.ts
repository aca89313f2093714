/** Adjusted p values for several outcomes. */

/** Holm (1979) step-down: controls the chance of any false claim. */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const out = new Array<number>(p.length);
  let running = 0;
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (p.length - rank) * p[index]!));
    out[index] = running;
  });
  return out;
}

/** Benjamini & Hochberg (1995): controls the expected share of false claims. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[b]! - p[a]!);
  const out = new Array<number>(p.length);
  let running = 1;
  order.forEach((index, rank) => {
    running = Math.min(running, (p.length / (p.length - rank)) * p[index]!);
    out[index] = running;
  });
  return out;
}
