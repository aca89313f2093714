import { audit } from '../engine/audit.ts';
import { loadSolver } from '../engine/solver.ts';
import { buildSystem } from '../engine/system.ts';
import { isSmall } from '../policy.ts';
import { controlledRounding } from '../rounding/controlled.ts';
import { countsFromMeans, midpoint6, roundedFrom, unpick } from '../rounding/unpick.ts';
import { eventsFromCurve, type LifeStep, lastPrintableStep, mergeSteps } from '../survival/steps.ts';
import { pinsSmall } from './backcalc.ts';
import {
  asCells,
  asNumber,
  asNumbers,
  asRecord,
  asRelations,
  asStrings,
  asWhole,
  invalid,
  type ProtectDocument,
} from './document.ts';
import {
  DEFAULT_THRESHOLD,
  type Interval,
  interval,
  type ProtectOptions,
  type ProtectResult,
} from './result.ts';

function thresholdOf(document: ProtectDocument): number {
  const given = document.threshold ?? document.T;
  return given === undefined ? DEFAULT_THRESHOLD : asWhole(given, 'threshold');
}

function verdict(kind: string, unsafe: boolean, reason: string, fields: object): ProtectResult {
  return {
    status: unsafe ? 'refused' : 'released',
    kind,
    ...(unsafe ? { reason } : {}),
    verdict: unsafe ? 'unsafe' : 'ok',
    ...fields,
  };
}

/** One row of a classification: everybody, all but one, or 90 % in one category. */
export function protectRow(document: ProtectDocument): ProtectResult {
  const row = asCells(document.row, 'row', true);
  const total = row.get('total');
  if (total === undefined) throw invalid('row');
  const threshold = thresholdOf(document);
  const parts = [...row].filter(([name]) => name !== 'total').map(([, value]) => value);
  if (parts.some((value) => value > total)) throw invalid('row');
  const largest = Math.max(0, ...parts);
  const flag =
    total === 0
      ? null
      : largest === total
        ? 'full-cell'
        : largest === total - 1
          ? 'all-but-one'
          : largest >= 0.9 * total
            ? 'share>=0.90'
            : null;
  const complete = parts.reduce((sum, value) => sum + value, 0) === total;
  const counts = complete ? parts : [...parts, total - parts.reduce((sum, value) => sum + value, 0)];
  const small = counts.some((value) => isSmall(value, threshold));
  return verdict(
    'row',
    flag !== null || small,
    flag === null ? 'disclosure.small_count' : 'disclosure.group_disclosure',
    {
      flag,
      small,
      threshold,
    },
  );
}

/** A published complement rule known to the attacker: one hidden cell is small, the others are not. */
export function protectRuleAware(document: ProtectDocument): ProtectResult {
  const published = asRecord(document.published, 'published');
  const sum = asWhole(published.hiddenSum, 'hiddenSum');
  const cells = asWhole(published.hiddenCells, 'hiddenCells');
  const threshold = thresholdOf(document);
  const small: [number, number] = [1, Math.min(threshold - 1, sum - threshold * (cells - 1))];
  const width = small[1] - small[0];
  return verdict('ruleAware', width < threshold - 2, 'disclosure.rule_known', {
    naiveInterval: [1, sum - (cells - 1)],
    ruleAwareIntervalOfSmall: small,
    width,
  });
}

interface HiddenDocument {
  readonly hidden: readonly string[];
  readonly cells: ReadonlyMap<string, number>;
  readonly integerIntervals: Readonly<Record<string, Interval>>;
  readonly linearIntervals: Readonly<Record<string, Interval>>;
  readonly threshold: number;
}

async function attackHidden(
  document: ProtectDocument,
  field: 'hidden' | 'suppressed',
): Promise<HiddenDocument> {
  const cells = asCells(document.cells, 'cells', true);
  const hidden = asStrings(document[field], field);
  const attacker = document.attacker === undefined ? {} : asRecord(document.attacker, 'attacker');
  const floor = attacker.suppressedMin === undefined ? 1 : asWhole(attacker.suppressedMin, 'attacker');
  const highs = await loadSolver();
  const intervalsFor = (integer: boolean) => {
    const relations = asRelations(document.relations);
    const system = buildSystem({ cells, relations, floor, needs: new Map(), integer });
    const mask = Uint8Array.from(system.ids, (id) => (hidden.includes(id) ? 1 : 0));
    const { intervals } = audit(highs, system, mask, { seconds: 30, intervals: true });
    return Object.fromEntries(hidden.map((id) => [id, interval(...intervals.get(system.ids.indexOf(id))!)]));
  };
  return {
    hidden,
    cells,
    integerIntervals: intervalsFor(true),
    linearIntervals: intervalsFor(false),
    threshold: thresholdOf(document),
  };
}

