import { isDeepStrictEqual } from 'node:util';
import { UserIssue } from '../domain/issue.ts';
import type { DefinitionTables } from '../domain/tables/index.ts';
import type { Comparison, Condition, Limit } from './conditions/condition.ts';
import type { MeasureDefinition, Question } from './definition.ts';
import { isPrintedAlike, parseOwnMeasure } from './own.ts';
import { type DraftCondition, type OwnDraft, ownFileOf, PEOPLE } from './own-draft.ts';
import { type DefinitionVersion, newestOf } from './versions.ts';

/**
 * What was chosen on the screen for an own measure, to be changed there: its newest definition. Undefined where the measure asks for more than
 * the screen offers: its file was written by hand.
 */
export function draftOfMeasure(measure: MeasureDefinition, tables: DefinitionTables): OwnDraft | undefined {
  const { definition } = newestOf(measure);
  const { question } = definition;
  if (question.kind !== 'share' && question.kind !== 'mean') return undefined;
  const draft = read(definition, question);
  return draft && isDeepStrictEqual(written(definition.id, draft, tables), question) ? draft : undefined;
}

/** The year from which the first definition of a measure holds that did not change before: older data are not kept. */
const FIRST_YEAR = 2008;

/**
 * The definitions that stay for the years before a fiscal year from which a measure is changed, oldest first.
 *
 * Throws `measures.own_version` where there are none, and where the changed one would be printed otherwise.
 */
export function versionsBefore(
  definition: MeasureDefinition,
  { changed, validFrom }: { readonly changed: MeasureDefinition; readonly validFrom: number },
): readonly DefinitionVersion[] {
  const { question, source, numerator, denominator, ageRule, caveats } = definition;
  const alike =
    question.kind !== 'table' &&
    changed.question.kind !== 'table' &&
    isPrintedAlike(question, changed.question) &&
    definition.unit === changed.unit &&
    definition.scale === changed.scale;
  if (!alike) throw new UserIssue('usage', 'measures.own_version');
  const unchanged = { validFrom: FIRST_YEAR, source, numerator, denominator, ageRule, caveats, question };
  const before = (question.versions ?? [unchanged]).filter((version) => version.validFrom < validFrom);
  if (before.length === 0) throw new UserIssue('usage', 'measures.own_version');
  return before;
}

/** The question as the screen would write it; undefined where it does not offer what the draft names. */
function written(id: string, draft: OwnDraft, tables: DefinitionTables): Question | undefined {
  try {
    return parseOwnMeasure(ownFileOf(id, draft, tables), '').question;
  } catch (error) {
    if (error instanceof UserIssue) return undefined;
    throw error;
  }
}

type Asked = Extract<Question, { kind: 'share' | 'mean' }>;

function read({ name, source, direction }: MeasureDefinition, question: Asked): OwnDraft | undefined {
  const { ages, ...whom } = question.frame;
  const people = (Object.keys(PEOPLE) as (keyof typeof PEOPLE)[]).find((id) =>
    isDeepStrictEqual(PEOPLE[id].frame, whom),
  );
  const among = question.denominator && 'all' in question.denominator ? question.denominator.all : [];
  const met = question.kind === 'share' ? question.numerator : among.find(isJoined);
  const conditions = (met === undefined ? [] : testsOf(met)).map(conditionOf);
  const sex = among.flatMap((test) => ('sex' in test ? [test.sex] : []))[0];
  const item = question.kind === 'mean' ? itemOf(question) : undefined;
  if (people === undefined || conditions.includes(undefined)) return undefined;
  if (question.kind === 'mean' && item === undefined) return undefined;
  return {
    ...{ name, source, people, ages, direction, kind: question.kind },
    sex: sex === undefined ? 'all' : sex === 1 ? '1' : '2',
    join: met !== undefined && 'any' in met ? 'any' : 'all',
    conditions: conditions.flatMap((condition) => condition ?? []),
    ...(item === undefined ? {} : { item }),
  };
}

function isJoined(test: Condition): boolean {
  return 'all' in test || 'any' in test;
}

function testsOf(met: Condition): readonly Condition[] {
  if ('all' in met) return met.all;
  return 'any' in met ? met.any : [met];
}

function itemOf({ value }: Extract<Asked, { kind: 'mean' }>): string | undefined {
  if ('egfr' in value) return 'egfr';
  return 'checkup' in value ? value.checkup : undefined;
}

function conditionOf(test: Condition): DraftCondition | undefined {
  const [is, not] = 'not' in test ? [test.not, true] : [test, false];
  if ('checkup' in is) return valueTest(is.checkup, is.op, is.value, not);
  if ('egfr' in is) return valueTest('egfr', is.egfr, is.value, not);
  if ('answer' in is) return { about: 'answer', item: is.answer, not };
  if ('diagnosis' in is) return { about: 'diagnosis', item: is.diagnosis, not };
  if ('drug' in is) return { about: 'drug', item: is.drug, not };
  if ('care' in is) return { about: 'care', not };
  return 'examined' in is ? { about: 'examined', not } : undefined;
}

function valueTest(item: string, op: Comparison, value: Limit, not: boolean): DraftCondition | undefined {
  return op === '=' || typeof value !== 'number' ? undefined : { about: 'value', item, op, value, not };
}
