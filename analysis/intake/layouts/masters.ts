import type { FieldType } from '../fields/types.ts';
import type { Layout, LayoutField } from './types.ts';

/** Positions as the specification of the masters counts them, from one. */
function place(column: string, place1: number, type: FieldType, required = false): LayoutField {
  return { to: { column }, headings: [], position: place1 - 1, type, ...(required ? { required } : {}) };
}

const TEXT: FieldType = { kind: 'text' };
const AMOUNT: FieldType = { kind: 'amount' };
const CHANGES = ['0', '1', '2', '3', '5', '9', ''];

function master(
  id: string,
  name: string,
  letter: string,
  minimumCells: number,
): Omit<Layout, 'stage' | 'fields'> {
  return {
    id,
    name,
    version: '2022-04',
    source: 'レセプト電算処理マスターファイル仕様（令和4年4月）',
    order: 0,
    frame: {
      kind: 'positional',
      minimumCells,
      match: [
        { cell: 0, oneOf: CHANGES },
        { cell: 1, oneOf: [letter] },
      ],
    },
    recognise: [],
    createsPersons: false,
  };
}

/** ICD-10 of the 2013 edition is preferred over the older columns. */
export const DISEASE_MASTER: Layout = {
  ...master('master_disease', '傷病名マスター（b_）', 'B', 20),
  stage: 'disease_master',
  fields: [
    place('disease_code', 3, { kind: 'text', digits: 7 }, true),
    place('name', 6, TEXT),
    place('icd10', 16, TEXT),
    place('icd10', 14, TEXT),
    place('icd10_manifestation', 17, TEXT),
  ],
};

export const DRUG_MASTER: Layout = {
  ...master('master_drug', '医薬品マスター（y_）', 'Y', 20),
  stage: 'drug_master',
  fields: [
    place('code', 3, TEXT, true),
    place('name', 5, TEXT),
    place('price', 12, AMOUNT),
    place('generic', 17, AMOUNT),
    place('yj_code', 32, TEXT),
  ],
};

/** コード表用番号 (columns 85 and 92–94) makes the 区分番号 by which groups of procedures are known. */
export const PROCEDURE_MASTER: Layout = {
  ...master('master_procedure', '医科診療行為マスター（s_）', 'S', 20),
  stage: 'procedure_master',
  fields: [
    place('code', 3, TEXT, true),
    place('name', 5, TEXT),
    place('points', 12, AMOUNT),
    place('section_letter', 85, TEXT),
    place('section_number', 92, AMOUNT),
    place('section_branch', 93, AMOUNT),
    place('section_item', 94, AMOUNT),
  ],
  derive: 'point_table_section',
};

/** Kinds of code by the letter of the master: 修飾語 (four digits), 特定器材 (7…), コメント (8 and its pattern). */
const UNUSED: Readonly<Record<string, RegExp>> = { Z: /^\d{4}$/, T: /^7\d{8}$/, C: /^8$/ };

/** True for a first row of a 修飾語 (z_), 特定器材 (t_) or コメント (c_) master, of which nothing is needed. */
export function isUnusedMaster(cells: readonly string[]): boolean {
  const [change = '?', letter = '', code = ''] = cells;
  return cells.length >= 6 && CHANGES.includes(change) && (UNUSED[letter]?.test(code) ?? false);
}
