import type { CellRef, Text } from '../model.ts';
import { cellOf, difference, differenceValue, live } from '../text.ts';

/** Of changes whose two intervals overlap; `whose` names them (Aは、いずれも) where several were told. */
export function byChance(whose = ''): string {
  return `ただし${whose}信頼区間が重なっており、偶然の変動の範囲かもしれません。`;
}

export interface ChangeSentence {
  readonly text: Text;
  /** The same without the caution about chance, for whoever says that once for several changes. */
  readonly bare: Text;
  /** The finding alone, short enough for a slide's title; the numbers stand in the slide's body. */
  readonly headline: Text;
  readonly direction: 'up' | 'down' | 'same' | 'unknown';
  /** Whether the two confidence intervals do not overlap; undefined without intervals. */
  readonly clear?: boolean;
}

export interface ChangeEnds {
  readonly from: CellRef;
  readonly to: CellRef;
  readonly fromLabel: string;
  readonly toLabel: string;
  readonly intervals?: {
    readonly from: readonly [CellRef, CellRef];
    readonly to: readonly [CellRef, CellRef];
  };
}

/** A change between two years in words; describes, never explains. */
export function changeSentence(name: string, ends: ChangeEnds): ChangeSentence {
  const value = differenceValue(difference(ends.from, ends.to));
  if (value === null) {
    const text = live`${name}は${ends.toLabel}に${ends.to}でした。公表できない数値があるため、${ends.fromLabel}との比較は示していません。`;
    const headline = live`${name}は${ends.toLabel}に${ends.to}でした`;
    return { text, bare: text, headline, direction: 'unknown' };
  }
  const clear = clearness(ends);
  if (value === 0) {
    const text = live`${name}は${ends.toLabel}に${ends.to}で、${ends.fromLabel}と同じでした。`;
    const headline = live`${name}は${ends.fromLabel}と同じでした`;
    return { text, bare: text, headline, direction: 'same', ...clear };
  }
  const size = difference(ends.from, ends.to, 'size');
  const word = value > 0 ? '上がりました' : '下がりました';
  const bare = live`${name}は${ends.fromLabel}の${ends.from}から${ends.toLabel}の${ends.to}へ、${size}${word}。`;
  const unclear = clear.clear === false;
  return {
    text: unclear ? live`${bare}${byChance()}` : bare,
    bare,
    headline: unclear
      ? [`${name}に、明らかな変化はみられません`]
      : live`${name}は、${ends.fromLabel}から${size}${word}`,
    direction: value > 0 ? 'up' : 'down',
    ...clear,
  };
}

function clearness({ intervals }: ChangeEnds): { clear?: boolean } {
  const clear = intervals === undefined ? undefined : intervalsApart(intervals.from, intervals.to);
  return clear === undefined ? {} : { clear };
}

type Limits = readonly [CellRef, CellRef];

/** Whether two intervals do not touch; undefined where a limit may not be seen. */
export function intervalsApart(from: Limits, to: Limits): boolean | undefined {
  const numbers = [...from, ...to].map(cellOf).flatMap((one) => (one.state === 'shown' ? [one.value] : []));
  const [fromLow, fromHigh, toLow, toHigh] = numbers;
  if (fromLow === undefined || fromHigh === undefined || toLow === undefined || toHigh === undefined)
    return undefined;
  return fromHigh < toLow || toHigh < fromLow;
}
