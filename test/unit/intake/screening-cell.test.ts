import { describe, expect, it } from 'vitest';
import { dayNumber } from '../../../analysis/domain/calendar.ts';
import { readCell } from '../../../analysis/intake/fields/read.ts';

const day = (text: string) => readCell(text, { kind: 'screening', of: 'day' });
const judgement = (text: string) => readCell(text, { kind: 'screening', of: 'judgement' });
const BLANK = 1;
const OK = 0;

describe('a cell that stands for a whole screening', () => {
  it.each(['', '未', '未受診', '×', '✕', '0', '－', '対象外', '受診なし'])('%j: not taken', (text) => {
    expect([day(text).state, judgement(text).state]).toEqual([BLANK, BLANK]);
    expect(day(text).issue).toBeUndefined();
  });

  it.each(['○', '〇', '◯', '●', '済', '受診', '受診済み', 'あり', '有', '１', 'レ'])('%s: taken', (text) => {
    for (const read of [day(text), judgement(text)]) {
      expect(read).toEqual({ value: Number.NaN, text: null, state: OK });
    }
  });

  it.each([
    ['要精検', 1],
    ['要精密検査', 1],
    ['（＋）', 1],
    ['陽性', 1],
    ['異常なし', 0],
    ['精検不要', 0],
    ['（－）', 0],
  ])('%s: judged', (text, needsWorkup) => {
    expect(judgement(text).value).toBe(needsWorkup);
    expect(day(text)).toEqual({ value: Number.NaN, text: null, state: OK });
  });

  it.each(['2024/6/10', 'R6.6.10', '令和6年6月10日', '20240610'])('%s: the day', (text) => {
    expect(day(text).value).toBe(dayNumber(2024, 6, 10));
    expect(judgement(text)).toEqual({ value: Number.NaN, text: null, state: OK });
  });

  it.each(['2024/13/1', 'R6.13.1', '20249999'])('%s: a day that cannot be', (text) => {
    expect(day(text)).toMatchObject({ state: BLANK, issue: 'date.unreadable' });
    expect(judgement(text)).toEqual({ value: Number.NaN, text: null, state: BLANK });
  });

  it.each(['再検査中', '他機関で予定', '2', 'B'])(
    '%s: is not understood, told once, and counts as nothing',
    (text) => {
      expect(day(text)).toEqual({ value: Number.NaN, text: null, state: BLANK, issue: 'value.not_in_list' });
      expect(judgement(text)).toEqual({ value: Number.NaN, text: null, state: BLANK });
    },
  );
});
