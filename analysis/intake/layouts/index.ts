import { CARE_CERTIFICATION, CARE_PAYMENT_D1, CARE_PAYMENT_H1 } from './care.ts';
import { CHECKUP_LIST, FKAC167, FKAC522, ITEM_CODE_CSV, KOUKI_CHECKUP } from './checkups.ts';
import { FKAC165, FKCA172, GUIDANCE_LIST } from './guidance.ts';
import { DISEASE_MASTER, DRUG_MASTER, PROCEDURE_MASTER } from './masters.ts';
import { PARTICIPATION_LIST, PROGRAMME_COSTS, PROGRAMME_REGISTER, STEP_LOG } from './programmes.ts';
import { KOKUHO_REGISTER, KOUKI_REGISTER, NUMBER_LINK } from './registers.ts';
import type { Layout } from './types.ts';

/** Every kind of table that is known; receipts, XML and reports have readers of their own. */
export const LAYOUTS: readonly Layout[] = [
  DISEASE_MASTER,
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
  CARE_PAYMENT_H1,
  CARE_PAYMENT_D1,
  STEP_LOG,
];

export function layoutById(id: string): Layout | undefined {
  return LAYOUTS.find((layout) => layout.id === id);
}
