import type { Warehouse } from '../../warehouse/session.ts';

/** What the evaluations of completed guidance report, by fiscal year of the checkup that led to it; persons. */
export interface GuidanceYear {
  readonly year: number;
  readonly completed: number;
  /** Waist and weight at the final evaluation. */
  readonly measured: number;
  /** 腹囲・体重の改善 is told (4th period), or whether a habit improved. */
  readonly achievement: number;
  /** 2 cm and 2 kg are reported, the values lie beside a checkup of the year, and they do not bear it out. */
  readonly comparable: number;
  readonly contradicted: number;
}

/** 2 cm and 2 kg, or 2.4 % of the weight at the checkup in kg and cm (第4期の手引き, アウトカム評価). */
const LEAST = 'least(2, round(0.024 * c.weight, 1))';
/** Values are told with one decimal. */
const ROUNDING = 0.05;

/** Counts the persons with each kind of result. */
export async function guidanceYears(warehouse: Warehouse, signal?: AbortSignal): Promise<GuidanceYear[]> {
  const rows = await warehouse.all(
    `SELECT g.fiscal_year AS year, count(*) FILTER (g.completed_date IS NOT NULL) AS completed,
            count(*) FILTER (g.completed_date IS NOT NULL AND g.final_waist IS NOT NULL AND g.final_weight IS NOT NULL) AS measured,
            count(*) FILTER (g.completed_date IS NOT NULL AND coalesce(g.waist_weight_change, g.habit_diet, g.habit_activity,
              g.habit_smoking, g.habit_rest, g.habit_other) IS NOT NULL) AS achievement,
            count(*) FILTER (compared.enough IS NOT NULL) AS comparable,
            count(*) FILTER (NOT compared.enough) AS contradicted
     FROM guidance g LEFT JOIN (
       SELECT g.person_id, g.fiscal_year,
              arg_max(least(c.waist - g.final_waist, c.weight - g.final_weight) >= ${LEAST} - ${ROUNDING}, c.exam_date) AS enough
       FROM guidance g JOIN checkup c ON c.person_id = g.person_id AND c.fiscal_year = g.fiscal_year AND c.programme = 'tokutei'
       WHERE g.completed_date IS NOT NULL AND g.waist_weight_change = 2 AND c.exam_date <= g.completed_date
         AND c.waist IS NOT NULL AND c.weight IS NOT NULL AND g.final_waist IS NOT NULL AND g.final_weight IS NOT NULL
       GROUP BY 1, 2) compared ON compared.person_id = g.person_id AND compared.fiscal_year = g.fiscal_year
     GROUP BY 1 ORDER BY 1`,
    undefined,
    signal,
  );
  return rows.map((row) => ({
    year: Number(row.year),
    completed: Number(row.completed),
    measured: Number(row.measured),
    achievement: Number(row.achievement),
    comparable: Number(row.comparable),
    contradicted: Number(row.contradicted),
  }));
}
