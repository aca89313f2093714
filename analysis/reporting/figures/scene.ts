/** A picture as primitives, in CSS pixels from the top left; the SVG and PNG drawers print the same scene. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly items: readonly Primitive[];
}

export type Primitive =
  | {
      readonly shape: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
      readonly stroke?: string;
    }
  | {
      readonly shape: 'line';
      readonly points: readonly Point[];
      readonly stroke: string;
      readonly thickness: number;
      readonly dash?: number;
    }
  | {
      readonly shape: 'polygon';
      readonly points: readonly Point[];
      readonly fill: string;
      readonly opacity?: number;
    }
  | {
      readonly shape: 'dot';
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly mark: Mark;
      readonly fill: string;
      readonly stroke: string;
    }
  | {
      readonly shape: 'text';
      readonly x: number;
      /** Baseline. */
      readonly y: number;
      readonly size: number;
      readonly bold: boolean;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly fill: string;
      readonly text: string;
    };

export type Point = readonly [number, number];
export type Mark = 'circle' | 'square' | 'triangle' | 'diamond';

export const marks: readonly Mark[] = ['circle', 'square', 'triangle', 'diamond'];

/**
 * Width of a text in pixels by the character classes of BIZ UDPGothic (measured from its `hmtx`: digits
 * 0.76 em, capitals 0.78, small letters 0.65, stops 0.33, kana and kanji about 1). Errs on the wide side.
 */
export function measure(text: string, size: number): number {
  let em = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x30 && code <= 0x39) em += 0.76;
    else if (code >= 0x41 && code <= 0x5a) em += 0.78;
    else if (code >= 0x61 && code <= 0x7a) em += 0.65;
    else if (code < 0x80) em += '%@+-<>=~'.includes(character) ? 0.85 : 0.42;
    else if (code >= 0xff61 && code <= 0xff9f) em += 0.5;
    else em += '、。（）「」・：'.includes(character) ? 0.6 : 1;
  }
  return em * size;
}

/** Words that are not torn apart where a line holds them: in katakana, or of Latin letters and digits. */
const WORDS = /[ァ-ヺー]+|[A-Za-z0-9][A-Za-z0-9.,%+-]*[円人件点日]?|./gsu;
const CLOSING = /^[、。）」』】％!?,.：；ー]/u;

/** Breaks a text into lines of at most `width`; Japanese may break anywhere but before closing marks and inside words. */
export function wrap(text: string, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const put = (piece: string): void => {
    if (line !== '' && measure(line + piece, size) > width && !CLOSING.test(piece)) {
      lines.push(line);
      line = piece.trimStart();
    } else {
      line += piece;
    }
  };
  for (const [word] of text.matchAll(WORDS)) {
    if (measure(word, size) <= width) put(word);
    else for (const character of word) put(character);
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Round steps for an axis that covers the values: 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number, wanted = 5): readonly number[] {
  if (!(high > low)) return niceTicks(low - 0.5, low + 0.5, wanted);
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw * 0.999) ?? raw;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}
