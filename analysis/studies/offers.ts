import type { StudyDefinition, StudyDesign } from './definition.ts';
import {
  BEHAVIOUR,
  completed,
  OUTCOMES,
  type ProgrammeFacts,
  range,
  type StudyInput,
  shareOutcome,
  studyId,
  type TemplateFacts,
  yearsOfStarts,
} from './template-parts.ts';

/** A usual question: with its study where the workspace holds the data, else with what is missing. */
export interface StudyOffer {
  readonly id: string;
  /** What it is about, e.g. 歩数・ポイント. */
  readonly kind: string;
  readonly question: string;
  readonly design: StudyDesign;
  readonly missing: readonly string[];
  readonly study?: StudyDefinition;
}

interface OfferRule {
  readonly id: string;
  readonly kind: string;
  readonly question: string;
  readonly design: StudyDesign;
  /** The programme that it is about; none for questions about guidance. */
  readonly programme?: RegExp;
  readonly needs: (facts: TemplateFacts, programme: ProgrammeFacts | undefined) => readonly string[];
  readonly study: (facts: TemplateFacts, programme: ProgrammeFacts) => StudyInput;
}

/** Usual questions beyond the ones that a workspace asks by itself. */
export function studyOffers(facts: TemplateFacts): StudyOffer[] {
  return RULES.flatMap((rule) => {
    const programmes = rule.programme
      ? facts.programmes.filter(({ name }) => rule.programme!.test(name))
      : [GUIDANCE];
    const offers = programmes.map((programme) => offerOf(rule, facts, programme));
    if (offers.length > 0) return offers;
    const missing = ['事業の参加者（案内した人）の名簿', ...rule.needs(facts, undefined)];
    return [{ ...described(rule), missing }];
  });
}

const described = ({ id, kind, question, design }: OfferRule) => ({ id, kind, question, design });

const GUIDANCE: ProgrammeFacts = {
  id: 'guidance',
  name: '特定保健指導',
  approach: 'high_risk',
  firstYear: 0,
  event: 'joined',
};

function offerOf(rule: OfferRule, facts: TemplateFacts, programme: ProgrammeFacts): StudyOffer {
  const missing = rule.needs(facts, programme);
  const named = { ...described(rule), id: studyId(programme, `-${rule.id}`) };
  // Several programmes may lack the same data: the question says whose it is.
  const whose = rule.programme === undefined ? '' : `${programme.name}：`;
  if (missing.length > 0) return { ...named, question: `${whose}${rule.question}`, missing };
  const study = completed({ ...rule.study(facts, programme), id: named.id });
  return { ...named, question: study.question, missing, study };
}

const lack = (held: boolean | undefined, words: string): string[] => (held ? [] : [words]);

const yearsBefore = ({ first }: TemplateFacts, programme: ProgrammeFacts | undefined) =>
  lack(programme === undefined || programme.firstYear > first, '開始前の年度の健診結果');

const yearsAfter = ({ last }: TemplateFacts, programme: ProgrammeFacts | undefined) =>
  lack(programme === undefined || programme.firstYear < last, '開始の翌年度の健診結果');

function identity(programme: ProgrammeFacts, title: string, question: string) {
  return {
    format: 'ebpm-study/1' as const,
    id: studyId(programme),
    title,
    question,
    programme: programme.id,
    programmeLabel: programme.name,
    approach: programme.approach,
  };
}

const ADULTS = { insurer: 'any' as const, age: [40, 89] as [number, number], conditions: [] };
const TRAITS = ['age', 'female', 'care_area'];

const WALKING = /歩|ウォーク|ウォーキング|ポイント|運動/u;

