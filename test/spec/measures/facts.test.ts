import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { listMeasures } from '../../../analysis/measures/catalogue.ts';
import { NOT_COMPUTED } from '../../../analysis/measures/not-computed.ts';

/**
 * Every indicator of the official lists is a measure, or is declared not computed with a reason. The lists are those of
 * the fact sheet: where it stands beside the repository, each row of its tables must be named here.
 */
const FACTS = new URL('../../../../shared/facts/indicators.md', import.meta.url);

/** By section of the fact sheet: row (its first words) → ids of measures or of indicators declared not computed. */
const LISTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '### 1.2': {
    特定健康診査実施率: ['dh.uptake', 'checkup.uptake_complete'],
    特定保健指導実施率: ['dh.guidance'],
    特定保健指導による特定保健指導対象者の減少率: ['dh.guidance_decline'],
    'HbA1c 8.0 % 以上の者の割合': ['dh.hba1c_8'],
    'HbA1c 6.5 %以上のうち糖尿病レセプトのない者の割合': ['dh.hba1c_untreated'],
    血圧が保健指導判定値以上の者の割合: ['dh.pressure_guidance'],
    '血圧 受診勧奨判定値以上の者の割合': ['dh.pressure_referral'],
    '内臓脂肪症候群該当者割合 / 予備群割合': ['dh.metabolic', 'dh.pre_metabolic'],
    内臓脂肪症候群該当者の減少率: ['dh.metabolic_decline'],
    運動習慣のある者の割合: ['dh.exercise'],
    生活習慣改善意欲がある者: ['dh.willing'],
    '1日飲酒量 / 飲酒頻度': ['dh.drinks_daily', 'dh.drinks_much'],
    '前期高齢者のうち BMI 20 以下の割合': ['dh.low_bmi'],
    '50–74歳': ['dh.chewing'],
    継続受診割合: ['dh.continued'],
    新規受診者割合: ['checkup.new'],
    '3年連続未受診者割合': ['dh.unexamined_3y'],
    '40歳代 / 50歳代 受診率': ['dh.uptake_40s', 'dh.uptake_50s'],
    特定健診未受診かつ医療機関受診なしの割合: ['checkup.unexamined_no_care'],
    情報提供実施率: ['dh.information'],
  },
  '### 1.3': {
    健診受診率: ['dhl.uptake'],
    '歯科健診実施市町村数・割合': ['dhl.dental_municipalities'],
    '質問票を活用したハイリスク者把握に基づく保健事業を実施している市町村数・割合': [
      'dhl.questionnaire_municipalities',
    ],
    'HRA 低栄養 実施市町村': ['dhl.approach_undernutrition_municipalities', 'dhl.undernutrition'],
    'HRA 口腔': ['dhl.approach_oral_municipalities', 'dhl.oral'],
    'HRA 服薬': ['dhl.approach_drugs_municipalities', 'dhl.polypharmacy', 'dhl.hypnotics'],
    'HRA 重症化予防 (糖尿病性腎症)': ['dhl.approach_kidney_municipalities', 'dhl.kidney_unvisited'],
    'HRA 重症化予防 (その他': [
      'dhl.approach_other_municipalities',
      'dhl.uncontrolled',
      'dhl.interrupted',
      'dhl.underlying_frail',
      'dhl.physical',
    ],
    'HRA 健康状態不明者対策': ['dhl.approach_unknown_municipalities', 'dhl.unknown'],
    平均自立期間: ['dhl.independent_life'],
    ハイリスク者数: ['dhl.undernutrition', 'dhl.oral', 'dhl.polypharmacy', 'dhl.hypnotics', 'dhl.physical'],
  },
  '### 2.3': {
    SBP: ['judgement.sbp.guidance', 'judgement.sbp.referral'],
    DBP: ['judgement.dbp.guidance', 'judgement.dbp.referral'],
    'TG fasting': ['judgement.triglyceride_fasting.guidance', 'judgement.triglyceride_fasting.referral'],
    'TG 随時': ['judgement.triglyceride_casual.guidance', 'judgement.triglyceride_casual.referral'],
    HDL: ['judgement.hdl.guidance', 'judgement.hdl.referral'],
    LDL: ['judgement.ldl.guidance', 'judgement.ldl.referral'],
    'non-HDL': ['judgement.non_hdl.guidance', 'judgement.non_hdl.referral'],
    FPG: ['judgement.glucose_fasting.guidance', 'judgement.glucose_casual.referral'],
    HbA1c: ['judgement.hba1c.guidance', 'judgement.hba1c.referral'],
    'AST, ALT': ['judgement.ast.guidance', 'judgement.alt.referral'],
    'γ-GT': ['judgement.ggt.guidance', 'judgement.ggt.referral'],
    Hb: ['judgement.haemoglobin.guidance', 'judgement.haemoglobin.referral'],
    eGFR: ['judgement.egfr.guidance', 'judgement.egfr.referral'],
    尿蛋白: ['judgement.urine_protein.guidance', 'judgement.urine_protein.referral'],
    '尿糖 / 尿酸': ['judgement.uric_acid.guidance', 'judgement.uric_acid.referral'],
    BMI: ['judgement.bmi.guidance'],
    'Very high BP': ['pressure.grades', 'untreated.pressure'],
  },
  '### 2.7': {
    正常: ['pressure.grades'],
    正常高値: ['pressure.grades'],
    高値血圧: ['pressure.grades'],
    I度: ['pressure.grades'],
    II度: ['pressure.grades'],
    III度: ['pressure.grades'],
    '(孤立性)収縮期': ['pressure.grades'],
  },
  '## 6.': {
    '要介護(支援)認定率': ['care.certified'],
    調整済み認定率: ['care.certified'],
    要介護2以上率: ['care.level2up'],
    新規認定率: ['care.new'],
    '通いの場 参加率': ['care.kayoinoba', 'programme.reach.population'],
    Facts: [],
    'Sex/age of participants': ['programme.reach.population'],
  },
  '### 6.1': {
    低栄養: ['frailty.undernutrition'],
    口腔: ['frailty.oral'],
    '服薬(多剤)': ['frailty.polypharmacy'],
    '服薬(睡眠薬)': ['frailty.hypnotics'],
    '身体的フレイル(ロコモ含む)': ['frailty.physical'],
    '重症化予防(コントロール不良者)': ['frailty.uncontrolled'],
    '重症化予防(糖尿病等治療中断者)': ['frailty.interrupted'],
    '重症化予防(基礎疾患保有+フレイル)': ['frailty.underlying_frail'],
    '重症化予防(腎機能不良未受診者)': ['frailty.kidney_unvisited'],
    健康状態不明者: ['frailty.unknown'],
  },
  '### 7.1': {
    '受診率 肺・大腸': ['screening.lung.uptake', 'screening.colorectal.uptake'],
    '受診率 胃・子宮頸・乳': [
      'screening.stomach.uptake',
      'screening.cervix.uptake',
      'screening.breast.uptake',
    ],
    Ages: [],
    精密検査受診率: ['screening.colorectal.workup'],
    '精検未受診率 / 未把握率': ['screening.colorectal.workup_missed', 'screening.colorectal.workup_unknown'],
    がん発見率: ['screening.colorectal.found', 'screening.colorectal.ppv'],
  },
  '### 7.2': {
    妊産婦死亡率: ['maternal.mortality'],
    低出生体重児: ['maternal.low_birth_weight'],
    むし歯のない3歳児: ['child.y3.no_caries'],
    妊婦喫煙率: ['maternal.smoking'],
    育児期間中の両親喫煙: ['maternal.parents_smoking'],
    妊婦飲酒率: ['maternal.drinking'],
    '妊娠・出産満足': ['maternal.satisfaction'],
    EPDS: ['maternal.epds_high'],
    'Other sources': [],
    乳幼児健診受診率: ['child.m4.uptake', 'child.m18.uptake', 'child.y3.uptake'],
  },
  '### 2.1': {
    脂質: ['checkup.metabolic', 'checkup.pre_metabolic'],
    血圧: ['checkup.metabolic', 'checkup.pre_metabolic'],
    血糖: ['checkup.metabolic', 'checkup.pre_metabolic'],
  },
  '### 2.2': {
    'A waist': ['checkup.level.active', 'checkup.level.motivational', 'checkup.level.all'],
    'B BMI': ['checkup.level.active', 'checkup.level.motivational', 'checkup.level.all'],
  },
  '### 2.4': {
    A1: ['kidney.heat_map', 'kidney.ckd_suspected', 'kidney.fast_decline', 'risk.egfr.mean'],
    G1: ['kidney.heat_map'],
    G2: ['kidney.heat_map'],
    G3a: ['kidney.heat_map'],
    G3b: ['kidney.heat_map'],
    G4: ['kidney.heat_map'],
    G5: ['kidney.heat_map'],
  },
  '### 5.2': {
    糖尿病: ['disease.diabetes_any', 'disease.diabetic_kidney', 'disease.diabetic_eye'],
    高血圧性疾患: ['disease.hypertension'],
    脂質異常症: ['disease.dyslipidaemia'],
    '高尿酸血症・痛風': ['disease.gout'],
    脂肪肝: ['disease.fatty_liver'],
    動脈硬化症: ['disease.atherosclerosis'],
    くも膜下出血: ['disease.subarachnoid'],
    脳内出血: ['disease.intracerebral'],
    脳梗塞: ['disease.cerebral_infarction'],
    その他脳血管: ['disease.other_cerebrovascular', 'disease.stroke'],
    狭心症: ['disease.angina'],
    心筋梗塞: ['disease.myocardial_infarction'],
    虚血性心疾患: ['disease.ischaemic', 'disease.other_ischaemic'],
    心不全: ['disease.heart_failure'],
    慢性腎臓病: [
      'disease.chronic_kidney_disease',
      'disease.chronic_kidney_disease_dialysis',
      'disease.chronic_kidney_disease_no_dialysis',
    ],
    がん: ['disease.cancer'],
    '肺 / 胃 / 大腸 / 肝 / 乳 / 前立腺': [
      'disease.lung_cancer',
      'disease.stomach_cancer',
      'disease.colorectal_cancer',
      'disease.liver_cancer',
      'disease.breast_cancer',
      'disease.prostate_cancer',
    ],
    精神: ['disease.mental'],
    うち認知症: ['disease.dementia', 'disease.schizophrenia', 'disease.mood', 'disease.neurotic'],
    '筋・骨格': ['disease.musculoskeletal'],
    うち骨粗鬆症: ['disease.osteoporosis', 'disease.arthrosis', 'disease.spine'],
    骨折: ['disease.fracture'],
    '肺炎 / 誤嚥性肺炎': ['disease.pneumonia', 'disease.aspiration_pneumonia'],
    'COPD / 喘息': ['disease.copd', 'disease.asthma'],
    歯周病: ['disease.periodontal'],
  },
  '### 5.3': {
    主傷病: ['cost.diseases.main'],
    '最大医療資源 (KDB)': ['cost.diseases.largest'],
    PDM法: ['cost.diseases.pdm'],
    全病名: ['cost.diseases.shared'],
  },
  '### 5.5': {
    高額レセプト: ['cost.high.claims', 'cost.high.share'],
    重複受診: ['prescribing.duplicate_visits'],
    頻回受診: ['prescribing.frequent_visits'],
    重複服薬: ['prescribing.duplicate_drugs'],
    多剤: ['prescribing.polypharmacy_6', 'prescribing.polypharmacy_9', 'prescribing.polypharmacy_15'],
    保険者努力支援: ['prescribing.polypharmacy_6'],
    'Example: 松山市': [],
    '後発医薬品 数量割合': ['prescribing.generic_share'],
    '後発 targets': ['prescribing.generic_yen_share'],
  },
};

