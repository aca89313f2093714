import type { Day } from '../calendar.ts';

export type Sex = 1 | 2;
export type Insurer = 'kokuho' | 'koki';

/** A simulated resident; every number and name is invented. */
export interface Person {
  readonly index: number;
  readonly household: number;
  /** 枝番: 1 is the head of the household. */
  readonly branch: number;
  readonly sex: Sex;
  readonly birth: Day;
  readonly school: number;
  readonly ward: number;
  readonly nameKanji: string;
  readonly nameKana: string;
  readonly nameHalfKana: string;
}

/** A stretch of insurance; `to` is the last covered day, undefined while it lasts. */
export interface Spell {
  readonly insurer: Insurer;
  readonly from: Day;
  readonly to: Day | undefined;
  readonly gain: GainReason;
  readonly loss: LossReason | undefined;
}

export type GainReason = '転入' | '社保離脱' | '出生' | '75歳到達' | '制度開始';
export type LossReason = '転出' | '社保加入' | '死亡' | '75歳到達';

/** Order of the risk factors in every vector of the simulator. */
export const FACTOR = {
  sbp: 0,
  dbp: 1,
  bmi: 2,
  hba1c: 3,
  tg: 4,
  hdl: 5,
  ldl: 6,
  alt: 7,
  ggt: 8,
  creatinine: 9,
  urate: 10,
  haemoglobin: 11,
} as const;
export const FACTOR_COUNT = 12;

/** What stays with a person; latent, in units of one standard deviation. */
export interface Traits {
  readonly metabolic: number;
  readonly conscious: number;
  readonly frailty: number;
  readonly costliness: number;
  readonly active: number;
  readonly stable: Float64Array;
  readonly heightCm: number;
}

/** The state of one fiscal year before any programme acts. */
export interface RiskState {
  readonly fiscalYear: number;
  /** Latent units by FACTOR. */
  readonly units: Float64Array;
  readonly onBloodPressureDrug: boolean;
  readonly onGlucoseDrug: boolean;
  readonly onLipidDrug: boolean;
  /** 0 never, 1 former, 2 current. */
  readonly smoking: 0 | 1 | 2;
}

/** Answers of the 標準的な質問票; codes of the 第4期 lists, converted on writing. */
export interface Questionnaire {
  readonly bpDrug: boolean;
  readonly glucoseDrug: boolean;
  readonly lipidDrug: boolean;
  readonly stroke: boolean;
  readonly heart: boolean;
  readonly kidney: boolean;
  readonly anaemia: boolean;
  readonly smoking: 0 | 1 | 2;
  readonly gained10kg: boolean;
  readonly exercise: boolean;
  readonly walking: boolean;
  readonly fastWalker: boolean;
  readonly chewing: 1 | 2 | 3;
  readonly eatingSpeed: 1 | 2 | 3;
  readonly lateDinner: boolean;
  readonly snack: 1 | 2 | 3;
  readonly skipBreakfast: boolean;
  readonly drinkFrequency: number;
  readonly drinkAmount: number;
  readonly sleepWell: boolean;
  readonly readiness: number;
  readonly wantsGuidance: boolean;
  readonly hadGuidance: boolean;
}

/** One checkup as measured and recorded. 特定健診 for ages 40–74, otherwise the 後期 checkup. */
export interface Checkup {
  readonly kind: Insurer;
  readonly fiscalYear: number;
  readonly day: Day;
  readonly facility: number;
  readonly height: number;
  readonly weight: number;
  readonly bmi: number;
  readonly waist: number;
  readonly sbp: number;
  readonly dbp: number;
  /** 2 fasting ≥ 10 h, 3 casual 3.5–10 h. */
  readonly fasting: 2 | 3;
  readonly tg: number;
  readonly hdl: number;
  readonly ldl: number;
  readonly ast: number;
  readonly alt: number;
  readonly ggt: number;
  readonly glucose: number;
  readonly hba1c: number;
  readonly creatinine: number;
  readonly egfr: number;
  readonly urate: number;
  readonly haemoglobin: number;
  readonly urineProtein: number;
  readonly urineSugar: number;
  /** メタボ判定 1 基準該当, 2 予備群, 3 非該当. */
  readonly metabolic: 1 | 2 | 3;
  /** 保健指導レベル 1 積極的, 2 動機付け, 3 情報提供. */
  readonly level: 1 | 2 | 3;
  readonly answers: Questionnaire;
  /** Answers 1–15 of the 後期高齢者の質問票, present for the 後期 checkup. */
  readonly frailtyAnswers: readonly number[] | undefined;
}

/** Values of an evaluation as they are written down: one decimal, blood pressure whole. */
export interface Evaluation {
  readonly waist: number;
  readonly weight: number;
  readonly sbp: number;
  readonly dbp: number;
}

/** What the evaluations of a course of guidance report; they change nothing in the next checkup. */
export interface GuidanceResults {
  readonly interim: Evaluation | undefined;
  readonly final: Evaluation | undefined;
  /** 腹囲・体重の改善: 2 = at least 2 cm and 2 kg less than at the checkup, 1 = 1 cm and 1 kg. */
  readonly change: 0 | 1 | 2;
  /** Diet, activity, rest, other: 1 improved, 0 not, 9 no goal. */
  readonly habits: readonly (0 | 1 | 9)[];
  /** 1 gave up, 0 did not, 8 no smoker. */
  readonly smoking: 0 | 1 | 8;
  readonly contacts: number;
  readonly processPoints: number;
  readonly outcomePoints: number;
}

export interface GuidanceCourse {
  readonly fiscalYear: number;
  readonly level: 1 | 2;
  readonly ticketDay: Day;
  readonly firstInterview: Day | undefined;
  readonly interim: Day | undefined;
  readonly final: Day | undefined;
  readonly dropped: Day | undefined;
}

/** How somebody was called to guidance, as the town hall noted it down. */
export interface GuidanceCall {
  readonly day: Day;
  /** Undefined where the way was left out. */
  readonly channel: string | undefined;
  /** Day of the application of whoever came. */
  readonly applied: Day | undefined;
}

export interface Guidance extends GuidanceCourse {
  readonly results: GuidanceResults;
  /** Undefined where nothing was noted down. */
  readonly call: GuidanceCall | undefined;
}

export interface Letter {
  readonly fiscalYear: number;
  readonly day: Day;
  readonly replied: boolean;
}

export interface Walking {
  readonly joined: Day;
  readonly left: Day | undefined;
  readonly channel: string;
}

export interface StepSurvey {
  readonly fiscalYear: number;
  readonly steps: number;
}
