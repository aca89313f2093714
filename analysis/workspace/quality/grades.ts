import { fiscalYearLabel } from '../../domain/fiscal-year-label.ts';
import { type CheckupYear, type CodedLines, type QualityFacts, WATCHED_ITEMS } from './facts.ts';

export interface Grade {
  readonly analysis: string;
  readonly label: string;
  /** 使える, 注意, 使えない. */
  readonly grade: 'good' | 'caution' | 'bad';
  readonly reason: string;
}

/** Shares from which on something is good, and usable. */
type Marks = readonly [good: number, usable: number];
/** Records that belong to a person of the register. */
const LINKAGE: Marks = [0.98, 0.9];
/** Lines of which the masters know the code. */
const KNOWN_CODES: Marks = [0.95, 0.8];
const GOOD_COMPLETENESS = 0.9;
const USABLE_COMPLETENESS = 0.7;
/** A change of the mean between two years that large (in standard deviations) is rarely biology. */
const SUDDEN_SHIFT = 0.3;
const MONTHS = 12;
const LEAST_YEARS = 3;

/** A share in words: which mark it passes, never the share itself (that is in the released tables). */
function band(share: number, marks: readonly number[]): string {
  const passed = marks.find((mark) => share >= mark);
  return passed === undefined ? `${(marks.at(-1) ?? 0) * 100}%未満` : `${passed * 100}%以上`;
}

/** Grades each analysis by rules on coverage, linkage, completeness and shifts; shares are told by the mark they pass. */
export function gradesOf(facts: QualityFacts): Grade[] {
  return [
    checkupRate(facts),
    riskFactors(facts),
    costs(facts),
    diseases(facts),
    drugs(facts),
    dialysis(facts),
    care(facts),
    guidance(facts),
    effects(facts),
  ];
}

function linked(years: readonly { readonly persons: number; readonly enrolled: number }[]): number {
  const persons = years.reduce((sum, year) => sum + year.persons, 0);
  const enrolled = years.reduce((sum, year) => sum + year.enrolled, 0);
  return persons === 0 ? 0 : enrolled / persons;
}

function byMarks(share: number, [good, usable]: Marks): Grade['grade'] {
  return share >= good ? 'good' : share >= usable ? 'caution' : 'bad';
}

function checkupRate(facts: QualityFacts): Grade {
  const base = { analysis: 'checkup_rate', label: '健診受診率' };
  if (facts.checkups.length === 0)
    return { ...base, grade: 'bad', reason: '健診結果が取り込まれていません。' };
  if (facts.enrolledPersons === 0) {
    return { ...base, grade: 'bad', reason: '資格の台帳がないため、受診率の分母が作れません。' };
  }
  const share = linked(facts.checkups);
  return {
    ...base,
    grade: byMarks(share, LINKAGE),
    reason: `受診者の ${band(share, LINKAGE)}が資格の台帳と突合できています（${yearsText(facts.checkups)}）。`,
  };
}

function yearsText(years: readonly { readonly year: number }[]): string {
  const [first] = years;
  const last = years.at(-1);
  if (!first || !last) return '年度なし';
  return first.year === last.year
    ? fiscalYearLabel(first.year)
    : `${fiscalYearLabel(first.year)}〜${fiscalYearLabel(last.year)}`;
}

function riskFactors(facts: QualityFacts): Grade {
  const base = { analysis: 'risk_factors', label: 'リスク因子（血圧・血糖・脂質など）' };
  if (facts.checkups.length === 0)
    return { ...base, grade: 'bad', reason: '健診結果が取り込まれていません。' };
  const faults = [...incomplete(facts.checkups), ...shifts(facts.checkups)];
  if (faults.length === 0)
    return { ...base, grade: 'good', reason: '主な項目がどの年度もそろい、急な変化もありません。' };
  const worst = facts.checkups.some((year) =>
    ['sbp', 'hba1c', 'bmi'].some(
      (name) => (year.items[name]?.filled ?? 0) < (year.persons * USABLE_COMPLETENESS) / 2,
    ),
  );
  return { ...base, grade: worst ? 'bad' : 'caution', reason: faults.slice(0, 3).join(' ') };
}

