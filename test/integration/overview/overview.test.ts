import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { ownBmiMeasure } from '../../support/own-measure.ts';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';
import { SAMPLE, SAMPLE_WORKSPACE } from '../../support/sample-workspace.ts';

/** The questions of the overview on the sample municipality, from its files. */

let town: SampleTown;
const ask: SampleTown['ask'] = (name, input) => town.ask(name, input);
const codeOf: SampleTown['codeOf'] = (name, input) => town.codeOf(name, input);

beforeAll(async () => {
  town = await openSampleTown();
});
afterAll(() => town.close());

/** Shown value of a column at a position; undefined where it is hidden. */
function value(table: ReleasedTable, at: readonly string[], column: string): number | undefined {
  const index = table.columns.findIndex(({ id }) => id === column);
  const row = table.rows.find((candidate) => candidate.at.every((code, place) => code === at[place]));
  const cell = row?.cells[index];
  return cell?.state === 'shown' ? cell.value : undefined;
}

const ID = 'checkup.uptake';

describe('the way down to a district', () => {
  test('the pyramid adds up to the insured persons of the whole town', async () => {
    const { table } = await ask('overview.pyramid', { year: 2023 });
    const { statistic } = table;
    const all = value(statistic, ['2023', 'all', 'all'], 'persons');
    expect(all).toBeGreaterThan(1000);
    const men = value(statistic, ['2023', '1', 'all'], 'persons') ?? 0;
    const women = value(statistic, ['2023', '2', 'all'], 'persons') ?? 0;
    expect(men + women).toBe(all);
    expect(statistic.rows).toHaveLength(3 * 20);
  });

  test('a district by sex says the same as the table of all districts', async () => {
    const all = await ask('measures.run', { ids: [ID], years: [2023], by: ['district'], standardise: false });
    const inside = await ask('overview.within', { id: ID, years: [2023], district: '中部', by: ['sex'] });
    const table = inside.table.statistic;
    expect(table.dimensions.map(({ id }) => id)).toEqual(['year', 'sex', 'district']);
    for (const column of ['denominator', 'numerator', 'value', 'value_lower', 'value_upper'])
      expect(value(table, ['2023', 'all', '中部'], column)).toBe(
        value(all.tables[0]!.statistic, ['2023', '中部'], column),
      );
    expect(table.context.population).toContain('中部');
  });

  test('a district and the others together make the whole', async () => {
    const { table } = await ask('overview.rest', { id: ID, year: 2023, district: '中部' });
    const at = (code: string, column: string) => value(table.statistic, ['2023', code], column) ?? Number.NaN;
    for (const column of ['denominator', 'numerator'])
      expect(at('中部', column) + at('rest', column)).toBe(at('all', column));
    const share = (100 * at('rest', 'numerator')) / at('rest', 'denominator');
    expect(Math.abs(at('rest', 'value') - share)).toBeLessThanOrEqual(0.05);
    const adjusted = table.statistic.columns.find(({ formula }) => formula === 'standardised')?.id ?? '';
    expect(at('all', adjusted)).toBeGreaterThan(0);
    // Few examined of a five-year age in this district: their standardised share would say how many.
    expect(table.statistic.parameters.ages).toBe('broad');
    expect(at('中部', adjusted)).toBeGreaterThan(0);
  });

  test('a mean and a rate are compared as well; a table of its own is not', async () => {
    const { measures } = await ask('measures.list', {});
    const rate = await ask('overview.rest', { id: 'cost.per_person.kokuho', year: 2023, district: '北部' });
    expect(value(rate.table.statistic, ['2023', 'rest'], 'value')).toBeGreaterThan(10_000);
    const mean = measures.find(
      ({ unit, stratifications }) => unit === 'mmHg' && stratifications.includes('district'),
    );
    const found = await ask('overview.rest', { id: mean?.id ?? '', year: 2023, district: '北部' });
    expect(value(found.table.statistic, ['2023', 'rest'], 'value')).toBeGreaterThan(90);
    const heatMap = { id: 'kidney.heat_map', year: 2023, district: '北部' };
    expect(await codeOf('overview.rest', heatMap)).toBe('overview.no_comparison');
  });

  test('what all claims cost is called by the files that were imported, in the list, the table and the help', async () => {
    // The sample town has no dentists' files.
    const named = '1人当たり医療費（国保・全体、歯科を除く）';
    const { measures } = await ask('measures.list', {});
    const measure = measures.find(({ id }) => id === 'cost.per_person.kokuho');
    expect(measure?.name).toBe(named);
    expect(measure?.caveats[0]).toContain('歯科を含まない');
    const { tables } = await ask('measures.run', {
      ids: ['cost.per_person.kokuho'],
      years: [2023],
      by: [],
      standardise: false,
    });
    expect(tables[0]?.statistic.context.title).toBe(named);
    expect(tables[0]?.statistic.columns.find(({ id }) => id === 'value')?.label).toBe(named);
    const { entries } = await ask('help.glossary', {});
    expect(entries.find(({ term }) => term === named)?.caveat).toContain('歯科を含まない');
  });

  test('unknown districts are refused; small groups inside a district stay hidden', async () => {
    const wish = { id: ID, years: [2023], district: 'どこにもない', by: [] };
    expect(await codeOf('overview.within', wish)).toBe('overview.unknown_district');
    const small = await ask('overview.within', {
      id: ID,
      years: [2023],
      district: '北小',
      by: ['sex', 'age'],
    });
    expect(small.table.release.hidden.primary).toBeGreaterThan(0);
    const numbers = small.table.statistic.rows.flatMap(({ cells }) => cells.slice(0, 2));
    const shown = numbers.flatMap((cell) => (cell.state === 'shown' && cell.value > 0 ? [cell.value] : []));
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(small.table.release.threshold);
  });

  test('the funnel has control limits, the statement is SQL without data', async () => {
    const { table } = await ask('overview.funnel', { id: ID, year: 2023 });
    expect(value(table.statistic, ['中央小'], 'funnel95_upper')).toBeGreaterThan(100);
    const { sql } = await ask('overview.statement', { id: ID, year: 2023 });
    expect(sql).toMatch(/^SELECT/u);
    expect((await ask('overview.statement', { id: 'kidney.heat_map', year: 2023 })).sql).toBe('');
  });

  test('the ledger knows whose counts every view of the overview gave out, so that views are tied', () => {
    const lines = readFileSync(join(town.folder, SAMPLE_WORKSPACE, 'releases.jsonl'), 'utf8')
      .trim()
      .split('\n');
    interface Noted {
      readonly title?: string;
      readonly table?: { readonly id: string; readonly rows: readonly { readonly people?: object }[] };
    }
    const noted = lines.map((line) => JSON.parse(line) as Noted).filter(({ table }) => table !== undefined);
    const views = noted.filter(({ title, table }) =>
      /とほかの地区|（中部）|地区比較|被保険者数/u.test(`${title}${table?.id}`),
    );
    expect(new Set(views.map(({ table }) => table?.id.split('.')[0])).size).toBeGreaterThan(2);
    for (const { title, table } of views)
      expect(
        table?.rows.filter(({ people }) => people === undefined),
        title,
      ).toEqual([]);
  });

  test('a measure of the municipality’s own answers every question that a shipped one does', async () => {
    const measures = join(town.folder, SAMPLE_WORKSPACE, 'measures');
    mkdirSync(measures, { recursive: true });
    writeFileSync(join(measures, 'bmi25.yaml'), ownBmiMeasure(25));
    const id = 'own.bmi25';
    const run = await ask('measures.run', { ids: [id], years: [2023], by: ['district'], standardise: false });
    const share = value(run.tables[0]!.statistic, ['2023', '中部'], 'value');
    expect(share).toBeGreaterThan(5);
    const within = await ask('overview.within', { id, years: [2023], district: '中部', by: ['sex'] });
    expect(value(within.table.statistic, ['2023', 'all', '中部'], 'value')).toBe(share);
    const rest = await ask('overview.rest', { id, year: 2023, district: '中部' });
    expect(value(rest.table.statistic, ['2023', '中部'], 'value')).toBe(share);
    const funnel = await ask('overview.funnel', { id, year: 2023 });
    expect(value(funnel.table.statistic, ['中央小'], 'value')).toBeGreaterThan(5);
    expect((await ask('overview.statement', { id, year: 2023 })).sql).toContain('25');
    const text = `id: bmi\nname: 肥満\nbase: council\nparts:\n  - measure: { id: ${id} }\n`;
    await ask('reports.saveTemplate', { text });
    const { files } = await ask('reports.build', { template: 'bmi', formats: ['html'], year: 2023 });
    const html = readFileSync(town.analysis.fileOf(files[0]?.token ?? '') ?? '', 'utf8');
    expect(html).toContain('BMI 25以上の割合');
  });
});

