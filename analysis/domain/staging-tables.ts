import { CHECKUP_VALUES, GUIDANCE_HABITS, GUIDANCE_MEASURES } from './canonical/tables.ts';
import type { StageColumn, StageTable, StageType } from './staging.ts';

/** The stage tables: what a row of each kind of file comes down to before persons are known. */

function columns(type: StageType, names: readonly string[]): StageColumn[] {
  return names.map((name) => ({ name, type }));
}

const PERSON_ROW: readonly StageColumn[] = columns('INTEGER', ['identity', 'line']);

function stage(id: string, ...groups: readonly (readonly StageColumn[])[]): StageTable {
  return { id, columns: groups.flat() };
}

export const QUESTION_ITEMS: readonly string[] = [
  ...Array.from({ length: 22 }, (_, index) => `q${index + 1}`),
  ...Array.from({ length: 15 }, (_, index) => `k${index + 1}`),
];

/** What 特定保健指導 reports in codes and counts. */
export const GUIDANCE_RESULTS = [
  'stage_of_change',
  'waist_weight_change',
  ...GUIDANCE_HABITS.map(([name]) => name),
  'process_points',
  'outcome_points',
  'contacts',
] as const;

export const STAGES = {
  register: stage(
    'register',
    PERSON_ROW,
    columns('VARCHAR', ['insurer_kind', 'start_reason', 'end_reason', 'school_district', 'care_area']),
    columns('DATE', ['from_date', 'to_date', 'death_date']),
    columns('INTEGER', ['excluded']),
  ),
  /** Rows that only say which identifiers are one person's. */
  same_person: stage('same_person', PERSON_ROW),
  checkup: stage(
    'checkup',
    PERSON_ROW,
    columns('DATE', ['exam_date']),
    columns('VARCHAR', ['programme', 'facility']),
    columns(
      'DOUBLE',
      CHECKUP_VALUES.map(([name]) => name),
    ),
    columns(
      'INTEGER',
      CHECKUP_VALUES.map(([name]) => `${name}_state`),
    ),
    columns('INTEGER', ['fasting', 'metabo_reported', 'guidance_level_reported', ...QUESTION_ITEMS]),
  ),
  checkup_item: stage(
    'checkup_item',
    columns('INTEGER', ['line', 'state']),
    columns('VARCHAR', ['item_code', 'code']),
    columns('DOUBLE', ['value']),
  ),
  guidance: stage(
    'guidance',
    PERSON_ROW,
    columns('INTEGER', ['fiscal_year', 'level', 'mode', ...GUIDANCE_RESULTS]),
    columns(
      'DOUBLE',
      GUIDANCE_MEASURES.map(([name]) => name),
    ),
    columns('VARCHAR', ['ticket']),
    columns('DATE', [
      'invited_date',
      'first_interview_date',
      'interim_date',
      'completed_date',
      'dropped_date',
    ]),
  ),
  claim: stage(
    'claim',
    PERSON_ROW,
    columns('INTEGER', ['claim_no', 'days', 'points', 'long_term_disease']),
    columns('BIGINT', ['yen', 'receipt_hash', 'row_hash']),
    columns('DATE', ['month']),
    columns('VARCHAR', ['setting', 'institution', 'prescriber']),
  ),
  claim_diagnosis: stage(
    'claim_diagnosis',
    columns('INTEGER', ['claim_no', 'main', 'suspected']),
    columns('VARCHAR', ['disease_code', 'icd10']),
    columns('DATE', ['start_month']),
  ),
  claim_procedure: stage(
    'claim_procedure',
    columns('INTEGER', ['claim_no', 'count', 'points']),
    columns('VARCHAR', ['code']),
  ),
  claim_drug: stage(
    'claim_drug',
    columns('INTEGER', ['claim_no', 'days']),
    columns('VARCHAR', ['code']),
    columns('DOUBLE', ['quantity']),
  ),
  care_certification: stage(
    'care_certification',
    PERSON_ROW,
    columns('VARCHAR', ['level']),
    columns('DATE', ['applied_date', 'decided_date', 'from_date', 'to_date']),
  ),
  care_service: stage(
    'care_service',
    PERSON_ROW,
    columns('DATE', ['month', 'review_month']),
    columns('VARCHAR', ['service_kind', 'service_item', 'office', 'reference']),
    columns('INTEGER', ['units', 'reviewed_units', 'days', 'cancelled']),
  ),
  screening: stage(
    'screening',
    PERSON_ROW,
    columns('INTEGER', ['fiscal_year', 'needs_workup', 'cancer_found']),
    columns('VARCHAR', ['programme', 'workup_state']),
    columns('DATE', ['invited_date', 'screened_date', 'workup_date']),
  ),
  child_health: stage(
    'child_health',
    PERSON_ROW,
    columns('VARCHAR', ['exam', 'item', 'code']),
    columns('DATE', ['exam_date']),
    columns('DOUBLE', ['value']),
  ),
  programme: stage(
    'programme',
    columns('INTEGER', ['line', 'digital_level']),
    columns('VARCHAR', ['programme_id', 'name', 'approach', 'department', 'target', 'aim']),
    columns('DATE', ['start_date', 'end_date']),
  ),
  participation: stage(
    'participation',
    PERSON_ROW,
    columns('VARCHAR', ['programme_id', 'arm', 'channel']),
    columns('DATE', ['invited_date', 'joined_date', 'completed_date', 'left_date']),
  ),
  measurement: stage(
    'measurement',
    PERSON_ROW,
    columns('VARCHAR', ['programme_id', 'item']),
    columns('DATE', ['measured_date']),
    columns('DOUBLE', ['value']),
    columns('INTEGER', ['state']),
  ),
  cost: stage(
    'cost',
    columns('INTEGER', ['line', 'fiscal_year']),
    columns('VARCHAR', ['programme_id', 'category']),
    columns('DOUBLE', ['yen']),
  ),
  aggregate: stage(
    'aggregate',
    columns('INTEGER', ['line', 'fiscal_year']),
    columns('VARCHAR', ['report', 'area', 'sex', 'age_band', 'item', 'unit']),
    columns('DOUBLE', ['value']),
  ),
  custom_list: stage('custom_list', PERSON_ROW, columns('VARCHAR', ['list_name'])),
  custom_value: stage(
    'custom_value',
    columns('INTEGER', ['line', 'state']),
    columns('VARCHAR', ['item_code', 'code']),
    columns('DOUBLE', ['value']),
  ),
  disease_master: stage(
    'disease_master',
    columns('INTEGER', ['line']),
    columns('VARCHAR', ['disease_code', 'name', 'icd10', 'icd10_manifestation']),
  ),
  drug_master: stage(
    'drug_master',
    columns('INTEGER', ['line', 'generic']),
    columns('VARCHAR', ['code', 'name', 'yj_code']),
    columns('DOUBLE', ['price']),
  ),
  procedure_master: stage(
    'procedure_master',
    columns('INTEGER', ['line']),
    columns('VARCHAR', ['code', 'name', 'section']),
    // 区分番号 as the master has it, in parts.
    columns('VARCHAR', ['section_letter']),
    columns('INTEGER', ['section_number', 'section_branch', 'section_item']),
    columns('DOUBLE', ['points']),
  ),
} as const satisfies Record<string, StageTable>;

export type StageId = keyof typeof STAGES;
