import { stringify } from 'yaml';
import { UserIssue } from '../domain/issue.ts';
import type { DefinitionTables } from '../domain/tables/index.ts';
import type { Condition, ValueOf } from './conditions/condition.ts';
import { DEFINITION_YEAR, type Direction } from './definition.ts';
import { CERTIFIED } from './families/care-core.ts';
import type { Frame } from './frames.ts';
import type { DefinitionVersion } from './versions.ts';

/** One condition of a measure that is put together on the screen. */
export type DraftCondition = { readonly not: boolean } & (
  | {
      readonly about: 'value';
      readonly item: string;
      readonly op: '>=' | '>' | '<=' | '<';
      readonly value: number;
    }
  | { readonly about: 'answer' | 'diagnosis' | 'drug'; readonly item: string }
  | { readonly about: 'care' | 'examined' }
);

/** A municipality's own measure as it is put together on the screen, without code. */
export interface OwnDraft {
  readonly name: string;
  readonly source: string;
  readonly people: keyof typeof PEOPLE;
  readonly ages: { readonly from: number; readonly to: number | null };
  readonly sex: 'all' | '1' | '2';
  readonly direction: Direction;
  /** Share of people who meet the conditions, or the mean of a value among them. */
  readonly kind: 'share' | 'mean';
  /** Checkup value of a mean. */
  readonly item?: string;
  readonly join: 'all' | 'any';
  readonly conditions: readonly DraftCondition[];
}

/** Whom a measure can be about. */
export const PEOPLE = {
  examined: { label: '特定健診を受けた人', frame: { kind: 'examined', programme: 'tokutei' } },
  examined_late: { label: '後期高齢者健診を受けた人', frame: { kind: 'examined', programme: 'kouki' } },
  kokuho: { label: '国保に加入していた人', frame: { kind: 'insured', insurer: 'kokuho', at: 'during' } },
  kouki: {
    label: '後期高齢者医療に加入していた人',
    frame: { kind: 'insured', insurer: 'kouki', at: 'during' },
  },
  at_end: {
    label: '年度末に国保か後期に加入していた人',
    frame: { kind: 'insured', insurer: 'any', at: 'year_end' },
  },
} as const;

const OPERATORS = { '>=': '以上', '>': '超', '<=': '以下', '<': '未満' } as const;

/** What the screen offers: people, checkup values, answers, diagnoses and drugs, by the tables' own names. */
export function ownChoices(tables: DefinitionTables) {
  const named = (record: Readonly<Record<string, { readonly label: string }>>) =>
    Object.entries(record).map(([id, { label }]) => ({ id, label }));
  const { items, late_items } = tables.values('questionnaire_items', DEFINITION_YEAR);
  const { groups, unions } = tables.values('disease_groups', DEFINITION_YEAR);
  const values = Object.entries(tables.values('risk_factors', DEFINITION_YEAR));
  return {
    people: named(PEOPLE),
    values: values.map(([id, { label, unit }]) => ({ id, label, unit })),
    answers: items.map(({ item, label }) => ({ id: item, label })),
    lateAnswers: late_items.map(({ item, label }) => ({ id: item, label })),
    diagnoses: [...groups.map(({ id, label }) => ({ id, label })), ...named(unions)],
    drugs: named(tables.values('drug_classes', DEFINITION_YEAR)),
  };
}

/** A change from a fiscal year on, with the definitions of the years before it, oldest first. */
export interface OwnHistory {
  readonly validFrom: number;
  readonly before: readonly DefinitionVersion[];
}

/**
 * The text of the measure's file, to be read by `parseOwnMeasure`. Numerator and denominator are put into words from
 * the choices; who has no value or no answer to what is asked is not in the denominator.
 *
 * @param history where the draft holds from a fiscal year on
 * Throws `measures.own_choice` for what is not offered, and for a share without a condition.
 */
export function ownFileOf(
  id: string,
  draft: OwnDraft,
  tables: DefinitionTables,
  history?: OwnHistory,
): string {
  const { printed, asked } = askedBy(draft, tables);
  const shared = { id, name: draft.name, ...printed, direction: draft.direction };
  if (history === undefined || history.before.length === 0) return stringify({ ...shared, ...asked });
  const { validFrom, before } = history;
  return stringify({
    ...shared,
    versions: [
      ...before.map(({ validFrom: from, ageRule, ...words }) => ({
        valid_from: from,
        ...words,
        age_rule: ageRule,
      })),
      { valid_from: validFrom, ...asked },
    ],
  });
}

