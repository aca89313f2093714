import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  publishedTable,
  releaseStudy,
  type StudyCandidate,
} from '../../../analysis/disclosure/index.ts';
import { context, effectOf, step, study } from './study-parts.ts';

const policy = disclosurePolicy({ population: 60_000 });
const ledger = emptyLedger('c'.repeat(64));
const release = (parts: Partial<StudyCandidate>) => releaseStudy(study(parts), policy, ledger);

async function shownSteps(steps: StudyCandidate['flow']): Promise<(number | undefined)[]> {
  const { flow } = await release({ ...(steps ? { flow: steps } : {}) });
  return flow!.statistic.steps.map(({ persons }) => (persons.state === 'shown' ? persons.value : undefined));
}

const flowOf = (...persons: number[]) => ({
  context,
  steps: persons.map((count, at) => step(`s${at}`, count)),
});

describe('flows', () => {
  it('protect those lost between two steps', async () => {
    const shown = await shownSteps(flowOf(500, 497, 400, 380));
    expect(shown[0]).toBe(500);
    expect(shown[1]).toBeUndefined();
  });

  it('protect those lost over several steps together', async () => {
    const shown = await shownSteps(flowOf(500, 496, 493, 300));
    expect(shown[0]! - (shown[2] ?? Number.NaN)).not.toBe(7);
    expect(shown[3]).toBe(300);
  });

  it('show everything where every difference is large or nothing', async () => {
    const { flow } = await release({ flow: flowOf(500, 480, 480, 300) });
    expect(flow!.release).toMatchObject({ shown: 4, proof: 'nothing_hidden' });
  });

  it('take the arms as parts of the last common step', async () => {
    const { steps } = flowOf(500, 400);
    const shown = await shownSteps({
      context,
      steps: [...steps, step('t', 396, '参加'), step('c', 4, '非参加')],
    });
    expect(shown.slice(2)).toEqual([undefined, undefined]);
  });
});

describe('effects', () => {
  const one = (change: Parameters<typeof effectOf>[1], support: object = {}) =>
    release({
      effects: [{ ...effectOf('sbp', change), support: { persons: 1200, parameters: 14, ...support } }],
    });

  it('pass with enough people and freedom, with seven digits', async () => {
    const { effects } = await one({ estimate: -2.123456789, treated: 300, control: 900 });
    expect(effects[0]!.statistic.effect).toMatchObject({ estimate: -2.123457, treated: 300, control: 900 });
  });

  it('are refused for small arms, few events, few degrees of freedom and saturated models', async () => {
    await expect(one({ treated: 9 })).rejects.toThrow('effect_small_arm');
    const events = (treated: [number, number]) => ({ events: { treated, control: [40, 860] } });
    await expect(one({}, events([4, 296]))).rejects.toThrow('effect_few_events');
    await expect(one({}, events([0, 300]))).resolves.toBeDefined();
    await expect(one({}, { persons: 20, parameters: 14 })).rejects.toThrow('degrees_of_freedom');
    await expect(one({}, { patterns: 14 })).rejects.toThrow('effect_saturated');
  });

  it('keep their persons, and the flow steps from which few could be subtracted are hidden', async () => {
    const { flow, effects } = await release({
      flow: {
        context,
        steps: [
          step('eligible:t', 700, '参加'),
          step('baseline:t', 304, '参加'),
          { ...step('observed_sbp:t', 300, '参加'), of: 'baseline:t' },
        ],
      },
      effects: [{ ...effectOf('sbp', { treated: 300, control: 900 }), group: 'observed_sbp' }],
    });
    expect(effects[0]!.statistic.effect).toMatchObject({ treated: 300, control: 900 });
    expect(flow!.statistic.steps.map(({ persons }) => persons.state)).toEqual(['shown', 'hidden', 'shown']);
  });

  it('hide persons where two outcomes differ by few, and print fewer digits then', async () => {
    const { effects } = await release({
      effects: [
        effectOf('sbp', { treated: 300, control: 900, estimate: -2.123456789 }),
        effectOf('ldl', { treated: 296, control: 900, estimate: -3.987654321 }),
      ],
    });
    const shown = effects.map(({ statistic }) => statistic.effect);
    expect(shown.filter(({ treated }) => treated === null).length).toBeGreaterThanOrEqual(1);
    const hidden = shown.find(({ treated }) => treated === null)!;
    expect(String(hidden.estimate).replace(/^-?\d+\.?/u, '').length).toBeLessThanOrEqual(3);
  });

  it('of a subgroup hide with a complement that is small', async () => {
    const { effects } = await release({
      effects: [
        effectOf('sbp', { treated: 300, control: 900 }),
        { ...effectOf('sbp', { treated: 293, control: 700, method: '男性' }), group: 'men' },
      ],
    });
    const counts = effects.map(({ statistic }) => statistic.effect.treated);
    expect(counts).toContain(null);
  });
});

