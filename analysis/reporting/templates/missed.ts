import { MISSED_QUESTION, missedGroups, type Words } from '../../domain/least-reached.ts';
import type { ReleasedTable } from '../../domain/statistic.ts';
import type { ReportInputs } from '../inputs.ts';
import type { Text } from '../model.ts';
import type { Released } from '../released.ts';
import { cell } from '../text.ts';
import type { ExpectedQuestion } from './questions.ts';

/** "Whom did guidance miss?": by each cut the group that completed least, or why nobody may say so. */
export function missedWhom({
  approaches: [approach],
}: Pick<ReportInputs, 'approaches'>): readonly ExpectedQuestion[] {
  const missed = missedGroups(approach?.highRisk.tables ?? [], ({ statistic }) => statistic);
  if (missed === undefined) return [];
  return [{ question: MISSED_QUESTION, short: printed(missed.short), answer: printed(missed.answer) }];
}

function printed(words: Words<Released<ReleasedTable>>): Text {
  return words.map((part) => (typeof part === 'string' ? part : cell(part.table, part.at, part.column)));
}
