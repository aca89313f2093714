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

/**
 * A large receipt file read in a thread on a machine that has imported nothing yet and is `factor` times as slow as
 * that of the table: the thread starts, then the first bytes come at a third of the pace. Looks every 0.1 s.
 */
function firstImport(factor: number): { told: { at: number; remaining: number }[]; end: number } {
  const size = 600 * MB;
  const plan = new WorkPlan([{ size, kind: 'uke', checkedAside: true }], false, 0);
  const start = 0.4 * factor;
  const cold = 0.5 * factor;
  const read = 4.5 * factor;
  const end = start + read + 0.4 * factor + 1.2 * factor;
  const told: { at: number; remaining: number }[] = [];
  plan.begin(0, 'read', 0);
  for (let at = 0, step = 0; at < end; at += 0.1) {
    const next = at > start + read + 0.4 * factor ? 2 : at > start + read ? 1 : 0;
    if (next > step) plan.begin(0, next === 2 ? 'store' : 'link', at);
    step = next;
    const reading = Math.max(0, at - start);
    const done = Math.min(reading, cold) / 3 + Math.max(0, reading - cold);
    if (step === 0) plan.bytes((size * done) / (read - (cold * 2) / 3));
    const { remainingSeconds } = plan.state(at);
    if (remainingSeconds !== undefined) told.push({ at, remaining: remainingSeconds });
  }
  return { told, end };
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

  it('is honest in the first seconds of a first import, however fast the machine and slow its start', () => {
    for (const factor of [0.5, 1, 2, 4]) {
      const { told, end } = firstImport(factor);
      const errors = told.map(({ at, remaining }) => Math.abs(remaining - (end - at)) / end);
      expect(told[0]!.at).toBeLessThan(1);
      expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.2);
      for (const [each, { at }] of told.entries())
        expect(errors[each]).toBeLessThan(at > 2 * Math.max(1, factor) ? 0.25 : 1);
    }
  });

  it('goes on telling a rest where the database takes longer than expected', () => {
    const { told, end } = goThrough([100 * MB], () => [0.1, 10, 1, 30]);
    for (const { at, remaining } of told.filter((each) => each.at > 20 && each.at < end - 5))
      expect(remaining).toBeGreaterThan(0.15 * (at - 11.1));
  });

  it('takes a step that is begun twice for one', () => {
    const plan = new WorkPlan([{ size: 100 * MB, kind: 'uke', checkedAside: true }], false, 0);
    plan.begin(0, 'read', 0);
    plan.begin(0, 'read', 0.01);
    plan.bytes(50 * MB);
    expect(plan.state(10).remainingSeconds).toBeGreaterThan(4);
    plan.begin(0, 'link', 20);
    expect(Object.keys(plan.paces)).toEqual(['uke read']);
    expect(plan.state(20).remainingSeconds).toBeGreaterThan(1);
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
