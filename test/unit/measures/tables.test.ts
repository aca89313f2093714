import { describe, expect, it } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { findMeasure } from '../../../analysis/measures/catalogue.ts';
import { standardPopulations, standardWeights } from '../../../analysis/measures/standard.ts';
import { ageBands } from '../../../analysis/measures/strata.ts';
import { ownTable } from '../../support/definition-table.ts';

describe('definition tables', () => {
  it('give the version of the fiscal year', () => {
    const tables = definitionTables();
    expect(tables.values('guidance_level', 2023).triglyceride_casual).toBeNull();
    expect(tables.values('guidance_level', 2024).triglyceride_casual).toBe(175);
    expect(tables.provenance('guidance_level', 2024)).toMatchObject({ confirmed: true, overridden: false });
  });

  it('let a municipality lay its own over the shipped ones, and say so', () => {
    const source = '県の共通評価指標（2025年）';
    const own = ownTable(
      'metabolic_syndrome',
      { ...definitionTables().values('metabolic_syndrome', 2024), glucose_fasting: 100 },
      { source },
    );
    const tables = definitionTables([own]);
    expect(tables.values('metabolic_syndrome', 2024).glucose_fasting).toBe(100);
    expect(tables.provenance('metabolic_syndrome', 2024)).toMatchObject({ overridden: true, source });
    expect(definitionTables().values('metabolic_syndrome', 2024).glucose_fasting).toBe(110);
  });

  it('refuse an unknown table and one of another shape', () => {
    expect(() => definitionTables([ownTable('nothing', {})])).toThrow('tables.unknown');
    expect(() => definitionTables([ownTable('metabolic_syndrome', { sbp: '130' })])).toThrow(
      'tables.invalid',
    );
  });

  it('change the definitions that are made from them', () => {
    const shipped = definitionTables().values('extraction_rules', 2026);
    const own = ownTable('extraction_rules', { ...shipped, polypharmacy: [7] });
    expect(findMeasure('prescribing.polypharmacy_7', [], definitionTables([own])).name).toContain('7成分');
    expect(() => findMeasure('prescribing.polypharmacy_7')).toThrow('measures.unknown');
  });
});

describe('standard populations', () => {
  const [j1985, j2015] = standardPopulations(definitionTables(), 2023);
  const total = (weights: readonly { readonly weight: number }[]) =>
    weights.reduce((sum, { weight }) => sum + weight, 0);

  it('have the published totals', () => {
    const all = ageBands({ from: 0, to: null });
    expect(total(standardWeights(j1985!, all))).toBe(120_287_000);
    expect(total(standardWeights(j2015!, all))).toBe(125_319_000);
  });

  it('are cut to the ages of the measure', () => {
    const weights = standardWeights(j2015!, ageBands({ from: 40, to: 74 }));
    expect(weights.map(({ bands }) => bands)).toEqual([[40], [45], [50], [55], [60], [65], [70]]);
    expect(total(weights)).toBe(
      7_766_000 + 8_108_000 + 8_451_000 + 8_793_000 + 9_135_000 + 9_246_000 + 7_892_000,
    );
  });

  it('join bands where one side is coarser', () => {
    const old = standardWeights(j1985!, ageBands({ from: 65, to: null }));
    expect(old.at(-1)).toEqual({ bands: [85, 90], weight: 784_000 });
    expect(standardWeights(j2015!, ageBands({ from: 65, to: null })).at(-1)).toEqual({
      bands: [90],
      weight: 1_971_000,
    });
  });
});