describe('balance and histograms', () => {
  const row = (term: string, treated: number, control: number, factor?: string) => ({
    term,
    label: term,
    ...(factor === undefined ? {} : { factor }),
    persons: { treated, control },
    before: 0.2,
    after: 0.01,
    treatedMean: treated / 300,
    controlMeanBefore: control / 900,
    controlMeanAfter: treated / 300,
  });
  const arms = { treated: 300, control: 900 };
  const balanceOf = (rows: ReturnType<typeof row>[], more: object = {}) => ({
    context,
    convention: 'x',
    group: 'observed_sbp',
    arms,
    rows,
    ...more,
  });

  it('hide whole rows of rare properties, and a second level beside them', async () => {
    const rows = [
      row('smoker', 4, 90),
      row('d1', 5, 300, 'district'),
      row('d2', 95, 300, 'district'),
      row('d3', 200, 300, 'district'),
    ];
    const { balance } = await release({ balance: balanceOf(rows) });
    const states = balance!.statistic.rows.map((each) =>
      [each.before, each.after, each.treatedMean].map((cell) => cell.state),
    );
    expect(states[0]).toEqual(['hidden', 'hidden', 'hidden']);
    expect(states[1]).toEqual(['hidden', 'hidden', 'hidden']);
    expect(states.slice(2).filter((each) => each[0] === 'hidden')).toHaveLength(1);
  });

  it('hide the "after" column where few were left out', async () => {
    const armsAfter = { treated: 297, control: 900 };
    const { balance } = await release({ balance: balanceOf([row('smoker', 40, 90)], { armsAfter }) });
    expect(balance!.statistic.rows[0]!.before.state).toBe('shown');
    expect(balance!.statistic.rows[0]!.after.state).toBe('hidden');
  });

  it('hide no single bin whose size follows from the others and the arm', async () => {
    const bins = [3, 97, 120, 80].map((treated, at) => ({
      code: String(at),
      label: String(at),
      persons: { treated, control: 225 },
    }));
    const { overlap } = await release({
      effects: [effectOf('sbp', { treated: 300, control: 900 })],
      overlap: { context, group: 'observed_sbp', bins },
    });
    const states = overlap!.statistic.rows
      .filter(({ at }) => at[0] === 'treated')
      .map(({ cells }) => cells[0]!.state);
    expect(states[0]).toBe('hidden');
    expect(states.filter((state) => state === 'hidden').length).toBeGreaterThan(1);
  });
});
describe('a study and earlier releases', () => {
  it('hides persons from which an earlier version of the study differs by few', async () => {
    const first = await release({ effects: [effectOf('sbp', { treated: 300, control: 900 })] });
    const { candidate, released } = first.sizes;
    const second = await releaseStudy(
      study({
        parameters: { study: 's', hash: 'another' },
        effects: [effectOf('sbp', { treated: 296, control: 900 })],
      }),
      policy,
      { ...ledger, tables: [publishedTable(released, candidate)] },
    );
    const { treated, control } = second.effects[0]!.statistic.effect;
    expect(treated).toBeNull();
    expect(control).toBe(900);
  });
});
