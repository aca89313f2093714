import type { FieldType } from '../fields/types.ts';
import { PERSON_FIELDS } from './person-fields.ts';
import { SCREENING_LIST } from './screening.ts';
import table from './screening-items.json' with { type: 'json' };
import { type Layout, type LayoutField, SECTION } from './types.ts';

interface Coded {
  readonly code: string;
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

interface Programme {
  readonly name: string;
  /** Items that are there when the screening was taken. */
  readonly taken: readonly string[];
  readonly needs_workup?: Coded;
  readonly result?: {
    readonly code: string;
    readonly found: readonly string[];
    readonly not_found: readonly string[];
  };
}

const PROGRAMMES: Readonly<Record<string, Programme>> = table.programmes;

/** Yes, no, and the other entries of the list (判定不能, 疑い・未確定), which say neither. */
function answer(yes: readonly string[], no: readonly string[]): FieldType {
  const codes: Record<string, number> = {};
  for (let code = 1; code <= 10; code += 1) codes[String(code)] = Number.NaN;
  codes['99'] = Number.NaN;
  for (const code of yes) codes[code] = 1;
  for (const code of no) codes[code] = 0;
  return { kind: 'code', codes };
}

function fieldsOf(section: string, programme: Programme): LayoutField[] {
  const { name, taken, needs_workup: workup, result } = programme;
  const field = (column: string, word: string, code: string, type: FieldType): LayoutField => ({
    to: { column: `${SECTION}${section}.${column}` },
    headings: [`${name}の${word}`, code],
    type,
  });
  return [
    ...(workup
      ? [field('needs_workup', '精密検査対象有無', workup.code, answer(workup.yes, workup.no))]
      : []),
    ...(result
      ? [field('cancer_found', '精密検査結果', result.code, answer(result.found, result.not_found))]
      : []),
    ...taken
      .filter((code) => code !== workup?.code)
      .map((code) => field(`taken_${code}`, `受診・判定（${code}）`, code, { kind: 'loose' })),
  ];
}

const DAYS = ['screened_date', 'invited_date', 'fiscal_year'];
const SHARED = SCREENING_LIST.fields.filter(({ to }) => 'column' in to && DAYS.includes(to.column));
const CODED = Object.entries(PROGRAMMES).flatMap(([name, programme]) => fieldsOf(name, programme));

/** 自治体検診 with the 17-digit item codes as headings: one line may hold several screenings of a person. */
export const SCREENING_CODES: Layout = {
  id: 'screening_item_codes',
  name: '自治体検診 結果 CSV（17桁の項目コードが見出し）',
  version: table.version,
  source: table.source,
  stage: 'screening',
  order: 48,
  frame: { kind: 'table', metaRows: 15 },
  recognise: [
    ['受診日', '検診受診日', '受診年月日', '検診日', '検診年月日', '健診実施日', '実施日'],
    CODED.map(({ headings }) => headings.at(-1) ?? ''),
  ],
  fields: [
    ...PERSON_FIELDS,
    ...SHARED.map((field) =>
      'column' in field.to && field.to.column === 'screened_date'
        ? { ...field, headings: [...field.headings, '健診実施日', '実施日'], required: true }
        : field,
    ),
    ...CODED,
  ],
  sections: 'programme',
  createsPersons: true,
  derive: 'screening_year',
};