function narrow(value: number, found: Interval, threshold: number): boolean {
  const [low, high] = found;
  return isSmall(value, threshold) && low !== null && high !== null && high - low < threshold - 1;
}

/** Unprinted finest cells bounded by printed margins alone. */
export async function protectImpliedBody(document: ProtectDocument): Promise<ProtectResult> {
  const attack = await attackHidden(document, 'hidden');
  const unsafe = attack.hidden.filter((id) =>
    narrow(attack.cells.get(id)!, attack.integerIntervals[id]!, attack.threshold),
  );
  const shown = [...attack.cells].filter(([id]) => !attack.hidden.includes(id)).map(([, value]) => value);
  return verdict('impliedBody', unsafe.length > 0, 'disclosure.implied_cell', {
    intervals: attack.integerIntervals,
    unsafe,
    printedMin: Math.min(...shown),
  });
}

/** Cells a whole-number attacker pins although linear bounds do not. */
export async function protectIntegerGap(document: ProtectDocument): Promise<ProtectResult> {
  const attack = await attackHidden(document, 'suppressed');
  const unsafe = attack.hidden.filter((id) =>
    narrow(attack.cells.get(id)!, attack.integerIntervals[id]!, attack.threshold),
  );
  const wide = ([low, high]: Interval) => low === null || high === null || high > low;
  const pinned = (id: string) => !wide(attack.integerIntervals[id]!) && wide(attack.linearIntervals[id]!);
  const cell = attack.hidden.find(pinned) ?? attack.hidden[0];
  if (cell === undefined) throw invalid('suppressed');
  return verdict('integerGap', unsafe.length > 0, 'disclosure.implied_cell', {
    cell,
    lpInterval: attack.linearIntervals[cell],
    integerInterval: attack.integerIntervals[cell],
    lpIntervals: attack.linearIntervals,
    integerIntervals: attack.integerIntervals,
    unsafe,
  });
}

/** Additive rounding of a matrix with its margins in the last row and column, or of cells with sums. */
export async function protectControlledRounding(
  document: ProtectDocument,
  options: ProtectOptions,
): Promise<ProtectResult> {
  const base = asWhole(document.base, 'base');
  if (base < 2) throw invalid('base');
  const matrix = document.trueTable === undefined ? undefined : readMatrix(document.trueTable);
  const table =
    matrix === undefined
      ? { cells: asCells(document.cells, 'cells', true), relations: asRelations(document.relations) }
      : matrixTable(matrix);
  const highs = await loadSolver();
  const began = performance.now();
  const found = controlledRounding(highs, table, base, options.seconds ?? 20);
  if (found === undefined) {
    return { status: 'refused', kind: 'controlledRounding', reason: 'disclosure.rounding_impossible' };
  }
  const published =
    matrix === undefined
      ? Object.fromEntries(found.rounded)
      : matrix.map((row, r) => row.map((_, c) => found.rounded.get(`${r}|${c}`)!));
  return {
    status: 'released',
    kind: 'controlledRounding',
    base,
    published,
    table: published,
    sumAbsDeviation: found.deviation,
    optimal: found.optimal,
    seconds: Math.round(performance.now() - began) / 1000,
  };
}

function readMatrix(value: unknown): number[][] {
  if (!Array.isArray(value) || value.length === 0) throw invalid('trueTable');
  const matrix = value.map((row) => asNumbers(row, 'trueTable'));
  const wide = matrix[0]!.length;
  const bad = matrix.some(
    (row) => row.length !== wide || row.some((each) => !Number.isInteger(each) || each < 0),
  );
  if (bad) throw invalid('trueTable');
  return matrix;
}

function matrixTable(matrix: readonly (readonly number[])[]) {
  const cells = new Map<string, number>();
  matrix.forEach((row, r) => {
    row.forEach((value, c) => {
      cells.set(`${r}|${c}`, value);
    });
  });
  const lastRow = matrix.length - 1;
  const lastColumn = matrix[0]!.length - 1;
  const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);
  const relations: [string, string[]][] = [
    ...upTo(lastRow + 1).map((r): [string, string[]] => [
      `${r}|${lastColumn}`,
      upTo(lastColumn).map((c) => `${r}|${c}`),
    ]),
    ...upTo(lastColumn + 1).map((c): [string, string[]] => [
      `${lastRow}|${c}`,
      upTo(lastRow).map((r) => `${r}|${c}`),
    ]),
  ];
  for (const [parent, children] of relations) {
    if (children.reduce((sum, id) => sum + cells.get(id)!, 0) !== cells.get(parent))
      throw invalid('trueTable');
  }
  return { cells, relations };
}