const MEASURES = new Set(listMeasures().map(({ id }) => id));
const DECLARED = new Map(NOT_COMPUTED.map((indicator) => [indicator.id, indicator]));

/** Rows of the tables of a section: the first cell that holds words, and the one after it. */
function tableOf(text: string, heading: string): readonly (readonly [string, string | undefined])[] {
  const start = text.indexOf(`\n${heading}`);
  const rest = text.slice(start + 1);
  const end = rest.slice(1).search(/\n##/);
  const rows: [string, string | undefined][] = [];
  for (const line of rest.slice(0, end + 1).split('\n')) {
    if (!line.startsWith('|')) continue;
    const cells = line.split('|').map((one) => one.trim());
    const first = cells[1] ?? '';
    const at = /^(\d*|output|outcome)$/.test(first) ? 2 : 1;
    const name = cells[at] ?? '';
    if (!/^-*$/.test(name)) rows.push([name, cells[at + 1]]);
  }
  return rows;
}

const rowsOf = (text: string, heading: string) => tableOf(text, heading).map(([name]) => name);
const longestName = (a: readonly [string, unknown], b: readonly [string, unknown]) =>
  b[0].length - a[0].length;

/** Headings of the tables themselves. */
const HEADINGS = new Set(['Indicator', 'Kind', 'Item', 'Name', '#', 'Grade', 'Rule', 'Component', 'Group']);

/** What municipal plans report on either side (section 3.4, one line each in the sheet). */
const PLANS: Readonly<Record<string, readonly string[]>> = {
  健診受診率: ['checkup.uptake'],
  '初回・継続受診': ['checkup.new', 'checkup.continued'],
  '健康ポイント登録率・継続率': ['programme.reach.population', 'programme.persistence.population'],
  平均歩数: ['programme.steps.mean'],
  通いの場参加率: ['care.kayoinoba'],
  'age-adjusted mean SBP/HbA1c/BMI': ['risk.sbp.mean', 'risk.hba1c.mean', 'risk.bmi.mean'],
  喫煙率: ['question.smoking'],
  運動習慣: ['question.exercise'],
  改善意欲: ['question.willing'],
  '実施率 (終了)': ['guidance.completed.all'],
  '受診勧奨後3/6か月受診率': ['programme.visited_after_call_3m', 'programme.visited_after_call_6m'],
  対象者減少率: ['checkup.decline.target', 'checkup.decline.guided', 'checkup.decline.not_guided'],
  'HbA1c≥8.0 率': ['dh.hba1c_8'],
  新規透析導入: ['kidney.dialysis_new'],
  'eGFR decline suppression': ['kidney.fast_decline'],
  治療中断者の再受診: ['gap.diabetes_returned'],
  '重複/多剤 改善': ['prescribing.duplicate_drugs_improved', 'prescribing.polypharmacy_6_improved'],
  健康状態不明者の把握率: ['frailty.unknown_found'],
};

/** What the sheet says in sentences of the report by law (2.6), of identities of cost (5.1) and of dialysis (5.4). */
const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  '対象者数, 受診者数, 受診率': ['checkup.uptake', 'dh.uptake'],
  'メタボ該当/予備群 数・割合': ['dh.metabolic', 'dh.pre_metabolic'],
  '服薬中 (高血圧, 脂質異常, 糖尿病) 数・割合': [
    'checkup.drug_bp',
    'checkup.drug_lipid',
    'checkup.drug_glucose',
  ],
  '該当者の減少率 (昨年度該当者数 → 今年度予備群 / 非該当)': ['checkup.decline.metabolic'],
  'National メタボ該当・予備群 減少率': ['checkup.decline.fy2008'],
  'Target = diabetes (any of) **and** kidney (any of)': ['kidney.diabetic_target'],
  'Stages: 1 ACR <30, eGFR ≥30': [
    'kidney.diabetic_stages',
    'kidney.diabetic_map',
    'kidney.diabetic_advanced',
  ],
  '(a) 受診勧奨 of untreated': ['untreated.hba1c', 'gap.hba1c', 'gap.diabetes_interrupted'],
  '(b) 保健指導 of poorly controlled': ['dh.hba1c_8'],
  '1人当たり医療費 =': ['cost.per_person.kokuho', 'cost.per_person.kouki', 'cost.three_factors'],
  '1人当たり年齢調整後医療費 = ': ['cost.regional_index.kokuho', 'cost.regional_index.kouki'],
  'Three factors per i,j': ['cost.regional_index.kokuho', 'cost.three_factors'],
  '"新三要素" variant': ['cost.three_factors_new'],
  '(件数/人数)': ['cost.claims_per_100.inpatient', 'cost.claims_per_100.outpatient'],
  '(日数/件数)': ['cost.days_per_claim.inpatient', 'cost.days_per_claim.outpatient'],
  '(費用/日数)': ['cost.yen_per_day.inpatient', 'cost.yen_per_day.outpatient'],
  '入院 / 入院外 / 歯科 / 調剤': [
    'cost.per_person.kokuho.inpatient',
    'cost.per_person.kokuho.outpatient',
    'cost.per_person.kokuho.dental',
    'cost.per_person.kokuho.pharmacy',
  ],
  'Identify by procedure, not by N18': ['kidney.dialysis', 'disease.chronic_kidney_disease_dialysis'],
  新規導入: ['kidney.dialysis_new'],
  'rate per 10万, 3-year pooled': ['kidney.dialysis_new_3y'],
};