/** Items that fewer than nine in ten checkups of a year have. */
export function incomplete(years: readonly CheckupYear[]): string[] {
  const faults: string[] = [];
  for (const [name, label] of WATCHED_ITEMS) {
    const low = years.filter((year) => {
      const filled = year.items[name]?.filled ?? 0;
      return filled > 0 && filled < year.persons * GOOD_COMPLETENESS;
    });
    if (low.length > 0) faults.push(`${label}が 9 割未満の年度があります（${yearsText(low)}）。`);
  }
  return faults;
}

/** A jump of a mean between neighbouring years; for HbA1c it may be JDS beside NGSP units. */
export function shifts(years: readonly CheckupYear[]): string[] {
  const faults: string[] = [];
  for (const [name, label] of WATCHED_ITEMS) {
    for (let at = 1; at < years.length; at += 1) {
      const before = years[at - 1]!.items[name]!;
      const after = years[at]!.items[name]!;
      const change = Math.abs(after.mean - before.mean) / ((after.sd + before.sd) / 2);
      if (!(change > SUDDEN_SHIFT)) continue;
      const hint =
        name === 'hba1c'
          ? '（JDS 値と NGSP 値の混在を確かめてください）'
          : '（測定方法や単位を確かめてください）';
      faults.push(`${fiscalYearLabel(years[at]!.year)}の${label}が前年度から急に変わっています${hint}。`);
    }
  }
  return faults;
}

function costs(facts: QualityFacts): Grade {
  const base = { analysis: 'medical_costs', label: '医療費' };
  if (facts.claimYears.length === 0)
    return { ...base, grade: 'bad', reason: 'レセプトが取り込まれていません。' };
  const partial = facts.claimYears.filter((year) => year.months < MONTHS);
  const words = partial.map((year) => `${fiscalYearLabel(year.year)}は${year.months}か月分`).join('、');
  const months = partial.length === 0 ? '' : `${words}です。年度の比較では除いてください。`;
  if (facts.enrolledPersons === 0)
    return { ...base, grade: 'bad', reason: `資格の台帳がないため、1人当たりの分母が作れません。${months}` };
  const share = linked(facts.claimYears);
  const grade = byMarks(share, LINKAGE);
  const found = `受療者の ${band(share, LINKAGE)}が資格の台帳と突合できています。`;
  if (partial.length === 0) return { ...base, grade, reason: `全年度が12か月そろい、${found}` };
  return grade === 'bad'
    ? { ...base, grade, reason: `${found}${months}` }
    : { ...base, grade: 'caution', reason: months };
}

function diseases(facts: QualityFacts): Grade {
  const base = { analysis: 'diseases', label: '疾病（傷病名）' };
  if (facts.claimYears.length === 0)
    return { ...base, grade: 'bad', reason: 'レセプトが取り込まれていません。' };
  const share = facts.diagnosesWithIcd10;
  if (share === 0)
    return {
      ...base,
      grade: 'bad',
      reason:
        '傷病名マスター（b_）がないため、ICD-10 に分けられません。取り込むと、取込済みの傷病名にも付きます。',
    };
  const grade = byMarks(share, KNOWN_CODES);
  const remedy =
    grade === 'good'
      ? ''
      : '新しい傷病名マスター（b_）か、傷病名と ICD-10 の対応表（2列の CSV）を取り込むと、残りにも付きます。';
  return {
    ...base,
    grade,
    reason: `ICD-10 が付いているのは、傷病名の ${band(share, KNOWN_CODES)}です。${remedy}`,
  };
}

function drugs(facts: QualityFacts): Grade {
  return byMaster(facts, facts.drugs, {
    base: { analysis: 'drugs', label: '薬剤（後発品・重複・多剤）' },
    what: '医薬品の明細',
    master: '新しい医薬品マスター（y_）',
    noMaster: '医薬品マスター（y_）がないため、薬の成分に分けられません。',
  });
}

function dialysis(facts: QualityFacts): Grade {
  return byMaster(facts, facts.procedures, {
    base: { analysis: 'dialysis', label: '人工透析（診療行為）' },
    what: '診療行為の明細',
    master: '新しい医科診療行為マスター（s_）',
    noMaster:
      '医科診療行為マスター（s_）がないため、人工透析を見分けられません。取り込むまで、透析の人数は 0 に見えます。',
  });
}

