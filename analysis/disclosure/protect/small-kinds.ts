import { audit } from '../engine/audit.ts';
import { loadSolver } from '../engine/solver.ts';
import { buildSystem } from '../engine/system.ts';
import { isSmall } from '../policy.ts';
import { auditedRounding } from '../rounding/audited.ts';
import { controlledRounding } from '../rounding/controlled.ts';
import { countsFromMeans, midpoint6, roundedFrom, unpick } from '../rounding/unpick.ts';
import { eventsFromCurve, type LifeStep, lastPrintableStep, mergeSteps } from '../survival/steps.ts';
import { pinsSmall } from './backcalc.ts';
import {
  asCells,
  asNumbers,
  asRecord,
  asRelations,
  asStrings,
  asWhole,
  invalid,
  type ProtectDocument,
  readAttacker,
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
  const left = total - parts.reduce((sum, value) => sum + value, 0);
  if (left < 0) throw invalid('row');
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
  const counts = left === 0 ? parts : [...parts, left];
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
  if (cells < 1) throw invalid('hiddenCells');
  // Alone, a hidden cell is what the others leave over; with others, one is small and these are not.
  const most = sum - threshold * (cells - 1);
  if (most < 1) throw invalid('hiddenSum');
  const small: [number, number] = cells === 1 ? [sum, sum] : [1, Math.min(threshold - 1, most)];
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
  if (hidden.some((id) => !cells.has(id))) throw invalid(field);
  const values = hidden.map((id) => cells.get(id)!).filter((value) => value > 0);
  const { suppressedMin } = readAttacker(document, values);
  const floor = (_: string, value: number) => Math.min(suppressedMin, value);
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

/** Small cells that are printed, and hidden ones that are in sight. */
function exposedIn({ cells, hidden, integerIntervals, threshold }: HiddenDocument): string[] {
  return [
    ...printedOf(cells, hidden).flatMap(([id, value]) => (isSmall(value, threshold) ? [id] : [])),
    ...hidden.filter((id) => narrow(cells.get(id)!, integerIntervals[id]!, threshold)),
  ];
}

function printedOf(cells: ReadonlyMap<string, number>, hidden: readonly string[]): [string, number][] {
  return [...cells].filter(([id]) => !hidden.includes(id));
}

/** Unprinted finest cells bounded by printed margins alone. */
export async function protectImpliedBody(document: ProtectDocument): Promise<ProtectResult> {
  const attack = await attackHidden(document, 'hidden');
  const unsafe = exposedIn(attack);
  return verdict('impliedBody', unsafe.length > 0, 'disclosure.implied_cell', {
    intervals: attack.integerIntervals,
    unsafe,
    printedMin: Math.min(...printedOf(attack.cells, attack.hidden).map(([, value]) => value)),
  });
}

/** Cells a whole-number attacker pins although linear bounds do not. */
export async function protectIntegerGap(document: ProtectDocument): Promise<ProtectResult> {
  const attack = await attackHidden(document, 'suppressed');
  const unsafe = exposedIn(attack);
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

/** A rounding by less leaves fewer than ten numbers that a small count may be. */
const LEAST_BASE = 5;

/**
 * Additive rounding of a matrix with its margins in the last row and column, or of cells with sums. Where a threshold
 * is given, with the proof that small counts stay uncertain.
 */
export async function protectControlledRounding(
  document: ProtectDocument,
  options: ProtectOptions,
): Promise<ProtectResult> {
  const base = asWhole(document.base, 'base');
  if (base < 2 || base > MOST_BASE) throw invalid('base');
  const matrix = document.trueTable === undefined ? undefined : readMatrix(document.trueTable);
  const table =
    matrix === undefined
      ? { cells: asCells(document.cells, 'cells', true), relations: asRelations(document.relations) }
      : matrixTable(matrix);
  const refused = (reason: string): ProtectResult => ({
    status: 'refused',
    kind: 'controlledRounding',
    reason,
  });
  if (base < LEAST_BASE) return refused('disclosure.rounding_too_fine');
  const highs = await loadSolver();
  const began = performance.now();
  const seconds = options.seconds ?? 20;
  const threshold = document.threshold === undefined ? undefined : thresholdOf(document);
  const audited =
    threshold === undefined
      ? undefined
      : auditedRounding(highs, table, { base, threshold, width: threshold - 1, seconds });
  const found = threshold === undefined ? controlledRounding(highs, table, base, seconds) : audited;
  if (found === undefined) return refused('disclosure.rounding_impossible');
  if (audited?.safe === false) return refused('disclosure.rounding_too_fine');
  const published =
    matrix === undefined
      ? Object.fromEntries(found.rounded)
      : matrix.map((row, r) => row.map((_, c) => found.rounded.get(`${r}|${c}`)!));
  return {
    status: 'released',
    kind: 'controlledRounding',
    base,
    ...(threshold === undefined ? {} : { threshold }),
    published,
    table: published,
    sumAbsDeviation: found.deviation,
    optimal: found.optimal,
    seconds: Math.round(performance.now() - began) / 1000,
  };
}

/** A larger base rounds every count of a municipality away. */
const MOST_BASE = 1000;

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
    baseOf(published),
    asWhole(published.exactTotal, 'exactTotal'),
  );
  const threshold = thresholdOf(document);
  const unsafe = found.solutions === 0 || found.cellCandidates.some((list) => pinsSmall(list, threshold));
  return verdict('unpick', unsafe, 'disclosure.rounding_unpicked', found);
}

