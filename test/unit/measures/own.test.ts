import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { UserIssue } from '../../../analysis/domain/issue.ts';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import {
  describeMeasure,
  findMeasure,
  listMeasures,
  runMeasure,
} from '../../../analysis/measures/catalogue.ts';
import { loadOwnMeasures, parseOwnMeasure } from '../../../analysis/measures/own.ts';
import { measureStatement } from '../../../analysis/measures/views/statement.ts';
import { sentenceOf } from '../../../analysis/messages/index.ts';
import { cell, emptyWarehouse, load } from '../../spec/measures/fixture.ts';

const HEAVY = `
id: own.heavy_untreated
name: BMI 30以上で血圧が高く服薬していない人の割合
source: 健康増進計画（独自）
numerator: BMI 30以上かつ血圧140/90以上で服薬なし
denominator: BMIと血圧の値がある受診者
direction: lower_is_better
age_rule: 年度末40〜74歳
question:
  kind: share
  frame: { kind: examined, programme: tokutei, ages: { from: 40, to: 74 } }
  denominator: { known: [bmi, sbp, dbp] }
  numerator:
    all:
      - { checkup: bmi, op: '>=', value: 30 }
      - any:
          - { checkup: sbp, op: '>=', value: 140 }
          - { checkup: dbp, op: '>=', value: 90 }
      - not: { flag: drug_bp }
`;

const CHANGED = `
id: own.changed
name: 血圧の高い人
direction: lower_is_better
versions:
  - valid_from: 2008
    source: 前の計画
    numerator: 収縮期140以上
    denominator: 40歳以上の受診者
    age_rule: 年度末現在の年齢
    question: { kind: share, frame: { kind: examined, programme: tokutei, ages: { from: 40, to: null } },
      denominator: { known: [sbp] },
      numerator: { checkup: sbp, op: '>=', value: 140 } }
  - valid_from: 2023
    source: 今の計画
    numerator: 収縮期130以上
    denominator: 20歳以上の受診者
    age_rule: 年度末現在の年齢
    question: { kind: share, frame: { kind: examined, programme: tokutei, ages: { from: 20, to: 74 } },
      denominator: { known: [sbp] },
      numerator: { checkup: sbp, op: '>=', value: 130 } }
`;

