import { fiscalYearLabel } from '../../domain/fiscal-year-label.ts';
import type { FacilityYear, QualityDetail } from './detail.ts';
import type { QualityFacts } from './facts.ts';
import { incomplete, shifts } from './grades.ts';
import type { SourceCoverage, UnlinkedReason } from './sources.ts';

/** One question to the data, its answer in words; shares are told by the mark they pass, never exactly. */
export interface Check {
  readonly id: string;
  readonly label: string;
  readonly state: 'good' | 'caution' | 'bad';
  readonly findings: readonly string[];
}

/** A group smaller than this is not judged: chance would do it. */
const LEAST_PERSONS = 100;
/** Below this, a month without anybody may be chance. */
const LEAST_RECORDS = 20;
const MOST_FINDINGS = 6;
/** A month with less than this share of the usual records is called thin. */
const THIN_MONTH = 0.5;
const ODD_INVALID = 0.01;
const BAD_INVALID = 0.05;
/** Blood pressures are read to 2 mmHg at best: one in five ends in 0 without rounding to tens. */
const ODD_ZERO = 0.3;
const BAD_ZERO = 0.5;
/** JDS values lie about 0.4 below NGSP values (Japan Diabetes Society, 2012). */
const JDS_GAP = 0.25;
/** Median points of a day of outpatient care lie near 600 to 1,200; ten times that is yen. */
const POINTS_IN_YEN = 5000;
const ODD_TOTAL = 0.05;
const BAD_TOTAL = 0.2;
const ODD_ACHIEVEMENT = 0.1;

/** Everything that was looked at, in the order in which a reader asks. */
export function checksOf(facts: QualityFacts, detail: QualityDetail, population: number): Check[] {
  const checks = [
    coverage(detail.sources),
    totals(detail, population),
    linkage(detail),
    check('completeness', '項目のそろい方', 'caution', [
      ...incomplete(facts.checkups),
      ...emptyAtFacility(detail.facilities),
    ]),
    outliers(detail),
    digits(facts, detail),
    check('shift', '年度間の急な変化', 'caution', shifts(facts.checkups)),
    check('unit', '単位の取り違え', 'caution', units(detail)),
    repeated(detail),
    achievements(facts),
  ];
  return checks.filter((each): each is Check => each !== undefined);
}

function check(id: string, label: string, worst: 'caution' | 'bad', findings: readonly string[]): Check {
  return {
    id,
    label,
    state: findings.length === 0 ? 'good' : worst,
    findings: findings.slice(0, MOST_FINDINGS),
  };
}

function coverage(sources: readonly SourceCoverage[]): Check | undefined {
  if (sources.length === 0) return undefined;
  const monthly = sources.filter(({ source }) => MONTHLY.has(source));
  return check(
    'coverage',
    '月ごとのそろい方',
    'caution',
    monthly.flatMap((source) => gapsOf(source)),
  );
}

/** Kinds of records that every month must have. */
const MONTHLY = new Set(['inpatient', 'outpatient', 'pharmacy', 'dental', 'care_service']);

function gapsOf({ label, months }: SourceCoverage): string[] {
  const there = new Map(months.map(({ month, persons }) => [month, persons]));
  const all = monthsBetween(months[0]!.month, months.at(-1)!.month);
  const counts = months.map(({ persons }) => persons).sort((a, b) => a - b);
  const usual = counts[Math.floor(counts.length / 2)]!;
  const missing = usual < LEAST_RECORDS ? [] : all.filter((month) => !there.has(month));
  const thin =
    usual < LEAST_PERSONS ? [] : all.filter((month) => (there.get(month) ?? usual) < usual * THIN_MONTH);
  return [
    ...(missing.length > 0 ? [`${label}は ${monthsText(missing)}がありません。`] : []),
    ...(thin.length > 0
      ? [`${label}は ${monthsText(thin)}の人数がふだんの半分より少なくなっています。`]
      : []),
  ];
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  let [year = 0, month = 0] = first.split('-').map(Number);
  for (;;) {
    const text = `${year}-${String(month).padStart(2, '0')}`;
    months.push(text);
    if (text >= last) return months;
    month += 1;
    if (month > 12) {
      month = 1;
      year += 1;
    }
  }
}

function monthsText(months: readonly string[]): string {
  const shown = months
    .slice(0, 4)
    .map((month) => `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`);
  return `${shown.join('、')}${months.length > shown.length ? `など ${months.length}か月` : ''}`;
}

