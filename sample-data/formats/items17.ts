/** Results by 17-digit item code, for the code-headed CSV and for the XML. */
import type { Checkup, Person } from '../people/types.ts';
import { isPeriod4, questionsOf } from './answers.ts';

export interface ItemRow {
  readonly person: Person;
  readonly checkup: Checkup;
}

export interface Item {
  readonly code: string;
  readonly name: string;
  readonly type: 'PQ' | 'CD' | 'CO';
  /** XML unit of a PQ, answer list (OID tail) of a CD or CO. */
  readonly of: string;
  /** Value as text; empty where the item does not apply to the person. */
  readonly text: (row: ItemRow) => string;
}

const quantity = (
  code: string,
  name: string,
  unit: string,
  decimals: number,
  read: (c: Checkup) => number,
): Item => ({
  code,
  name,
  type: 'PQ',
  of: unit,
  text: (r) => read(r.checkup).toFixed(decimals),
});

const coded = (
  code: string,
  name: string,
  type: 'CD' | 'CO',
  oid: string,
  read: (c: Checkup) => number,
): Item => ({
  code,
  name,
  type,
  of: oid,
  text: (r) => String(read(r.checkup)),
});

const onlyIf = (item: Item, applies: (c: Checkup) => boolean): Item => ({
  ...item,
  text: (r) => (applies(r.checkup) ? item.text(r) : ''),
});

const fasting = (c: Checkup): boolean => c.fasting === 2;
const casual = (c: Checkup): boolean => c.fasting === 3;

const BODY: readonly Item[] = [
  quantity('9N001000000000001', '身長', 'cm', 1, (c) => c.height),
  quantity('9N006000000000001', '体重', 'kg', 1, (c) => c.weight),
  quantity('9N011000000000001', 'BMI', 'kg/m2', 1, (c) => c.bmi),
  quantity('9N016160100000001', '腹囲(実測)', 'cm', 1, (c) => c.waist),
  coded('9N056000000000011', '既往歴', 'CD', '2001', () => 2),
  coded('9N061000000000011', '自覚症状', 'CD', '2001', () => 2),
  coded('9N066000000000011', '他覚症状', 'CD', '2001', () => 2),
  quantity('9A752000000000001', '収縮期血圧(2回目)', 'mm[Hg]', 0, (c) => c.sbp),
  quantity('9A751000000000001', '収縮期血圧(1回目)', 'mm[Hg]', 0, (c) => c.sbp),
  quantity('9A762000000000001', '拡張期血圧(2回目)', 'mm[Hg]', 0, (c) => c.dbp),
  quantity('9A761000000000001', '拡張期血圧(1回目)', 'mm[Hg]', 0, (c) => c.dbp),
  coded('9N141000000000011', '採血時間(食後)', 'CD', '2202', (c) => c.fasting),
];

const BLOOD: readonly Item[] = [
  quantity('3F070000002327101', 'HDLコレステロール', 'mg/dL', 0, (c) => c.hdl),
  quantity('3F077000002327101', 'LDLコレステロール', 'mg/dL', 0, (c) => c.ldl),
  quantity('3B035000002327201', 'GOT(AST)', 'U/L', 0, (c) => c.ast),
  quantity('3B045000002327201', 'GPT(ALT)', 'U/L', 0, (c) => c.alt),
  quantity('3B090000002327101', 'γ-GT(γ-GTP)', 'U/L', 0, (c) => c.ggt),
  onlyIf(
    quantity('3D010000001926101', '空腹時血糖', 'mg/dL', 0, (c) => c.glucose),
    fasting,
  ),
  onlyIf(
    quantity('3D010129901926101', '随時血糖', 'mg/dL', 0, (c) => c.glucose),
    casual,
  ),
  quantity('3D046000001906202', 'HbA1c(NGSP値)', '%', 1, (c) => c.hba1c),
  quantity('3C015000002327101', '血清クレアチニン', 'mg/dL', 2, (c) => c.creatinine),
  quantity('8A065000002391901', 'eGFR', 'mL/min/{1.73_m2}', 1, (c) => c.egfr),
  coded('1A020000000191111', '尿糖', 'CO', '2102', (c) => c.urineSugar),
  coded('1A010000000191111', '尿蛋白', 'CO', '2102', (c) => c.urineProtein),
  coded('9N501000000000011', 'メタボリックシンドローム判定', 'CD', '1008', (c) => c.metabolic),
  coded('9N506000000000011', '保健指導レベル', 'CD', '3001', (c) => c.level),
];

const TG_FASTING = quantity('3F015000002327101', '中性脂肪', 'mg/dL', 0, (c) => c.tg);
const TG_CASUAL = quantity('3F015129902327101', '随時中性脂肪', 'mg/dL', 0, (c) => c.tg);

const cache = new Map<number, readonly Item[]>();

/** Items of the fiscal year in the order of the file. */
export function itemColumns(fiscalYear: number): readonly Item[] {
  const known = cache.get(fiscalYear);
  if (known !== undefined) return known;
  const tg = isPeriod4(fiscalYear) ? [onlyIf(TG_FASTING, fasting), onlyIf(TG_CASUAL, casual)] : [TG_FASTING];
  const questions = questionsOf(fiscalYear).map(
    (q): Item => ({
      code: q.code,
      name: q.name,
      type: q.type,
      of: q.oid(fiscalYear),
      text: (r) => String(q.answer(r.checkup.answers, fiscalYear) ?? ''),
    }),
  );
  const items = [...BODY, ...tg, ...BLOOD, ...questions];
  cache.set(fiscalYear, items);
  return items;
}
