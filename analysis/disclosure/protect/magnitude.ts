import { audit } from '../engine/audit.ts';
import { improve } from '../engine/exact.ts';
import { makeSafe, primaryPattern } from '../engine/incumbent.ts';
import { loadSolver } from '../engine/solver.ts';
import { buildSystem, type Need, rootCells } from '../engine/system.ts';
import { verifyWitnesses } from '../engine/witnesses.ts';
import { isSmall } from '../policy.ts';
import {
  amountMargin,
  type Concentration,
  dominates,
  failsPercent,
  isDominated,
  protectionLevel,
} from '../rules/dominance.ts';
import { protectUnions } from '../rules/unions.ts';
import {
  asCells,
  asNumber,
  asNumbers,
  asRecord,
  asRelations,
  asStrings,
  invalid,
  type ProtectDocument,
} from './document.ts';
import { DEFAULT_THRESHOLD, interval, type ProtectOptions, type ProtectResult } from './result.ts';

interface Rules {
  readonly threshold: number;
  readonly p: number;
  readonly one: number;
  readonly two: number;
}

function readRules(document: ProtectDocument): Rules {
  const number = (field: string, standard: number) =>
    document[field] === undefined ? standard : asNumber(document[field], field);
  /** Per cent of a rule that is to mean something. */
  const share = (field: string, standard: number) => {
    const value = number(field, standard);
    if (value <= 0 || value > 100) throw invalid(field);
    return value;
  };
  return {
    threshold: number('threshold', DEFAULT_THRESHOLD),
    p: share('p', 15),
    one: share('k1', 75),
    two: share('k2', 85),
  };
}

/** Concentration of amounts: one cell (`contributions` a list), or a table of them with sums. */
export async function protectMagnitude(
  document: ProtectDocument,
  options: ProtectOptions,
): Promise<ProtectResult> {
  const rules = readRules(document);
  // Amounts are hidden, not rounded: a wish that is not met is said, not passed over.
  if (document.rounding !== undefined) throw invalid('rounding');
  return Array.isArray(document.contributions)
    ? judgeCell(document, rules)
    : protectAmounts(document, rules, options);
}

function judgeCell(document: ProtectDocument, rules: Rules): ProtectResult {
  const contributions = asNumbers(document.contributions, 'contributions');
  const persons = evaluate(contributions);
  const shared = { kind: 'magnitude', n: contributions.length, sum: persons.sum, threshold: rules.threshold };
  if (contributions.some((value) => value < 0)) {
    return { status: 'refused', reason: 'disclosure.negative_contributions', review: true, ...shared };
  }
  const holders = document.holders === undefined ? undefined : asStrings(document.holders, 'holders');
  if (holders !== undefined && holders.length !== contributions.length) throw invalid('holders');
  const byHolder = holders === undefined ? undefined : evaluate(grouped(contributions, holders));
  const small = isSmall(contributions.length, rules.threshold);
  const concentrated = [persons, ...(byHolder ? [byHolder] : [])].some((cell) => isDominated(cell, rules));
  const unsafe = small || concentrated;
  return {
    status: unsafe ? 'refused' : 'released',
    ...(unsafe ? { reason: small ? 'disclosure.few_contributors' : 'disclosure.dominance' } : {}),
    ...shared,
    [`freqUnsafe_T${rules.threshold}`]: small,
    ...ruleTable(persons),
    ...(byHolder === undefined
      ? {}
      : { byHolder: { x1: byHolder.largest[0] ?? 0, sum: byHolder.sum, ...ruleTable(byHolder) } }),
  };
}

function evaluate(contributions: readonly number[]): Concentration {
  const largest = contributions.toSorted((a, b) => b - a);
  return { sum: contributions.reduce((total, value) => total + value, 0), largest };
}

function grouped(contributions: readonly number[], holders: readonly string[]): number[] {
  const sums = new Map<string, number>();
  holders.forEach((holder, at) => {
    sums.set(holder, (sums.get(holder) ?? 0) + contributions[at]!);
  });
  return [...sums.values()];
}

