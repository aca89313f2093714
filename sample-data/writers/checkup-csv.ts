/** 特定健診 results: FKAC167-style for most years, one year with 17-digit codes as headings. */
import { compact, dayOf, fiscalYearLabel } from '../calendar.ts';
import { FRAILTY_QUESTIONS } from '../formats/answers.ts';
import type { Cell, CheckupRow } from '../formats/column.ts';
import { fkac167Columns, rowOf } from '../formats/fkac167.ts';
import { itemColumns } from '../formats/items17.ts';
import type { PersonHistory } from '../people/course.ts';
import type { Checkup } from '../people/types.ts';
import { CHECKUP_FACILITIES, INSURED_SYMBOL, INSURER, INSURER_75, XML_FACILITY } from '../town.ts';
import {
  fullWidth,
  insuredNumber,
  kokiNumber,
  residentNumber,
  stripZeros,
  ticketNumber,
  type WriteContext,
  type Writer,
} from './context.ts';
import { csv, type FileSink } from './sink.ts';

export type CheckupLayout = 'fkac167' | 'fkac167-utf8' | 'codes';

/** Layout of a fiscal year: the second year is a UTF-8 copy, the third has 17-digit headings. */
export function layoutOf(fiscalYear: number, firstYear: number): CheckupLayout {
  if (fiscalYear === firstYear + 1) return 'fkac167-utf8';
  return fiscalYear === firstYear + 2 ? 'codes' : 'fkac167';
}

/** The last year's checkups at the hospital come as XML, all others as CSV. */
export function sentAsXml(checkup: Checkup, c: { firstYear: number; years: number }): boolean {
  return checkup.facility === XML_FACILITY && checkup.fiscalYear === c.firstYear + c.years - 1;
}

export function fkac167Path(fiscalYear: number): string {
  return `02_特定健診/FKAC167_${fiscalYearLabel(fiscalYear)}.csv`;
}

export function codesPath(fiscalYear: number): string {
  return `02_特定健診/健診結果_項目コード_${fiscalYearLabel(fiscalYear)}.csv`;
}

/** Key columns before the 17-digit headings. */
const CODE_KEYS = [
  '保険者番号',
  '被保険者証記号',
  '被保険者証番号',
  '枝番',
  '生年月日',
  '性別',
  '受診券整理番号',
  '健診実施年月日',
  '健診機関コード',
];

export function kokiCheckupPath(fiscalYear: number): string {
  return `02_特定健診/後期高齢者健診_${fiscalYearLabel(fiscalYear)}.csv`;
}

export function checkupWriter(c: WriteContext): Writer {
  return {
    person: (h) => {
      for (const year of h.years) {
        const { checkup } = year;
        if (checkup === undefined) continue;
        if (checkup.kind === 'koki') kokiRow(c, h, checkup);
        else if (!sentAsXml(checkup, c)) tokuteiRow(c, h, checkup);
      }
    },
    finish: () => {
      for (let i = 0; i < c.years; i++) terminate(c, c.firstYear + i);
    },
  };
}

function tokuteiSink(c: WriteContext, fiscalYear: number): FileSink {
  const layout = layoutOf(fiscalYear, c.firstYear);
  const issued = compact(dayOf(fiscalYear + 1, 4, 30));
  if (layout === 'codes') {
    return c.sinks.at(codesPath(fiscalYear), 'cp932', (s) => {
      s.text(`${csv([...CODE_KEYS, ...itemColumns(fiscalYear).map((i) => i.code)])}\r\n`);
    });
  }
  return c.sinks.at(fkac167Path(fiscalYear), layout === 'fkac167' ? 'cp932' : 'utf8bom', (s) => {
    s.text(`1,FKAC167,${issued}\r\n`);
    s.text(
      `${fkac167Columns(fiscalYear)
        .map((x) => x.header)
        .join(',')}\r\n`,
    );
  });
}

/** Writes the row, and now and then a copy or a wrong row before its correction. */
function tokuteiRow(c: WriteContext, h: PersonHistory, checkup: Checkup): void {
  const sink = tokuteiSink(c, checkup.fiscalYear);
  const layout = layoutOf(checkup.fiscalYear, c.firstYear);
  if (layout === 'codes') {
    sink.line(codesRow(h, checkup));
    return;
  }
  const row: CheckupRow = { ...rowOf(h.person, checkup), number: spelledNumber(c, h, sink.path) };
  if (c.dirt.every(151, 'corrected_row', sink.path, '同じキーの訂正行（先に誤った行、あとに正しい行）')) {
    sink.line(render(c, { ...row, checkup: { ...checkup, sbp: checkup.sbp + 40 } }, sink.path, false));
    sink.line(render(c, row, sink.path, false));
    return;
  }
  const line = render(c, row, sink.path, true);
  sink.line(line);
  if (c.dirt.every(127, 'exact_duplicate', sink.path, '完全に同じ行の重複')) sink.line(line);
}

