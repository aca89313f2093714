import type { CandidateTable } from '../domain/statistic.ts';
import type { DefinitionTables } from '../domain/tables/index.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { claimsNeeded, type OwnFiles } from './conditions/claims-needed.ts';
import type { Amount, Condition, ValueOf } from './conditions/condition.ts';
import type { Frame } from './frames.ts';
import type { ReferenceValue } from './references.ts';
import type { DefinitionVersion } from './versions.ts';

/** Fiscal year whose tables give names and limits of the definitions; the rules themselves go by data year. */
export const DEFINITION_YEAR = 2026;

export type Stratifier = 'sex' | 'age' | 'district';
export type Direction = 'higher_is_better' | 'lower_is_better' | 'neutral';

/** Families of the catalogue, with their Japanese headings. */
export const FAMILIES = {
  data_health: 'データヘルス計画 共通指標（国保）',
  data_health_late: '後期高齢者 共通評価指標',
  checkup: '特定健診・特定保健指導',
  judgement: '検査値の判定',
  risk_factor: 'リスク因子の平均と分布',
  kidney: '腎症・CKD',
  questionnaire: '質問票',
  cost: '医療費',
  disease: '疾病別の患者',
  prescribing: '受診・服薬の適正化',
  care: '介護',
  frailty: 'フレイル・一体的実施',
  screening: 'がん検診',
  maternal_child: '母子保健',
  programme: '保健事業の到達と継続',
  own: '自治体独自の指標',
} as const;
export type FamilyId = keyof typeof FAMILIES;

/** What was asked in the years before a change of the definition, where it changed (see `versions.ts`). */
interface Versioned {
  readonly versions?: readonly [DefinitionVersion, ...DefinitionVersion[]];
}

/** What is asked of the data; each kind has its own columns (see `columns.ts`). */
export type Question =
  /** Persons with a property among persons of the frame; printed per `scale` (100 = %). */
  | (Versioned & {
      readonly kind: 'share';
      readonly frame: Frame;
      readonly denominator?: Condition;
      readonly numerator: Condition;
      /** True for rare events: Poisson limits and Fay–Feuer instead of Wilson and binomial ones. */
      readonly rare?: true;
      /** A step of the service: that everybody of a group went on says nothing about anybody's health and may be shown. */
      readonly step?: true;
      /** Claims only add to what checkups and answers say: counted for years without claims, too. */
      readonly claimsBeside?: true;
    })
  /** Mean of one value a person. */
  | (Versioned & {
      readonly kind: 'mean';
      readonly frame: Frame;
      readonly denominator?: Condition;
      readonly value: ValueOf;
    })
  /** Amount over person-months × `perMonths` (12 = a year), frame must be `insured`. */
  | (Versioned & {
      readonly kind: 'rate';
      readonly frame: Frame;
      readonly amount: Amount;
      readonly perMonths: number;
      /** The amount is of claims that come in files of their own, and not known where none was imported. */
      readonly ownFiles?: readonly OwnFiles[];
    })
  /** Amount over another amount of the same persons (share of quantity, days per claim, yen per day). */
  | (Versioned & {
      readonly kind: 'ratio';
      readonly frame: Frame;
      readonly amount: Amount;
      readonly over: Amount;
    })
  /** A table of its own shape. */
  | { readonly kind: 'table'; readonly run: (request: TableRequest) => Promise<CandidateTable> };

export interface TableRequest {
  readonly warehouse: Warehouse;
  readonly tables: DefinitionTables;
  readonly definition: MeasureDefinition;
  readonly years: readonly number[];
  readonly by: readonly Stratifier[];
  readonly signal?: AbortSignal;
  /** The user's values of other areas, read when they are asked for. */
  readonly references?: () => readonly ReferenceValue[];
}

/** A question that counts people, or amounts of theirs, by groups. */
export type CountedQuestion = Exclude<Question, { kind: 'table' }>;

/** One measure, completely: the list, help, screens and reports are made from this object. */
export interface MeasureDefinition {
  readonly id: string;
  readonly name: string;
  readonly family: FamilyId;
  /** Official source of the definition. */
  readonly source: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly unit: string;
  readonly decimals: number;
  /** Factor from share or rate to the printed unit (100 for %, 1 for yen). */
  readonly scale: number;
  readonly direction: Direction;
  readonly periodRule: string;
  readonly ageRule: string;
  readonly stratifications: readonly Stratifier[];
  readonly standardisable: boolean;
  readonly smallNumberRule: string;
  readonly caveats: readonly string[];
  /** Years that are counted together where there are so many; other measures are of single years. */
  readonly pooledYears?: number;
  /**
   * For people who were chosen for a value and looked at again: the measure of people chosen in the same way who were
   * left alone, which says what to expect anyway (regression to the mean).
   */
  readonly withoutIntervention?: string;
  /** A table that looks at claims, which only its code knows: without them there is nothing to count, or less. */
  readonly readsClaims?: 'needed' | 'beside';
  readonly question: Question;
}

/** A measure whose question counts. */
export type CountedMeasure = MeasureDefinition & { readonly question: CountedQuestion };

const FISCAL_YEAR = '年度（4月〜翌年3月）';
const SMALL_NUMBERS = '分母・分子・その差が公表の下限人数に満たない欄は「＊」とする。';
const ALL_STRATA: readonly Stratifier[] = ['sex', 'age', 'district'];

type Optional =
  | 'unit'
  | 'decimals'
  | 'scale'
  | 'periodRule'
  | 'stratifications'
  | 'standardisable'
  | 'smallNumberRule'
  | 'caveats';

export const WITHOUT_CLAIMS =
  '読む年度のどれかのレセプトが取り込まれていないとき（歯科の受診や歯科の医療費の指標では歯科の、調剤や薬の指標では調剤のレセプトがないときも）は、計算しない（分母を0人とする）。';
const CLAIMS_BESIDE =
  'レセプトが取り込まれていない年度は、健診の値と質問票の答えだけで数えるため、取り込まれた年度より低く出る。';

/** Caveats, with what follows from the claims that a question reads, once. */
export function caveatsOf(
  given: readonly string[],
  { question, readsClaims }: Pick<MeasureDefinition, 'question' | 'readsClaims'>,
): readonly string[] {
  const reads = question.kind === 'table' ? readsClaims : readingOf(question);
  if (reads === undefined) return given;
  return [...new Set([...given, reads === 'beside' ? CLAIMS_BESIDE : WITHOUT_CLAIMS])];
}

function readingOf(question: CountedQuestion): MeasureDefinition['readsClaims'] {
  if ('claimsBeside' in question && question.claimsBeside) return 'beside';
  return claimsNeeded(question) ? 'needed' : undefined;
}

/** Fills what most measures share: per cent, fiscal year, every stratification, the small-number rule. */
export function measure(
  given: Omit<MeasureDefinition, Optional> & Partial<Pick<MeasureDefinition, Optional>>,
): MeasureDefinition {
  return {
    unit: '%',
    decimals: 1,
    scale: 100,
    periodRule: FISCAL_YEAR,
    stratifications: ALL_STRATA,
    standardisable: true,
    smallNumberRule: SMALL_NUMBERS,
    ...given,
    caveats: caveatsOf(given.caveats ?? [], given),
  };
}