function ruleTable(cell: Concentration): Record<string, boolean | number> {
  return {
    nk_1_75: dominates(cell, 1, 75),
    nk_1_85: dominates(cell, 1, 85),
    nk_2_85: dominates(cell, 2, 85),
    nk_2_90: dominates(cell, 2, 90),
    p10: failsPercent(cell, 10),
    p15: failsPercent(cell, 15),
    upl_p10: protectionLevel(cell, 10),
    upl_p15: protectionLevel(cell, 15),
  };
}

/** More sums of one parent over several levels are not looked at. */
const MOST_SUMS = 200;

/** A whole table of amounts: sensitive cells need their protection level on either side. */
async function protectAmounts(
  document: ProtectDocument,
  rules: Rules,
  options: ProtectOptions,
): Promise<ProtectResult> {
  const relations = asRelations(document.relations ?? []);
  const lists = new Map(
    Object.entries(asRecord(document.contributions, 'contributions')).map(([id, list]) => [
      id,
      asNumbers(list, 'contributions'),
    ]),
  );
  const merged = withParents(lists, relations);
  const holders = withParents(readHolders(document, lists), relations);
  const sensitive = sensitiveAmounts(merged, holders, rules);
  if (sensitive === undefined) {
    return {
      status: 'refused',
      kind: 'magnitude',
      reason: 'disclosure.negative_contributions',
      review: true,
    };
  }
  const { needs, dominated } = sensitive;
  const weights =
    document.weights === undefined ? new Map<string, number>() : asCells(document.weights, 'weights', false);
  if ([...weights].some(([id, weight]) => weight < 0 || !merged.has(id))) throw invalid('weights');
  const began = performance.now();
  const highs = await loadSolver();
  const frozen =
    document.frozen === undefined ? rootCells(relations) : new Set(asStrings(document.frozen, 'frozen'));
  if (document.frozen !== undefined && [...frozen].some((id) => !merged.has(id))) throw invalid('frozen');
  if ([...frozen].some((id) => needs.has(id)) && document.frozen !== undefined) {
    return {
      status: 'refused',
      kind: 'magnitude',
      reason: 'disclosure.frozen_sensitive',
      published: {},
      suppressed: [],
    };
  }
  const amounts = new Map([...merged].map(([id, list]) => [id, evaluate(list).sum]));
  for (const kept of document.frozen === undefined ? [frozen, new Set<string>()] : [frozen]) {
    const mayHide = (id: string) => amounts.get(id)! > 0 && !kept.has(id);
    const found = await protectUnions(needs, {
      relations,
      marginOf: (ids) => unionMargin(ids, merged, holders, rules),
      mayHide,
      mostSums: MOST_SUMS,
      suppress: async (all) => {
        const system = buildSystem({
          cells: amounts,
          relations,
          floor: 0,
          needs: all,
          integer: false,
          mayHide,
          weight: (id) => weights.get(id) ?? 1,
        });
        const safe = makeSafe(highs, system, primaryPattern(system), { seconds: 60 });
        if (safe === undefined) return undefined;
        const { pattern, bound } = improve(highs, system, safe, { seconds: options.seconds ?? 6, gap: 0 });
        const final = audit(highs, system, pattern.hidden, { seconds: 10, intervals: true });
        if (!final.safe || !verifyWitnesses(system, pattern.hidden, final)) return undefined;
        return { system, pattern, bound, final };
      },
    });
    if (found === undefined) continue;
    const { system, pattern, bound, final } = found;
    const suppressed = system.ids.flatMap((id, at) =>
      pattern.hidden[at] === 0
        ? []
        : [
            {
              id,
              reason: amountReason(id, dominated, needs),
              interval: interval(...final.intervals.get(at)!),
            },
          ],
    );
    return {
      status: 'released',
      kind: 'magnitude',
      threshold: rules.threshold,
      published: Object.fromEntries(
        system.ids.flatMap((id, at) => (pattern.hidden[at] === 1 ? [] : [[id, system.values[at]!]])),
      ),
      suppressed,
      secondaryCount: suppressed.filter((cell) => cell.reason === 'secondary').length,
      optimal: pattern.cost - bound < 1e-6,
      gap: pattern.cost <= 0 ? 0 : Math.max(0, 1 - bound / pattern.cost),
      proof: {
        method: 'witnesses',
        witnesses: 2 * final.witnesses.size,
        seconds: Math.round(performance.now() - began) / 1000,
      },
    };
  }
  return {
    status: 'refused',
    kind: 'magnitude',
    reason: 'disclosure.cannot_protect',
    published: {},
    suppressed: [],
  };
}