function spelledNumber(c: WriteContext, h: PersonHistory, file: string): string {
  const number = insuredNumber(h.person);
  if (c.dirt.every(6, 'full_width_number', file, '全角の番号')) return fullWidth(number);
  if (c.dirt.every(37, 'lost_leading_zeros', file, '先頭のゼロが落ちた番号')) return stripZeros(number);
  return number;
}

function render(c: WriteContext, row: CheckupRow, file: string, dirty: boolean): string {
  const columns = fkac167Columns(row.checkup.fiscalYear);
  const cells: Cell[] = columns.map((x) => x.value(row));
  const replace = (header: string, value: string): void => {
    const at = columns.findIndex((x) => x.header === header);
    if (at >= 0) cells[at] = value;
  };
  if (dirty && c.dirt.every(113, 'range_flag_without_value', file, '値が空で ＨＬ 列だけが H（中性脂肪）')) {
    replace('中性脂肪（トリグリセリド）', '');
    replace('空腹時中性脂肪（トリグリセリド）', '');
    replace('随時中性脂肪（トリグリセリド）', '');
    replace('ＨＬ中性脂肪（トリグリセリド）', 'H');
  }
  if (row.checkup.tg >= 900) c.dirt.add('range_flag', file, '入力範囲の外を示す L/H');
  if (row.checkup.ggt >= 600) c.dirt.add('range_flag', file, '入力範囲の外を示す L/H');
  if (row.checkup.fiscalYear >= 2024 && row.checkup.answers.smoking === 0) {
    c.dirt.add('period4_smoking_code_3', file, '令和6年度からの喫煙の回答 3（いいえ）');
  }
  if (dirty && c.dirt.every(43, 'not_done', file, '尿検査が 未実施')) {
    replace('尿糖', '未実施');
    replace('尿蛋白', '未実施');
  }
  if (dirty && c.dirt.every(59, 'blank_value', file, '腹囲が空白')) replace('腹囲', '');
  if (dirty && c.dirt.every(71, 'full_width_value', file, '全角の検査値（ＨｂＡ１ｃ）')) {
    replace('ＨｂＡ１ｃ（NGSP値）', fullWidth(row.checkup.hba1c.toFixed(1)).replace('.', '．'));
  }
  return csv(cells);
}

function codesRow(h: PersonHistory, checkup: Checkup): string {
  const items = itemColumns(checkup.fiscalYear).map((i) => i.text({ person: h.person, checkup }));
  return csv([
    INSURER,
    INSURED_SYMBOL,
    insuredNumber(h.person),
    `0${h.person.branch}`,
    compact(h.person.birth),
    h.person.sex,
    ticketNumber(checkup.fiscalYear, 1, h.person),
    compact(checkup.day),
    CHECKUP_FACILITIES[checkup.facility]?.code,
    ...items,
  ]);
}

/** The terminator line; the last year's file has lost it. */
function terminate(c: WriteContext, fiscalYear: number): void {
  const sink = tokuteiSink(c, fiscalYear);
  if (layoutOf(fiscalYear, c.firstYear) === 'codes') return;
  if (fiscalYear === c.firstYear + c.years - 1) c.dirt.add('terminator_missing', sink.path, '終端行がない');
  else sink.text('9\r\n');
}

const KOKI_HEAD = [
  '保険者番号',
  '被保険者番号',
  '宛名番号',
  '生年月日',
  '性別',
  '健診年月日',
  '身長',
  '体重',
  'ＢＭＩ',
  '収縮期血圧',
  '拡張期血圧',
  '中性脂肪',
  'ＨＤＬコレステロール',
  'ＬＤＬコレステロール',
  'ＡＳＴ',
  'ＡＬＴ',
  'γ－ＧＴ',
  'ＨｂＡ１ｃ',
  'クレアチニン',
  'ｅＧＦＲ',
  '尿蛋白',
  '尿糖',
];

function kokiRow(c: WriteContext, h: PersonHistory, k: Checkup): void {
  const path = kokiCheckupPath(k.fiscalYear);
  const sink = c.sinks.at(path, 'cp932', (s) => s.text(`${csv([...KOKI_HEAD, ...FRAILTY_QUESTIONS])}\r\n`));
  const answers = [...(k.frailtyAnswers ?? [])].map(String);
  if (c.dirt.every(41, 'blank_answer', path, '質問票の回答が空白')) answers[4] = '';
  sink.line(
    csv([
      INSURER_75,
      kokiNumber(h.person),
      residentNumber(h.person),
      compact(h.person.birth),
      h.person.sex,
      compact(k.day),
      k.height.toFixed(1),
      k.weight.toFixed(1),
      k.bmi.toFixed(1),
      k.sbp,
      k.dbp,
      k.tg,
      k.hdl,
      k.ldl,
      k.ast,
      k.alt,
      k.ggt,
      k.hba1c.toFixed(1),
      k.creatinine.toFixed(2),
      k.egfr.toFixed(1),
      k.urineProtein,
      k.urineSugar,
      ...answers,
    ]),
  );
}
