import type { StageBuffer } from '../../domain/staging.ts';

/** Which field of a record holds what, by kind of file; 0-based as in the 記録条件仕様. */
interface UkeShape {
  readonly kana: number;
  readonly search: number;
  readonly notes: number;
  readonly mealYen: number;
}

const SHAPES: Readonly<Record<string, UkeShape>> = {
  1: { kana: 36, search: 18, notes: 11, mealYen: 8 },
  3: { kana: 25, search: 19, notes: 13, mealYen: 7 },
  4: { kana: 41, search: 40, notes: 8, mealYen: 99 },
};
/** Shape of a file's records; those of other kinds are like 医科. */
export function shapeOf(table: string): UkeShape {
  return SHAPES[table] ?? SHAPES['1']!;
}

/** 検索番号 in the RE record of DPC. */
export const DPC_SEARCH = 20;

/** Fields of a record that names a disease; -1 where it has none of the kind. */
export interface DiagnosisFields {
  readonly code: number;
  readonly date: number;
  readonly modifiers: number;
  readonly main: number;
  readonly icd10: number;
  /** Name of a disease that has no code. */
  readonly name: number;
}
export const SY_FIELDS: DiagnosisFields = { code: 1, date: 2, modifiers: 4, main: 6, icd10: -1, name: 5 };
export const HS_FIELDS: DiagnosisFields = { code: 4, date: 1, modifiers: 5, main: 9, icd10: -1, name: -1 };
export const SB_FIELDS: DiagnosisFields = { code: 1, date: -1, modifiers: 2, main: 5, icd10: 4, name: 3 };

/** Columns of the stage tables, looked up once: a buffer keeps its columns. Codes have columns of their own. */
export function columnsOf(buffers: {
  readonly claims: StageBuffer;
  readonly diagnoses: StageBuffer;
  readonly procedures: StageBuffer;
  readonly drugs: StageBuffer;
}) {
  const { claims, diagnoses, procedures, drugs } = buffers;
  return {
    claim: {
      identity: claims.integers('identity'),
      line: claims.integers('line'),
      number: claims.integers('claim_no'),
      days: claims.integers('days'),
      points: claims.integers('points'),
      longTermDisease: claims.integers('long_term_disease'),
      yen: claims.doubles('yen'),
      receiptHash: claims.doubles('receipt_hash'),
      month: claims.integers('month'),
      setting: claims.texts('setting'),
      institution: claims.texts('institution'),
      prescriber: claims.texts('prescriber'),
    },
    diagnosis: {
      claim: diagnoses.integers('claim_no'),
      main: diagnoses.integers('main'),
      suspected: diagnoses.integers('suspected'),
      start: diagnoses.integers('start_month'),
    },
    procedure: {
      claim: procedures.integers('claim_no'),
      points: procedures.integers('points'),
      count: procedures.integers('count'),
    },
    drug: {
      claim: drugs.integers('claim_no'),
      quantity: drugs.doubles('quantity'),
      days: drugs.integers('days'),
    },
  };
}
