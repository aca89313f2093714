/** Probability of at most `count` events at mean `mean`. */
export function poissonCdf(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= count; k += 1) {
    term *= mean / k;
    sum += term;
  }
  return Math.min(1, sum);
}

/** Exact 95 % limits of a Poisson mean given a count (Garwood 1936). */
export function poissonLimits(count: number): { lower: number; upper: number } {
  const root = (excess: (mean: number) => number): number => {
    let low = 0;
    let high = count + 10 * Math.sqrt(count + 1) + 10;
    for (let step = 0; step < 100; step += 1) {
      const middle = (low + high) / 2;
      if (excess(middle) > 0) high = middle;
      else low = middle;
    }
    return (low + high) / 2;
  };
  return {
    lower: count === 0 ? 0 : root((mean) => 1 - poissonCdf(count - 1, mean) - 0.025),
    upper: root((mean) => 0.025 - poissonCdf(count, mean)),
  };
}
