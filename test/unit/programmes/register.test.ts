import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programmeSchema } from '../../../analysis/domain/programme.ts';
import { parseProgramme, programmeText } from '../../../analysis/programmes/register.ts';
import { baselineNote, kpiReading } from '../../../analysis/programmes/sentences.ts';

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
    const status = { progress: 50, elapsed: 50, status: 'on_track' } as const;
    expect(kpiReading(kpi, { year: 2023, value: 30.04, status })).toBe(
      '基準値 20%（令和3年度）、目標 40%（令和7年度）。令和5年度は 30.04%で、目標に向けて順調です（目標までの道のりの50%、期間の50%が経過）。',
    );
  });
});
