import { normaliseHeading } from '../../domain/identifiers.ts';
import { headingUnit } from '../layouts/units.ts';

/** Headings of a file, with the comparable form and the number of the occurrence (既往歴 ×2). */
export interface Heading {
  readonly index: number;
  readonly text: string;
  readonly key: string;
  readonly occurrence: number;
  /** The unit at the end of the text, and the comparable form of what is before it. */
  readonly measured?: { readonly key: string; readonly unit: string };
  /** Issue code where the values of the column are direct identifiers, whatever the heading says. */
  readonly direct?: string;
}

export function headingsOf(texts: readonly string[]): Heading[] {
  const seen = new Map<string, number>();
  return texts.map((text, index) => {
    const key = normaliseHeading(text);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    const found = headingUnit(text);
    const measured = found && { key: normaliseHeading(found.name), unit: found.unit };
    return { index, text: displayHeading(text), key, occurrence, ...(measured ? { measured } : {}) };
  });
}

/** Name of a column for the user and for recipes: the heading, with `#2` for its second occurrence. */
export function columnLabel(heading: Heading): string {
  return heading.occurrence > 1 ? `${heading.text}#${heading.occurrence}` : heading.text;
}

/** The comparable form of a column's label. */
export function labelKey(label: string): string {
  const [, text = label, occurrence = ''] = /^(.*?)(#\d+)?$/s.exec(label) ?? [];
  return `${normaliseHeading(text)}${occurrence}`;
}

/** Heading as it may be shown: one line, of bounded length. */
export function displayHeading(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

/** Comparable forms of the names that a layout has for a field: the same for every file. */
const KEYS = new WeakMap<readonly string[], readonly string[]>();

function keysOf(names: readonly string[]): readonly string[] {
  const known = KEYS.get(names) ?? names.map(normaliseHeading);
  KEYS.set(names, known);
  return known;
}

/** First heading that one of the names fits; else the first that one fits without the unit behind it. */
export function findHeading(headings: readonly Heading[], names: readonly string[]): Heading | undefined {
  const keys = keysOf(names);
  for (const key of keys) {
    const found = headings.find((heading) => heading.key === key);
    if (found) return found;
  }
  const withUnit = headings.filter(({ measured }) => measured !== undefined);
  if (withUnit.length === 0) return undefined;
  for (const key of keys) {
    const found = withUnit.find(({ measured }) => measured!.key === key);
    if (found) return found;
  }
  return undefined;
}

/** How a direct identifier is recognised by its heading; such columns are never read. */
const DIRECT: readonly (readonly [code: string, pattern: RegExp])[] = [
  ['privacy.my_number', /マイナンバー|^個人番号(12桁)?$/],
  ['privacy.name', /氏名|姓名|フリガナ|名前|カナ氏名|医師の氏名|氏名カナ/],
  ['privacy.address', /住所|郵便番号|方書|番地|居所/],
  ['privacy.phone', /電話|携帯|TEL|FAX|メールアドレス|EーMAIL|EMAIL/],
];

/** Issue code for a column of direct identifiers; undefined for any other heading. */
export function directIdentifier(heading: Heading): string | undefined {
  return heading.direct ?? DIRECT.find(([, pattern]) => pattern.test(heading.key))?.[0];
}