/** Midpoint rounding as a table from count to printed number. */
export function protectMapping(document: ProtectDocument): ProtectResult {
  const values =
    document.values === undefined
      ? Array.from({ length: 101 }, (_, at) => at)
      : asNumbers(document.values, 'values');
  return {
    status: 'released',
    kind: 'mapping',
    mapping: Object.fromEntries(values.map((value) => [value, midpoint6(value)])),
  };
}

export function protectUnpick(document: ProtectDocument): ProtectResult {
  const published = asRecord(document.published, 'published');
  const found = unpick(
    asNumbers(published.rounded, 'rounded'),
    asWhole(published.base, 'base'),
    asWhole(published.exactTotal, 'exactTotal'),
  );
  const threshold = thresholdOf(document);
  const unsafe = found.solutions === 0 || found.cellCandidates.some((list) => pinsSmall(list, threshold));
  return verdict('unpick', unsafe, 'disclosure.rounding_unpicked', found);
}

/** Counts behind one printed, rounded number when small counts are hidden first. */
export function protectCandidates(document: ProtectDocument): ProtectResult {
  const published = document.published === undefined ? {} : asRecord(document.published, 'published');
  if (published.printed !== undefined) {
    const list = roundedFrom(
      asWhole(published.printed, 'printed'),
      asWhole(published.base, 'base'),
      asWhole(published.hideUpTo ?? 0, 'hideUpTo'),
    );
    return verdict('candidates', pinsSmall(list, thresholdOf(document)), 'disclosure.rounding_unpicked', {
      candidates: list,
    });
  }
  const hideUpTo5 = roundedFrom(5, 5, 5);
  return verdict('candidates', pinsSmall(hideUpTo5, thresholdOf(document)), 'disclosure.rounding_unpicked', {
    hideUpTo5,
    hideUpTo7_printed10: roundedFrom(10, 5, 7),
  });
}

export function protectMeans(document: ProtectDocument): ProtectResult {
  const published = asRecord(document.published, 'published');
  const solutions = countsFromMeans(
    asNumbers(published.means, 'means'),
    asNumbers(published.perturbed, 'perturbed'),
    asNumber(published.maxDev, 'maxDev'),
  );
  const columns = (solutions[0] ?? []).map((_, at) => solutions.map((solution) => solution[at]!));
  const unsafe = solutions.length === 0 || columns.some((list) => new Set(list).size === 1);
  return verdict('meanTimesRounded', unsafe, 'disclosure.back_calculation', { solutions });
}

export function protectCurve(document: ProtectDocument): ProtectResult {
  const published = asRecord(document.published, 'published');
  if (!Array.isArray(published.steps)) throw invalid('steps');
  const steps = published.steps.map(
    (step) => asNumbers(step, 'steps') as unknown as [number, number, number],
  );
  const deaths = eventsFromCurve(steps);
  const threshold = thresholdOf(document);
  return verdict(
    'km',
    deaths.some((count) => isSmall(count, threshold)),
    'disclosure.curve_steps',
    { deaths },
  );
}

export function protectCoarseCurve(document: ProtectDocument): ProtectResult {
  if (!Array.isArray(document.input)) throw invalid('input');
  const steps = document.input.map((step) => asNumbers(step, 'input') as unknown as LifeStep);
  const threshold = thresholdOf(document);
  const bins = mergeSteps(steps, threshold);
  const unsafe = bins.some((bin) => bin[3] >= 1 && bin[3] < threshold);
  return verdict('kmCoarsen', unsafe, 'disclosure.curve_steps', { bins });
}

export function protectTail(document: ProtectDocument): ProtectResult {
  const input = asRecord(document.input, 'input');
  const lastPrintedIndex = lastPrintableStep(asNumbers(input.atRisk, 'atRisk'), thresholdOf(document));
  return verdict('kmTail', lastPrintedIndex < 0, 'disclosure.curve_steps', { lastPrintedIndex });
}

/** An exported text must not contain a hidden number. Without the text there is nothing to judge. */
export function protectFormat(document: ProtectDocument): ProtectResult {
  if (typeof document.exported !== 'string' || document.hidden === undefined) {
    return { status: 'refused', kind: 'format', reason: 'disclosure.export_missing' };
  }
  const text = document.exported;
  const found = asNumbers(document.hidden, 'hidden').filter((value) =>
    new RegExp(`(?<![\\d.])${String(value).replace('.', '\\.')}(?![\\d.])`, 'u').test(text),
  );
  return verdict('format', found.length > 0, 'disclosure.hidden_number_exported', { found: found.length });
}
