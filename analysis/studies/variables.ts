import { CHECKUP_VALUES } from '../domain/canonical/tables.ts';

/**
 * Variables a study can use as covariate, condition or outcome, each an SQL expression over the aliases that
 * `cohort.ts` provides: `p` person, `b` checkup of the year asked for, `y` the year asked for (`y.start`,
 * `y.finish`), and `e` the enrolment at time zero.
 */
export interface StudyVariable {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly kind: 'continuous' | 'binary' | 'categorical';
  /** What must exist in the year: a checkup, insurance through all of it (`claims`), or nothing. */
  readonly needs: 'checkup' | 'claims' | 'person';
  readonly sql: string;
}

const CHECKUP_LABELS: Readonly<Record<string, string>> = {
  height: '身長',
  weight: '体重',
  bmi: 'BMI',
  waist: '腹囲',
  sbp: '収縮期血圧',
  dbp: '拡張期血圧',
  triglyceride_fasting: '空腹時中性脂肪',
  hdl: 'HDLコレステロール',
  ldl: 'LDLコレステロール',
  ast: 'AST',
  alt: 'ALT',
  ggt: 'γ-GT',
  glucose_fasting: '空腹時血糖',
  hba1c: 'HbA1c（NGSP）',
  creatinine: 'クレアチニン',
  egfr: 'eGFR',
  uric_acid: '尿酸',
  haemoglobin: '血色素量',
};

const checkupVariables: StudyVariable[] = CHECKUP_VALUES.filter(([name]) => name in CHECKUP_LABELS).map(
  ([name, unit]) => ({
    id: name,
    label: CHECKUP_LABELS[name] ?? name,
    unit: unit.split(/[ ;]/u)[0] ?? '',
    kind: 'continuous',
    needs: 'checkup',
    // A value outside the measurable range is no number: it would pull the mean of its group.
    sql: `CASE WHEN b.${name}_state = 0 THEN b.${name} END`,
  }),
);

function flag(id: string, label: string, sql: string): StudyVariable {
  return { id, label, unit: '', kind: 'binary', needs: 'checkup', sql: `CAST(${sql} AS DOUBLE)` };
}

function answer(item: string): string {
  return `(SELECT max(q.answer) FROM questionnaire q WHERE q.checkup_id = b.checkup_id AND q.form <> 'kouki15' AND q.item = '${item}')`;
}

function claims(id: string, label: string, unit: string, aggregate: string, where = 'TRUE'): StudyVariable {
  const sql = `coalesce((SELECT ${aggregate} FROM claim k WHERE k.person_id = p.person_id AND k.month >= y.start AND k.month < y.finish AND ${where}), 0)`;
  return { id, label, unit, kind: 'continuous', needs: 'claims', sql: `CAST(${sql} AS DOUBLE)` };
}

/** Days of receipts with a diagnosis that is not only suspected. */
function diagnosed(id: string, label: string, aggregate: string, icd10: string, unit: string): StudyVariable {
  const some = `EXISTS (SELECT 1 FROM claim_diagnosis d WHERE d.claim_id = k.claim_id AND NOT d.suspected AND ${icd10})`;
  return claims(id, label, unit, aggregate, some);
}

/** Whether a receipt of the year names the disease: the outcome of a letter that asks people to see a doctor. */
function visited(id: string, label: string, icd10: string): StudyVariable {
  const counted = diagnosed(id, label, 'count(*)', icd10, '');
  return { ...counted, kind: 'binary', sql: `CAST(${counted.sql} > 0 AS DOUBLE)` };
}

/** Yes or no about a year; known for people insured through all of it. */
function yearly(id: string, label: string, sql: string): StudyVariable {
  return { id, label, unit: '', kind: 'binary', needs: 'claims', sql: `CAST(${sql} AS DOUBLE)` };
}

const SCREENINGS = [
  ['lung', '肺がん検診'],
  ['stomach', '胃がん検診'],
  ['colorectal', '大腸がん検診'],
  ['breast', '乳がん検診'],
  ['cervix', '子宮頸がん検診'],
] as const;

const CHILD_EXAMS = [
  ['m4', '4か月児健診'],
  ['m18', '1歳6か月児健診'],
  ['y3', '3歳児健診'],
] as const;

