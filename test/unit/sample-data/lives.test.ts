import { describe, expect, it } from 'vitest';
import { ageAtFiscalYearEnd, birthdayAt, fiscalYearEnd } from '../../../sample-data/calendar.ts';
import { simulate } from '../../../sample-data/generate.ts';
import { flexiblePoints, lowerPoints, type Receipt } from '../../../sample-data/people/claims.ts';
import { insurerOn } from '../../../sample-data/people/enrolment.ts';

const town = [...simulate({ people: 3000, years: 5, seed: 77 })];

describe('simulated lives', () => {
  it('have spells in order, without overlap, changing insurer exactly at 75', () => {
    for (const h of town) {
      h.spells.forEach((s, i) => {
        expect(s.from).toBeLessThanOrEqual(s.to ?? Number.POSITIVE_INFINITY);
        const next = h.spells[i + 1];
        if (next !== undefined) expect(next.from).toBeGreaterThan(s.to ?? Number.POSITIVE_INFINITY);
        if (s.loss === '75歳到達') expect((s.to ?? 0) + 1).toBe(birthdayAt(h.person.birth, 75));
        if (s.insurer === 'koki') expect(s.from).toBeGreaterThanOrEqual(birthdayAt(h.person.birth, 75));
      });
    }
  });

  it('have checkups, receipts and joining days only while insured', () => {
    for (const h of town) {
      for (const year of h.years) {
        if (year.checkup !== undefined) expect(insurerOn(h.spells, year.checkup.day)).toBe(year.checkup.kind);
        for (const r of year.receipts) expect(insurerOn(h.spells, r.month + 14)).toBe(r.insurer);
        expect(year.points).toBe(year.receipts.reduce((sum, r) => sum + r.points, 0));
        if (year.checkup?.kind === 'kokuho') {
          const age = ageAtFiscalYearEnd(h.person.birth, year.fiscalYear);
          expect(age >= 40 && age <= 74).toBe(true);
        }
      }
      if (h.walking !== undefined) expect(insurerOn(h.spells, h.walking.joined)).toBeDefined();
    }
  });

  it('have measured values that stay with the person (correlation of SBP 0.6–0.8, weight above 0.9)', () => {
    const pairs = town.flatMap((h) => {
      const [a, b] = [h.years[0]?.checkup, h.years[1]?.checkup];
      return a === undefined || b === undefined ? [] : [[a, b] as const];
    });
    const correlation = (read: (c: (typeof pairs)[number][0]) => number): number => {
      const xs = pairs.map(([a]) => read(a));
      const ys = pairs.map(([, b]) => read(b));
      const m = (v: readonly number[]): number => v.reduce((s, x) => s + x, 0) / v.length;
      const cov = (u: readonly number[], v: readonly number[]): number =>
        m(u.map((x, i) => (x - m(u)) * (v[i]! - m(v))));
      return cov(xs, ys) / Math.sqrt(cov(xs, xs) * cov(ys, ys));
    };
    expect(pairs.length).toBeGreaterThan(400);
    expect(correlation((c) => c.sbp)).toBeGreaterThan(0.6);
    expect(correlation((c) => c.sbp)).toBeLessThan(0.8);
    expect(correlation((c) => c.weight)).toBeGreaterThan(0.9);
    expect(correlation((c) => c.hba1c)).toBeGreaterThan(0.55);
  });

  it('never have a guidance outcome year before its interview', () => {
    for (const h of town) {
      h.years.forEach((year, i) => {
        const next = h.years[i + 1]?.checkup;
        const first = year.guidance?.firstInterview;
        if (next === undefined || first === undefined) return;
        expect(first).toBeLessThan(next.day);
        expect(first).toBeLessThan(fiscalYearEnd(year.fiscalYear) + 60);
      });
    }
  });
});

describe('lowering points', () => {
  it('takes away exactly the points, never below the floor of a receipt, and only what is flexible', () => {
    const source = town.flatMap((h) => h.years.flatMap((y) => y.receipts)).slice(0, 400);
    for (let size = 1; size <= 40; size++) {
      const receipts: Receipt[] = source.slice(size * 3, size * 4).map((r) => ({ ...r }));
      const before = receipts.map((r) => r.points);
      const available = flexiblePoints(receipts, 0);
      const taken = lowerPoints(receipts, 0, 2400);
      expect(taken).toBe(Math.min(2400, available));
      expect(before.reduce((s, p) => s + p, 0) - receipts.reduce((s, r) => s + r.points, 0)).toBe(taken);
      receipts.forEach((r, i) => {
        if (r.setting === 'inpatient' || r.dialysis) expect(r.points).toBe(before[i]);
        else expect(r.points).toBeGreaterThanOrEqual(r.floor);
      });
    }
  });
});
