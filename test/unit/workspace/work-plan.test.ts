import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImportStep, type Paces, WorkPlan } from '../../../analysis/workspace/work-plan.ts';

const STEPS: readonly ImportStep[] = ['check', 'read', 'link', 'store'];
const MB = 1e6;

/** Goes through files at given seconds per step, looking every 0.1 s; says what was told and what was true. */
function goThrough(
  sizes: readonly number[],
  secondsOf: (size: number) => readonly number[],
  paces: Paces = {},
) {
  const plan = new WorkPlan(
    sizes.map((size) => ({ size, kind: 'flat' })),
    false,
    0,
    paces,
  );
  const told: { at: number; share: number; remaining: number | undefined }[] = [];
  let now = 0;
  sizes.forEach((size, file) => {
    secondsOf(size).forEach((seconds, step) => {
      plan.begin(file, STEPS[step]!, now);
      for (let passed = 0; passed < seconds; passed += 0.1) {
        if (step < 2) plan.bytes((size * passed) / seconds);
        const { share, remainingSeconds } = plan.state(now + passed);
        told.push({ at: now + passed, share, remaining: remainingSeconds });
      }
      now += seconds;
    });
  });
  plan.endFiles(now);
  return { told, end: now, paces: plan.paces };
}

describe('remaining time of an import', () => {
  it('counts the database’s steps, which tell no bytes', () => {
    const { told, end } = goThrough([100 * MB], () => [1, 10, 1.5, 4]);
    for (const { at, remaining } of told.filter((each) => each.remaining !== undefined)) {
      expect(Math.abs(remaining! - (end - at))).toBeLessThan(0.25 * end);
    }
    const storing = told.filter(({ at }) => at > 13 && at < end - 1);
    for (const { at, remaining } of storing) expect(Math.abs(remaining! - (end - at))).toBeLessThan(2.5);
  });

  it('goes by what earlier files of the kind took, also where that is far from the first guess', () => {
    const { told, end } = goThrough([50 * MB, 50 * MB, 50 * MB], () => [0.2, 2, 1, 9]);
    const later = told.filter(({ at, remaining }) => at > end / 3 + 1 && remaining !== undefined);
    expect(later.length).toBeGreaterThan(100);
    for (const { at, remaining } of later) expect(Math.abs(remaining! - (end - at))).toBeLessThan(0.2 * end);
  });

  it('is honest from the first moment where the machine has done the same before', () => {
    const seconds = (size: number) => [0.1, 6, 1, 3].map((each) => (each * size) / (50 * MB));
    const first = goThrough([50 * MB], seconds);
    const { told, end } = goThrough([80 * MB, 40 * MB], seconds, first.paces);
    expect(told[0]!.remaining).toBeDefined();
    for (const { at, remaining } of told) expect(Math.abs(remaining! - (end - at))).toBeLessThan(0.05 * end);
    const slower = goThrough([80 * MB], (size) => seconds(size).map((each) => 2 * each), first.paces);
    const later = slower.told.filter(({ at }) => at > slower.end / 4);
    for (const { at, remaining } of later)
      expect(Math.abs(remaining! - (slower.end - at))).toBeLessThan(0.3 * slower.end);
  });

  it('never runs backwards and is never done before the end', () => {
    const files = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 });
    const paces = fc.array(fc.double({ min: 0.001, max: 0.3, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(files, paces, (sizes, pace) => {
        const { told } = goThrough(
          sizes.map((size) => size * MB),
          (size) => pace.map((seconds) => Math.min(20, (seconds * size) / MB)),
        );
        told.forEach(({ share, remaining }, at) => {
          expect(share).toBeGreaterThanOrEqual(at > 0 ? told[at - 1]!.share : 0);
          expect(share).toBeLessThanOrEqual(1);
          if (remaining !== undefined) expect(remaining).toBeGreaterThanOrEqual(0);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('says nothing where nothing is known: no bytes, or hardly begun', () => {
    expect(new WorkPlan([], true, 0).state(5)).toEqual({ share: 0 });
    const plan = new WorkPlan([{ size: 10 * MB, kind: 'uke' }], true, 0);
    plan.begin(0, 'check', 0);
    expect(plan.state(0.3).remainingSeconds).toBeUndefined();
  });
});