const RULES: readonly OfferRule[] = [
  {
    id: 'did',
    kind: '歩数・ポイント',
    question: '参加した人の値は、参加していない人より良い方向に変わったか（前後の変化の差）',
    design: 'before_after_with_comparison',
    programme: WALKING,
    needs: (facts, programme) => [...yearsBefore(facts, programme), ...yearsAfter(facts, programme)],
    study: (facts, programme) => ({
      ...identity(
        programme,
        `${programme.name}の前後の変化`,
        `${programme.name}に参加した人の血圧の変化は、参加していない人の変化と違うか`,
      ),
      design: 'before_after_with_comparison',
      trialYears: [facts.first],
      baselineYear: 0,
      timeZero: 'fiscal_year_start',
      eligibility: ADULTS,
      exposure: { source: 'participation', event: programme.event },
      panel: range(
        Math.max(facts.first, programme.firstYear - 3),
        Math.min(facts.last, programme.firstYear + 1),
      ),
      // Who joins has seen last year's result: the change is counted from the year before it.
      anticipationYears: programme.firstYear - 2 >= facts.first ? 1 : 0,
      covariates: [...TRAITS, 'sbp', 'smoker', 'drug_bp', ...BEHAVIOUR],
      outcomes: [{ ...OUTCOMES.sbp, label: '収縮期血圧' }],
    }),
  },
  {
    id: 'dose',
    kind: '歩数・ポイント',
    question: '歩数（ポイント）の多い人ほど、翌年度の値が良いか',
    design: 'dose_response',
    programme: WALKING,
    needs: (facts, programme) => [
      ...lack(programme?.items?.includes('steps'), '参加者の歩数の記録'),
      ...yearsBefore(facts, programme),
      ...yearsAfter(facts, programme),
    ],
    study: (_, programme) => ({
      ...identity(
        programme,
        `${programme.name}の歩数と血圧`,
        `${programme.name}の参加者のうち、よく歩いた人ほど翌年度の血圧が低いか`,
      ),
      design: 'dose_response',
      trialYears: [programme.firstYear],
      baselineYear: -1,
      timeZero: 'fiscal_year_start',
      eligibility: ADULTS,
      covariates: [...TRAITS, 'sbp', 'bmi', 'smoker', 'drug_bp', ...BEHAVIOUR],
      outcomes: [OUTCOMES.sbp],
      dose: { item: 'steps', label: '1日の歩数', unit: '歩', months: 12, at: [5000, 6000, 7000, 8000, 9000] },
    }),
  },
  {
    id: 'care',
    kind: 'フレイル予防教室',
    question: '参加した人は、要介護認定を受けるまでの期間が延びたか',
    design: 'time_to_event',
    programme: /フレイル|介護予防|通いの場|サロン|体操|歩|ウォーキング/u,
    needs: (facts) => lack(facts.certifications, '要介護認定の記録'),
    study: (facts, programme) => ({
      ...identity(
        programme,
        `${programme.name}と要介護認定`,
        `${programme.name}に参加した人は、参加しなかった場合より要介護認定を受けにくいか`,
      ),
      design: 'time_to_event',
      trialYears: [programme.firstYear],
      baselineYear: programme.firstYear > facts.first ? -1 : 0,
      timeZero: 'fiscal_year_start',
      eligibility: { insurer: 'any', age: [65, 100], conditions: [], checkup: false, notCertified: true },
      exposure: { source: 'participation', event: programme.event, graceMonths: 12 },
      covariates: ['age', 'female', ...BEHAVIOUR, 'outpatient_visits', 'inpatient_days'],
      estimand: 'ATT',
      event: 'care_certification',
      eventLabel: '要介護認定',
      horizonMonths: 24,
      minimalImportantDifference: 2,
    }),
  },
  {
    id: 'series',
    kind: '町全体への取り組み',
    question: '事業の開始後、町全体の入院は、それまでの傾向より減ったか',
    design: 'interrupted_time_series',
    programme: /./u,
    needs: (facts, programme) => [
      ...lack(facts.claims !== undefined, 'レセプト'),
      ...lack(
        programme === undefined ||
          facts.claims === undefined ||
          monthsBetween(facts.claims[0], programme.firstMonth ?? '') >= 12,
        '開始前12か月以上のレセプト',
      ),
    ],
    study: (facts, programme) => ({
      ...identity(
        programme,
        `${programme.name}の開始と入院の推移`,
        `${programme.name}の開始後、40歳以上の入院は、それまでの傾向より減ったか`,
      ),
      design: 'interrupted_time_series',
      series: {
        measure: 'admissions',
        insurer: 'any',
        age: [40, 100],
        from: facts.claims![0],
        to: facts.claims![1],
        label: '入院（レセプト件数）',
        better: 'lower',
      },
      start: programme.firstMonth!,
      transitionMonths: 2,
    }),
  },
  {
    id: 'letter',
    kind: '受診勧奨',
    question: '受診勧奨の通知が届いた人は、届かなかった人より受診したか',
    design: 'cohort_with_comparison',
    programme: /受診勧奨|再勧奨|未受診|未治療|勧奨通知|減塩|血圧|血糖|糖尿/u,
    needs: (facts) => lack(facts.claims !== undefined, 'レセプト（受診したかどうか）'),
    study: (facts, programme) => referral(facts, programme),
  },
  {
    id: 'threshold',
    kind: '特定保健指導',
    question: '指導の基準（腹囲85cm）のすぐ上の男性は、すぐ下の男性より改善したか',
    design: 'regression_discontinuity',
    needs: (facts) => [
      ...lack(facts.guidance, '特定保健指導の記録'),
      ...lack(facts.first < facts.last, '翌年度の健診結果'),
    ],
    study: (facts) => ({
      ...identity(
        GUIDANCE,
        '特定保健指導の基準の上下',
        '腹囲が基準（男性85cm）をわずかに超えて指導の対象になった人は、わずかに下回った人より翌年度の体重が減ったか',
      ),
      design: 'regression_discontinuity',
      trialYears: range(facts.first, facts.last - 1),
      baselineYear: 0,
      timeZero: 'baseline_checkup',
      eligibility: {
        insurer: 'kokuho',
        age: [40, 74],
        conditions: [{ value: 'female', op: '=', than: 0 }],
      },
      running: 'waist',
      cutoff: 85,
      covariates: ['age', 'sbp', 'hba1c', 'smoker', ...BEHAVIOUR],
      outcomes: [{ ...OUTCOMES.weight, primary: true }],
    }),
  },
  {
    id: 'kidney',
    kind: '糖尿病性腎症重症化予防',
    question: '重症化予防に参加した人は、腎機能（eGFR）の低下が遅いか',
    design: 'cohort_with_comparison',
    programme: /腎症|透析|重症化/u,
    needs: (facts, programme) => yearsAfter(facts, programme),
    study: (facts, programme) => ({
      ...identity(
        programme,
        `${programme.name}とeGFR`,
        `${programme.name}に参加した人は、参加しなかった場合より翌年度のeGFRが保たれたか`,
      ),
      design: 'cohort_with_comparison',
      trialYears: yearsOfStarts(programme, facts),
      baselineYear: 0,
      timeZero: 'baseline_checkup',
      eligibility: { insurer: 'any', age: [40, 89], conditions: [{ value: 'hba1c', op: '>=', than: 6.5 }] },
      exposure: { source: 'participation', event: programme.event, graceMonths: 11 },
      covariates: ['age', 'female', 'year', 'egfr', 'hba1c', 'sbp', 'drug_glucose', 'drug_bp', ...BEHAVIOUR],
      outcomes: [
        { ...OUTCOMES.egfr, primary: true },
        { ...OUTCOMES.hba1c, primary: false },
      ],
      estimand: 'ATT',
    }),
  },
  {
    id: 'screening',
    kind: 'がん検診の再勧奨',
    question: '再勧奨した人は、しなかった人よりがん検診を受けたか',
    design: 'cohort_with_comparison',
    programme: /がん|検診/u,
    needs: (facts) => lack((facts.screenings?.length ?? 0) > 0, 'がん検診の受診記録'),
    study: (facts, programme) => ({
      ...identity(
        programme,
        `${programme.name}と受診`,
        `${programme.name}を送った人は、送らなかった場合より検診を受けたか`,
      ),
      design: 'cohort_with_comparison',
      trialYears: [programme.firstYear],
      baselineYear: -1,
      timeZero: 'fiscal_year_start',
      eligibility: { insurer: 'any', age: [40, 74], conditions: [], checkup: false },
      exposure: { source: 'participation', event: 'invited', graceMonths: 12 },
      covariates: [
        ...TRAITS,
        ...facts.screenings!.slice(0, 3).map((name) => `screened_${name}`),
        ...BEHAVIOUR,
      ],
      outcomes: [shareOutcome(`screened_${facts.screenings![0]!}`, '同じ年度の検診の受診', { year: 0 })],
      estimand: 'ATT',
    }),
  },
  {
    id: 'infant',
    kind: '新生児訪問',
    question: '訪問した家庭の子は、1歳6か月児健診を受けているか',
    design: 'cohort_with_comparison',
    programme: /新生児|乳児|赤ちゃん|こんにちは/u,
    needs: (facts) => lack(facts.childExams, '乳幼児健診の記録'),
    study: (_, programme) => ({
      ...identity(
        programme,
        `${programme.name}と乳幼児健診`,
        `${programme.name}をした子は、しなかった場合より1歳6か月児健診を受けたか`,
      ),
      design: 'cohort_with_comparison',
      trialYears: [programme.firstYear],
      baselineYear: 0,
      timeZero: 'fiscal_year_start',
      eligibility: { insurer: 'any', age: [0, 1], conditions: [], checkup: false },
      exposure: { source: 'participation', event: programme.event, graceMonths: 12 },
      covariates: ['female', 'care_area', 'annual_cost'],
      outcomes: [shareOutcome('child_m18', '1歳6か月児健診の受診', { year: 1 })],
      estimand: 'ATT',
    }),
  },
  {
    id: 'wording',
    kind: 'ナッジの文面',
    question: 'くじで分けた2つの文面のうち、どちらが受診につながったか',
    design: 'randomised',
    programme: /文面|ナッジ|はがき|ハガキ|通知|勧奨/u,
    needs: (_, programme) =>
      lack((programme?.arms?.length ?? 0) >= 2, '名簿の「群」（どの文面を送ったか）の列'),
    study: (_, programme) => ({
      ...identity(
        programme,
        `${programme.name}の文面の比較`,
        `${programme.name}の文面によって、健診の受診は違うか`,
      ),
      design: 'randomised',
      trialYears: [programme.firstYear],
      baselineYear: -1,
      timeZero: 'fiscal_year_start',
      eligibility: { insurer: 'any', age: [40, 74], conditions: [], checkup: false },
      allocation: {
        unit: 'person',
        treated: programme.arms!.slice(1, 2),
        control: programme.arms!.slice(0, 1),
      },
      covariates: ['age', 'female', ...BEHAVIOUR],
      outcomes: [shareOutcome('checkup_taken', '同じ年度の健診の受診', { year: 0 })],
    }),
  },
];

