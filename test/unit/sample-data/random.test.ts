import { describe, expect, it } from 'vitest';
import { power, Rng, scramble } from '../../../sample-data/random.ts';

const draws = (rng: Rng, n: number, draw: (r: Rng) => number): number[] =>
  Array.from({ length: n }, () => draw(rng));
const mean = (v: readonly number[]): number => v.reduce((s, x) => s + x, 0) / v.length;

describe('Rng', () => {
  it('gives the same stream for the same keys and other streams for other keys', () => {
    const stream = (...keys: [number, ...number[]]): number[] => draws(new Rng(...keys), 5, (r) => r.next());
    expect(stream(7, 1, 2)).toEqual(stream(7, 1, 2));
    const others = [
      stream(7, 1, 2),
      stream(8, 1, 2),
      stream(7, 2, 2),
      stream(7, 1, 3),
      stream(7, 2, 1),
      stream(7),
    ];
    expect(new Set(others.map(String)).size).toBe(others.length);
  });

  it('has the moments of the normal and the Poisson distribution', () => {
    const z = draws(new Rng(11), 200_000, (r) => r.normal());
    expect(Math.abs(mean(z))).toBeLessThan(0.01);
    expect(Math.abs(mean(z.map((x) => x * x)) - 1)).toBeLessThan(0.015);
    expect(Math.abs(mean(z.map((x) => x ** 4)) - 3)).toBeLessThan(0.1);
    expect(Math.abs(mean(draws(new Rng(12), 100_000, (r) => r.poisson(0.75))) - 0.75)).toBeLessThan(0.012);
  });

  it('streams of neighbouring people are not correlated', () => {
    const pairs = Array.from(
      { length: 50_000 },
      (_, i) => [new Rng(3, i, 2).normal(), new Rng(3, i + 1, 2).normal()] as const,
    );
    expect(Math.abs(mean(pairs.map(([a, b]) => a * b)))).toBeLessThan(0.02);
  });

  it('draws in proportion to the weights and refuses an empty list', () => {
    const counts = [0, 0, 0];
    const rng = new Rng(5);
    for (let i = 0; i < 60_000; i++) counts[rng.weighted([1, 2, 3])]! += 1;
    expect(counts.map((c) => Math.round(c / 1000))).toEqual([10, 20, 30]);
    expect(() => rng.pick([])).toThrow(RangeError);
  });
});

describe('scramble and power', () => {
  it('is a bijection on a sample and power agrees with the platform', () => {
    expect(new Set(Array.from({ length: 100_000 }, (_, i) => scramble(i))).size).toBe(100_000);
    expect(power(1.7, -1.094)).toBeCloseTo(1.7 ** -1.094, 12);
  });
});
