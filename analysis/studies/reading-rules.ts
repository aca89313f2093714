import type { StudyDefinition, StudyOutcome } from './definition.ts';
import type { ReadingRule } from './reading.ts';
import { studyVariable } from './variables.ts';

/** How each outcome of a study is read; negative controls are judged in the checks, not read. */
export function readingRules(study: StudyDefinition): (outcome: string) => ReadingRule | undefined {
  if (study.design === 'interrupted_time_series') {
    const rule: ReadingRule = {
      decimals: 0,
      better: study.series.better,
      share: false,
      additive: false,
      minimalImportantDifference: 0,
    };
    return () => rule;
  }
  if (study.design === 'time_to_event') {
    const rule: ReadingRule = {
      decimals: 1,
      better: study.event === 'death' ? 'lower' : 'lower',
      share: false,
      additive: false,
      minimalImportantDifference: study.minimalImportantDifference,
    };
    return (outcome) => ({
      ...rule,
      share: outcome === 'incidence',
      better: outcome === 'event_free' ? 'higher' : 'lower',
    });
  }
  const rules = new Map(study.outcomes.map((outcome) => [outcome.id, ruleOf(outcome)]));
  return (outcome) => rules.get(outcome);
}

function ruleOf(outcome: StudyOutcome): ReadingRule | undefined {
  if (outcome.negativeControl) return undefined;
  const { kind, unit } = studyVariable(outcome.variable);
  return {
    decimals: outcome.decimals,
    better: outcome.better,
    share: kind === 'binary',
    additive: ['円', '日', '回'].includes(unit),
    minimalImportantDifference: outcome.minimalImportantDifference,
  };
}
