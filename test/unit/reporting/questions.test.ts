import { describe, expect, it } from 'vitest';
import { seal } from '../../../analysis/disclosure/released.ts';
import { PLAIN_COMPARISONS } from '../../../analysis/domain/plain-comparisons.ts';
import type { ReleasedCell, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import type { StudyInput } from '../../../analysis/reporting/inputs.ts';
import { causalPattern } from '../../../analysis/reporting/sentences/evidence.ts';
import { missedWhom } from '../../../analysis/reporting/templates/missed.ts';
import { expectedQuestions } from '../../../analysis/reporting/templates/questions.ts';
import { plain } from '../../../analysis/reporting/text.ts';
import { study, syntheticInputs } from './synthetic-inputs.ts';
import { context, effect, hidden, record, sexes, shown, years } from './synthetic-tables.ts';

function asked(studies: readonly StudyInput[], question: string) {
  const found = expectedQuestions(syntheticInputs({ studies })).find((each) => each.question === question);
  return found && { short: plain(found.short), answer: plain(found.answer) };
}

/** Guidance in one year: 100 people were meant, 50 of either sex; how many completed is given. */
function guidanceBySex(completed: readonly [ReleasedCell, ReleasedCell, ReleasedCell]) {
  const year = { ...years, levels: years.levels.slice(-1) };
  const count = { kind: 'count', unit: '人', decimals: 0 } as const;
  const table: ReleasedTable = {
    id: 'approaches.funnel',
    parameters: {},
    context: context('特定保健指導の流れ（男女別）'),
    dimensions: [year, sexes],
    columns: [
      { ...count, id: 'eligible', label: '対象者' },
      { ...count, id: 'completed', label: '終了者', kind: 'count_subset', of: 'eligible' },
      { id: 'completed_share', label: '実施率', kind: 'derived', formula: 'share', unit: '%', decimals: 1 },
    ],
    rows: sexes.levels.map(({ code }, index) => {
      const eligible = index === 0 ? 100 : 50;
      const cell = completed[index]!;
      const share = cell.state === 'shown' ? shown((100 * cell.value) / eligible) : cell;
      return { at: [year.levels[0]!.code, code], cells: [shown(eligible), cell, share] };
    }),
  };
  return seal(table, record('missed'));
}

const plainComparisons = [
  effect({ method: PLAIN_COMPARISONS.crude, estimate: -6.4, interval: [-7.5, -5.3] }),
  effect({ method: PLAIN_COMPARISONS.participantsChange, estimate: -1.1, interval: [-1.9, -0.3] }),
  effect({ method: PLAIN_COMPARISONS.othersChange, estimate: 2.3, interval: [1.9, 2.7] }),
];
const cost = effect({
  outcome: 'annual_cost',
  outcomeLabel: '年間医療費',
  unit: '円',
  estimate: -37_095,
  standardError: 21_000,
  interval: [-78_561, 4_370],
});

describe('questions a council is likely to ask', () => {
  it('would it not have got better anyway: the change of participants and of others, in numbers', () => {
    const said = asked([study({ alternatives: plainComparisons })], '事業がなくても良くなったのではないか');
    expect(said?.short).toContain('参加者−1.1 mmHg、不参加者+2.3 mmHg');
    expect(said?.answer).toContain('−1.9 〜 −0.3 mmHg');
    expect(said?.answer).toContain('+1.9 〜 +2.7 mmHg');
  });

  it('stands in the notes of the slide that compares, for whoever speaks to it', () => {
    const inputs = syntheticInputs({ studies: [study({ alternatives: plainComparisons })] });
    const notes = composeReport('council', inputs).blocks.flatMap((block) =>
      block.kind === 'slide' && block.kicker === '比べたこと' ? block.notes.map(plain) : [],
    );
    expect(notes.some((note) => note.startsWith('【問】事業がなくても良くなったのではないか'))).toBe(true);
  });

  it('leaves that question out where nobody was followed without the programme', () => {
    const alternatives = plainComparisons.slice(0, 2);
    expect(asked([study({ alternatives })], '事業がなくても良くなったのではないか')).toBeUndefined();
  });

  it('whom did guidance miss: the group that completed least, or that nobody may say', () => {
    const [given] = syntheticInputs().approaches;
    const of = (cells: Parameters<typeof guidanceBySex>[0]) =>
      missedWhom({
        approaches: [{ ...given!, highRisk: { reading: '', tables: [guidanceBySex(cells)] } }],
      })[0];
    const seen = of([shown(28), shown(10), shown(18)]);
    expect(plain(seen!.short)).toBe(
      '令和5年度に終了した人の割合が最も低いのは、性別では男（20.0%、対象50人）です。人数の少ない区分の差は、偶然のこともあります。',
    );
    const few = of([shown(28), hidden, hidden]);
    expect(plain(few!.short)).toBe(
      '令和5年度は、対象者100人のうち28人（28.0%）が終了しました。男女・年齢・地区に分けると人数が少なく、どの区分が低いかは公表できません。',
    );
    expect(missedWhom({ approaches: [] })).toEqual([]);
  });

  it('only the healthy took part: the raw difference beside the balanced one', () => {
    const said = asked([study({ alternatives: plainComparisons })], '元気な人が参加しただけではないか');
    expect(said?.short).toContain('単純に比べた差は−6.4 mmHg、そろえて比べた差は−3.2 mmHg');
    expect(said?.short).toContain('測っていない違い');
    expect(asked([], '元気な人が参加しただけではないか')?.short).toContain('答えられません');
  });

  it('medical cost: the estimate where a study has one, and no promise where none has', () => {
    const question = '医療費はいくら減るのか';
    const said = asked([study(), study({ effects: [effect(), cost] })], question);
    expect(said?.short).toContain(
      '−37,095円（95％信頼区間 −78,561 〜 +4,370円）で、明らかな差ではありません',
    );
    expect(asked([study()], question)?.short).toContain('この資料の方法では示せません');
  });

  it('claims no cause in any answer about a study whose level allows none', () => {
    const studies = [study({ alternatives: plainComparisons, effects: [effect(), cost] })];
    for (const { short, answer } of expectedQuestions(syntheticInputs({ studies }))) {
      expect(plain(short)).not.toMatch(causalPattern);
      expect(plain(answer)).not.toMatch(causalPattern);
    }
  });
});
