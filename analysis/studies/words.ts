import { fiscalYearLabel } from '../domain/fiscal-year-label.ts';
import type { StatisticContext } from '../domain/statistic.ts';
import { noted } from '../domain/titles.ts';
import type { PersonStudy, StudyDefinition } from './definition.ts';
import type { ClaimWords, TrialItem } from './parts.ts';
import { studyVariable } from './variables.ts';

const COMPARISONS = { '>=': '以上', '>': 'を超える', '<=': '以下', '<': '未満', '=': 'に等しい' } as const;

type Condition = PersonStudy['eligibility']['conditions'][number];

function conditionWords({ value, op, than }: Condition): string {
  const { label, unit } = studyVariable(value);
  return `${label}が${than}${unit}${COMPARISONS[op]}`;
}

export const ESTIMAND_WORDS = {
  ATE: '対象者全員が参加した場合と誰も参加しなかった場合の差（ATE）',
  ATT: '実際に参加した人が、参加しなかった場合との差（ATT）',
  ATC: '参加しなかった人が、参加した場合との差（ATC）',
  ATO: 'どちらにもなり得た人での差（ATO）',
  ATM: '対にできる人での差（ATM）',
} as const;

export function balanceConvention(estimand: keyof typeof ESTIMAND_WORDS): string {
  const denominator = {
    ATE: '両群の標準偏差',
    ATT: '参加群の標準偏差',
    ATC: '非参加群の標準偏差',
    ATO: '重みづけ後の標準偏差',
    ATM: '重みづけ後の標準偏差',
  };
  return `標準化差＝（参加−非参加）÷${denominator[estimand]}（調整前後で同じ分母）`;
}

/** Variables that add up everything claimed for a person: the files that were not imported are missing from them. */
const ALL_CLAIMS: ReadonlySet<string> = new Set(['annual_cost', 'log_annual_cost']);

/** The study as it is printed for these data: outcomes of all claims are named by the files that were imported. */
export function asCounted<Study extends StudyDefinition>(study: Study, words: ClaimWords | undefined): Study {
  if (words === undefined || !('outcomes' in study)) return study;
  const outcomes = study.outcomes.map((outcome) =>
    ALL_CLAIMS.has(outcome.variable) ? { ...outcome, label: noted(outcome.label, words.note) } : outcome,
  );
  return { ...study, outcomes };
}

/** What is to be said of them beside every number of the study. */
export function claimCaveats(study: StudyDefinition, words: ClaimWords | undefined): readonly string[] {
  const counts = 'outcomes' in study && study.outcomes.some(({ variable }) => ALL_CLAIMS.has(variable));
  return counts ? (words?.caveats ?? []).map((text) => `医療費について：${text}`) : [];
}

/** Whom a study is about and when, with the method; the frame of every number of it. */
export function studyContext(study: StudyDefinition, source: string, method: string): StatisticContext {
  return {
    title: study.title,
    ...(study.design === 'interrupted_time_series' ? seriesFrame(study) : personFrame(study)),
    source,
    method,
    caveats: [
      study.design === 'randomised' ? '割り付けどおりに比べた。' : '記録にない背景の違いの影響は残り得る。',
    ],
  };
}

function seriesFrame(study: StudyDefinition & { design: 'interrupted_time_series' }) {
  const { age, from, to } = study.series;
  return { population: `${age[0]}〜${age[1]}歳の被保険者全体`, period: `${from}〜${to}の各月` };
}

function yearsText(first: number, last: number): string {
  return first === last ? fiscalYearLabel(first) : `${fiscalYearLabel(first)}〜${fiscalYearLabel(last)}`;
}

function personFrame(study: PersonStudy) {
  const years = study.trialYears;
  const [from, to] = study.eligibility.age;
  const [first = 0] = years;
  const period = `${yearsText(first, years.at(-1) ?? first)}開始`;
  const last = 'outcomes' in study ? Math.max(...study.outcomes.map((outcome) => outcome.year)) : undefined;
  const end =
    study.design === 'before_after_with_comparison'
      ? `${yearsText(study.panel[0] ?? first, study.panel.at(-1) ?? first)}を追う`
      : last === undefined
        ? '発生まで追う'
        : `結果は${last}年後まで`;
  const examined = study.eligibility.checkup ? 'で基準年度に健診を受けた人' : 'の被保険者';
  return { population: `年度末年齢${from}〜${to}歳${examined}`, period: `${period}、${end}` };
}

/** Question, people and start of a study of people, in the order of a target trial. */
export function trialHead(study: PersonStudy): TrialItem[] {
  const { eligibility } = study;
  const conditions = [
    `年度末年齢${eligibility.age[0]}〜${eligibility.age[1]}歳`,
    ...(eligibility.checkup ? ['基準年度に健診を受けている'] : []),
    ...(eligibility.guidanceTarget ? ['特定保健指導の対象（積極的・動機付け）'] : []),
    ...eligibility.conditions.map(conditionWords),
    ...(eligibility.notCertified ? ['要介護認定を受けていない'] : []),
  ];
  return [
    { item: '問い', text: study.question },
    { item: '対象者', text: conditions.join('、') },
    {
      item: '開始日',
      text:
        study.timeZero === 'fiscal_year_start'
          ? '年度はじめ（4月1日）。両群とも同じ日'
          : '健診を受けた日。両群とも同じ',
    },
  ];
}
