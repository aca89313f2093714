export interface Municipality {
  readonly name: string;
  /** Residents of the whole municipality, newest year. */
  readonly population: number;
}

/**
 * What a `municipality.json` says, its content already parsed: a name, and residents as one number or by fiscal
 * year (the newest counts). Undefined when it is not one.
 */
export function readMunicipality(content: unknown): Municipality | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const { name, population } = content as { name?: unknown; population?: unknown };
  const residents = newest(population);
  return typeof name === 'string' && residents !== undefined ? { name, population: residents } : undefined;
}

function newest(population: unknown): number | undefined {
  const value: unknown =
    typeof population === 'object' && population !== null
      ? Object.entries(population)
          .sort(([a], [b]) => Number(a) - Number(b))
          .at(-1)?.[1]
      : population;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