function totals({ enrolled, reported }: QualityDetail, population: number): Check | undefined {
  if (enrolled.length === 0) return undefined;
  const over = enrolled
    .filter(({ persons }) => population > 0 && persons > population)
    .map(
      ({ year }) =>
        `${fiscalYearLabel(year)}の加入者が、設定した人口より多くなっています。人口か台帳を確かめてください。`,
    );
  const gaps = reported.filter(
    (row) => row.reported >= LEAST_PERSONS && Math.abs(row.persons - row.reported) > row.reported * BAD_TOTAL,
  );
  const changes = enrolled.filter(({ persons }, at) => {
    const before = enrolled[at - 1]?.persons ?? 0;
    return before >= LEAST_PERSONS && Math.abs(persons - before) > before * BAD_TOTAL;
  });
  const findings = [
    ...over,
    ...gaps.map(
      ({ year }) =>
        `${fiscalYearLabel(year)}の台帳の人数が、取り込んだ帳票の被保険者数と2割より大きく違います（同じ年齢で比べています）。`,
    ),
    ...changes.map(
      ({ year }) =>
        `${fiscalYearLabel(year)}の加入者が前年度から2割より大きく変わっています。台帳の期間を確かめてください。`,
    ),
  ];
  return check('totals', '加入者の総数', over.length > 0 ? 'bad' : 'caution', findings);
}

/** What can be done about persons that are in no register. */
export const REMEDIES: Readonly<Record<UnlinkedReason, { readonly label: string; readonly remedy: string }>> =
  {
    age75: {
      label: '75歳以上（国保から後期への切り替え）',
      remedy: '後期高齢者医療の被保険者台帳か、国保と後期の番号対応表を取り込んでください。',
    },
    care_number_only: {
      label: '介護の番号しかない',
      remedy: '宛名番号の入った認定・給付の出力か、介護と国保・後期の番号対応表を取り込んでください。',
    },
    branch: {
      label: '台帳に枝番がない',
      remedy: '枝番の入った台帳で置き換えてください。双子などを取り違えないために枝番で見分けます。',
    },
    not_in_register: {
      label: '台帳にいない番号・生年月日・性別',
      remedy:
        '転出者・喪失者を含む、対象期間すべての台帳を取り込んでください。番号の全角・空白・先頭の0の違いは自動でそろえています。',
    },
  };

const USABLE_LINKAGE = 0.98;
const POOR_LINKAGE = 0.9;

function linkage({ sources, enrolled }: QualityDetail): Check | undefined {
  if (sources.length === 0) return undefined;
  if (enrolled.length === 0) {
    return check('linkage', '台帳との突合', 'bad', ['資格の台帳がないため、だれとも突合できません。']);
  }
  const findings: string[] = [];
  let poor = false;
  for (const { label, years } of sources) {
    const low = years.filter(
      ({ persons, enrolled: found }) => persons >= LEAST_PERSONS && found < persons * USABLE_LINKAGE,
    );
    if (low.length === 0) continue;
    const worst = Math.min(...low.map(({ persons, enrolled: found }) => found / persons));
    poor ||= worst < POOR_LINKAGE;
    const mark = worst < POOR_LINKAGE ? 90 : 98;
    findings.push(
      `${label}は ${low.map(({ year }) => fiscalYearLabel(year)).join('、')}の突合が ${mark}%未満です。`,
    );
  }
  return check('linkage', '台帳との突合', poor ? 'bad' : 'caution', findings);
}

/** Facilities that hardly ever report an item which the others do. */
function emptyAtFacility(facilities: readonly FacilityYear[]): string[] {
  return facilities
    .filter(({ persons }) => persons >= LEAST_PERSONS)
    .flatMap(({ facility, year, persons, filled }) =>
      CORE.filter(([name]) => (filled[name] ?? 0) < persons / 2).map(
        ([, label]) =>
          `${fiscalYearLabel(year)}の健診機関 ${facility} は、${label}が半分もそろっていません。`,
      ),
    );
}

const CORE = [
  ['bmi', 'ＢＭＩ'],
  ['sbp', '収縮期血圧'],
  ['ldl', 'ＬＤＬコレステロール'],
  ['hba1c', 'ＨｂＡ１ｃ'],
] as const;

function outliers({ items }: QualityDetail): Check | undefined {
  if (items.length === 0) return undefined;
  const odd = items.filter(
    ({ persons, invalid }) => persons >= LEAST_PERSONS && invalid >= persons * ODD_INVALID,
  );
  const bad = odd.some(({ persons, invalid }) => invalid >= persons * BAD_INVALID);
  return check(
    'outliers',
    'ありえない値',
    bad ? 'bad' : 'caution',
    odd.map(
      ({ year, label, persons, invalid }) =>
        `${fiscalYearLabel(year)}の${label}に、ありえない大きさや数でない値が ${invalid >= persons * BAD_INVALID ? '5%' : '1%'}以上あります（除いて計算します）。`,
    ),
  );
}