const TABLES = definitionTables();
const { groups: GROUPS, unions: UNIONS, wholes: WHOLES } = TABLES.values('disease_groups', 2026);

/** Every three-character category that a text of the sheet names: `E10–E14`, `I64–I69`, `E79.0`, `C00–C97`. */
function codesOf(text: string): readonly string[] {
  return [...text.replace(/\[[^\]]*\]/g, '').matchAll(/([A-Z])(\d\d)(?:\.(\d))?\*?(?:–\1?(\d\d))?/g)].flatMap(
    ([, letter, from, fourth, to]) =>
      Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, i) =>
        [letter, String(Number(from) + i).padStart(2, '0'), fourth].join(''),
      ),
  );
}

/** Whether a code is counted by a measure of the family of diseases: the longest prefix decides between groups. */
function countedBy(measure: string, code: string): boolean {
  const id = measure.replace('disease.', '').replace(/_(no_)?dialysis$/, '');
  const whole = WHOLES[id];
  if (whole) return whole.prefixes.some((prefix) => code.startsWith(prefix));
  const found = GROUPS.flatMap((group) => group.prefixes.map((prefix) => ({ id: group.id, prefix })))
    .filter(({ prefix }) => code.startsWith(prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  return (UNIONS[id]?.groups ?? [id]).includes(found[0]?.id ?? '');
}

describe('the codes of the official lists', () => {
  it.skipIf(!existsSync(FACTS))(
    'every ICD-10 code of a row of 5.2 is counted by a measure of the row (skipped where the sheet is not beside the repository)',
    () => {
      const named = Object.entries(LISTS['### 5.2'] ?? {});
      let codes = 0;
      for (const [row, icd10] of tableOf(readFileSync(FACTS, 'utf8'), '### 5.2')) {
        const ids = named.filter(([name]) => row.startsWith(name)).toSorted(longestName)[0]?.[1] ?? [];
        for (const code of codesOf(icd10 ?? '')) {
          codes++;
          expect(
            ids.some((id) => countedBy(id, code)),
            `${row}: ${code}`,
          ).toBe(true);
        }
      }
      expect(codes).toBeGreaterThan(250);
    },
  );

  it('dialysis is told by every section of 5.4, and never by 持続緩徐式 or by one month', () => {
    const { dialysis } = TABLES.values('procedure_groups', 2026);
    for (const section of ['J038', 'J042', 'C102', 'C102-2', 'B001-15'])
      expect(dialysis?.sections, section).toContain(section);
    expect(dialysis?.sections).not.toContain('J038-2');
    expect(TABLES.values('extraction_rules', 2026).dialysis_months).toBe(3);
  });
});

describe('the official lists', () => {
  it.each(Object.entries(LISTS))('%s: every indicator is a measure or has a reason', (_, indicators) => {
    for (const [name, ids] of Object.entries(indicators)) {
      for (const id of ids) expect(MEASURES.has(id) || DECLARED.has(id), `${name}: ${id}`).toBe(true);
    }
  });

  it.skipIf(!existsSync(FACTS)).each(Object.keys(LISTS))(
    '%s: no row of the fact sheet is missing here (skipped where the sheet is not beside the repository)',
    (heading) => {
      const named = Object.keys(LISTS[heading] ?? {});
      const rows = rowsOf(readFileSync(FACTS, 'utf8'), heading).filter((row) => !HEADINGS.has(row));
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows)
        expect(
          named.some((name) => row.startsWith(name)),
          row,
        ).toBe(true);
    },
  );

  it('what municipal plans report and what the sheet says in sentences is a measure or has a reason, and stands in the sheet where it is there', () => {
    for (const [name, ids] of Object.entries({ ...PLANS, ...SENTENCES })) {
      for (const id of ids) expect(MEASURES.has(id) || DECLARED.has(id), `${name}: ${id}`).toBe(true);
      if (existsSync(FACTS)) expect(readFileSync(FACTS, 'utf8'), name).toContain(name);
    }
  });

  it('what is not computed is named, sourced, reasoned, and no measure', () => {
    expect(DECLARED.size).toBe(NOT_COMPUTED.length);
    const used = new Set(
      [...Object.values(LISTS), PLANS, SENTENCES].flatMap((list) => Object.values(list).flat()),
    );
    for (const { id, name, source, reason } of NOT_COMPUTED) {
      expect(MEASURES.has(id), id).toBe(false);
      expect(used.has(id) || id === 'life.health_survey', id).toBe(true);
      for (const text of [name, source, reason]) expect(text.length, id).toBeGreaterThan(3);
    }
  });
});
