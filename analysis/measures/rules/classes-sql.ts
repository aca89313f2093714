import { type GuidanceRules, guidanceLevelLayers } from './guidance-level.ts';
import { type MetabolicRules, metabolicClassLayers } from './metabolic-syndrome.ts';

/**
 * A rule of three values in SQL: its parts (true, false, or null where unknown), and the class that they give when
 * every unknown part is read as `unknown`. A part can only make the class stricter, so the class is decided exactly
 * when the lowest and the highest reading agree.
 */
export interface RuleLayers {
  readonly parts: Readonly<Record<string, string>>;
  readonly reading: (part: (name: string) => string, unknown: boolean) => string;
}

/**
 * Query of 階層化 (`level`) and メタボ判定 (`metabolic`), each 1–4, of checkup rows that carry `sex` and `age`; layer by
 * layer, so that no part is worked out twice.
 *
 * @param rows query of the checkup rows
 * @param key column that is kept
 */
export function classesSql(
  rows: string,
  key: string,
  rules: { readonly guidance: GuidanceRules; readonly metabolic: MetabolicRules },
): string {
  const layers = {
    level: guidanceLevelLayers(rules.guidance),
    metabolic: metabolicClassLayers(rules.metabolic),
  };
  const parts: string[] = [];
  const readings: string[] = [];
  const classes: string[] = [];
  for (const [name, { parts: of, reading }] of Object.entries(layers)) {
    for (const [part, sql] of Object.entries(of)) parts.push(`${sql} AS ${name}_${part}`);
    const read = (unknown: boolean) => reading((part) => `${name}_${part}`, unknown);
    readings.push(`${read(false)} AS ${name}_low`, `${read(true)} AS ${name}_high`);
    classes.push(`CASE WHEN ${name}_low = ${name}_high THEN ${name}_high ELSE 4 END AS ${name}`);
  }
  return `SELECT ${key}, ${classes.join(', ')} FROM (
    SELECT ${key}, ${readings.join(', ')} FROM (
      SELECT ${key}, age, ${parts.join(', ')} FROM (${rows})))`;
}