/** How a draft is printed, and what it asks, in words and as data. */
function askedBy(draft: OwnDraft, tables: DefinitionTables) {
  const choices = ownChoices(tables);
  const { people, ages, kind, conditions } = draft;
  const value = choices.values.find((one) => one.id === draft.item);
  if (kind === 'mean' ? !value : conditions.length === 0) throw new UserIssue('usage', 'measures.own_choice');
  if (ages.to !== null && ages.to < ages.from) throw new UserIssue('usage', 'measures.own_choice');
  const parts = conditions.map((condition) => partOf(condition, { draft, choices, tables }));
  const tests = parts.map(({ test }) => test);
  const met: Condition = draft.join === 'all' ? { all: tests } : { any: tests };
  const words = parts.map((part) => part.words).join(draft.join === 'all' ? '、かつ' : '、または');
  const needed = parts.flatMap(({ asked }) => asked);
  const sex: readonly Condition[] = draft.sex === 'all' ? [] : [{ sex: draft.sex === '1' ? 1 : 2 }];
  const among = [
    ...sex,
    ...needed.map(({ test }) => test),
    ...(kind === 'mean' && parts.length > 0 ? [met] : []),
  ];
  const who = `${PEOPLE[people].label}（${ages.from}歳${ages.to === null ? '以上' : `〜${ages.to}歳`}${draft.sex === 'all' ? '' : draft.sex === '1' ? '、男性' : '、女性'}）`;
  const known = [...new Set(needed.map((need) => need.words))];
  const frame = { ...PEOPLE[people].frame, ages } as Frame;
  const denominator = among.length === 0 ? {} : { denominator: { all: among } };
  const question =
    kind === 'mean'
      ? { kind, frame, ...denominator, value: meanOf(value!.id) }
      : { kind, frame, ...denominator, numerator: met };
  return {
    printed: kind === 'mean' ? { unit: value!.unit, scale: 1, decimals: 1 } : {},
    asked: {
      source: draft.source,
      numerator: kind === 'mean' ? `${value!.label}の値の合計` : peopleWho(words),
      denominator: `${who}${known.length === 0 ? '' : `のうち、${known.join('、')}がある人`}${kind === 'mean' && words !== '' ? `（${peopleWho(words)}に限る）` : ''}`,
      age_rule: '年度末現在の年齢',
      caveats: ['この町が画面から加えた指標。ほかの市町村の値とは定義が異なることがある。'],
      question,
    },
  };
}

interface Part {
  readonly test: Condition;
  readonly words: string;
  /** What has to be known of a person who is asked about. */
  readonly asked: readonly { readonly test: Condition; readonly words: string }[];
}

/** What a condition is put together from. */
interface Offer {
  readonly draft: OwnDraft;
  readonly choices: ReturnType<typeof ownChoices>;
  readonly tables: DefinitionTables;
}

function partOf(condition: DraftCondition, offer: Offer): Part {
  const { test, asked, words } = plainPart(condition, offer);
  const [yes, no] = words;
  return condition.not ? { test: { not: test }, asked, words: no } : { test, asked, words: yes };
}

function peopleWho(words: string): string {
  return `${words}${/(?:以上|超|以下|未満)$/u.test(words) ? 'の人' : '人'}`;
}

/** A part with its words as they are and denied. */
type PlainPart = Omit<Part, 'words'> & { readonly words: readonly [yes: string, no: string] };

function plainPart(condition: DraftCondition, { draft: { people }, choices, tables }: Offer): PlainPart {
  const chosen = <T extends { readonly id: string }>(from: readonly T[], id: string): T => {
    const found = from.find((one) => one.id === id);
    if (!found) throw new UserIssue('usage', 'measures.own_choice');
    return found;
  };
  switch (condition.about) {
    case 'value': {
      const { item, op, value } = condition;
      const { label, unit } = chosen(choices.values, item);
      const test: Condition = item === 'egfr' ? { egfr: op, value } : { checkup: item, op, value };
      const known = { test: { known: [item === 'egfr' ? 'creatinine' : item] }, words: `${label}の値` };
      const words = `${label}が${value}${unit}${OPERATORS[op]}`;
      return { test, words: [words, `${words}でない`], asked: [known] };
    }
    case 'answer': {
      const late = people === 'examined_late' || people === 'kouki';
      const { label } = chosen(late ? choices.lateAnswers : choices.answers, condition.item);
      const items = tables.values('questionnaire_items', DEFINITION_YEAR);
      const { codes } = (late ? items.late_items : items.items).find(({ item }) => item === condition.item)!;
      const forms = Array.isArray(codes) ? {} : { forms: Object.keys(codes) };
      const answered = { test: { answered: condition.item, ...forms }, words: `「${label}」への回答` };
      return {
        test: { answer: condition.item, in: codes },
        words: [`「${label}」に当たる`, `「${label}」に当たらない`],
        asked: [answered],
      };
    }
    case 'diagnosis': {
      const { label } = chosen(choices.diagnoses, condition.item);
      return {
        test: { diagnosis: condition.item },
        words: [`${label}の病名がある`, `${label}の病名がない`],
        asked: [],
      };
    }
    case 'drug': {
      const { label } = chosen(choices.drugs, condition.item);
      return {
        test: { drug: condition.item },
        words: [`${label}の処方がある`, `${label}の処方がない`],
        asked: [],
      };
    }
    case 'care':
      return {
        test: { care: [...CERTIFIED], at: 'year_end' },
        words: ['年度末に要介護（要支援）認定がある', '年度末に要介護（要支援）認定がない'],
        asked: [],
      };
    case 'examined':
      return { test: { examined: true }, words: ['健診を受けた', '健診を受けていない'], asked: [] };
  }
}

function meanOf(item: string): ValueOf {
  return item === 'egfr' ? { egfr: true } : { checkup: item };
}
