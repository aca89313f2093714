import { describe, expect, it } from 'vitest';
import { PLAIN_COMPARISONS } from '../../../analysis/domain/plain-comparisons.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import type { StudyInput } from '../../../analysis/reporting/inputs.ts';
import { causalPattern } from '../../../analysis/reporting/sentences/evidence.ts';
import { expectedQuestions } from '../../../analysis/reporting/templates/questions.ts';
import { plain } from '../../../analysis/reporting/text.ts';
import { study, syntheticInputs } from './synthetic-inputs.ts';
import { effect } from './synthetic-tables.ts';

function asked(studies: readonly StudyInput[], question: string) {
  const found = expectedQuestions(syntheticInputs({ studies })).find((each) => each.question === question);
  return found && { short: plain(found.short), answer: plain(found.answer) };
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
    expect(said?.short).toContain('参加者−1.10 mmHg、不参加者+2.30 mmHg');
    expect(said?.answer).toContain('−1.90 〜 −0.30 mmHg');
    expect(said?.answer).toContain('+1.90 〜 +2.70 mmHg');
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

  it('only the healthy took part: the raw difference beside the balanced one', () => {
    const said = asked([study({ alternatives: plainComparisons })], '元気な人が参加しただけではないか');
    expect(said?.short).toContain('単純に比べた差は−6.40 mmHg、そろえて比べた差は−3.21 mmHg');
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
