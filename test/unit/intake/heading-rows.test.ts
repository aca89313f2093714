import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headingRowOf } from '../../../analysis/intake/map/heading-row.ts';
import { headingRows } from '../../../analysis/intake/map/heading-rows.ts';

const rowsOf = (...rows: readonly (readonly string[])[]) =>
  rows.map((cells, at) => ({ line: at + 1, cells }));

describe('rows that may be headings', () => {
  it('are single ones first, in their order, so that what one row says is not said by two', () => {
    const found = headingRows(
      rowsOf(['記号', '番号', '血圧', ''], ['', '', '収縮期', '拡張期'], ['架国', '1', '2', '3']),
      3,
    );
    expect(found.map(({ first, line }) => [first, line])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [1, 2],
    ]);
    expect(found[3]!.cells).toEqual(['記号', '番号', '収縮期血圧', '拡張期血圧']);
  });

  it('of a table that is not known are told with the row below them', () => {
    const rows = rowsOf(
      ['被保険者番号', '氏名', '血圧', ''],
      ['', '', '収縮期', '拡張期'],
      ['1', '山田', '120', '80'],
    );
    expect(headingRowOf(rows)).toEqual({
      cells: ['被保険者番号', '氏名', '収縮期血圧', '拡張期血圧'],
      first: 1,
      line: 2,
    });
  });

  const survey = [
    '受付№',
    '宛名コード',
    '誕生日',
    '男女',
    '握力（右）',
    '握力（左）',
    '5m歩行',
    '参加意向',
    '会場',
  ];
  const answer = (at: number) => [
    `${at}`,
    `70${at}`,
    `1950/3/${at + 1}`,
    '男',
    `2${at}.5`,
    '19.0',
    '4.2',
    'あり',
    '公民館',
  ];

  it('are told by the columns of values that they stand over, where few of them are known', () => {
    const rows = rowsOf(survey, ...Array.from({ length: 6 }, (_, at) => answer(at)));
    expect(headingRowOf(rows)?.cells).toEqual(survey);
    // Too few rows to tell; and a first row that is data has values itself.
    expect(headingRowOf(rows.slice(0, 4))).toBeUndefined();
    expect(headingRowOf(rows.slice(1))).toBeUndefined();
  });

  it('never take a text of the data in', () => {
    const headings = ['被保険者番号', '氏名', '健診結果', '', '備考', ''];
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        '男',
        '女',
        '山田太郎',
        '佐藤花子',
        '架空市一丁目',
        'A',
        '○',
        '1958/3/15',
        '120',
        '東地区 田中',
      ),
      fc.stringMatching(/^[ぁ-んァ-ン一-龠]{1,6}$/),
    );
    const rows = fc.array(fc.array(cell, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, (data) => {
        const known = new Set(headings);
        const found = headingRows(rowsOf(headings, ...data), 1);
        for (const { cells } of found)
          for (const text of cells) expect(known.has(text) || READS_LIKE_ONE.test(text)).toBe(true);
      }),
    );
  });
});

/** Parts of words that only headings have. */
const READS_LIKE_ONE =
  /番号|氏名|カナ|性別|生年|年月|年度|年齢|日|区分|コード|名|記号|ID|種別|事由|血圧|体重|身長|結果|判定|有無|回数|点数|金額|費|率|数|値|地区|校区|住所|電話|備考|状況|フラグ|質問/u;
