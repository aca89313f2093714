import { CARE_CERTIFICATION, CARE_PAYMENT_D1, CARE_PAYMENT_H1, CERTIFICATION_SOFTWARE } from './care.ts';
import { CARE_PAYMENT_LIST } from './care-payments.ts';
import { CHECKUP_LIST, FKAC167, FKAC522, ITEM_CODE_CSV, KOUKI_CHECKUP } from './checkups.ts';
import { CHILD_CHECKUP_LIST } from './child-health.ts';
import { CLAIMS_LIST } from './claims-list.ts';
import { DISEASE_TABLE } from './disease-table.ts';
import { FKAC165, FKCA172, GUIDANCE_LIST } from './guidance.ts';
import { DISEASE_MASTER, DRUG_MASTER, PROCEDURE_MASTER } from './masters.ts';
import { DELIVERY_LIST, PREGNANCY_CHECKUP_LIST } from './maternity.ts';
import { PERSON_LIST } from './person-list.ts';
import {
  MEASUREMENT_LIST,
  PARTICIPATION_LIST,
  PROGRAMME_COSTS,
  PROGRAMME_REGISTER,
  STEP_LOG,
} from './programmes.ts';
import { KOKUHO_REGISTER, KOUKI_REGISTER, NUMBER_LINK } from './registers.ts';
import { SCREENING_LIST } from './screening.ts';
import { SCREENING_CODES } from './screening-codes.ts';
import { SCREENING_COLUMNS } from './screening-columns.ts';
import type { Layout } from './types.ts';

/** Every kind of table that is known; receipts, XML and reports have readers of their own. */
export const LAYOUTS: readonly Layout[] = [
  DISEASE_MASTER,
  DISEASE_TABLE,
  DRUG_MASTER,
  PROCEDURE_MASTER,
  PROGRAMME_REGISTER,
  PROGRAMME_COSTS,
  KOKUHO_REGISTER,
  KOUKI_REGISTER,
  NUMBER_LINK,
  PARTICIPATION_LIST,
  FKAC167,
  FKAC522,
  ITEM_CODE_CSV,
  CHECKUP_LIST,
  KOUKI_CHECKUP,
  FKAC165,
  FKCA172,
  GUIDANCE_LIST,
  CARE_CERTIFICATION,
  CERTIFICATION_SOFTWARE,
  CARE_PAYMENT_H1,
  CARE_PAYMENT_D1,
  CARE_PAYMENT_LIST,
  SCREENING_LIST,
  SCREENING_CODES,
  SCREENING_COLUMNS,
  CLAIMS_LIST,
  STEP_LOG,
  MEASUREMENT_LIST,
  CHILD_CHECKUP_LIST,
  PREGNANCY_CHECKUP_LIST,
  DELIVERY_LIST,
  PERSON_LIST,
];

export function layoutById(id: string): Layout | undefined {
  return LAYOUTS.find((layout) => layout.id === id);
}

/** Kinds of file that have a reader of their own instead of a table layout. */
export const OTHER_LAYOUTS: Readonly<Record<string, string>> = {
  uke_medical: '医科・DPC レセプト（UKE）',
  uke_dental: '歯科レセプト（UKE）',
  uke_pharmacy: '調剤レセプト（UKE）',
  insurer_claims: '保険者用レセプト CSV（RECODEINFO）',
  checkup_xml: '特定健診 結果データ（XML）',
  guidance_xml: '特定保健指導 結果データ（XML）',
  lab_csv: '検査機関の健診結果 CSV（日医・ORCA 形式）',
  report_table: '集計帳票（KDB などの CSV）',
};

/** Japanese name of a layout id; the id itself when it is unknown. */
export function layoutNameOf(id: string): string {
  return layoutById(id)?.name ?? OTHER_LAYOUTS[id] ?? id;
}
