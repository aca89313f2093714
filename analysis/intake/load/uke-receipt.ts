import { NULL_INT } from '../../domain/staging.ts';
import { hash53 } from '../fields/hash.ts';

/** What is known of a receipt while its records are read. */
export interface Receipt {
  line: number;
  type: string;
  month: number;
  sex: number;
  /** Day of birth; `NULL_INT` when unknown. */
  birth: number;
  notes: string;
  search: string;
  /** Search number of the insurers' own record, where the receipt itself has none. */
  managed: string;
  /** Search number where the receipt turns out to be DPC, whose RE record is laid out differently. */
  searchDpc: string;
  prescriber: string;
  days: number;
  points: number;
  mealYen: number;
  hasInsurer: boolean;
  dpc: boolean;
}

/** Why a receipt cannot be used: month, insurer or identity; undefined where it can. */
export function faultOf(receipt: Receipt, number: string): string | undefined {
  if (receipt.month === NULL_INT) return 'claim.month_unreadable';
  if (!receipt.hasInsurer) return 'claim.no_insurer';
  if (receipt.birth === NULL_INT || (receipt.sex !== 1 && receipt.sex !== 2) || number === '')
    return 'identity.no_key';
  return undefined;
}

/** Kind of care from the レセプト種別: first digit the table, an odd last digit an admission; without it, not known. */
export function settingOf(receipt: Receipt, table: string): string {
  const kind = receipt.type.slice(0, 1) || table;
  if (kind === '4') return 'pharmacy';
  if (kind === '3') return 'dental';
  if (kind === '6') return 'visiting_nurse';
  if (receipt.dpc) return 'dpc';
  const last = receipt.type.slice(-1);
  if (!/\d/.test(last)) return 'unknown';
  return '13579'.includes(last) ? 'inpatient' : 'outpatient';
}

/** Number by which a receipt that comes again is known; NaN where it has no search number (none, or only zeros). */
export function receiptHash(receipt: Receipt, institution: string): number {
  const search = (receipt.dpc ? receipt.searchDpc : receipt.search) || receipt.managed;
  return /^0*$/.test(search) ? Number.NaN : hash53(`${institution}|${search}`);
}