function baseOf(published: Readonly<Record<string, unknown>>): number {
  const base = asWhole(published.base, 'base');
  if (base < 1 || base > MOST_BASE) throw invalid('base');
  return base;
}

/** Counts behind one printed, rounded number when small counts are hidden first. */
export function protectCandidates(document: ProtectDocument): ProtectResult {
  const published = document.published === undefined ? {} : asRecord(document.published, 'published');
  if (published.printed !== undefined) {
    const list = roundedFrom(
      asWhole(published.printed, 'printed'),
      baseOf(published),
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

/** More groups of counts than that are not tried. */
const MOST_TRIALS = 1e7;

/** Counts that exact means beside perturbed counts give back; refused as well where too many would have to be tried. */
export function protectMeans(document: ProtectDocument): ProtectResult {
  const published = asRecord(document.published, 'published');
  const means = asNumbers(published.means, 'means');
  const perturbed = asNumbers(published.perturbed, 'perturbed');
  const most = asWhole(published.maxDev, 'maxDev');
  if (means.length < 2 || perturbed.length !== means.length) throw invalid('perturbed');
  if (most < 0) throw invalid('maxDev');
  if ((2 * most + 1) ** (means.length - 1) > MOST_TRIALS)
    return {
      status: 'refused',
      kind: 'meanTimesRounded',
      reason: 'disclosure.audit_unfinished',
      verdict: 'unknown',
    };
  const solutions = countsFromMeans(means, perturbed, most);
  const columns = (solutions[0] ?? []).map((_, at) => solutions.map((solution) => solution[at]!));
  const threshold = thresholdOf(document);
  const isTold = (list: readonly number[]) => new Set(list).size === 1 || pinsSmall(list, threshold);
  const unsafe = solutions.length === 0 || columns.some(isTold);
  return verdict('meanTimesRounded', unsafe, 'disclosure.back_calculation', { solutions });
}

/** A curve with its persons at risk gives back deaths, those who left and those who are left over. */
export function protectCurve(document: ProtectDocument): ProtectResult {
  const published = asRecord(document.published, 'published');
  const steps = readSteps<[number, number, number]>(published.steps, 'steps', 3);
  requireFalling(
    steps.map(([, survival]) => survival),
    'steps',
  );
  requirePersons(
    steps.map(([, , atRisk]) => atRisk),
    'steps',
  );
  if (steps.some(([, survival]) => survival < 0 || survival > 1)) throw invalid('steps');
  const deaths = eventsFromCurve(steps);
  const [, , atRisk] = steps.at(-1)!;
  const left = steps.slice(1).map(([, , persons], at) => steps[at]![2] - persons);
  const told = [...deaths, ...left, ...steps.map((step) => step[2]), atRisk - deaths.at(-1)!];
  const threshold = thresholdOf(document);
  const unsafe = told.some((count) => isSmall(count, threshold));
  return verdict('km', unsafe, 'disclosure.curve_steps', { deaths });
}

export function protectCoarseCurve(document: ProtectDocument): ProtectResult {
  const steps = readSteps<LifeStep>(document.input, 'input', 4);
  for (const [at, [, atRisk, events, censored]] of steps.entries()) {
    requireCounts([atRisk, events, censored], 'input');
    if ((steps[at + 1]?.[1] ?? 0) > atRisk - events - censored) throw invalid('input');
  }
  const threshold = thresholdOf(document);
  const bins = mergeSteps(steps, threshold);
  const [, , atRisk, events, censored] = bins.at(-1)!;
  const told = [...bins.flatMap((bin) => [bin[2], bin[3]]), atRisk - events - censored];
  const unsafe = told.some((count) => isSmall(count, threshold));
  return verdict('kmCoarsen', unsafe, 'disclosure.curve_steps', { bins });
}

export function protectTail(document: ProtectDocument): ProtectResult {
  const input = asRecord(document.input, 'input');
  const atRisk = asNumbers(input.atRisk, 'atRisk');
  requirePersons(atRisk, 'atRisk');
  const lastPrintedIndex = lastPrintableStep(atRisk, thresholdOf(document));
  return verdict('kmTail', lastPrintedIndex < 0, 'disclosure.curve_steps', { lastPrintedIndex });
}

function readSteps<Step extends readonly number[]>(value: unknown, field: string, columns: number): Step[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid(field);
  const steps = value.map((step) => asNumbers(step, field));
  if (steps.some((step) => step.length !== columns)) throw invalid(field);
  return steps as unknown as Step[];
}

function requireCounts(counts: readonly number[], field: string): void {
  if (counts.some((count) => !Number.isSafeInteger(count) || count < 0)) throw invalid(field);
}

/** Persons at risk: whole numbers that never rise. */
function requirePersons(counts: readonly number[], field: string): void {
  requireCounts(counts, field);
  requireFalling(counts, field);
}

function requireFalling(values: readonly number[], field: string): void {
  if (values.some((value, at) => at > 0 && value > values[at - 1]!)) throw invalid(field);
}

/** An exported text must not contain a hidden number, however it is written. Without the text there is nothing to judge. */
export function protectFormat(document: ProtectDocument): ProtectResult {
  if (typeof document.exported !== 'string' || document.hidden === undefined) {
    return { status: 'refused', kind: 'format', reason: 'disclosure.export_missing' };
  }
  const written = numbersIn(document.exported);
  const found = asNumbers(document.hidden, 'hidden').filter((value) => written.has(value));
  return verdict('format', found.length > 0, 'disclosure.hidden_number_exported', { found: found.length });
}

const PLAIN_NUMBER = /\d+(?:\.\d+)?/gu;
/** With a sign between groups of three digits. */
const GROUPED_NUMBER = /\d{1,3}(?:[ ,'’_\u00a0\u2009\u202f]\d{3})+(?:\.\d+)?/gu;

/** All numbers that a text may be read to contain: in wide or narrow digits, as entities, grouped by threes or not. */
function numbersIn(text: string): ReadonlySet<number> {
  const plain = text
    .replace(/&#x([\da-f]+);/giu, (_, code: string) => characterOf(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/gu, (_, code: string) => characterOf(Number(code)))
    .replace(/&(?:nbsp|thinsp|ensp|emsp);/gu, ' ')
    .normalize('NFKC');
  const found = [...plain.matchAll(PLAIN_NUMBER), ...plain.matchAll(GROUPED_NUMBER)];
  return new Set(found.map(([number]) => Number(number.replaceAll(/[^\d.]/gu, ''))));
}

function characterOf(code: number): string {
  return code <= 0x10_ffff ? String.fromCodePoint(code) : '';
}