export const STUDY_VARIABLES: readonly StudyVariable[] = [
  {
    id: 'age',
    label: '年齢（年度末）',
    unit: '歳',
    kind: 'continuous',
    needs: 'person',
    sql: 'CAST(y.age AS DOUBLE)',
  },
  {
    id: 'female',
    label: '女性',
    unit: '',
    kind: 'binary',
    needs: 'person',
    sql: 'CAST(p.sex = 2 AS DOUBLE)',
  },
  {
    id: 'care_area',
    label: '日常生活圏域',
    unit: '',
    kind: 'categorical',
    needs: 'person',
    sql: "coalesce((SELECT coalesce(d.parent_code, d.district_code) FROM district d WHERE d.district_code = e.district_code), '不明')",
  },
  {
    id: 'year',
    label: '開始年度',
    unit: '',
    kind: 'categorical',
    needs: 'person',
    sql: 'CAST(y.trial_year AS VARCHAR)',
  },
  ...checkupVariables,
  flag('drug_bp', '降圧薬', 'b.drug_bp'),
  flag('drug_glucose', '血糖降下薬', 'b.drug_glucose'),
  flag('drug_lipid', '脂質異常症薬', 'b.drug_lipid'),
  flag('smoker', '現在喫煙', 'b.smoker'),
  flag('exercise_habit', '運動習慣あり（質問票10）', `(${answer('q10')} = 1)`),
  flag('walking_habit', '歩行1日1時間以上（質問票11）', `(${answer('q11')} = 1)`),
  flag('fast_walking', '歩く速度が速い（質問票12）', `(${answer('q12')} = 1)`),
  flag('skips_breakfast', '朝食を抜く（質問票17）', `(${answer('q17')} = 1)`),
  flag('sleeps_well', '睡眠で休養（質問票20）', `(${answer('q20')} = 1)`),
  {
    id: 'readiness',
    label: '生活習慣改善の意欲（質問票21、1–5）',
    unit: '',
    kind: 'continuous',
    needs: 'checkup',
    sql: `CAST(${answer('q21')} AS DOUBLE)`,
  },
  {
    id: 'checkups_before',
    label: '前2年度の健診受診回数',
    unit: '回',
    kind: 'continuous',
    needs: 'person',
    sql: 'CAST((SELECT count(DISTINCT a.fiscal_year) FROM checkup a WHERE a.person_id = p.person_id AND a.fiscal_year BETWEEN y.fiscal_year - 2 AND y.fiscal_year - 1) AS DOUBLE)',
  },
  claims('annual_cost', '年間医療費', '円', 'sum(k.yen)'),
  claims('log_annual_cost', '年間医療費（対数）', 'log(円+1)', 'ln(1 + greatest(sum(k.yen), 0))'),
  claims('outpatient_visits', '外来受診日数', '日', 'sum(k.days)', "k.setting = 'outpatient'"),
  claims('inpatient_days', '入院日数', '日', 'sum(k.days)', "k.setting IN ('inpatient', 'dpc')"),
  claims('dental_visits', '歯科受診日数', '日', 'sum(k.days)', "k.setting = 'dental'"),
  diagnosed('injury_visits', 'けがによる受診日数', 'sum(k.days)', "left(d.icd10, 1) IN ('S', 'T')", '日'),
  visited('visit_hypertension', '高血圧での受診', "left(d.icd10, 3) BETWEEN 'I10' AND 'I15'"),
  visited('visit_diabetes', '糖尿病での受診', "left(d.icd10, 3) BETWEEN 'E10' AND 'E14'"),
  visited('visit_lipid', '脂質異常症での受診', "left(d.icd10, 3) = 'E78'"),
  visited('visit_kidney', '腎臓病での受診', "left(d.icd10, 3) BETWEEN 'N00' AND 'N19'"),
  yearly(
    'checkup_taken',
    '健診の受診',
    'EXISTS (SELECT 1 FROM checkup a WHERE a.person_id = p.person_id AND a.fiscal_year = y.fiscal_year)',
  ),
  ...SCREENINGS.map(([programme, label]) =>
    yearly(
      `screened_${programme}`,
      `${label}の受診`,
      `EXISTS (SELECT 1 FROM screening g WHERE g.person_id = p.person_id AND g.programme = '${programme}' AND g.fiscal_year = y.fiscal_year AND g.screened_date IS NOT NULL)`,
    ),
  ),
  yearly(
    'certified',
    '要介護認定',
    "EXISTS (SELECT 1 FROM care_certification c WHERE c.person_id = p.person_id AND c.level <> '01' AND c.from_date < y.finish AND coalesce(c.to_date, y.finish) >= y.start)",
  ),
  {
    id: 'steps_per_day',
    label: '1日の歩数',
    unit: '歩',
    kind: 'continuous',
    needs: 'person',
    sql: "(SELECT avg(m.value) FROM programme_measurement m WHERE m.person_id = p.person_id AND m.item = 'steps' AND m.state = 0 AND m.measured_date >= y.start AND m.measured_date < y.finish)",
  },
  ...CHILD_EXAMS.map(
    ([exam, label]): StudyVariable => ({
      id: `child_${exam}`,
      label: `${label}の受診`,
      unit: '',
      kind: 'binary',
      needs: 'claims',
      sql: `CAST(EXISTS (SELECT 1 FROM child_health h WHERE h.person_id = p.person_id AND h.exam = '${exam}' AND h.exam_date >= y.start AND h.exam_date < y.finish) AS DOUBLE)`,
    }),
  ),
];

/** Whether a condition can use it: traits of the person and the baseline checkup, known at time zero. */
export function selectable({ sql }: StudyVariable): boolean {
  return !/\b[ye]\./u.test(sql);
}

export const variableIds: ReadonlySet<string> = new Set(STUDY_VARIABLES.map((variable) => variable.id));

/** Whether a checkup has to be taken for the value to be known. */
export function isExamined(id: string): boolean {
  return studyVariable(id).needs === 'checkup';
}

/** The variable of an id. Throws when it is unknown, which `parseStudy` has excluded. */
export function studyVariable(id: string): StudyVariable {
  const found = STUDY_VARIABLES.find((variable) => variable.id === id);
  if (!found) throw new Error(`unknown study variable ${id}`);
  return found;
}