function digits(facts: QualityFacts, { facilities, diastolic }: QualityDetail): Check | undefined {
  if (facts.checkups.length === 0) return undefined;
  const rounded: { readonly words: string; readonly share: number }[] = [];
  const add = (words: string, persons: number, zero: number) => {
    if (persons >= LEAST_PERSONS && zero >= persons * ODD_ZERO)
      rounded.push({ words, share: zero / persons });
  };
  for (const { year, withSbp, endingInZero } of facts.checkups) {
    add(`${fiscalYearLabel(year)}の収縮期血圧`, withSbp, endingInZero);
  }
  for (const { year, persons, zero } of diastolic) add(`${fiscalYearLabel(year)}の拡張期血圧`, persons, zero);
  for (const { facility, year, withSbp, sbpZero } of facilities) {
    add(`${fiscalYearLabel(year)}の健診機関 ${facility} の収縮期血圧`, withSbp, sbpZero);
  }
  return check(
    'digit_preference',
    '末尾 0 への丸め',
    rounded.some(({ share }) => share >= BAD_ZERO) ? 'bad' : 'caution',
    rounded
      .toSorted((a, b) => b.share - a.share)
      .map(
        ({ words, share }) => `${words}は、末尾が 0 の値が ${share >= BAD_ZERO ? '5割' : '3割'}以上です。`,
      ),
  );
}

/** Signs that values are in another unit than they are taken for. */
function units({ facilities, items, heights, medianOutpatientPoints }: QualityDetail): string[] {
  const found: string[] = [];
  for (const { facility, year, persons, hba1c, hba1cElsewhere, waist } of facilities) {
    if (persons < LEAST_PERSONS) continue;
    if (hba1cElsewhere - hba1c >= JDS_GAP) {
      found.push(
        `${fiscalYearLabel(year)}の健診機関 ${facility} のＨｂＡ１ｃは、ほかの機関より低めです。JDS 値が NGSP 値の列に入っていないか確かめてください。`,
      );
    }
    if (waist < 60) {
      found.push(
        `${fiscalYearLabel(year)}の健診機関 ${facility} の腹囲は小さすぎます。インチの値でないか確かめてください。`,
      );
    }
  }
  for (const { year, item, persons, invalid } of items) {
    if (item === 'bmi' && persons >= LEAST_PERSONS && invalid > persons / 2) {
      found.push(
        `${fiscalYearLabel(year)}のＢＭＩは半分以上がありえない値です。身長が m で入っていないか確かめてください。`,
      );
    }
  }
  const waists = items.filter(({ item }) => item === 'waist');
  for (const [label, years] of [
    ['身長', heights],
    ['腹囲', waists],
  ] as const) {
    for (const { year, persons, invalid } of years) {
      if (persons < LEAST_PERSONS || invalid <= persons / 2) continue;
      found.push(
        `${fiscalYearLabel(year)}の${label}は半分以上が cm としてありえない値です。m の値でないか確かめてください。`,
      );
    }
  }
  if (medianOutpatientPoints >= POINTS_IN_YEN) {
    found.push(
      '医科入院外の1日あたりの点数が大きすぎます。円の列を点数として読んでいないか確かめてください。',
    );
  }
  return found;
}

function repeated({ repeated: years }: QualityDetail): Check | undefined {
  if (years.length === 0) return undefined;
  const odd = years.filter(
    ({ persons, several }) => persons >= LEAST_PERSONS && several >= persons * ODD_TOTAL,
  );
  return check(
    'repeated',
    '同じ年度の重なり',
    'caution',
    odd.map(
      ({ year }) =>
        `${fiscalYearLabel(year)}に特定健診を2回以上受けたことになっている人が 5%以上います。同じ健診が別の日付で入っていないか確かめてください。`,
    ),
  );
}

/** 2 cm・2 kg that is reported, but that waist and weight do not bear out. */
function achievements({ guidance }: QualityFacts): Check | undefined {
  const judged = guidance.filter(({ comparable }) => comparable > 0);
  if (judged.length === 0) return undefined;
  const odd = judged.filter(
    ({ comparable, contradicted }) =>
      comparable >= LEAST_PERSONS && contradicted >= comparable * ODD_ACHIEVEMENT,
  );
  return check(
    'guidance_results',
    '特定保健指導の達成の報告',
    'caution',
    odd.map(
      ({ year }) =>
        `${fiscalYearLabel(year)}は、腹囲2cm・体重2kg減の達成と報告された人の 1割以上で、健診と実績評価の値の差がそれに届いていません。実績評価の値か報告を確かめてください。`,
    ),
  );
}
