/** `effect did --first-treated`: many periods, staggered start (Callaway & Sant'Anna 2021). */
import { UserIssue } from '../../domain/issue.ts';
import { normalEffect } from '../../statistics/contrast.ts';
import type { Adjustment } from '../../statistics/did/adjusted.ts';
import { type PreTrendTest, preTrendTest } from '../../statistics/did/pre-trend.ts';
import { type Aggregate, type PanelInput, staggeredEffects } from '../../statistics/did/staggered.ts';
import { clusterAt } from './cohort-frame.ts';
import { readTable, type Table } from './csv.ts';
import { completeRows, modelTerms, numbersAt } from './frame.ts';
import type { ParsedOptions } from './options.ts';
import type { DesignResult, Warning } from './result.ts';

interface Columns {
  readonly outcome: string;
  readonly time: string;
  readonly unit: string;
  readonly first: string;
  readonly covariates: readonly string[];
  readonly categorical: ReadonlySet<string>;
}

function columnsOf(options: ParsedOptions): Columns {
  const categorical = options.list('categorical');
  return {
    outcome: options.required('outcome'),
    time: options.required('time'),
    unit: options.required('unit'),
    first: options.required('first-treated'),
    covariates: [...new Set([...options.list('covariates'), ...categorical])],
    categorical: new Set(categorical),
  };
}

interface Panel {
  readonly panel: PanelInput;
  readonly dropped: number;
  readonly units: number;
}

/** Row of every unit and period; units with a repeated period are refused. */
function rowOfCell(
  units: Int32Array,
  times: Float64Array,
  position: ReadonlyMap<number, number>,
  names: Columns,
): Int32Array[] {
  const count = units.reduce((m, u) => Math.max(m, u + 1), 0);
  const rows = Array.from({ length: count }, () => new Int32Array(position.size).fill(-1));
  units.forEach((u, i) => {
    const p = position.get(times[i]!)!;
    if (rows[u]![p] !== -1)
      throw new UserIssue('input', 'effect.panel-repeated', { unit: names.unit, time: names.time });
    rows[u]![p] = i;
  });
  return rows;
}

function panelOf(table: Table, names: Columns, options: ParsedOptions): Panel {
  const rows = completeRows(table, [names.outcome, names.time, names.unit, ...names.covariates]);
  if (rows.length === 0) throw new UserIssue('input', 'effect.panel-unbalanced', { complete: 0, units: 0 });
  const times = numbersAt(table, names.time, rows);
  const y = numbersAt(table, names.outcome, rows);
  const starts = table.numeric.get(names.first)!;
  const periods = [...new Set(times)].sort((a, b) => a - b);
  const position = new Map(periods.map((p, i) => [p, i]));
  const cells = rowOfCell(clusterAt(table, names.unit, rows), times, position, names);
  const complete = cells.filter((c) => c.every((r) => r >= 0));
  if (complete.length < 10 || periods.length < 2) {
    throw new UserIssue('input', 'effect.panel-unbalanced', {
      complete: complete.length,
      units: cells.length,
    });
  }
  const startOf = (unit: Int32Array): number => {
    const found = unit.map((r) => starts[rows[r]!]!).find((s) => Number.isFinite(s) && s !== 0);
    return found ?? Infinity;
  };
  const terms = modelTerms(table, rows, {
    covariates: names.covariates,
    categorical: names.categorical,
    quadratic: new Set(),
  });
  const byPeriod = periods.map((_, p) =>
    terms.map((t) => Float64Array.from(complete, (c) => t.values[c[p]!]!)),
  );
  return {
    panel: {
      outcome: complete.map((c) => Float64Array.from(c, (r) => y[r]!)),
      start: complete.map((c) => startOf(Int32Array.from(c))),
      periods,
      control: options.text('control') === 'not-yet' ? 'not-yet' : 'never',
      anticipation: options.number('anticipation') ?? 0,
      covariates: terms.length === 0 ? undefined : byPeriod,
      adjustment: (options.text('adjust') ?? 'dr') as Adjustment,
    },
    dropped: cells.length - complete.length,
    units: complete.length,
  };
}

function show(a: Aggregate): Record<string, unknown> {
  const e = normalEffect('difference', a.estimate, a.se);
  return { label: a.label, estimate: a.estimate, se: a.se, ci: e.ci, p: e.p };
}

function cautions(panel: PanelInput, failed: number, before: PreTrendTest | undefined): Warning[] {
  const sizes = [...new Set(panel.start)].map((g) => panel.start.filter((s) => s === g).length);
  return [
    ...(before === undefined ? [{ code: 'effect.did-no-pretrend', params: {} } as const] : []),
    ...(before !== undefined && before.p < 0.05
      ? [{ code: 'effect.did-pretrend-differs', params: {} } as const]
      : []),
    ...(Math.min(...sizes) < 10 ? [{ code: 'effect.small-arm', params: { minimum: 10 } } as const] : []),
    ...(failed > 0 ? [{ code: 'effect.panel-cells-failed', params: { cells: failed } } as const] : []),
  ];
}

/** Runs the design; `estimate` is the size-weighted mean of all effects after the start. */
export async function staggered(
  options: ParsedOptions,
  signal: AbortSignal | undefined,
): Promise<DesignResult> {
  const names = columnsOf(options);
  const table = await readTable(options.required('table'), {
    numeric: [
      names.outcome,
      names.time,
      names.first,
      ...names.covariates.filter((c) => !names.categorical.has(c)),
    ],
    labelled: [names.unit, ...names.categorical],
    signal,
  });
  const { panel, dropped, units } = panelOf(table, names, options);
  const result = staggeredEffects(panel);
  if (result.cells.length === 0 || !Number.isFinite(result.overall.estimate)) {
    const code = result.failed > 0 ? 'effect.separation' : 'effect.panel-no-comparison';
    throw new UserIssue('input', code, { control: panel.control });
  }
  const main = normalEffect('difference', result.overall.estimate, result.overall.se);
  const before = preTrendTest(result.cells, panel.anticipation);
  const treated = panel.start.filter(Number.isFinite).length;
  const { dynamic, group, calendar } = result.averages;
  return {
    design: 'did',
    method: 'callaway-santanna',
    outcome: names.outcome,
    n: {
      treated,
      control: units - treated,
      used: units * panel.periods.length,
      dropped: table.rows - units * panel.periods.length,
      units,
      droppedUnits: dropped,
      periods: panel.periods.length,
    },
    estimate: main.estimate,
    se: main.se,
    ci: main.ci,
    p: main.p,
    scale: 'difference',
    effects: [main],
    adjustment: panel.covariates === undefined ? 'none' : panel.adjustment,
    groupTime: result.cells.map((c) => ({
      group: c.group,
      period: c.period,
      estimate: c.estimate,
      se: c.se,
    })),
    preTrend: before ?? null,
    eventStudy: result.dynamic.map(show),
    byGroup: result.byGroup.map(show),
    byPeriod: result.byPeriod.map(show),
    overall: {
      simple: show(result.overall),
      dynamic: show(dynamic),
      group: show(group),
      calendar: show(calendar),
    },
    warnings: cautions(panel, result.failed, before),
  };
}
