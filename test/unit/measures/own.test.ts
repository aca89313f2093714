import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findMeasure, listMeasures, runMeasure } from '../../../analysis/measures/catalogue.ts';
import { loadOwnMeasures, parseOwnMeasure } from '../../../analysis/measures/own.ts';
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
});
