import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { effectDecimals } from '../../../analysis/domain/effect-decimals.ts';
import { programmeSchema } from '../../../analysis/domain/programme.ts';
import { programmeText } from '../../../analysis/programmes/register.ts';
import { ownBmiMeasure } from '../../support/own-measure.ts';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';
import { SAMPLE_WORKSPACE } from '../../support/sample-workspace.ts';

/** Register, KPI board, payment, what-if, comparison and own measures on the sample municipality, through the gate. */

let town: SampleTown;
let workspace = '';
const ask: SampleTown['ask'] = (name, input) => town.ask(name, input);

beforeAll(async () => {
  town = await openSampleTown();
  workspace = join(town.folder, SAMPLE_WORKSPACE);
});
afterAll(() => town.close());

const GUIDANCE = programmeSchema.parse({
  id: 'guidance',
  name: '特定保健指導',
  approach: 'high_risk',
  department: '国保年金',
  period: { from: 2020, to: 2029 },
  boxes: [
    { id: 'a', stage: 'activity', text: '電話による利用勧奨' },
    {
      id: 'o',
      stage: 'output',
      text: '終了する人が増える',
      kpis: [
        {
          id: 'completed',
          name: '特定保健指導実施率',
          measure: 'guidance.completed.all',
          unit: '%',
          direction: 'higher_is_better',
          baseline: { year: 2020, value: 5 },
          target: { year: 2029, value: 60 },
          source: '法定報告',
        },
      ],
    },
  ],
  arrows: [{ from: 'a', to: 'o', evidence: '前年度の実績', level: '3' }],
  contract: {
    name: '利用勧奨の成果連動',
    cap: 5_000_000,
    indicators: [
      {
        id: 'uptake',
        name: '受診率',
        unit: '%',
        measure: 'checkup.uptake',
        payment: { type: 'linear', yen: 2_000_000, floor: 40, cap: 60 },
      },
      {
        id: 'effect',
        name: '効果',
        unit: 'kg',
        payment: { type: 'threshold', yen: 1_000_000, reach: 1 },
        evidence: '2b',
      },
    ],
  },
});

describe('comparison of districts and years', () => {
  test('districts with ranks and inequality; a trend with its slope', async () => {
    const { comparison, ranks, inequality } = await ask('measures.districts', {
      id: 'checkup.uptake',
      year: 2023,
    });
    expect(comparison?.statistic.id).toBe('districts.checkup.uptake');
    expect(ranks?.statistic.rows.length).toBeGreaterThan(2);
    expect(inequality.statistic.columns.some(({ id }) => id === 'gini')).toBe(true);
    const { trend } = await ask('measures.trend', {
      id: 'risk.sbp.mean',
      years: [2020, 2021, 2022, 2023],
      by: ['sex'],
    });
    // Women and men of a five-year age are few here: standardised by broad ages.
    expect(trend?.statistic.rows.map(({ at }) => at[0])).toEqual(['all', '1', '2']);
  });
});

