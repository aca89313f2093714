import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { noted } from '../../../analysis/domain/titles.ts';
import { listMeasures, runMeasure } from '../../../analysis/measures/catalogue.ts';
import { measureWithin } from '../../../analysis/measures/views/within.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { reportTemplates } from '../../../analysis/reporting/templates/index.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { isDoubleBracketed } from '../../support/brackets.ts';
import { syntheticInputs } from '../../unit/reporting/synthetic-inputs.ts';
import { emptyWarehouse, load } from './fixture.ts';

const MEASURES = listMeasures();
const year = 2023;

describe('titles have one pair of brackets', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
    await load(warehouse, {
      district: [{ district_code: 'A', name: '東（旧町）', level: 'school_district' }],
    });
  });
  afterAll(() => close());

  it('a note joins the brackets that are there, and its own become square', () => {
    expect(noted('受診率', '性別')).toBe('受診率（性別）');
    expect(noted('医療費（国保・全体）', '性別')).toBe('医療費（国保・全体、性別）');
    expect(noted('改善量', 'HbA1c（NGSP）')).toBe('改善量（HbA1c［NGSP］）');
    expect(noted('改善量（平均）', 'HbA1c（NGSP）')).toBe('改善量（平均、HbA1c［NGSP］）');
    expect(['医療費（国保）（男）', '改善量（HbA1c（NGSP））'].every(isDoubleBracketed)).toBe(true);
    expect(isDoubleBracketed('要介護（要支援）認定率（男）')).toBe(false);
  });

  it('every measure of the catalogue, by everything it can be split by, and within a district', async () => {
    const titles = new Map<string, string>();
    for (const { id, stratifications } of MEASURES) {
      for (const by of [[], ...stratifications.map((one) => [one])]) {
        const { context, dimensions } = await runMeasure(warehouse, id, { year, by, standardise: false });
        titles.set(`${id} ${by.join()}`, context.title);
        for (const { label } of dimensions) titles.set(`${id} ${by.join()} ${label}`, label);
      }
      if (!stratifications.includes('district')) continue;
      const within = await measureWithin(warehouse, id, {
        ...{ district: 'A', years: [year], by: [], own: [], tables: definitionTables() },
      });
      titles.set(`${id} within`, within.context.title);
    }
    expect(titles.size).toBeGreaterThan(3 * MEASURES.length);
    expect([...titles].filter(([, title]) => isDoubleBracketed(title))).toEqual([]);
  });

  it('every caption and heading of the reports, whatever measure of the catalogue they print', () => {
    const inputs = syntheticInputs();
    const named = MEASURES.filter(({ name }) => name.endsWith('）'));
    expect(named.length).toBeGreaterThan(100);
    const printed = new Set<string>();
    for (const [at, { name }] of named.entries()) {
      const { id } = reportTemplates[at % reportTemplates.length]!;
      const measures = inputs.measures.map((one) => ({ ...one, name }));
      const { blocks, title } = composeReport(id, { ...inputs, measures });
      printed.add(title);
      for (const block of blocks) {
        if ('caption' in block && typeof block.caption === 'string') printed.add(block.caption);
        if (block.kind === 'heading') printed.add(block.text);
      }
    }
    expect(printed.size).toBeGreaterThan(named.length);
    expect([...printed].filter(isDoubleBracketed)).toEqual([]);
  });
});
