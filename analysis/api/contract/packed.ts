/** In place of a table: Arrow bytes, as they are on a port and in base64 in a line of JSON. */
export interface PackedTable {
  readonly arrow: Uint8Array | string;
}

export function isPacked(value: object): value is PackedTable {
  return 'arrow' in value && (typeof value.arrow === 'string' || value.arrow instanceof Uint8Array);
}

/** Whether a plain value holds a packed table anywhere. */
export function hasPackedTables(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isPacked(value) || Object.values(value).some(hasPackedTables);
}

/** Copies a plain value, replacing every object for which `replace` gives something. */
export function mapObjects(value: unknown, replace: (object: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, replace));
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapObjects(item, replace)]));
}
