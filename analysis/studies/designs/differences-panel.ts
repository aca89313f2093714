import { type Staggered, staggeredEffects } from '../../statistics/did/staggered.ts';
import { fiscalYearSql } from '../../warehouse/fiscal-year.ts';
import { requireArms } from '../adjustment.ts';
import { type AttritionStep, type Cohort, requireDifferentValues } from '../cohort.ts';
import type { StudyOf, StudyOutcome } from '../definition.ts';
import type { DesignEngine } from '../parts.ts';
import { startsSql } from '../plan.ts';

export type DifferencesStudy = StudyOf<'before_after_with_comparison'>;

export const COMPARISONS = { never: '期間中に一度も始めなかった人', not_yet: 'まだ始めていない人' } as const;

/** Fiscal year of the first start; null for people who never start. */
export function startYearSql(study: DifferencesStudy): string {
  return `(SELECT min(${fiscalYearSql('f.start_date')})
    FROM (${startsSql(study.programme, study.exposure)}) f WHERE f.person_id = a.person_id)`;
}

/** People whose outcome is known in every year of the panel and who had not started before it. */
export interface Panel {
  readonly outcome: StudyOutcome;
  readonly rows: Uint32Array;
  readonly values: readonly Float64Array[];
  readonly start: readonly number[];
  readonly attrition: readonly AttritionStep[];
  readonly sizes: { readonly treated: number; readonly control: number };
  readonly estimates: Staggered;
}

export interface Work {
  readonly study: DifferencesStudy;
  readonly cohort: Cohort;
  readonly panels: readonly Panel[];
  readonly context: Parameters<DesignEngine<'before_after_with_comparison'>['prepare']>[2]['context'];
  readonly threshold: number;
}

export function panelOf(
  study: DifferencesStudy,
  cohort: Cohort,
  { outcome, at }: { readonly outcome: StudyOutcome; readonly at: number },
): Panel {
  const [first, last] = [study.panel[0]!, study.panel.at(-1)!];
  const year = cohort.numbers.get('start')!;
  const startOf = (row: number) => (Number.isNaN(year[row]) || year[row]! > last ? Infinity : year[row]!);
  const columns = study.panel.map((_, t) => cohort.outcomes[at + t]!.after);
  const all = Array.from({ length: cohort.size }, (_, row) => row);
  const fresh = all.filter((row) => startOf(row) > first + study.anticipationYears);
  const rows = fresh.filter((row) => columns.every((column) => !Number.isNaN(column[row])));
  requireDifferentValues(outcome, columns);
  const z = Float64Array.from(rows, (row) => (Number.isFinite(startOf(row)) ? 1 : 0));
  const sizes = requireArms(z);
  const start = rows.map(startOf);
  const values = rows.map((row) => Float64Array.from(columns, (column) => column[row]!));
  const estimates = panelEffects({ values, start }, study);
  const count = (id: string, label: string, kept: readonly number[]): AttritionStep => {
    const treated = kept.filter((row) => Number.isFinite(startOf(row))).length;
    return { id, label, treated, control: kept.length - treated, total: kept.length };
  };
  return {
    outcome,
    rows: Uint32Array.from(rows),
    values,
    start,
    sizes,
    estimates,
    attrition: [
      count('eligible', `${first}年度に条件を満たす`, all),
      count('new_start', 'それまでに参加していない', fresh),
      count(
        `observed_${outcome.id}`,
        `${outcome.label}が${study.panel.length}年度すべてで測られている`,
        rows,
      ),
    ],
  };
}

/** Effects by the settings of the study, or by settings that its sensitivity set varies. */
export function panelEffects(
  { values, start }: Pick<Panel, 'values' | 'start'>,
  { panel, comparison, anticipationYears }: Settings,
  covariates?: readonly Float64Array[],
): Staggered {
  return staggeredEffects({
    outcome: values,
    periods: panel,
    start,
    control: comparison === 'never' ? 'never' : 'not-yet',
    anticipation: anticipationYears,
    ...(covariates ? { covariates: panel.map(() => covariates), adjustment: 'dr' } : {}),
  });
}

type Settings = Pick<DifferencesStudy, 'panel' | 'comparison' | 'anticipationYears'>;

export const primaryOf = ({ panels }: Work): Panel =>
  panels.find(({ outcome }) => outcome.primary) ?? panels[0]!;
