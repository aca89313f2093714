/** SQL literal of a finite number. Throws `RangeError` for anything else. */
export function sqlNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('not a finite number');
  return String(value);
}

/** SQL literal of a text. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** `(a, b, c)` of texts; an empty list matches nothing. */
export function sqlTexts(values: readonly string[]): string {
  return values.length === 0 ? '(NULL)' : `(${values.map(sqlText).join(', ')})`;
}

/** `(1, 2, 3)` of numbers; an empty list matches nothing. */
export function sqlNumbers(values: readonly number[]): string {
  return values.length === 0 ? '(NULL)' : `(${values.map(sqlNumber).join(', ')})`;
}

/** True where a code starts with one of the prefixes. */
export function sqlPrefixes(column: string, prefixes: readonly string[]): string {
  if (prefixes.length === 0) return 'false';
  return `(${prefixes.map((prefix) => `starts_with(${column}, ${sqlText(prefix)})`).join(' OR ')})`;
}
