import type { OperationInput, OperationOutput } from '../../../analysis/api/contract/operations.ts';

export type OwnDraft = OperationInput<'measures.saveOwn'>;
export type Choices = OperationOutput<'measures.ownChoices'>;

/** What a condition can be about, as it is offered. */
export const TOPICS = [
  ['value', '検査値'],
  ['answer', '質問票の回答'],
  ['diagnosis', '病名（レセプト）'],
  ['drug', '薬（レセプト）'],
  ['care', '要介護（要支援）認定'],
  ['examined', '健診の受診'],
] as const;
export type Topic = (typeof TOPICS)[number][0];

/** A condition while it is typed. */
export interface ConditionText {
  readonly key: number;
  readonly about: Topic;
  readonly item: string;
  readonly op: '>=' | '>' | '<=' | '<';
  readonly value: string;
  readonly not: boolean;
}

/** A measure while it is typed: every field as text. */
export interface DraftText {
  readonly name: string;
  readonly source: string;
  readonly people: OwnDraft['people'];
  readonly from: string;
  readonly to: string;
  readonly sex: OwnDraft['sex'];
  readonly direction: OwnDraft['direction'];
  readonly kind: OwnDraft['kind'];
  readonly item: string;
  readonly join: OwnDraft['join'];
  readonly conditions: readonly ConditionText[];
  /** First fiscal year of a change; empty: every year. */
  readonly validFrom: string;
}

export const NEW_CONDITION: Omit<ConditionText, 'key'> = {
  about: 'value',
  item: '',
  op: '>=',
  value: '',
  not: false,
};

export const NEW_DRAFT: DraftText = {
  name: '',
  source: '',
  people: 'examined',
  from: '40',
  to: '74',
  sex: 'all',
  direction: 'lower_is_better',
  kind: 'share',
  item: '',
  join: 'all',
  conditions: [{ key: 0, ...NEW_CONDITION }],
  validFrom: '',
};

/** The fields of a measure that is to be changed: a definition that began in a year is put right in that year. */
export function textOf({ draft, validFrom }: Choices['editable'][number]): DraftText {
  const { ages, item, conditions, ...plain } = draft;
  return {
    ...plain,
    from: String(ages.from),
    to: ages.to === null ? '' : String(ages.to),
    item: item ?? '',
    validFrom: validFrom === undefined ? '' : String(validFrom),
    conditions: conditions.map((condition, key) => ({
      ...{ key, ...NEW_CONDITION, about: condition.about, not: condition.not },
      ...('item' in condition ? { item: condition.item } : {}),
      ...('op' in condition ? { op: condition.op, value: String(condition.value) } : {}),
    })),
  };
}

/** Answers that can be chosen for these people: each of the two questionnaires has its own. */
export function answersFor({ people }: Pick<DraftText, 'people'>, choices: Choices): Choices['answers'] {
  return people === 'examined_late' || people === 'kouki' ? choices.lateAnswers : choices.answers;
}

/** The option that was chosen; the one before where it is none of them. */
export function among<Id extends string>(
  options: readonly (readonly [Id, string])[],
  id: string,
  before: Id,
): Id {
  return options.find(([known]) => known === id)?.[0] ?? before;
}

/** What can be chosen for a condition; none where its topic says it all. */
export function itemsOf(draft: DraftText, about: Topic, choices: Choices): Choices['answers'] {
  switch (about) {
    case 'value':
      return choices.values;
    case 'answer':
      return answersFor(draft, choices);
    case 'diagnosis':
      return choices.diagnoses;
    case 'drug':
      return choices.drugs;
    default:
      return [];
  }
}

/** The measure of a draft, or what is still missing. */
export function draftOf(text: DraftText, choices: Choices): OwnDraft | { readonly missing: string } {
  const name = text.name.trim();
  const source = text.source.trim();
  if (name === '') return { missing: '指標の名前' };
  if (source === '') return { missing: '出典' };
  const from = ageOf(text.from);
  const to = text.to.trim() === '' ? null : ageOf(text.to);
  if (from === undefined || to === undefined || (to !== null && to < from)) return { missing: '年齢の範囲' };
  if (text.kind === 'mean' && text.item === '') return { missing: '平均を求める検査値' };
  const conditions: OwnDraft['conditions'][number][] = [];
  for (const condition of text.conditions) {
    const made = conditionOf(condition, itemsOf(text, condition.about, choices));
    if (made === undefined) return { missing: '条件の項目と値' };
    conditions.push(made);
  }
  if (text.kind === 'share' && conditions.length === 0) return { missing: '条件（1つ以上）' };
  const { people, sex, direction, kind, join, validFrom } = text;
  return {
    ...{ name, source, people, ages: { from, to }, sex, direction, kind, join, conditions },
    ...(kind === 'mean' ? { item: text.item } : {}),
    ...(validFrom === '' ? {} : { validFrom: Number(validFrom) }),
  };
}

function conditionOf(
  { about, item, op, value, not }: ConditionText,
  items: Choices['answers'],
): OwnDraft['conditions'][number] | undefined {
  if (about === 'care' || about === 'examined') return { about, not };
  if (!items.some(({ id }) => id === item)) return undefined;
  if (about !== 'value') return { about, item, not };
  const number = parseNumber(value);
  return number === null ? undefined : { about, item, op, value: number, not };
}

function ageOf(text: string): number | undefined {
  const age = parseNumber(text);
  return age !== null && Number.isInteger(age) && age >= 0 && age <= 120 ? age : undefined;
}

/** A number as people type it, full-width digits too; null where it is none. */
function parseNumber(text: string): number | null {
  const plain = text.normalize('NFKC').trim();
  const number = Number(plain);
  return plain !== '' && Number.isFinite(number) ? number : null;
}