function referral(facts: TemplateFacts, programme: ProgrammeFacts): StudyInput {
  const sugar = /糖|血糖/u.test(programme.name);
  const value = sugar ? 'hba1c' : 'sbp';
  const variable = sugar ? 'visit_diabetes' : 'visit_hypertension';
  return {
    ...identity(
      programme,
      `${programme.name}と受診`,
      `${programme.name}が届いた人は、届かなかった場合より翌年度に受診したか`,
    ),
    design: 'cohort_with_comparison',
    trialYears: yearsOfStarts(programme, facts),
    baselineYear: 0,
    timeZero: 'baseline_checkup',
    eligibility: {
      insurer: 'any',
      age: [40, 74],
      conditions: [{ value, op: '>=', than: sugar ? 6.5 : 140 }],
    },
    exposure: { source: 'participation', event: programme.event, graceMonths: 11 },
    covariates: ['age', 'female', 'year', value, variable, sugar ? 'drug_glucose' : 'drug_bp', ...BEHAVIOUR],
    outcomes: [
      shareOutcome(variable, sugar ? '翌年度の糖尿病での受診' : '翌年度の高血圧での受診'),
      OUTCOMES.dental,
    ],
    estimand: 'ATT',
  };
}

function monthsBetween(from: string, to: string): number {
  const [y1, m1] = from.split('-').map(Number) as [number, number];
  const [y2, m2] = to.split('-').map(Number) as [number, number];
  return (y2 - y1) * 12 + m2 - m1;
}
