import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMeasure, listMeasures, runMeasure } from '../../../analysis/measures/catalogue.ts';
import { summarise } from '../../../analysis/measures/summaries.ts';
import { compareApproaches } from '../../../analysis/programmes/approaches/compare.ts';
import { openWorkspace, type Workspace } from '../../../analysis/workspace/workspace.ts';
import { copySampleTo, SAMPLE, SAMPLE_WORKSPACE } from '../../support/sample-workspace.ts';
import { cell } from './fixture.ts';

interface Truth {
  readonly recounts: { readonly by_fiscal_year: Readonly<Record<string, Readonly<Record<string, number>>>> };
}

describe.skipIf(!existsSync(join(SAMPLE, 'truth.json')))(
  'the sample municipality, imported, against its own recounts',
  () => {
    let workspace: Workspace;
    let folder: string;
    let truth: Truth;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'ebpm-sample-'));
      truth = JSON.parse(readFileSync(join(SAMPLE, 'truth.json'), 'utf8')) as Truth;
      await copySampleTo(folder);
      workspace = await openWorkspace(join(folder, SAMPLE_WORKSPACE));
    });
    afterAll(() => {
      workspace?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it.each([
      ['checkup.uptake', 'denominator', 'checkup_eligible'],
      ['checkup.uptake', 'numerator', 'checkup_eligible_examined'],
      ['risk.bmi.mean', 'denominator', 'checkup_examinees'],
      ['cost.per_person.kokuho', 'denominator', 'persons_kokuho'],
      ['care.certified', 'denominator', 'enrolled_at_year_end_65_and_over'],
      ['care.certified', 'numerator', 'certified_at_year_end'],
    ] as const)('%s %s = %s in every year', async (id, column, name) => {
      const counts = truth.recounts.by_fiscal_year[name] ?? {};
      const years = Object.keys(counts).map(Number);
      expect(years.length).toBeGreaterThan(1);
      const table = await runMeasure(workspace.warehouse, id, { year: years });
      for (const year of years)
        expect(cell(table, [String(year)], column), `${id} ${year}`).toBe(counts[String(year)]);
    });

    it('once everything is summed up, as at the end of an import, no question of the first or last year writes', async () => {
      await summarise(workspace.warehouse);
      const [years] = await workspace.warehouse.all(
        'SELECT min(fiscal_year) AS first, max(fiscal_year) AS last FROM checkup',
      );
      const before = workspace.warehouse.writes;
      for (const { id } of listMeasures())
        for (const year of [Number(years?.first), Number(years?.last)]) {
          await runMeasure(workspace.warehouse, id, { year });
          expect(workspace.warehouse.writes, `${id} ${year}`).toBe(before);
        }
    });

    it('medical points equal those of both schemes, but for receipts around the 75th birthday and moves', async () => {
      for (const [scheme, name] of [
        ['kokuho', 'points_kokuho'],
        ['kouki', 'points_koki'],
      ] as const) {
        const base = findMeasure(`cost.per_person.${scheme}`);
        if (base.question.kind !== 'rate') throw new Error('not a rate');
        const own = [
          {
            ...base,
            id: 'own.points',
            question: { ...base.question, amount: { claims: 'points' } as const },
          },
        ];
        for (const [year, points] of Object.entries(truth.recounts.by_fiscal_year[name] ?? {})) {
          const table = await runMeasure(workspace.warehouse, 'own.points', { year: Number(year), own });
          expect(Math.abs(cell(table, [year], 'amount')! / points - 1), `${scheme} ${year}`).toBeLessThan(
            0.01,
          );
        }
      }
    });

    it('compares the approaches for every factor that the sample has', async () => {
      for (const factor of ['sbp', 'dbp', 'hba1c', 'bmi', 'ldl', 'weight', 'egfr']) {
        const found = await compareApproaches(workspace.warehouse, { factor, from: 2021, to: 2023 });
        const [mean] = found.population;
        expect(cell(mean!, ['all'], 'n_from'), factor).toBeGreaterThan(100);
        expect(cell(mean!, ['all'], 'change_lower')!, factor).toBeLessThan(
          cell(mean!, ['all'], 'change_upper')!,
        );
      }
    });
  },
);