/** What can be told from codes only when the master of the codes is loaded. */
function byMaster(
  facts: QualityFacts,
  { lines, known }: CodedLines,
  {
    base,
    what,
    master,
    noMaster,
  }: {
    readonly base: Pick<Grade, 'analysis' | 'label'>;
    /** The lines that carry the codes. */
    readonly what: string;
    /** What is to be loaded where it knows too few. */
    readonly master: string;
    readonly noMaster: string;
  },
): Grade {
  if (facts.claimYears.length === 0)
    return { ...base, grade: 'bad', reason: 'レセプトが取り込まれていません。' };
  if (lines === 0)
    return {
      ...base,
      grade: 'bad',
      reason: `レセプトに${what}がありません（一覧表のレセプトでは見られません）。`,
    };
  if (known === 0) return { ...base, grade: 'bad', reason: noMaster };
  const share = known / lines;
  const grade = byMarks(share, KNOWN_CODES);
  const remedy = grade === 'good' ? '' : `${master}を取り込むと、ない明細も数えられます。`;
  return {
    ...base,
    grade,
    reason: `マスターにあるのは、${what}の ${band(share, KNOWN_CODES)}です。${remedy}`,
  };
}

function care(facts: QualityFacts): Grade {
  const base = { analysis: 'care', label: '介護（認定率・給付）' };
  if (facts.certifications === 0)
    return { ...base, grade: 'bad', reason: '要介護認定の一覧が取り込まれていません。' };
  if (facts.enrolledPersons === 0)
    return { ...base, grade: 'bad', reason: '資格の台帳がないため、認定率の分母が作れません。' };
  return facts.serviceMonths === 0
    ? { ...base, grade: 'caution', reason: '認定率は使えます。給付実績がないため給付費は出せません。' }
    : { ...base, grade: 'good', reason: `認定と ${facts.serviceMonths} か月分の給付実績があります。` };
}

function guidance(facts: QualityFacts): Grade {
  const base = { analysis: 'guidance', label: '特定保健指導' };
  if (facts.guidance.length === 0)
    return { ...base, grade: 'bad', reason: '特定保健指導のデータが取り込まれていません。' };
  const withoutCheckup = facts.guidance.filter(
    ({ year }) => !facts.checkups.some((checkup) => checkup.year === year),
  );
  return withoutCheckup.length > 0
    ? {
        ...base,
        grade: 'caution',
        reason: `${withoutCheckup.map(({ year }) => fiscalYearLabel(year)).join('、')}は健診結果がありません。`,
      }
    : {
        ...base,
        grade: 'good',
        reason: `${yearsText(facts.guidance)}がそろっています。${evaluations(facts.guidance)}`,
      };
}

/** Whether what was achieved during guidance can be told from its evaluations. */
function evaluations(years: QualityFacts['guidance']): string {
  const sum = (read: (year: QualityFacts['guidance'][number]) => number) =>
    years.reduce((total, year) => total + read(year), 0);
  const completed = sum((year) => year.completed);
  if (completed === 0) return '実績評価の日がないため、実施率は出せません。';
  const measured = sum((year) => year.measured) / completed;
  return measured >= 0.5
    ? `実績評価の ${band(measured, [GOOD_COMPLETENESS, USABLE_COMPLETENESS, 0.5])}に腹囲・体重があります。`
    : '実績評価の腹囲・体重が半分に満たないため、指導中の変化は翌年度の健診で見てください。';
}

function effects(facts: QualityFacts): Grade {
  const base = { analysis: 'effect_studies', label: '効果検証' };
  if (facts.participants === 0 && facts.guidance.length === 0) {
    return { ...base, grade: 'bad', reason: '事業の参加者が取り込まれていません。' };
  }
  if (facts.checkups.length < LEAST_YEARS) {
    return {
      ...base,
      grade: 'caution',
      reason: `健診結果が ${facts.checkups.length} 年度分しかなく、前後の比較が限られます。`,
    };
  }
  const share = facts.participants === 0 ? 1 : facts.participantsWithCheckupBefore / facts.participants;
  return share >= 0.3
    ? { ...base, grade: 'good', reason: '参加の前後に健診結果があり、比較のための年度もそろっています。' }
    : {
        ...base,
        grade: 'caution',
        reason: '参加前の健診結果がある参加者が 3 割未満です。結果は一部の人にしか当てはまりません。',
      };
}
