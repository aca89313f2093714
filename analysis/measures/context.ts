import { fiscalYearLabel } from '../domain/fiscal-year-label.ts';
import type { StatisticContext } from '../domain/statistic.ts';
import type { DefinitionTables } from '../domain/tables/index.ts';
import type { MeasureDefinition } from './definition.ts';
import type { AgeRange, Frame } from './frames.ts';
import { definitionFor, versionsIn } from './versions.ts';

const INSURERS = { kokuho: '国民健康保険', kouki: '後期高齢者医療', any: '国民健康保険・後期高齢者医療' };

/** Whom, when, from what and how: what a reader must know to judge the measure's numbers. */
export function contextOf(
  asked: MeasureDefinition,
  whom: Frame,
  years: readonly number[],
  tables: DefinitionTables,
): StatisticContext {
  const definition = definitionFor(asked, years);
  const { question } = definition;
  const frame = question.kind === 'table' || definition === asked ? whom : question.frame;
  const standard = tables.provenance('standard_population', years[0] ?? 0);
  return {
    title: definition.name,
    population: frameText(frame),
    period: periodText(years),
    source: `取り込んだデータ（${sourceText(frame, definition)}）。定義：${definition.source}`,
    method: `分子：${definition.numerator}。分母：${definition.denominator}。${definition.ageRule}。`,
    caveats: [
      ...changesIn(definition, years),
      ...definition.caveats,
      ...(definition.standardisable
        ? [
            '年齢調整値は対象年齢に限ったモデル人口の重みによる直接法。昭和60年と平成27年の値を同じ系列に並べないこと。',
            ...(standard.confirmed ? [] : ['平成27年モデル人口の年齢別の値は原典との照合が済んでいない。']),
          ]
        : []),
    ],
  };
}

/** Where the definition changed between the years: what counted before, and that the step is no change of the people. */
function changesIn(definition: MeasureDefinition, years: readonly number[]): readonly string[] {
  const held = versionsIn(definition, years);
  const [, ...since] = held;
  return since.map(({ validFrom, numerator, denominator, source }, i) => {
    const before = held[i];
    const earlier = `${before?.numerator ?? ''}（分母：${before?.denominator ?? ''}、出典：${before?.source ?? ''}）`;
    return `${fiscalYearLabel(validFrom)}から定義が変わった。前は、${earlier}。${fiscalYearLabel(validFrom)}からは、${numerator}（分母：${denominator}、出典：${source}）。前後の差には、定義の変化が含まれる。`;
  });
}

/** 令和5年度（2023年4月〜2024年3月）, or 令和3年度〜令和5年度. */
export function periodText(years: readonly number[]): string {
  const first = Math.min(...years);
  const last = Math.max(...years);
  const span = `（${first}年4月〜${last + 1}年3月）`;
  return first === last
    ? `${fiscalYearLabel(first)}${span}`
    : `${fiscalYearLabel(first)}〜${fiscalYearLabel(last)}${span}`;
}

function agesText({ from, to }: AgeRange): string {
  if (from === 0 && to === null) return '全年齢';
  return to === null ? `${from}歳以上` : `${from}〜${to}歳`;
}

/** The frame in words. */
export function frameText(frame: Frame): string {
  const ages = agesText(frame.ages);
  switch (frame.kind) {
    case 'full_year':
      return `年度を通じて${INSURERS[frame.insurer]}に加入していた${ages}の人${frame.keepExcluded ? '' : '（告示による除外者を除く）'}`;
    case 'insured':
      return `${INSURERS[frame.insurer]}の被保険者（${ages}、${{ during: '年度中に加入', year_end: '年度末日現在', year_start: '年度初日現在' }[frame.at]}）`;
    case 'examined':
      return `${frame.programme === 'tokutei' ? '特定健診' : '後期高齢者健診'}の受診者（${ages}）`;
    case 'persons':
      return `取り込んだ名簿にある${ages}の人`;
  }
}

function sourceText(frame: Frame, { readsClaims, question }: MeasureDefinition): string {
  if (frame.kind !== 'examined') return '被保険者台帳、健診結果、レセプト、介護認定ほか';
  return readsClaims || CLAIM_ATOMS.test(JSON.stringify(question)) ? '健診結果、レセプト' : '健診結果';
}

/** Conditions about claims (see `condition.ts`). */
const CLAIM_ATOMS = /"(?:diagnosis|icd10|drug|procedure|pattern|claim|claimsOf|visitAfterCall)":/u;
