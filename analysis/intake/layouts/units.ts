import table from './units.json' with { type: 'json' };

/** To the unit of a column: times the first, plus the second. */
type Conversion = readonly [times: number, plus: number];

interface ColumnUnit {
  readonly unit: string;
  readonly others: Readonly<Record<string, Conversion | undefined>>;
}

const SPELLINGS: Readonly<Record<string, string | undefined>> = table.spellings;
const COLUMNS = table.columns as unknown as Readonly<Record<string, ColumnUnit | undefined>>;

/** A conversion is not more exact than this. */
const DIGITS = 6;

/**
 * How a value given in some unit becomes one of the column of `checkup`: as it is, by a function, or not at all.
 * Nothing is known of a column that has no unit, and of a value that comes without one (in HL7 also `1`).
 */
export function unitConversion(
  column: string,
  given: string,
): 'same' | 'unknown' | ((value: number) => number) {
  const own = COLUMNS[column];
  const unit = spelling(given);
  if (!own || unit === '' || unit === '1' || unit === own.unit) return 'same';
  const conversion = own.others[unit];
  if (!conversion) return 'unknown';
  const [times, plus] = conversion;
  return (value) => Number((value * times + plus).toPrecision(DIGITS));
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