describe('a municipality’s own measure, without code', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'own-'));
    folders.push(made);
    return made;
  };

  it('is listed, found and run like a shipped one', async () => {
    const own = [parseOwnMeasure(HEAVY, 'heavy.yaml')];
    expect(listMeasures(own)).toHaveLength(listMeasures().length + 1);
    expect(findMeasure('own.heavy_untreated', own).family).toBe('own');
    const { warehouse, close } = await emptyWarehouse();
    const checkup = (id: number, values: object) => ({
      checkup_id: id,
      person_id: id,
      exam_date: '2023-06-01',
      fiscal_year: 2023,
      ...values,
    });
    await load(warehouse, {
      person: [1, 2, 3, 4].map((id) => ({ person_id: id, birth_month: '1970-01-01', sex: 1 })),
      checkup: [
        checkup(1, { bmi: 31, sbp: 120, dbp: 95 }),
        checkup(2, { bmi: 31, sbp: 150, dbp: 80, drug_bp: true }),
        checkup(3, { bmi: 29, sbp: 150, dbp: 80 }),
        checkup(4, { bmi: 31, sbp: 150 }),
      ],
    });
    const table = await runMeasure(warehouse, 'own.heavy_untreated', { year: 2023, own });
    close();
    expect(cell(table, ['2023'], 'denominator')).toBe(3);
    expect(cell(table, ['2023'], 'numerator')).toBe(1);
  });

  it.each([
    ['an unknown column', HEAVY.replace('checkup: bmi', 'checkup: name'), 15],
    ['SQL in a code', HEAVY.replace('{ flag: drug_bp }', '{ diagnosis: "x\') OR 1=1 --" }'), 19],
    ['an id outside own.', HEAVY.replace('own.heavy_untreated', 'checkup.uptake'), 2],
    ['a word that does not exist', HEAVY.replace('any:', 'some:'), 16],
    ['a direction that does not exist', HEAVY.replace('lower_is_better', 'down'), 7],
    ['text that is no YAML', 'id: [unclosed', 1],
    ['an empty file', '', 1],
  ])('refuses %s and names the line', (_, content, line) => {
    try {
      parseOwnMeasure(content, 'x.yaml');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'measures.own_invalid', params: { file: 'x.yaml' } });
      expect((error as { params: { line: number } }).params.line).toBe(line);
    }
  });

  it('loads a folder in order of file names, ignores other files, reports faulty files and an id twice', () => {
    const at = folder();
    writeFileSync(join(at, 'b.yaml'), HEAVY);
    writeFileSync(join(at, 'a.yml'), HEAVY.replace('own.heavy_untreated', 'own.first'));
    writeFileSync(join(at, 'memo.txt'), 'not a measure');
    writeFileSync(join(at, 'broken.yaml'), HEAVY.replace('unit', 'units').replace('name:', 'nam:'));
    writeFileSync(join(at, 'c.yaml'), HEAVY);
    const { definitions, issues } = loadOwnMeasures(at);
    expect(definitions.map(({ id }) => id)).toEqual(['own.first', 'own.heavy_untreated']);
    expect(issues.map(({ code, params }) => [code, params.file])).toEqual([
      ['measures.own_invalid', 'broken.yaml'],
      ['measures.own_duplicate', 'c.yaml'],
    ]);
    expect(loadOwnMeasures(join(at, 'nowhere'))).toEqual({ definitions: [], issues: [] });
  });

  it('counts each fiscal year by the definition of that year, and says where it changed', async () => {
    const own = [parseOwnMeasure(CHANGED, 'changed.yaml')];
    expect(listMeasures(own).map(describeMeasure).at(-1)).toMatchObject({
      numerator: '収縮期130以上',
      versions: [
        { validFrom: 2008, numerator: '収縮期140以上', source: '前の計画' },
        { validFrom: 2023, numerator: '収縮期130以上', source: '今の計画' },
      ],
    });
    const { warehouse, close } = await emptyWarehouse();
    const values = [125, 135, 145];
    const people = [1970, 1970, 1990];
    await load(warehouse, {
      person: people.map((year, i) => ({ person_id: i + 1, birth_month: `${year}-01-01`, sex: 1 })),
      checkup: [2021, 2022, 2023, 2024].flatMap((fiscal_year) =>
        values.map((sbp, i) => ({
          ...{ checkup_id: fiscal_year * 10 + i, person_id: i + 1, fiscal_year, sbp },
          exam_date: `${fiscal_year}-06-01`,
        })),
      ),
    });
    const run = (year: number | readonly number[], by: readonly 'age'[] = []) =>
      runMeasure(warehouse, 'own.changed', { year, own, by });
    const counts = (table: Awaited<ReturnType<typeof run>>, year: string, ...at: readonly string[]) =>
      ['denominator', 'numerator'].map((column) => cell(table, [year, ...at], column));
    // Until 2022 from 40 on and 140 mmHg, then from 20 on and 130 mmHg.
    const all = await run([2021, 2022, 2023, 2024], ['age']);
    expect(['2021', '2022', '2023', '2024'].map((year) => counts(all, year, 'all'))).toEqual([
      ...[
        [2, 0],
        [2, 0],
        [3, 2],
        [3, 2],
      ],
    ]);
    expect(counts(all, '2022', '30')).toEqual([0, 0]);
    expect(counts(all, '2023', '30')).toEqual([1, 1]);
    expect(all.context.caveats[0]).toContain('令和5年度から定義が変わった');
    expect(all.context.caveats[0]).toContain('収縮期140以上');
    // Years of one definition stand by its own words and ages.
    const before = await run([2021, 2022], ['age']);
    expect(counts(before, '2022', 'all')).toEqual([2, 0]);
    expect(before.context.method).toContain('収縮期140以上');
    expect(before.context.population).toContain('40歳以上');
    expect(before.context.caveats.join()).not.toContain('定義が変わった');
    expect(before.dimensions[1]!.levels.some(({ code }) => code === '30')).toBe(false);
    expect((await run(2024)).context.source).toContain('今の計画');
    // A breakdown that finds the measure by itself reads the year's definition, too.
    expect(measureStatement('own.changed', 2022, { own, tables: definitionTables() })).toContain(
      'sbp >= 140',
    );
    expect(measureStatement('own.changed', 2023, { own, tables: definitionTables() })).toContain(
      'sbp >= 130',
    );
    close();
  });

  it('is the same as JSON', () => {
    const { source, question } = parseOwnMeasure(JSON.stringify(parse(CHANGED), null, 1), 'x.json');
    expect([source, question]).toEqual([
      parseOwnMeasure(CHANGED, '').source,
      parseOwnMeasure(CHANGED, '').question,
    ]);
  });

  it.each([
    ['a year that is not later', CHANGED.replace('valid_from: 2023', 'valid_from: 2008'), 14, 'later_year'],
    ['a year that is none', CHANGED.replace('valid_from: 2023', 'valid_from: R5'), 14, 'value'],
    ['no year', CHANGED.replace('- valid_from: 2023\n    source', '- source'), 14, 'missing'],
    [
      'another kind',
      CHANGED.replace(/kind: share(?![\s\S]*kind: share)/u, 'rare: true, kind: share'),
      19,
      'same_kind',
    ],
    ['words outside the versions', CHANGED.replace('versions:', 'numerator: x\nversions:'), 5, 'unknown_key'],
  ])('refuses %s among versions and names the line', (_, content, line, problem) => {
    let issue: unknown;
    try {
      parseOwnMeasure(content, 'x.yaml');
    } catch (error) {
      issue = error;
    }
    expect(issue).toMatchObject({ code: 'measures.own_invalid', params: { line, problem } });
    expect(sentenceOf(issue as UserIssue)).toMatch(new RegExp(`「x.yaml」の${line}行目「.+」：..+`, 'u'));
  });
});

describe('claims that an own measure reads', () => {
  const frame = { kind: 'examined', programme: 'tokutei', ages: { from: 40, to: 74 } };
  const asked = {
    ...{
      source: '町の計画',
      numerator: '降圧薬のない人',
      denominator: '受診者',
      age_rule: '年度末現在の年齢',
    },
    question: { kind: 'share', frame, numerator: { not: { drug: 'antihypertensive' } } },
  };
  const parsed = (given: object) =>
    parseOwnMeasure(
      JSON.stringify({ id: 'own.no_drug', name: '降圧薬のない人', direction: 'neutral', ...given }),
      'a.json',
    );

  it('are said to be needed, once, in every version', () => {
    const { caveats } = parsed(asked);
    expect(caveats).toEqual([expect.stringContaining('レセプトが取り込まれていない')]);
    // A file that holds the words already, as one that was written anew does.
    expect(parsed({ ...asked, caveats }).caveats).toEqual(caveats);
    const { question } = parsed({ versions: [2020, 2023].map((valid_from) => ({ valid_from, ...asked })) });
    if (question.kind === 'table') throw new Error('a counted measure');
    expect(question.versions?.map((version) => version.caveats)).toEqual([caveats, caveats]);
  });
});
