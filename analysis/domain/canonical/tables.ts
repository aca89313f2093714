/**
 * The canonical tables of a workspace, as data: intake fills them, the warehouse creates them, measures read them.
 *
 * Identifiers of people never enter: `person_id` is a number given at linkage, `person_key` holds keyed hashes.
 */
export type ColumnType =
  | 'INTEGER'
  | 'BIGINT'
  | 'TINYINT'
  | 'SMALLINT'
  | 'DOUBLE'
  | 'VARCHAR'
  | 'DATE'
  | 'BOOLEAN';

export interface CanonicalColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly required?: true;
  /** What it means, its unit and its codes. */
  readonly note: string;
}

export interface CanonicalTable {
  readonly name: string;
  /** What one row is. */
  readonly grain: string;
  readonly columns: readonly CanonicalColumn[];
}

type ColumnSpec = readonly [name: string, type: ColumnType, note: string, required?: true];

function table(name: string, grain: string, specs: readonly ColumnSpec[]): CanonicalTable {
  return {
    name,
    grain,
    columns: specs.map(([column, type, note, required]) => ({
      name: column,
      type,
      note,
      ...(required ? { required } : {}),
    })),
  };
}

/** State of a checkup value: 0 ok, 1 blank, 2 not_done, 3 unmeasurable, 4 below_range, 5 above_range, 6 invalid. */
export const VALUE_STATES = [
  'ok',
  'blank',
  'not_done',
  'unmeasurable',
  'below_range',
  'above_range',
  'invalid',
] as const;
export type ValueState = (typeof VALUE_STATES)[number];

/** Values measured during 特定保健指導: column, unit. */
export const GUIDANCE_MEASURES = [
  ['interim_waist', 'cm'],
  ['interim_weight', 'kg'],
  ['interim_sbp', 'mm[Hg]'],
  ['interim_dbp', 'mm[Hg]'],
  ['final_waist', 'cm'],
  ['final_weight', 'kg'],
  ['final_sbp', 'mm[Hg]'],
  ['final_dbp', 'mm[Hg]'],
] as const;

/** Habits of which the final evaluation of 特定保健指導 says whether they improved: column, name. */
export const GUIDANCE_HABITS = [
  ['habit_diet', '食習慣'],
  ['habit_activity', '運動習慣'],
  ['habit_smoking', '喫煙習慣'],
  ['habit_rest', '休養習慣'],
  ['habit_other', 'その他の生活習慣'],
] as const;

/** Numeric checkup results that are columns of `checkup`, each with a `<name>_state` beside it. */
export const CHECKUP_VALUES = [
  ['height', 'cm'],
  ['weight', 'kg'],
  ['bmi', 'kg/m2'],
  ['waist', 'cm'],
  ['visceral_fat_area', 'cm2'],
  ['sbp', 'mmHg; priority: その他, mean of 1回目 and 2回目, single'],
  ['dbp', 'mmHg'],
  ['triglyceride_fasting', 'mg/dL'],
  ['triglyceride_casual', 'mg/dL (from FY2024)'],
  ['hdl', 'mg/dL'],
  ['ldl', 'mg/dL'],
  ['non_hdl', 'mg/dL'],
  ['ast', 'U/L'],
  ['alt', 'U/L'],
  ['ggt', 'U/L'],
  ['glucose_fasting', 'mg/dL'],
  ['glucose_casual', 'mg/dL'],
  ['hba1c', '% NGSP'],
  ['creatinine', 'mg/dL'],
  ['egfr', 'mL/min/1.73m2 as reported'],
  ['uric_acid', 'mg/dL'],
  ['haemoglobin', 'g/dL'],
  ['haematocrit', '%'],
  ['red_cells', '10^4/mm3'],
  ['urine_protein', 'code 1 － 2 ± 3 ＋ 4 ＋＋ 5 ＋＋＋'],
  ['urine_glucose', 'code 1 － 2 ± 3 ＋ 4 ＋＋ 5 ＋＋＋'],
] as const;

const checkupValueColumns: ColumnSpec[] = CHECKUP_VALUES.flatMap(([name, unit]): ColumnSpec[] => [
  [name, 'DOUBLE', unit],
  [`${name}_state`, 'TINYINT', 'index into VALUE_STATES'],
]);

const batch: ColumnSpec = ['batch_id', 'INTEGER', 'import batch', true];

