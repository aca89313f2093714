/**
 * Is there a jump in the density of the running variable at the cut-off? McCrary (2008, J Econometrics 142:698):
 * local linear smoothing of a finely binned histogram on either side.
 */
import { normalTwoSided } from '../distributions.ts';

export interface DensityTest {
  /** Log difference of the density right minus left of the cut-off. */
  readonly logJump: number;
  readonly se: number;
  readonly p: number;
  readonly binWidth: number;
  readonly bandwidth: number;
}

interface Bins {
  readonly width: number;
  readonly mid: Float64Array;
  readonly density: Float64Array;
}

/** Bins of fixed width with the cut-off on an edge; as many as McCrary's code makes (the last can be empty). */
function bins(x: Float64Array, width: number): Bins {
  let [low, high] = [Infinity, -Infinity];
  for (const v of x) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const number = Math.floor((high - low) / width) + 2;
  low = Math.floor(low / width);
  const count = new Float64Array(number);
  for (const v of x) count[Math.floor(v / width) - low]!++;
  return {
    width,
    mid: Float64Array.from(count, (_, i) => (low + i + 0.5) * width),
    density: count.map((c) => c / (x.length * width)),
  };
}

/** Bandwidth by the rule of thumb: 3.348 (σ² range / Σ f''²)^(1/5) of a fourth-order fit, averaged over sides. */
function sideBandwidth(b: Bins, right: boolean): number {
  const rows = Array.from(b.mid.keys()).filter((i) => (right ? b.mid[i]! > 0 : b.mid[i]! < 0));
  // Distance of the outermost bin that has anybody in it.
  const scale = rows.reduce((m, i) => (b.density[i]! > 0 ? Math.max(m, Math.abs(b.mid[i]!)) : m), 0);
  const k = 5;
  const a = Array.from({ length: k }, () => new Float64Array(k + 1));
  for (const i of rows) {
    const u = b.mid[i]! / scale;
    for (let r = 0; r < k; r++) {
      for (let c = 0; c < k; c++) a[r]![c]! += u ** (r + c);
      a[r]![k]! += u ** r * b.density[i]!;
    }
  }
  const beta = eliminate(a);
  let squares = 0;
  let curvature = 0;
  for (const i of rows) {
    const u = b.mid[i]! / scale;
    squares += (b.density[i]! - beta.reduce((s, c, p) => s + c * u ** p, 0)) ** 2;
    curvature += ((2 * beta[2]! + 6 * beta[3]! * u + 12 * beta[4]! * u * u) / scale ** 2) ** 2;
  }
  const variance = squares / Math.max(1, rows.length - k);
  return 3.348 * ((variance * scale) / curvature) ** 0.2;
}

function eliminate(a: Float64Array[]): number[] {
  const k = a.length;
  for (let c = 0; c < k; c++) {
    const pivot = a
      .slice(c)
      .reduce((best, row, i) => (Math.abs(row[c]!) > Math.abs(a[best]![c]!) ? c + i : best), c);
    [a[c], a[pivot]] = [a[pivot]!, a[c]!];
    for (let r = 0; r < k; r++) {
      if (r === c) continue;
      const f = a[r]![c]! / a[c]![c]!;
      for (let j = c; j <= k; j++) a[r]![j]! -= f * a[c]![j]!;
    }
  }
  return a.map((row, r) => row[k]! / row[r]!);
}

/**
 * Local linear (triangular) fit of the binned density at the cut-off from one side; where the window reaches beyond
 * the data the density is 0.
 */
function limit(b: Bins, bandwidth: number, right: boolean): number {
  let [s0, s1, s2, t0, t1] = [0, 0, 0, 0, 0];
  const add = (m: number, density: number): void => {
    if (right !== m > 0) return;
    const w = Math.max(0, 1 - Math.abs(m / bandwidth));
    s0 += w;
    s1 += w * m;
    s2 += w * m * m;
    t0 += w * density;
    t1 += w * m * density;
  };
  for (const [i, m] of b.mid.entries()) add(m, b.density[i]!);
  const [first = 0, last = 0] = [b.mid[0], b.mid.at(-1)];
  for (let k = 1; k * b.width <= bandwidth + b.width; k++) {
    add(first - k * b.width, 0);
    add(last + k * b.width, 0);
  }
  return (s2 * t0 - s1 * t1) / (s0 * s2 - s1 * s1);
}

/** The test; `x` is the running variable minus the cut-off. Undefined when a side has too little support. */
export function densityTest(x: Float64Array, bandwidth?: number): DensityTest | undefined {
  const n = x.length;
  const mean = x.reduce((s, v) => s + v, 0) / n;
  const sd = Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1));
  const binWidth = (2 * sd) / Math.sqrt(n);
  const histogram = bins(x, binWidth);
  const h = bandwidth ?? (sideBandwidth(histogram, false) + sideBandwidth(histogram, true)) / 2;
  const [left, right] = [limit(histogram, h, false), limit(histogram, h, true)];
  if (!(left > 0) || !(right > 0) || !Number.isFinite(h)) return undefined;
  const logJump = Math.log(right) - Math.log(left);
  const se = Math.sqrt((24 / (5 * n * h)) * (1 / right + 1 / left));
  return { logJump, se, p: normalTwoSided(logJump / se), binWidth, bandwidth: h };
}
