import { z } from 'zod';
import { operation } from './operation.ts';
import { releasedTable } from './statistics.ts';

const one = z.strictObject({ table: releasedTable });

/** Where the municipality stands, beyond single measures: who lives where, and one district against others. */
export const overviewOperations = {
  /** Insured persons by sex and age; of one district where its code is given. */
  'overview.pyramid': operation(
    'query',
    z.strictObject({ year: z.int(), district: z.string().exactOptional() }),
    one,
  ),
  /** A measure inside one district, by sex and age; the last step of the way down. */
  'overview.within': operation(
    'query',
    z.strictObject({
      id: z.string(),
      years: z.array(z.int()).min(1).readonly(),
      district: z.string(),
      by: z.array(z.enum(['sex', 'age'])).readonly(),
    }),
    one,
  ),
  /** One district beside all others together. */
  'overview.rest': operation(
    'query',
    z.strictObject({ id: z.string(), year: z.int(), district: z.string() }),
    one,
  ),
  /** Smallest districts: observed against expected, with the control limits of a funnel plot. */
  'overview.funnel': operation(
    'query',
    z.strictObject({ id: z.string(), year: z.int() }),
    one.extend({
      smoothed: releasedTable
        .exactOptional()
        .describe('人数の少なさをならした標準化比（EBSMR）。値を公表できる地区が3つ以上のとき'),
    }),
  ),
  /** The SQL text of a measure: its definition, no data. */
  'overview.statement': operation(
    'query',
    z.strictObject({ id: z.string(), year: z.int() }),
    z.strictObject({ sql: z.string() }),
  ),
} as const;
