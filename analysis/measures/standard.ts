import type { DefinitionTables } from '../domain/tables/index.ts';

/** One standard: its id, label and weights by band of its own. */
export interface StandardPopulation {
  readonly id: string;
  readonly label: string;
  readonly bands: readonly (readonly [start: number, persons: number])[];
}

export function standardPopulations(tables: DefinitionTables, year: number): readonly StandardPopulation[] {
  return Object.entries(tables.values('standard_population', year)).map(([id, { label, bands }]) => ({
    id,
    label,
    bands,
  }));
}

/** A group of measure bands that shares one weight of the standard. */
export interface WeightedBand {
  readonly bands: readonly number[];
  readonly weight: number;
}

/**
 * Weights of the standard on the measure's bands, restricted to its ages.
 *
 * Where one side is coarser (85歳以上 in 1985, 90歳以上 in the measure), both are joined to the coarser band.
 */
export function standardWeights(
  standard: StandardPopulation,
  measureBands: readonly number[],
): readonly WeightedBand[] {
  const first = measureBands[0];
  if (first === undefined) return [];
  const end = (measureBands.at(-1) ?? first) + 5;
  const starts = standard.bands.map(([start]) => start);
  const openTop = end > 90;
  const relevant = standard.bands.filter(([start]) => start >= first && (openTop || start < end));
  const cuts = measureBands.filter((start) => starts.includes(start) || start === first);
  return cuts.map((start, i) => {
    const next = cuts[i + 1] ?? Number.POSITIVE_INFINITY;
    const within = (age: number) => age >= start && age < next;
    return {
      bands: measureBands.filter(within),
      weight: relevant.reduce((sum, [age, persons]) => (within(age) ? sum + persons : sum), 0),
    };
  });
}