export const CANONICAL_TABLES: readonly CanonicalTable[] = [
  table('person', 'one person', [
    ['person_id', 'INTEGER', 'number given at linkage', true],
    ['birth_month', 'DATE', 'first day of the birth month', true],
    [
      'born_on_first',
      'BOOLEAN',
      'born on the 1st of the month: turns older on the last day of the month before',
    ],
    ['sex', 'TINYINT', '1 男 2 女', true],
    ['death_month', 'DATE', 'first day of the month of death'],
  ]),
  table('person_key', 'one keyed hash of one source identifier', [
    ['key_kind', 'VARCHAR', 'atena, kokuho, kouki, kaigo, ticket, app …', true],
    ['key_hash', 'VARCHAR', 'HMAC-SHA-256, hex', true],
    ['person_id', 'INTEGER', '', true],
    ['batch_id', 'INTEGER', 'import batch that showed it first; undoing the batch takes it back'],
  ]),
  table('enrolment', 'one period of insurance of a person', [
    ['person_id', 'INTEGER', '', true],
    ['insurer_kind', 'VARCHAR', 'kokuho | kouki', true],
    ['from_date', 'DATE', 'first covered day', true],
    ['to_date', 'DATE', 'day after the last covered day; null = still enrolled'],
    ['start_reason', 'VARCHAR', 'move_in | birth | from_employer | age75 | other'],
    ['end_reason', 'VARCHAR', 'move_out | death | to_employer | age75 | welfare | other'],
    ['district_code', 'VARCHAR', 'smallest district'],
    ['excluded', 'BOOLEAN', 'excluded from checkup targets by notice (妊産婦, 長期入院 …)'],
    batch,
  ]),
  table('district', 'one area', [
    ['district_code', 'VARCHAR', '', true],
    ['name', 'VARCHAR', '', true],
    ['level', 'VARCHAR', 'municipality | care_area | school_district', true],
    ['parent_code', 'VARCHAR', ''],
  ]),
  table('checkup', 'one person and exam', [
    ['checkup_id', 'INTEGER', '', true],
    ['person_id', 'INTEGER', '', true],
    ['exam_date', 'DATE', '', true],
    ['fiscal_year', 'SMALLINT', 'April to March', true],
    ['programme', 'VARCHAR', 'tokutei | kouki | other', true],
    ['facility', 'VARCHAR', 'institution number'],
    ...checkupValueColumns,
    ['fasting', 'TINYINT', '2 ≥10h, 3 3.5–10h, 4 <3.5h'],
    ['drug_bp', 'BOOLEAN', ''],
    ['drug_glucose', 'BOOLEAN', ''],
    ['drug_lipid', 'BOOLEAN', ''],
    ['smoker', 'BOOLEAN', 'current smoker, harmonised over questionnaire periods'],
    ['metabo_reported', 'TINYINT', '1 基準該当 2 予備群 3 非該当 4 判定不能'],
    ['guidance_level_reported', 'TINYINT', '1 積極的 2 動機付け 3 情報提供 4 判定不能'],
    batch,
  ]),
  table('checkup_item', 'one further item of an exam', [
    ['checkup_id', 'INTEGER', '', true],
    ['item_code', 'VARCHAR', '17-digit code', true],
    ['value', 'DOUBLE', ''],
    ['code', 'VARCHAR', 'answer code'],
    ['state', 'TINYINT', 'index into VALUE_STATES', true],
    batch,
  ]),
  table('questionnaire', 'one answer', [
    ['checkup_id', 'INTEGER', '', true],
    ['person_id', 'INTEGER', '', true],
    ['fiscal_year', 'SMALLINT', '', true],
    ['form', 'VARCHAR', 'period2 | period3 | period4 | kouki15', true],
    ['item', 'VARCHAR', 'q1 … q22, k1 … k15', true],
    ['answer', 'TINYINT', 'answer code of that form', true],
    batch,
  ]),
  table('guidance', 'one course of 特定保健指導 of a person', [
    ['person_id', 'INTEGER', '', true],
    ['fiscal_year', 'SMALLINT', 'year of the checkup that led to it', true],
    ['level', 'TINYINT', '1 積極的支援 2 動機付け支援'],
    ['invited_date', 'DATE', ''],
    ['first_interview_date', 'DATE', ''],
    ['interim_date', 'DATE', ''],
    ['completed_date', 'DATE', '実績評価日'],
    ['dropped_date', 'DATE', '途中終了日'],
    ['mode', 'TINYINT', '1 個別 2 グループ 3 電話 4 電子メール 5 遠隔'],
    [
      'stage_of_change',
      'TINYINT',
      '行動変容ステージ 1 意志なし 2 6か月以内 3 近いうち 4 取組済み6か月未満 5 以上',
    ],
    ...GUIDANCE_MEASURES.map(([name, unit]): ColumnSpec => [name, 'DOUBLE', unit]),
    ['waist_weight_change', 'TINYINT', '腹囲・体重の改善（報告） 0 未達成 1 1cm・1kg 2 2cm・2kg'],
    ...GUIDANCE_HABITS.map(
      ([name, label]): ColumnSpec => [
        name,
        'TINYINT',
        `${label}の改善 0 なし 1 改善 2 悪化 8 非喫煙 9 目標なし`,
      ],
    ),
    ['process_points', 'SMALLINT', '継続的支援の実施ポイント合計'],
    ['outcome_points', 'SMALLINT', 'アウトカム評価のポイント合計'],
    ['contacts', 'SMALLINT', '継続的支援の実施回数'],
    batch,
  ]),
  table('claim', 'one receipt', [
    ['claim_id', 'BIGINT', '', true],
    ['person_id', 'INTEGER', '', true],
    ['month', 'DATE', 'first day of 診療年月', true],
    [
      'setting',
      'VARCHAR',
      'inpatient | outpatient | pharmacy | dental | dpc | visiting_nurse | unknown',
      true,
    ],
    ['institution', 'VARCHAR', 'institution number'],
    ['prescriber', 'VARCHAR', 'pharmacy: prescribing institution number'],
    ['days', 'INTEGER', '診療実日数 / 処方箋受付回数'],
    ['points', 'INTEGER', '合計点数', true],
    ['yen', 'BIGINT', 'points × 10 + meals', true],
    ['long_term_disease', 'BOOLEAN', '特記事項 02 or 16'],
    batch,
    ['receipt_hash', 'BIGINT', 'hash of institution and search number; finds a receipt that comes again'],
  ]),
  table('claim_diagnosis', 'one diagnosis of a receipt', [
    ['claim_id', 'BIGINT', '', true],
    ['disease_code', 'VARCHAR', '傷病名コード 7', true],
    ['icd10', 'VARCHAR', 'without point, from the loaded master'],
    ['main', 'BOOLEAN', '主傷病', true],
    ['suspected', 'BOOLEAN', 'modifier 8002', true],
    ['start_month', 'DATE', ''],
    batch,
  ]),
  table('claim_procedure', 'one procedure line', [
    ['claim_id', 'BIGINT', '', true],
    ['code', 'VARCHAR', '診療行為コード 9', true],
    ['count', 'INTEGER', ''],
    ['points', 'INTEGER', 'of the unit, on its last line'],
    batch,
  ]),
  table('claim_drug', 'one drug line', [
    ['claim_id', 'BIGINT', '', true],
    ['code', 'VARCHAR', '医薬品コード 9', true],
    ['quantity', 'DOUBLE', 'per day where days are given, else in all'],
    ['days', 'INTEGER', 'of what is given by the day (内服)'],
    batch,
  ]),
  table('care_certification', 'one 要介護認定 period', [
    ['person_id', 'INTEGER', '', true],
    ['level', 'VARCHAR', '12 13 21–25 (01 非該当)', true],
    ['applied_date', 'DATE', ''],
    ['decided_date', 'DATE', ''],
    ['from_date', 'DATE', '', true],
    ['to_date', 'DATE', 'last valid day'],
    batch,
  ]),
  table('care_service', 'one person, month and service kind', [
    ['person_id', 'INTEGER', '', true],
    ['month', 'DATE', '', true],
    ['service_kind', 'VARCHAR', 'サービス種類 2', true],
    ['units', 'INTEGER', '', true],
    ['days', 'INTEGER', ''],
    batch,
  ]),
  table('screening', 'one person, programme and fiscal year', [
    ['person_id', 'INTEGER', '', true],
    ['fiscal_year', 'SMALLINT', '', true],
    ['programme', 'VARCHAR', 'lung | stomach | colorectal | breast | cervix | …', true],
    ['invited_date', 'DATE', ''],
    ['screened_date', 'DATE', ''],
    ['needs_workup', 'BOOLEAN', ''],
    ['workup_date', 'DATE', ''],
    ['workup_state', 'VARCHAR', 'done | not_done | unknown'],
    ['cancer_found', 'BOOLEAN', ''],
    batch,
  ]),
  table('child_health', 'one item of an infant checkup, a visit in pregnancy, or a birth', [
    ['person_id', 'INTEGER', '', true],
    ['exam', 'VARCHAR', 'm4 | m18 | y3 | pregnancy | delivery', true],
    ['exam_date', 'DATE', ''],
    ['item', 'VARCHAR', '', true],
    ['value', 'DOUBLE', ''],
    ['code', 'VARCHAR', ''],
    batch,
  ]),
  table('programme', 'one health programme', [
    ['programme_id', 'VARCHAR', '', true],
    ['name', 'VARCHAR', '', true],
    ['approach', 'VARCHAR', 'population | high_risk', true],
    ['department', 'VARCHAR', ''],
    ['target', 'VARCHAR', 'whom it is for, in words'],
    ['aim', 'VARCHAR', 'what it is to change, in words'],
    ['digital_level', 'TINYINT', '1–3'],
    ['start_date', 'DATE', ''],
    ['end_date', 'DATE', ''],
    batch,
  ]),
  table('participation', 'one person in one programme', [
    ['person_id', 'INTEGER', '', true],
    ['programme_id', 'VARCHAR', '', true],
    ['arm', 'VARCHAR', ''],
    ['channel', 'VARCHAR', 'letter | phone | app | visit | poster …'],
    ['invited_date', 'DATE', ''],
    ['joined_date', 'DATE', ''],
    ['completed_date', 'DATE', ''],
    ['left_date', 'DATE', ''],
    batch,
  ]),
  table('programme_measurement', 'one measured value of a participant', [
    ['person_id', 'INTEGER', '', true],
    ['programme_id', 'VARCHAR', '', true],
    ['measured_date', 'DATE', '', true],
    ['item', 'VARCHAR', 'steps | weight | points …', true],
    ['value', 'DOUBLE', ''],
    ['state', 'TINYINT', 'index into VALUE_STATES (0 steps = not worn = not_done)', true],
    batch,
  ]),
  table('programme_cost', 'one cost entry', [
    ['programme_id', 'VARCHAR', '', true],
    ['fiscal_year', 'SMALLINT', '', true],
    ['category', 'VARCHAR', '', true],
    ['yen', 'BIGINT', '', true],
    batch,
  ]),
  table('custom_value', 'one value of a person-level list of the municipality', [
    ['person_id', 'INTEGER', '', true],
    ['list_name', 'VARCHAR', 'file name without its ending', true],
    ['row_no', 'INTEGER', 'line of the file', true],
    ['column_name', 'VARCHAR', 'heading', true],
    ['value', 'DOUBLE', 'number, where the cell is one'],
    ['code', 'VARCHAR', 'short text otherwise'],
    batch,
  ]),
  table('aggregate_report', 'one published number of a KDB-style report', [
    ['report', 'VARCHAR', '', true],
    ['fiscal_year', 'SMALLINT', ''],
    ['area', 'VARCHAR', 'own | same_size | prefecture | nation', true],
    ['sex', 'VARCHAR', ''],
    ['age_band', 'VARCHAR', ''],
    ['item', 'VARCHAR', '', true],
    ['value', 'DOUBLE', ''],
    ['unit', 'VARCHAR', ''],
    batch,
  ]),
  table('disease_master', 'one disease code', [
    ['disease_code', 'VARCHAR', '', true],
    ['name', 'VARCHAR', ''],
    ['icd10', 'VARCHAR', ''],
    ['icd10_manifestation', 'VARCHAR', ''],
    batch,
  ]),
  table('drug_master', 'one drug code', [
    ['code', 'VARCHAR', '', true],
    ['name', 'VARCHAR', ''],
    ['generic', 'BOOLEAN', ''],
    ['yj_code', 'VARCHAR', '薬価基準収載医薬品コード 12'],
    ['price', 'DOUBLE', ''],
    batch,
  ]),
  table('procedure_master', 'one procedure code', [
    ['code', 'VARCHAR', '', true],
    ['name', 'VARCHAR', ''],
    ['section', 'VARCHAR', '区分番号'],
    ['points', 'DOUBLE', ''],
    batch,
  ]),
  table('import_batch', 'one import', [
    ['batch_id', 'INTEGER', '', true],
    ['sequence', 'INTEGER', 'order of import', true],
    ['file_name', 'VARCHAR', 'base name', true],
    ['content_hash', 'VARCHAR', 'SHA-256 of the file', true],
    ['layout_id', 'VARCHAR', '', true],
    ['layout_version', 'VARCHAR', '', true],
    ['rows_read', 'INTEGER', '', true],
    ['rows_loaded', 'INTEGER', '', true],
    ['rows_quarantined', 'INTEGER', '', true],
    ['imported_at', 'VARCHAR', 'ISO time', true],
    ['rerun_of', 'INTEGER', 'batch whose set-aside rows these are'],
  ]),
  table('import_issue', 'one kind of issue in one batch', [
    ['batch_id', 'INTEGER', '', true],
    ['code', 'VARCHAR', 'issue code', true],
    ['severity', 'VARCHAR', 'error | warning | info', true],
    ['column_name', 'VARCHAR', 'heading'],
    ['first_line', 'INTEGER', ''],
    ['count', 'INTEGER', '', true],
  ]),
];
