/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna 2018) on 32-bit integers, seeded through splitmix32.
 * Every (seed, stream) pair is its own sequence, so a resample does not depend on how many threads share the work.
 */

function splitmix32(state: number): () => number {
  let s = state >>> 0;
  return () => {
    s = (s + 0x9e3779b9) >>> 0;
    let t = s ^ (s >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
}

/** A stream of unsigned 32-bit integers. */
function integerStream(seed: number, stream: number): () => number {
  const mix = splitmix32(Math.imul(seed ^ 0x6a09e667, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35));
  let [a, b, c, d] = [mix(), mix(), mix(), mix() | 1];
  return () => {
    const r = Math.imul(b, 5);
    const result = Math.imul((r << 7) | (r >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}

/** A stream of uniform numbers in [0, 1) with 53 bits. */
export function uniformStream(seed: number, stream: number): () => number {
  const next = integerStream(seed, stream);
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}

/** How often each of `n` rows is drawn in a bootstrap sample of size `n`; written into `out`. */
export function bootstrapCounts(n: number, seed: number, stream: number, out: Float64Array): Float64Array {
  const next = integerStream(seed, stream);
  out.fill(0);
  // Multiply-shift maps 32 random bits to 0…n-1; the bias is below n / 2³².
  for (let i = 0; i < n; i++) out[Math.floor((next() / 4_294_967_296) * n)]! += 1;
  return out;
}

/** How often each of `n` rows is drawn, whole clusters (numbers 0…G-1) at a time where there are any. */
export function clusterCounts(
  cluster: Int32Array | undefined,
  n: number,
  { seed, stream }: { readonly seed: number; readonly stream: number },
): Float64Array {
  if (cluster === undefined) return bootstrapCounts(n, seed, stream, new Float64Array(n));
  const groups = cluster.reduce((m, c) => Math.max(m, c + 1), 0);
  const counts = bootstrapCounts(groups, seed, stream, new Float64Array(groups));
  return Float64Array.from(cluster, (c) => counts[c]!);
}
