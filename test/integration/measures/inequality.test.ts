import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAnalysis } from '../../../analysis/api/handlers/index.ts';
import { openWarehouse } from '../../../analysis/warehouse/session.ts';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';
import { SAMPLE, SAMPLE_WORKSPACE } from '../../support/sample-workspace.ts';

/** A mean whose value the gate hides in a few districts of the sample: too few people were measured there. */
const MEASURE = 'risk.glucose_fasting.mean';
const YEAR = 2023;

let town: SampleTown;
let other: SampleTown;
beforeAll(async () => {
  [town, other] = [await openSampleTown(), await openSampleTown()];
});
afterAll(async () => {
  await town.close();
  await other.close();
});

async function shownDistricts({ ask }: SampleTown) {
  const { tables } = await ask('measures.run', {
    ids: [MEASURE],
    years: [YEAR],
    by: ['district'],
    standardise: false,
  });
  const { statistic } = tables[0]!;
  const place = statistic.columns.findIndex(({ id }) => id === 'value');
  const parents = new Set(statistic.dimensions[1]!.levels.map(({ parent }) => parent));
  return new Map(
    statistic.rows.flatMap(({ at: [, code = ''], cells }) =>
      parents.has(code) || code === 'unknown' ? [] : [[code, cells[place]!]],
    ),
  );
}

test('the value of a district that is hidden has no influence on the inequality that is printed', async () => {
  const { inequality: before } = await town.ask('measures.districts', { id: MEASURE, year: YEAR });
  const districts = await shownDistricts(town);
  const hidden = [...districts].flatMap(([code, { state }]) => (state === 'hidden' ? [code] : []));
  const shown = [...districts.values()].flatMap((cell) => (cell.state === 'shown' ? [cell.value] : []));
  expect(hidden.length).toBeGreaterThan(0);
  expect(shown.length).toBeGreaterThan(3);

  // The same town, but for those measured in the hidden districts, who have 80 more.
  await other.analysis.close();
  const folder = join(other.folder, SAMPLE_WORKSPACE);
  const warehouse = await openWarehouse(join(folder, 'warehouse.duckdb'));
  const changed = await warehouse.run(
    `UPDATE checkup SET glucose_fasting = glucose_fasting + 80 WHERE fiscal_year = ${YEAR} AND person_id IN
      (SELECT person_id FROM enrolment WHERE district_code IN (${hidden.map((code) => `'${code}'`).join(', ')}))`,
  );
  warehouse.close();
  expect(changed).toBeGreaterThan(0);
  const analysis = createAnalysis({
    shell: 'browser',
    version: '0.0.0',
    sampleFolder: SAMPLE,
    userFolder: other.folder,
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  analysis.registerFile('other', folder);
  const opened = await analysis.call('workspace.open', { folder: 'other' });
  expect(opened.ok).toBe(true);
  const reply = await analysis.call('measures.districts', { id: MEASURE, year: YEAR });
  await analysis.close();
  if (!reply.ok) throw new Error(reply.issue.code);
  const after = reply.value.inequality;
  expect(after.statistic.rows).toEqual(before.statistic.rows);

  const cell = (id: string) => {
    const at = before.statistic.columns.findIndex((column) => column.id === id);
    const found = before.statistic.rows[0]!.cells[at]!;
    return found.state === 'shown' ? found.value : Number.NaN;
  };
  expect([cell('areas'), cell('areas_with_people')]).toEqual([shown.length, districts.size]);
  expect(cell('range')).toBeCloseTo(Math.max(...shown) - Math.min(...shown), 1);
  expect(before.statistic.context.title).toContain(
    `${districts.size}地区のうち値を公表できる${shown.length}地区`,
  );
});