describe('what the workspace keeps besides data', () => {
  test('the sample has its map; a map can be taken away and given again', async () => {
    const first = await ask('geography.get', {});
    expect(first.boundaries).toHaveLength(7);
    expect(first.missing).toBe(0);
    expect((await ask('geography.remove', {})).missing).toBe(7);
    town.analysis.registerFile('map', join(SAMPLE, 'boundaries.json'));
    expect((await ask('geography.load', { file: 'map' })).boundaries).toEqual(first.boundaries);
    town.analysis.registerFile('other', join(SAMPLE, 'truth.json'));
    expect(await codeOf('geography.load', { file: 'other' })).toBe('geography.not_geojson');
  });

  test('bookmarks and drafts are in the folder and come back', async () => {
    await ask('bookmarks.save', { name: '北部の受診率', place: '#/overview?d=北部' });
    await ask('bookmarks.save', { name: '北部の受診率', place: '#/overview?d=北部&y=2022' });
    expect(await codeOf('bookmarks.save', { name: 'x', place: 'https://example.test' })).toBe(
      'shell.invalid_input',
    );
    const source = {
      operation: 'measures.run',
      input: { ids: [ID], years: [2023], by: [], standardise: false },
      statistic: `measure.${ID}`,
      title: '特定健診受診率',
    } as const;
    const block = { kind: 'figure', id: 'b', caption: '受診率', comment: '', source } as const;
    await ask('drafts.save', { id: 'd', title: '会議', blocks: [block] });
    await ask('drafts.save', { id: 'd', title: '会議（改）', blocks: [block] });
    expect(existsSync(join(town.folder, SAMPLE_WORKSPACE, 'drafts.json'))).toBe(true);
    await town.analysis.close();
    town = await openSampleTown(town.folder);
    const { bookmarks } = await ask('bookmarks.list', {});
    expect(bookmarks.map(({ place }) => place)).toEqual(['#/overview?d=北部&y=2022']);
    const { drafts } = await ask('drafts.list', {});
    expect(drafts).toEqual([{ id: 'd', title: '会議（改）', blocks: [block] }]);
    expect((await ask('bookmarks.remove', { id: bookmarks[0]?.id ?? '' })).bookmarks).toEqual([]);
    expect((await ask('drafts.remove', { id: 'd' })).drafts).toEqual([]);
  });

  test('a workspace made in the own folder is listed as recent, newest first, until it is forgotten', async () => {
    const settings = {
      municipality: '架空市',
      population: 30_000,
      calendar: 'wareki',
      theme: { accent: '#1f6f8b' },
    } as const;
    for (const name of ['一つ目', '二つ目']) {
      const { folder: token } = await ask('recent.place', { name });
      await ask('workspace.create', { folder: token, settings });
    }
    expect(await codeOf('recent.place', { name: '一つ目' })).toBe('recent.name_taken');
    expect(await codeOf('recent.place', { name: '../外' })).toBe('recent.name_invalid');
    const { entries } = await ask('recent.list', {});
    expect(entries.map(({ name }) => name)).toEqual(['二つ目', '一つ目']);
    expect(JSON.stringify(entries)).not.toContain(town.folder);
    const state = await ask('workspace.open', { folder: entries[1]?.folder ?? '' });
    expect(state.name).toBe('一つ目');
    expect((await ask('workspace.reopen', {})).name).toBe('一つ目');
    const after = await ask('recent.forget', { id: entries[0]?.id ?? '' });
    expect(after.entries.map(({ name }) => name)).toEqual(['一つ目']);
    expect(readFileSync(join(town.folder, 'recent.json'), 'utf8')).not.toContain('二つ目');
  });
});

test('the record tells tables of one title apart', async () => {
  const fresh = await openSampleTown();
  const run = { ids: [ID], years: [2022, 2023], standardise: false } as const;
  await fresh.ask('measures.run', { ...run, by: ['sex'] });
  await fresh.ask('measures.run', { ...run, by: ['district'] });
  const { entries } = await fresh.ask('releases.list', {});
  await fresh.close();
  expect(entries.map(({ by, outlet }) => `${by.join()} ${outlet}`)).toEqual([
    '地区別 browser',
    '男女別 browser',
  ]);
  for (const { years } of entries) expect(years).toEqual([2022, 2023]);
});
