import table from './units.json' with { type: 'json' };

/** To the unit of a column: times the first, plus the second. */
export type Conversion = readonly [times: number, plus: number];

interface ColumnUnit {
  readonly unit: string;
  readonly others: Readonly<Record<string, Conversion | undefined>>;
}

const SPELLINGS: Readonly<Record<string, string | undefined>> = table.spellings;
const COLUMNS = table.columns as unknown as Readonly<Record<string, ColumnUnit | undefined>>;

/** A conversion is not more exact than this. */
const DIGITS = 6;

/**
 * How a value given in some unit becomes one of the column of `checkup`: as it is, by a conversion, or not at all.
 * Nothing is known of a column that has no unit, and of a value that comes without one (in HL7 also `1`).
 */
export function unitConversion(column: string, given: string): 'same' | 'unknown' | Conversion {
  const own = COLUMNS[column];
  const unit = spelling(given);
  if (!own || unit === '' || unit === '1' || unit === own.unit) return 'same';
  return own.others[unit] ?? 'unknown';
}

/** A value in the unit of its column. */
export function converted(value: number, [times, plus]: Conversion): number {
  return Number((value * times + plus).toPrecision(DIGITS));
}

/** Whether the values of a column of `checkup` have a unit. */
export function hasUnit(column: string): boolean {
  return COLUMNS[column] !== undefined;
}

const KNOWN: ReadonlySet<string> = new Set(
  Object.values(COLUMNS).flatMap((column) => [column!.unit, ...Object.keys(column!.others)]),
);
/** What stands in brackets at the end. */
const BRACKETED = /^(.+?)[([{<【〔「『]([^()[\]{}<>【】〔〕「」『』]+)[)\]}>】〕」』]$/u;
/** Latin letters behind a space, a line or a Japanese letter; a per cent sign behind anything. */
const BEHIND =
  /^(.+?)(?:[\s_:]+|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])|(?=%))([a-zμµ%万][\w%μµ/^.*{}]*)$/iu;
/** Written like a unit, though none that is known. */
const LIKE_UNIT = /^[a-zμµ%万][a-zμµ%0-9^*.]*\/[a-zμµ0-9^*./]+$/iu;

/** A heading that ends with a unit (`HDL(mg/dL)`, `身長 cm`), as its name and the unit; undefined for any other. */
export function headingUnit(text: string): { readonly name: string; readonly unit: string } | undefined {
  const plain = text.normalize('NFKC').trim();
  for (const pattern of [BRACKETED, BEHIND]) {
    const [, name = '', unit = ''] = pattern.exec(plain) ?? [];
    if (name !== '' && (KNOWN.has(spelling(unit)) || (pattern === BRACKETED && LIKE_UNIT.test(unit.trim()))))
      return { name, unit };
  }
  return undefined;
}

/** One spelling for those of one unit; micro has two letters, and some write it as the letter u. */
function spelling(unit: string): string {
  const plain = unit
    .normalize('NFKC')
    .replace(/\s/g, '')
    .toLowerCase()
    .replace(/[µμ]/g, 'u')
    .replace(/×/g, 'x');
  return SPELLINGS[plain] ?? plain;
}
