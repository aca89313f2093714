import { describe, expect, it } from 'vitest';
import { type Kpi, programmeSchema } from '../../../analysis/domain/programme.ts';
import { kpiStatus, logicFaults } from '../../../analysis/programmes/logic-model.ts';

const kpi: Kpi = {
  id: 'k',
  name: '特定保健指導実施率',
  measure: 'guidance.completed.all',
  unit: '%',
  direction: 'higher_is_better',
  baseline: { year: 2023, value: 20 },
  target: { year: 2029, value: 50 },
  source: '法定報告',
};

const programme = programmeSchema.parse({
  id: 'guidance',
  name: '特定保健指導',
  approach: 'high_risk',
  department: '国保年金',
  digitalLevel: 2,
  period: { from: 2024, to: 2029 },
  boxes: [
    { id: 'i', stage: 'input', text: '保健師2名' },
    { id: 'a', stage: 'activity', text: '電話と面接による利用勧奨' },
    { id: 'o', stage: 'output', text: '初回面接の実施', kpis: [kpi] },
    { id: 'e', stage: 'outcome_early', text: '体重の減少', kpis: [kpi] },
  ],
  arrows: [
    { from: 'i', to: 'a', evidence: '事業計画', level: '4' },
    { from: 'a', to: 'o', evidence: '前年度の実績', level: '3' },
    { from: 'o', to: 'e', evidence: '効果検証（IPTW）', level: '2b' },
  ],
});

describe('logic model', () => {
  it('finds nothing to object to in a complete chain', () => {
    expect(logicFaults(programme)).toEqual([]);
  });
  it('finds jumps, arrows back, arrows without evidence, unreached boxes and outcomes without target', () => {
    const faults = logicFaults({
      boxes: [...programme.boxes, { id: 'l', stage: 'outcome_late', text: '透析の減少', kpis: [] }],
      arrows: [
        { from: 'i', to: 'o', evidence: '', level: null, externalFactors: [] },
        { from: 'e', to: 'a', evidence: 'x', level: null, externalFactors: [] },
        { from: 'e', to: 'nowhere', evidence: 'x', level: null, externalFactors: [] },
      ],
    });
    expect(faults).toEqual([
      { code: 'logic.jump', from: 'i', to: 'o' },
      { code: 'logic.no_evidence', from: 'i', to: 'o' },
      { code: 'logic.backward_arrow', from: 'e', to: 'a' },
      { code: 'logic.unknown_box', box: 'nowhere' },
      { code: 'logic.unreached', box: 'e' },
      { code: 'logic.unreached', box: 'l' },
      { code: 'logic.no_target', box: 'l' },
    ]);
  });
  it('refuses an unknown department or a fourth digital level', () => {
    expect(programmeSchema.safeParse({ ...programme, department: '総務' }).success).toBe(false);
    expect(programmeSchema.safeParse({ ...programme, digitalLevel: 4 }).success).toBe(false);
  });
});

describe('KPI status', () => {
  it.each([
    [2026, 35, 'on_track', 50],
    [2026, 34, 'behind', 140 / 3],
    [2025, 18, 'worse', -20 / 3],
    [2027, 52, 'achieved', 320 / 3],
  ] as const)('%i: %f %% is %s', (year, value, status, progress) => {
    const found = kpiStatus(kpi, year, value);
    expect(found.status).toBe(status);
    expect(found.progress).toBeCloseTo(progress, 9);
  });
  it('turns around where lower is better', () => {
    const falling: Kpi = {
      ...kpi,
      direction: 'lower_is_better',
      baseline: { year: 2023, value: 20 },
      target: { year: 2029, value: 14 },
    };
    expect(kpiStatus(falling, 2026, 17).status).toBe('on_track');
    expect(kpiStatus(falling, 2026, 21).status).toBe('worse');
    expect(kpiStatus(falling, 2026, 13).status).toBe('achieved');
  });
});