/** What each sensitive cell needs, and which are dominated; undefined where a rule does not apply. */
function sensitiveAmounts(
  merged: ReadonlyMap<string, readonly number[]>,
  holders: ReadonlyMap<string, readonly string[]>,
  rules: Rules,
): { readonly needs: Map<string, Need>; readonly dominated: Set<string> } | undefined {
  const needs = new Map<string, Need>();
  const dominated = new Set<string>();
  for (const [id, list] of merged) {
    const views = viewsOf(list, holders.get(id));
    const verdicts = views.map((view) => isDominated(view, rules));
    if (verdicts.includes(undefined)) return undefined;
    const isDominant = verdicts.includes(true);
    if (isDominant) dominated.add(id);
    if (!isDominant && !isSmall(list.length, rules.threshold)) continue;
    needs.set(id, needOf(views[0].sum, marginOf(views, rules) || nobodysMargin(merged, rules)));
  }
  return { needs, dominated };
}

/** Contributions by person, and by holder where these are known. */
function viewsOf(
  list: readonly number[],
  owners: readonly string[] | undefined,
): readonly [Concentration, ...Concentration[]] {
  return owners === undefined ? [evaluate(list)] : [evaluate(list), evaluate(grouped(list, owners))];
}

function needOf(sum: number, margin: number): Need {
  return { width: 0, up: margin, down: Math.min(margin, sum) };
}

function marginOf(views: readonly Concentration[], rules: Rules): number {
  return Math.max(0, ...views.map((view) => amountMargin(view, rules)));
}

/** Where few have nothing, that they have nothing must not follow: what one of all has may be theirs. */
function nobodysMargin(merged: ReadonlyMap<string, readonly number[]>, { p }: Rules): number {
  const amounts = [...merged.values()].flat().filter((amount) => amount > 0);
  return amounts.length === 0 ? 1 : (p / 100) * (evaluate(amounts).sum / amounts.length);
}

/** How far the amount of several cells together must stay from what is known; undefined where it need not. */
function unionMargin(
  ids: readonly string[],
  merged: ReadonlyMap<string, readonly number[]>,
  holders: ReadonlyMap<string, readonly string[]>,
  rules: Rules,
): number | undefined {
  const list = ids.flatMap((id) => merged.get(id)!);
  const owners = ids.flatMap((id) => holders.get(id) ?? []);
  const views = viewsOf(list, owners.length === list.length ? owners : undefined);
  const sensitive = isSmall(list.length, rules.threshold) || views.some((view) => isDominated(view, rules));
  return sensitive ? marginOf(views, rules) || nobodysMargin(merged, rules) : undefined;
}

/** Holders (hospitals, households) of the contributions of each cell, in their order. */
function readHolders(
  document: ProtectDocument,
  lists: ReadonlyMap<string, readonly number[]>,
): Map<string, readonly string[]> {
  if (document.holders === undefined) return new Map();
  return new Map(
    Object.entries(asRecord(document.holders, 'holders')).map(([id, list]) => {
      const owners = asStrings(list, 'holders');
      if (owners.length !== lists.get(id)?.length) throw invalid('holders');
      return [id, owners];
    }),
  );
}

function amountReason(id: string, dominated: ReadonlySet<string>, needs: ReadonlyMap<string, Need>) {
  if (dominated.has(id)) return 'dominance' as const;
  return needs.has(id) ? ('primary' as const) : ('secondary' as const);
}

/** Contributions of a sum are those of its parts, where the document leaves them out. */
function withParents<T>(
  lists: ReadonlyMap<string, readonly T[]>,
  relations: readonly (readonly [string, readonly string[]])[],
): Map<string, readonly T[]> {
  const merged = new Map(lists);
  for (let added = true; added; ) {
    added = false;
    for (const [parent, children] of relations) {
      if (merged.has(parent) || !children.every((child) => merged.has(child))) continue;
      merged.set(
        parent,
        children.flatMap((child) => [...merged.get(child)!]),
      );
      added = true;
    }
  }
  return merged;
}
