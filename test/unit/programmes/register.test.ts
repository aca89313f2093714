import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { programmeSchema } from '../../../analysis/domain/programme.ts';
import { sentenceOf } from '../../../analysis/messages/index.ts';
import { parseProgramme, programmeText } from '../../../analysis/programmes/register.ts';
import { baselineNote, kpiReading } from '../../../analysis/programmes/sentences.ts';

function caught(work: () => unknown): UserIssue {
  try {
    work();
  } catch (error) {
    if (error instanceof UserIssue) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const TEXT = `
id: walk
name: 健康ポイント
approach: population
department: 健康増進
period: { from: 2021, to: null }
boxes:
  - { id: a, stage: activity, text: ポイント }
channels:
  - { id: letter, name: 郵送, sent: 4000, yenPerUnit: 120 }
`;

describe('files of the register', () => {
  it('reads, writes and reads back the same', () => {
    const programme = parseProgramme(TEXT, 'walk.yaml');
    expect(programme.channels[0]!.sent).toBe(4000);
    expect(parseProgramme(programmeText(programme), 'walk.yaml')).toEqual(programme);
  });

  it.each([
    ['an approach that does not exist', TEXT.replace('population', 'both'), 4, 'approach'],
    ['a key that does not exist', TEXT.replace('period:', 'section: x\nperiod:'), 6, 'section'],
    ['a stage that does not exist', TEXT.replace('stage: activity', 'stage: 活動'), 8, 'boxes.0.stage'],
  ])('names file, line and key for %s', (_, text, line, key) => {
    expect(() => parseProgramme(text, 'walk.yaml')).toThrow(
      expect.objectContaining({ code: 'programme.invalid', params: expect.objectContaining({ line, key }) }),
    );
  });

  const BY_HAND = `${TEXT}
  - id: o
    stage: output
    text: 満足する
    kpis:
      - id: hand1
        name: 満足度
        unit: 点
        direction: higher_is_better
        baseline: { year: 2021, value: 70 }
        target: { year: 2025, value: 85 }
        source: 手入力
        values:
          - { year: 2022, value: 74.5, source: 終了時アンケート（回答120人）, countedBy: 健康増進課 }
          - { year: 2023, value: 78, source: 同上, countedBy: 健康増進課 }
`.replace(/channels:[\s\S]*?yenPerUnit: 120 \}\n/u, '');

  it('values by hand stay in the file with source and who counted; files without any open as before', () => {
    const programme = parseProgramme(BY_HAND, 'walk.yaml');
    expect(programme.boxes[1]!.kpis[0]!.values?.map(({ value }) => value)).toEqual([74.5, 78]);
    expect(parseProgramme(programmeText(programme), 'walk.yaml')).toEqual(programme);
    const before = parseProgramme(BY_HAND.replace(/ {8}values:[\s\S]*$/u, ''), 'walk.yaml');
    expect(before.boxes[1]!.kpis[0]).not.toHaveProperty('values');
  });

  it.each([
    ['a year twice', BY_HAND.replace('year: 2023', 'year: 2022'), 23, 'values.1.year', '同じ年度の値が2つ'],
    ['no source', BY_HAND.replace('source: 同上, ', ''), 23, 'values.1.source', '必要な項目がありません'],
    [
      'nobody who counted',
      BY_HAND.replace(/countedBy: 健康増進課 \}\n$/u, "countedBy: '' }\n"),
      23,
      'values.1.countedBy',
      '値が正しくありません',
    ],
    ['words', BY_HAND.replace('value: 78', 'value: 高い'), 23, 'values.1.value', '値が正しくありません'],
    [
      'a measure beside them',
      BY_HAND.replace('unit: 点', 'unit: 点\n        measure: checkup.uptake'),
      22,
      'values',
      'どちらかを消して',
    ],
  ])('values by hand with %s are refused with line, key and remedy', (_, text, line, key, words) => {
    const issue = caught(() => parseProgramme(text, 'walk.yaml'));
    expect(issue).toMatchObject({
      code: 'programme.invalid',
      params: { line, key: `boxes.1.kpis.0.${key}` },
    });
    expect(sentenceOf(issue)).toContain(words);
  });

  it('any text of a user survives the file', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (words) => {
        fc.pre(words.trim() !== '');
        const programme = programmeSchema.parse({
          ...parseProgramme(TEXT, 'walk.yaml'),
          name: words,
          content: words,
        });
        expect(parseProgramme(programmeText(programme), 'walk.yaml')).toEqual(programme);
      }),
      { seed: 7 },
    );
  });

  const kpi = {
    id: 'k',
    name: '実施率',
    unit: '%',
    direction: 'higher_is_better',
    baseline: { year: 2021, value: 20 },
    target: { year: 2025, value: 40 },
    source: '',
  } as const;

  it('a baseline that the data do not bear out is told, as far as it was written', () => {
    expect(baselineNote(kpi, null)).toBe('');
    expect(baselineNote(kpi, 20.4)).toBe('');
    expect(baselineNote({ ...kpi, baseline: { year: 2021, value: 20.1 } }, 20.4)).toContain('20.4%');
    expect(baselineNote(kpi, 26.31)).toBe(
      '取り込んだデータでは、令和3年度の値は 26.31%です。台帳の基準値と違うので、どちらと比べるかを確かめてください。',
    );
  });

  it('a KPI in one sentence, with and without a value', () => {
    expect(kpiReading(kpi, undefined)).toContain('値はまだありません');
    expect(kpiReading(kpi, 'hidden')).toMatch(/令和7年度）。どの年度の値も、.*示せません。$/u);
    const status = { progress: 50, elapsed: 50, status: 'on_track' } as const;
    expect(kpiReading(kpi, { year: 2023, value: 30.04, status })).toBe(
      '基準値 20%（令和3年度）、目標 40%（令和7年度）。令和5年度は 30.04%で、目標に向けて順調です（目標までの道のりの50%、期間の50%が経過）。',
    );
  });
});