describe('the register of programmes', () => {
  test('imported programmes are drafts until a file describes them; files can be saved, checked and removed', async () => {
    const before = await ask('programmes.list', {});
    expect(before.programmes.length).toBeGreaterThan(1);
    expect(before.programmes.every(({ saved }) => !saved)).toBe(true);
    const draft = (await ask('programmes.read', { id: before.programmes[0]!.id })).programme;
    await ask('programmes.save', { programme: { ...draft, content: '週1回の教室' } });
    await ask('programmes.save', { programme: GUIDANCE });
    const after = await ask('programmes.list', {});
    expect(after.programmes.length).toBe(before.programmes.length + 1);
    expect(after.programmes.find(({ id }) => id === draft.id)?.saved).toBe(true);
    expect(after.programmes.find(({ id }) => id === 'guidance')).toMatchObject({ kpis: 1, contract: true });
    const jump = { ...GUIDANCE, arrows: [{ ...GUIDANCE.arrows[0]!, evidence: '' }] };
    expect((await ask('programmes.check', { programme: jump })).faults.join()).toContain('根拠');
    await ask('programmes.remove', { id: draft.id });
    expect((await ask('programmes.list', {})).programmes.find(({ id }) => id === draft.id)?.saved).toBe(
      false,
    );
  });

  test('a faulty file is reported with its line and the rest stays usable', async () => {
    mkdirSync(join(workspace, 'programmes'), { recursive: true });
    writeFileSync(join(workspace, 'programmes', 'broken.yaml'), 'id: broken\nname: 壊れた\napproach: both\n');
    const { faults, programmes } = await ask('programmes.list', {});
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('broken.yaml');
    expect(programmes.some(({ id }) => id === 'guidance')).toBe(true);
    rmSync(join(workspace, 'programmes', 'broken.yaml'));
  });

  test('the KPI board shows released values and where they stand', async () => {
    const { kpis } = await ask('programmes.board', { id: 'guidance' });
    expect(kpis).toHaveLength(1);
    expect(kpis[0]!.table?.statistic.id).toBe('measure.guidance.completed.all');
    expect(kpis[0]!.status).not.toBeNull();
    expect(kpis[0]!.reading).toContain('目標 60%');
  });

  test('a KPI without a measure has the values that were typed, and no number of few people', async () => {
    const { threshold } = await ask('workspace.state', {});
    expect(threshold).toBeGreaterThan(1);
    const hand = (id: string, unit: string, values: readonly (readonly [number, number])[]) => ({
      ...{ id, name: `${id}の指標`, unit, source: '手入力' },
      direction: 'higher_is_better' as const,
      baseline: { year: 2021, value: 60 },
      target: { year: 2025, value: 100 },
      values: values.map(([year, value]) => ({
        year,
        value,
        source: '終了時アンケート',
        countedBy: '委託事業者',
      })),
    });
    const [activity, output] = GUIDANCE.boxes;
    const programme = (kpis: readonly ReturnType<typeof hand>[]) => ({
      ...GUIDANCE,
      id: 'by_hand',
      boxes: [activity!, { ...output!, kpis: [...kpis] }],
    });
    const score = hand('満足度', '点', [
      [2022, 70],
      [2023, 85.5],
      [2020, 99],
    ]);
    await ask('programmes.save', { programme: programme([score]) });
    const [row] = (await ask('programmes.board', { id: 'by_hand' })).kpis;
    // (85.5 − 60) ÷ (100 − 60) = 64 % of the way in 2 of 4 years.
    expect(row).toMatchObject({ status: 'on_track', unit: '点' });
    expect(row!.reading).toContain('目標までの道のりの64%、期間の50%が経過');
    expect(row!.byHand?.map(({ year }) => year)).toEqual([2023, 2022, 2020]);
    expect(row).not.toHaveProperty('table');
    const few = hand('参加者', '人', [
      [2022, threshold],
      [2023, threshold - 1],
    ]);
    const refused = await ask('programmes.save', { programme: programme([few]) }).catch(String);
    expect(refused).toContain('programme.small_count');
    expect(refused).toContain(
      `「参加者の指標」の令和5年度の値：人数が公開の基準（${threshold}人）に満たない`,
    );
    // A file that somebody edits elsewhere is held to the same rule: the number is not used, and that is told.
    writeFileSync(join(workspace, 'programmes', 'by_hand.yaml'), programmeText(programme([score, few])));
    const read = await ask('programmes.read', { id: 'by_hand' });
    expect(read.programme.boxes[1]!.kpis[1]!.values?.map(({ year }) => year)).toEqual([2022]);
    expect(read.faults.join()).toContain('「参加者の指標」の令和5年度の値');
    expect((await ask('programmes.list', {})).faults.join()).toContain('「参加者の指標」の令和5年度の値');
    const board = await ask('programmes.board', { id: 'by_hand' });
    expect(board.kpis[1]!.byHand?.map(({ value }) => value)).toEqual([threshold]);
    await ask('programmes.remove', { id: 'by_hand' });
  });

  test('a KPI of people chosen for a value stands beside what is expected without the programme', async () => {
    const kpi = {
      id: 'decline',
      name: '対象者の減少率',
      measure: 'dh.guidance_decline',
      unit: '%',
      direction: 'higher_is_better' as const,
      baseline: { year: 2021, value: 20 },
      target: { year: 2029, value: 30 },
      source: '法定報告',
    };
    const own = { ...kpi, id: 'rate', measure: 'checkup.uptake' };
    const [activity, output] = GUIDANCE.boxes;
    const programme = {
      ...GUIDANCE,
      id: 'declines',
      boxes: [activity!, { ...output!, kpis: [kpi, own] }],
      contract: {
        name: '減少率の成果連動',
        cap: null,
        fixedFee: 0,
        indicators: [
          {
            id: 'd',
            name: '減少率',
            unit: '%',
            measure: 'checkup.decline.target',
            payment: { type: 'fixed' as const, yen: 1 },
          },
        ],
      },
    };
    await ask('programmes.save', { programme });
    const { kpis } = await ask('programmes.board', { id: 'declines' });
    expect(kpis[0]!.anyway).toMatch(/利用しなかった/u);
    expect(kpis[1]!.anyway).toContain('見込みは要りません');
    // Nothing asked before: all who declined without those not guided are the few who were.
    const fresh = await openSampleTown();
    await fresh.ask('programmes.save', { programme });
    const { indicators } = await fresh.ask('programmes.payment', {
      id: 'declines',
      year: 2023,
      outcomes: [],
    });
    expect(indicators[0]!.anyway).toMatch(/利用しなかった/u);
    await fresh.close();
    // The definition itself, wherever it is printed, names what to read beside it.
    expect(kpis[0]!.table!.statistic.context.caveats.join()).toContain('利用しなかった前年度対象者');
    await ask('programmes.remove', { id: 'declines' });
  });

  test('payment: a value that may not be shown is not a value that is not there', async () => {
    const [indicator] = GUIDANCE.contract!.indicators;
    const contract = {
      ...GUIDANCE.contract!,
      indicators: [
        { ...indicator!, id: 'few', measure: 'screening.lung.workup' },
        { ...indicator!, id: 'nothing', measure: 'cost.per_person.kokuho.dental' },
      ],
    };
    await ask('programmes.save', { programme: { ...GUIDANCE, id: 'few', contract } });
    const { indicators } = await ask('programmes.payment', { id: 'few', year: 2023, outcomes: [] });
    expect(indicators.map(({ reason, value }) => [reason, value])).toEqual([
      ['no_value', null],
      ['no_value', null],
    ]);
    expect(indicators[0]!.sentence).toMatch(/^値はありますが/u);
    expect(indicators[1]!.sentence).toBe('値がないため、まだ算定できません。');
    await ask('programmes.remove', { id: 'few' });
  });

  test('payment: the released value pays in proportion, evidence below the agreed level pays nothing', async () => {
    const none = await ask('programmes.payment', { id: 'guidance', year: 2023, outcomes: [] });
    const [uptake, effect] = none.indicators;
    expect(uptake).toMatchObject({ source: 'measure', evidence: '4', reason: 'paid' });
    expect(uptake!.paid).toBe(Math.round(2_000_000 * Math.min(1, Math.max(0, (uptake!.value! - 40) / 20))));
    expect(effect).toMatchObject({ source: 'none', reason: 'no_value', paid: 0 });
    const weak = await ask('programmes.payment', {
      id: 'guidance',
      year: 2023,
      outcomes: [
        { indicator: 'uptake', value: 50, standardError: 2 },
        { indicator: 'effect', value: 2, evidence: '3' },
      ],
    });
    expect(weak.indicators[1]).toMatchObject({ reason: 'evidence_too_low', earned: 1_000_000, paid: 0 });
    expect(weak.total).toBe(1_000_000);
    expect(weak.expected.percentiles[0]).toBeLessThan(weak.expected.percentiles[2]);
  });

  test('a study pays at the level that it earned, and nothing where the parties agreed on a higher one', async () => {
    const { studies } = await ask('studies.list', {});
    const { id: study } = studies[0]!;
    await ask('studies.lock', { id: study });
    await ask('studies.diagnose', { id: study });
    const { effects, evidenceLevel } = await ask('studies.run', { id: study });
    const { effect } = effects[0]!.statistic;
    const { standardError, unit } = effect;
    // It is paid on as it is printed, so that the statement can be worked out by hand.
    const estimate = Number(effect.estimate.toFixed(effectDecimals(effect)));
    expect(estimate).not.toBe(effect.estimate);
    // From no effect to twice the estimate: the estimate itself earns half.
    const payment = { type: 'linear' as const, yen: 1_000_000, floor: 0, cap: 2 * estimate };
    const indicator = { id: 'effect', name: '効果検証の推定値', unit: '', study, payment };
    const agreed = (level: '1' | '2a' | '2b' | '3' | '4') =>
      programmeSchema.parse({
        ...GUIDANCE,
        id: 'paid_by_study',
        contract: { name: '効果による支払い', cap: null, indicators: [{ ...indicator, evidence: level }] },
      });
    const due = async (level: '1' | '2a' | '2b' | '3' | '4') => {
      await ask('programmes.save', { programme: agreed(level) });
      return ask('programmes.payment', { id: 'paid_by_study', year: 2023, outcomes: [] });
    };
    const paid = await due(evidenceLevel);
    expect(paid.indicators[0]).toMatchObject({
      source: 'study',
      value: estimate,
      evidence: evidenceLevel,
      reason: 'paid',
      paid: 500_000,
    });
    // The error of the study is carried into what may have to be paid.
    expect(standardError).toBeGreaterThan(0);
    const [low, , high] = paid.expected.percentiles;
    expect(low).toBeLessThan(500_000);
    expect(high).toBeGreaterThan(500_000);
    expect(evidenceLevel).not.toBe('1');
    const apart = programmeSchema.parse({
      ...GUIDANCE,
      id: 'paid_by_study',
      contract: { name: '単位ちがい', cap: null, indicators: [{ ...indicator, unit: '円' }] },
    });
    expect(unit).not.toBe('円');
    await ask('programmes.save', { programme: apart });
    const mixed = await ask('programmes.payment', { id: 'paid_by_study', year: 2023, outcomes: [] });
    expect(mixed.indicators[0]).toMatchObject({ reason: 'unit_differs', unit, paid: 0 });
    const unpaid = await due('1');
    expect(unpaid.indicators[0]).toMatchObject({ reason: 'evidence_too_low', earned: 500_000, paid: 0 });
    expect(unpaid.total).toBe(0);
    // Typing the same number by hand with a higher level than the study earned is what the contract must not accept.
    const typed = await ask('programmes.payment', {
      id: 'paid_by_study',
      year: 2023,
      outcomes: [{ indicator: 'effect', value: estimate, evidence: '3' }],
    });
    expect(typed.indicators[0]).toMatchObject({ source: 'given', reason: 'evidence_too_low', paid: 0 });
    await ask('programmes.remove', { id: 'paid_by_study' });
  });

  test('a programme without a roster has reached nobody that is known: no table of 0 %', async () => {
    await ask('programmes.save', { programme: { ...GUIDANCE, id: 'unlisted', name: '名簿のない事業' } });
    const { tables, recorded } = await ask('programmes.reach', { id: 'unlisted', year: 2023 });
    expect(recorded).toBe('none');
    expect(tables).toEqual([]);
    await ask('programmes.remove', { id: 'unlisted' });
  });

  test('a roster of invitations alone knows of nobody who took part: those who were written to are counted', async () => {
    const { programmes } = await ask('programmes.list', {});
    const postcard = programmes.find(({ name }) => name === '減塩はがき')!;
    const asked = { id: postcard.id, year: 2023 };
    const { tables, recorded, budget } = await ask('programmes.reach', asked);
    expect(recorded).toBe('invited');
    expect(budget).toBeGreaterThan(10_000);
    const statistics = tables.map(({ statistic }) => statistic);
    expect(new Set(statistics.map(({ id }) => id))).toEqual(new Set(['programme.channels']));
    for (const { columns } of statistics) expect(columns.map((column) => column.id)).toEqual(['invited']);
  });

  test('the page of one programme does not cost another its reach; a budget is never hidden', async () => {
    const fresh = await openSampleTown();
    const { programmes } = await fresh.ask('programmes.list', {});
    const named = (name: string) => programmes.find((one) => one.name === name)!.id;
    const asked = (id: string) => ({ id, year: 2023 });
    const alone = await openSampleTown();
    const guidance = await alone.ask('programmes.reach', asked(named('特定保健指導')));
    await alone.close();
    const walking = await fresh.ask('programmes.reach', asked(named('健康ウォーキングポイント')));
    const after = await fresh.ask('programmes.reach', asked(named('特定保健指導')));
    await fresh.close();
    const shown = (found: typeof after) =>
      found.tables.map(({ statistic, release }) => [statistic.context.title, release.shown]);
    expect(shown(after)).toEqual(shown(guidance));
    for (const { budget, tables } of [guidance, walking]) {
      expect(budget).toBeGreaterThan(100_000);
      const { columns, rows, context } = tables.find(
        ({ statistic }) => statistic.id === 'programme.unit_costs',
      )!.statistic;
      expect(context.population).toContain('加入者でない人、18歳未満の人を含む');
      expect(columns.map(({ id }) => id)).toEqual(['joined', 'yen_per_person']);
      // A hidden number of participants takes what a participant cost with it: the budget would give it back.
      for (const { cells } of rows) expect(new Set(cells.map(({ state }) => state)).size).toBe(1);
    }
  });

  test('reach, persistence, channels and costs pass the gate', async () => {
    const { programmes } = await ask('programmes.list', {});
    const walking = programmes.find(({ approach }) => approach === 'population')!;
    const { tables } = await ask('programmes.reach', { id: walking.id, year: 2023 });
    const ids = new Set(tables.map(({ statistic }) => statistic.id));
    expect(ids).toContain('programme.reach');
    expect(ids).toContain('programme.persistence');
    // Nobody left in the first year: that all stayed is shown, with the number of them.
    const fresh = await openSampleTown();
    const first = await fresh.ask('programmes.reach', { id: walking.id, year: walking.from });
    const [bySex] = first.tables.map(({ statistic }) => statistic);
    const shownOf = (id: string) => {
      const at = bySex!.columns.findIndex((column) => column.id === id);
      const cell = bySex!.rows.find(({ at: codes }) => codes[0] === 'all')!.cells[at];
      return cell?.state === 'shown' ? cell.value : undefined;
    };
    expect(shownOf('joined')).toBeGreaterThan(100);
    expect(shownOf('stayed')).toBe(shownOf('joined'));
    expect(shownOf('persistence')).toBe(100);
    await fresh.close();
  });

  test('that everybody stayed is a step of the service for the measure of the catalogue, too', async () => {
    const fresh = await openSampleTown();
    const { programmes } = await fresh.ask('programmes.list', {});
    const { from } = programmes.find(({ approach }) => approach === 'population')!;
    const question = { ids: ['programme.persistence.population'], years: [from + 1], by: [] };
    const { tables } = await fresh.ask('measures.run', { ...question, standardise: false });
    const [whole, part, share] = tables[0]!.statistic.rows[0]!.cells;
    expect(whole).toMatchObject({ state: 'shown' });
    expect(part).toEqual(whole);
    expect(share).toEqual({ state: 'shown', value: 100 });
    await fresh.close();
  });
});

describe('approaches and comparison', () => {
  test('what-if from the released distribution; entered risks with their source give events', async () => {
    const plan = {
      factor: 'sbp',
      year: 2023,
      shift: -2,
      tail: { share: 0.05, reachFrom: 0.3, reachTo: 0.6, effect: -8, effectError: 2 },
    };
    const before = await ask('approaches.whatIf', plan);
    expect(before.population.units.estimate).toBeCloseTo(2000, 6);
    expect(before.highRisk.units.estimate).toBeCloseTo(120, 6);
    expect(before.population.events).toEqual([]);
    const stroke = {
      outcome: '脳卒中',
      rr: 1.3,
      lower: 1.2,
      upper: 1.4,
      per: 10,
      reference: 120,
      incidence_per_1000: 4,
      citation: '町の健康増進計画（試験）',
    };
    await ask('approaches.saveRisks', { risks: { sbp: [stroke] } });
    expect(await ask('approaches.risks', {})).toMatchObject({ own: true });
    const after = await ask('approaches.whatIf', plan);
    expect(after.population.events[0]!.per1000.estimate).toBeGreaterThan(0);
    expect(after.assumptions.join()).toContain('町の健康増進計画（試験）');
    const events = after.rows.find(({ id }) => id === 'events_0')!;
    for (const grounds of [events.grounds.population, events.grounds.highRisk])
      expect(grounds.map(({ basis }) => basis)).toEqual(
        expect.arrayContaining(['measured_here', 'literature', 'assumed']),
      );
    for (const { id, grounds } of after.rows) {
      expect(grounds.population, id).not.toEqual([]);
      expect(grounds.highRisk, id).not.toEqual([]);
    }
  });

  test('one breakdown of the guidance cascade: by the way people were invited, as the calls of the sample are noted down', async () => {
    // Nothing asked before: where few break off, the number who completed would hide who began.
    const fresh = await openSampleTown();
    const { highRisk } = await fresh.ask('approaches.compare', {
      factor: 'sbp',
      from: 2021,
      to: 2023,
      by: 'channel',
    });
    const statistics = highRisk.tables.map(({ statistic }) => statistic);
    const channels = statistics.find(({ id }) => id === 'approaches.cascade_channels')!;
    expect(channels.dimensions[1]!.levels.map(({ label }) => label)).toEqual(['全体', '郵送', '電話']);
    const columnOf = (year: string, id: string) =>
      channels.rows
        .filter(({ at }) => at[0] === year)
        .map(({ cells }) => cells[channels.columns.findIndex((column) => column.id === id)])
        .map((cell) => (cell?.state === 'shown' ? cell.value : undefined));
    const [total, letter, phone] = columnOf('2021', 'invited');
    expect(letter! + phone!).toBe(total);
    // Who was telephoned came more often; both shares are shown.
    const [, byLetter, byPhone] = columnOf('2021', 'first_share');
    expect(byPhone).toBeGreaterThan(byLetter!);
    const funnels = statistics.filter(({ id }) => id === 'approaches.funnel');
    expect(funnels.map(({ dimensions }) => dimensions[1]!.id)).toEqual(['whole']);
    await fresh.close();
  });

  test('a breakdown of the cascade on its own: after the whole, with the reason where it is not shown', async () => {
    const fresh = await openSampleTown();
    const span = { from: 2021, to: 2023 };
    const { highRisk } = await fresh.ask('approaches.compare', { factor: 'sbp', ...span, by: 'none' });
    const ids = highRisk.tables.map(({ statistic }) => statistic.id);
    expect(ids.filter((id) => id === 'approaches.funnel')).toHaveLength(1);
    expect(ids).not.toContain('approaches.cascade_channels');
    expect(highRisk.reading).not.toContain('特定保健指導の流れ（地区別）');
    const byDistrict = await fresh.ask('approaches.cascade', { ...span, by: 'district' });
    expect(byDistrict.tables).toEqual([]);
    expect(byDistrict.note).toContain('特定保健指導の流れ（地区別）');
    expect(byDistrict.note).toContain('終了者が少なく');
    expect(byDistrict.reading).toContain('地区に分けると人数が少なく');
    // The whole is asked for with it and stays as it was shown.
    const again = await fresh.ask('approaches.compare', { factor: 'sbp', ...span, by: 'none' });
    expect(again.highRisk.tables.map(({ statistic }) => statistic.rows)).toEqual(
      highRisk.tables.map(({ statistic }) => statistic.rows),
    );
    await expect(fresh.codeOf('approaches.cascade', { from: 2023, to: 2021, by: 'sex' })).resolves.toBe(
      'approaches.bad_years',
    );
    await fresh.close();
  });

  test('a breakdown that shows nothing but the whole is named, not shown', async () => {
    const fresh = await openSampleTown();
    const { highRisk } = await fresh.ask('approaches.compare', { factor: 'sbp', from: 2020, to: 2024 });
    const breakdowns = highRisk.tables.filter(
      ({ statistic: { id, parameters } }) => id === 'approaches.funnel' && parameters.by !== 'total',
    );
    for (const { statistic } of breakdowns) {
      const parts = statistic.rows.filter(({ at }) => !at.includes('all')).flatMap(({ cells }) => cells);
      expect(
        parts.some(({ state }) => state === 'shown'),
        statistic.context.title,
      ).toBe(true);
    }
    const shown = breakdowns.map(({ statistic }) => statistic.context.title);
    for (const words of ['男女別', '年齢別', '地区別'])
      expect(shown.join() + highRisk.reading, words).toContain(`特定保健指導の流れ（${words}）`);
    await fresh.close();
  });

  test('where age shows nothing, two groups of age are offered, and say whom guidance missed', async () => {
    const fresh = await openSampleTown();
    const span = { from: 2020, to: 2024 };
    const fine = await fresh.ask('approaches.cascade', { ...span, by: 'age' });
    expect(fine).toMatchObject({ tables: [], coarser: 'age2' });
    const coarse = await fresh.ask('approaches.cascade', { ...span, by: 'age2' });
    expect(coarse.coarser).toBeNull();
    const [rate, ...others] = coarse.tables.map(({ statistic }) => statistic);
    expect(others).toEqual([]);
    expect(rate!.dimensions[1]!.levels.map(({ label }) => label)).toEqual(['総数', '40〜64歳', '65〜74歳']);
    const at = (age: string, column: string) => {
      const row = rate!.rows.find((one) => one.at.join() === `2020,${age}`);
      const cell = row?.cells[rate!.columns.findIndex(({ id }) => id === column)];
      return cell?.state === 'shown' ? cell.value : Number.NaN;
    };
    expect(at('younger', 'eligible') + at('older', 'eligible')).toBe(at('all', 'eligible'));
    expect(at('younger', 'completed') + at('older', 'completed')).toBe(at('all', 'completed'));
    expect(coarse.reading).toMatch(
      /^令和6年度に終了した人の割合が最も低いのは、年齢階級では.+歳（\d+\.\d%、対象\d+人）です。/u,
    );
    const compared = await fresh.ask('approaches.compare', { factor: 'sbp', ...span, by: 'age' });
    expect(compared.coarser).toEqual(['age2']);
    const without = await fresh.ask('approaches.compare', { factor: 'sbp', ...span, by: 'none' });
    expect(without).toMatchObject({ missed: '', coarser: [] });
    await fresh.close();
  });

  test('every number of the side by side says what it rests on, with persons and limits where measured', async () => {
    const { sideBySide, grounds, population } = await ask('approaches.compare', {
      factor: 'sbp',
      from: 2021,
      to: 2023,
    });
    // A relative risk was entered before: what the factor is to blame for, by tier.
    const burden = population.tables.find(({ statistic }) => statistic.id === 'approaches.burden')!.statistic;
    const paf = burden.columns.findIndex(({ id }) => id === 'paf');
    expect(burden.rows.find(({ at }) => at[1] === 'all')!.cells[paf]).toMatchObject({ state: 'shown' });
    const shown = sideBySide.tables.flatMap(({ statistic: { id, columns } }) =>
      columns.filter((column) => !/_(?:lower|upper)$/u.test(column.id)).map((column) => `${id}.${column.id}`),
    );
    expect(shown).toContain('approaches.events.events');
    for (const side of ['population', 'high_risk']) {
      const listed = grounds.filter((one) => one.side === side);
      expect(listed.map(({ id }) => id)).toEqual(shown);
      for (const one of listed) expect(one.grounds, one.id).not.toEqual([]);
      const [effect] = listed.find(({ id }) => id.endsWith('.effect'))!.grounds;
      expect(effect).toMatchObject({ basis: 'measured_here' });
      expect(effect!.persons).toBeGreaterThan(0);
      expect(effect!.interval).toMatch(/mmHg（−?[\d.]+〜−?[\d.]+）/u);
      const events = listed.find(({ id }) => id === 'approaches.events.events')!.grounds;
      const literature = events.filter(({ basis }) => basis === 'literature');
      expect(literature).toEqual([
        expect.objectContaining({
          source: 'この自治体が入力した表：町の健康増進計画（試験）',
          interval: '1.3（1.2〜1.4）',
        }),
      ]);
    }
  });

  test('the cascade and the measures count the same people and hide the same numbers', async () => {
    const fresh = await openSampleTown();
    const { highRisk } = await fresh.ask('approaches.compare', { factor: 'hba1c', from: 2021, to: 2023 });
    const rate = highRisk.tables.find(
      ({ statistic }) => statistic.id === 'approaches.guidance_rate',
    )!.statistic;
    const cascade = highRisk.tables[0]!.statistic;
    expect(cascade.parameters).toMatchObject({ by: 'total' });
    // Sixteen completers a sex and year: breakdowns would hide nearly everything, and say so.
    expect(highRisk.tables.filter(({ statistic }) => statistic.id === cascade.id)).toHaveLength(1);
    expect(highRisk.reading).toContain('特定保健指導の流れ（地区別）');
    // Few broke off: who began is hidden beside those who completed, whom the law asks for.
    const at2023 = (table: typeof rate, column: string) =>
      table.rows.find(({ at }) => at[0] === '2023')!.cells[
        table.columns.findIndex(({ id }) => id === column)
      ]!;
    expect(at2023(cascade, 'first_interview').state).toBe('hidden');
    for (const [id, column, step] of [
      ['checkup.uptake', 'numerator', 'examined'],
      ['guidance.completed.all', 'denominator', 'eligible'],
      ['guidance.completed.all', 'numerator', 'completed'],
      ['guidance.completed.all', 'value', 'completed_share'],
    ] as const) {
      const { tables } = await fresh.ask('measures.run', {
        ids: [id],
        years: [2023],
        by: [],
        standardise: false,
      });
      expect(at2023(rate, step).state, step).toBe('shown');
      expect(at2023(tables[0]!.statistic, column), id).toEqual(at2023(rate, step));
    }
    const { tables } = await fresh.ask('measures.run', {
      ids: ['checkup.uptake'],
      years: [2023],
      by: ['district'],
      standardise: false,
    });
    const districts = tables[0]!.statistic.rows.filter(({ cells }) => cells[0]?.state === 'shown');
    expect(districts.length).toBeGreaterThanOrEqual(9);
    await fresh.close();
  });

  test('both approaches with capture, numbers needed and days between the steps', async () => {
    const { highRisk } = await ask('approaches.compare', { factor: 'sbp', from: 2021, to: 2023 });
    const ids = highRisk.tables.map(({ statistic }) => statistic.id);
    expect(ids).toContain('approaches.cascade_time');
    expect(ids).toContain('approaches.cascade_segments');
    expect(ids).toContain('approaches.capture');
  });

  test('a histogram with joined ends does not give away what the one with all its bins hid', async () => {
    for (const factor of ['bmi', 'hba1c']) {
      const request = { ids: [`risk.${factor}.distribution`], years: [2023], by: [], standardise: false };
      const fine = (await ask('measures.run', request)).tables[0]!.statistic.rows;
      const { population } = await ask('approaches.compare', { factor, from: 2022, to: 2023 });
      const joined = population.tables.find(({ statistic }) => statistic.id === 'approaches.distribution')!;
      const shown = (cell: (typeof fine)[number]['cells'][number]) =>
        cell.state === 'shown' ? cell.value : undefined;
      for (const { at, cells } of joined.statistic.rows) {
        const [lower = '', upper = ''] = at[1]!.split('~');
        const whole = shown(cells[0]!);
        if (at[0] !== '2023' || (lower !== '' && upper !== '') || at[1] === 'all' || whole === undefined)
          continue;
        const inside = fine.filter(({ at: [, bin] }) => {
          const [from = '', to = ''] = bin!.split('~');
          if (bin === 'all') return false;
          return lower === ''
            ? to !== '' && Number(to) <= Number(upper)
            : from !== '' && Number(from) >= Number(lower);
        });
        const rest = inside.reduce((sum, row) => sum - (shown(row.cells[0]!) ?? 0), whole);
        expect(rest === 0 || rest >= 10, `${factor} ${at[1]}`).toBe(true);
      }
    }
  });

  test('small groups hidden in the cascade do not take the breakdowns of other questions with them', async () => {
    for (const by of ['sex', 'district'] as const) {
      const { tables } = await ask('measures.run', {
        ids: ['risk.sbp.mean'],
        years: [2023],
        by: [by],
        standardise: false,
      });
      const shown = tables[0]!.statistic.rows.filter(({ cells }) => cells[0]?.state === 'shown');
      expect(shown.length).toBeGreaterThanOrEqual(
        tables[0]!.statistic.rows.length * (by === 'sex' ? 1 : 0.6),
      );
    }
  });

  test('own measures are listed, explained and run; a faulty file is named', async () => {
    mkdirSync(join(workspace, 'measures'), { recursive: true });
    const text = ownBmiMeasure(30);
    writeFileSync(join(workspace, 'measures', 'bmi30.yaml'), text);
    writeFileSync(join(workspace, 'measures', 'wrong.yaml'), text.replace('share', 'ratios'));
    const { measures, ownFaults } = await ask('measures.list', {});
    expect(measures.find(({ id }) => id === 'own.bmi30')?.familyName).toBe('自治体独自の指標');
    expect(ownFaults).toMatchObject([{ file: 'wrong.yaml', line: 9 }]);
    const { entries } = await ask('help.glossary', {});
    expect(entries.some(({ term }) => term === 'BMI 30以上の割合')).toBe(true);
    expect(entries.find(({ term }) => term === '情報提供実施率')?.definition).toContain('求めない指標');
    const { tables } = await ask('measures.run', {
      ids: ['own.bmi30'],
      years: [2023],
      by: [],
      standardise: false,
    });
    expect(tables[0]!.statistic.id).toBe('measure.own.bmi30');
  });
});
