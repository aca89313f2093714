import type { CellSystem, Need } from '../engine/system.ts';

type Relation = readonly [parent: string, children: readonly string[]];

interface Pattern {
  readonly system: Pick<CellSystem, 'ids' | 'values'>;
  readonly pattern: { readonly hidden: Uint8Array };
}

interface Setting<Found extends Pattern> {
  readonly relations: readonly Relation[];
  /** How far the amount of these cells together must stay from what is known; undefined where it need not. */
  readonly marginOf: (ids: readonly string[]) => number | undefined;
  readonly mayHide: (id: string) => boolean;
  /** Protects the cells of these needs; undefined where that cannot be done. */
  readonly suppress: (needs: ReadonlyMap<string, Need>) => Promise<Found | undefined>;
  /** Sums over several levels that are looked at for each parent. */
  readonly mostSums: number;
}

/** Cells that are hidden for the sake of unions, at most. */
const MOST_ADDED = 100;

/**
 * Hides amounts so that also those are protected which the printed ones leave over: a printed sum less its printed
 * parts is the amount of the hidden parts together, and a contributor to these knows the others from it where they
 * are few or one of them is large (insiders and singletons, ESSnet SDC Handbook ch. 4). Where such an amount is
 * sensitive, one more part is hidden, with the protection that the amount needs.
 *
 * @returns undefined where that cannot be done
 */
export async function protectUnions<Found extends Pattern>(
  needs: ReadonlyMap<string, Need>,
  setting: Setting<Found>,
): Promise<Found | undefined> {
  const all = new Map(needs);
  for (let added = 0; added <= MOST_ADDED; added += 1) {
    const found = await setting.suppress(all);
    if (found === undefined) return undefined;
    const told = firstTold(found, setting);
    if (told === undefined) return found;
    const { ids, values } = found.system;
    const [next] = ids
      .map((id, at) => ({ id, amount: values[at]! }))
      .filter(({ id }) => told.printed.has(id) && setting.mayHide(id))
      .toSorted((a, b) => a.amount - b.amount);
    if (next === undefined) return undefined;
    all.set(next.id, { width: 0, up: told.margin, down: Math.min(told.margin, next.amount) });
  }
  return undefined;
}

/** The first sensitive amount that printed cells leave over, with these and how far it must stay from what is known. */
function firstTold<Found extends Pattern>({ system, pattern }: Found, setting: Setting<Found>) {
  const hidden = new Set(system.ids.filter((_, at) => pattern.hidden[at] === 1));
  for (const { ids, printed } of leftOver(setting, hidden)) {
    const margin = setting.marginOf(ids);
    if (margin !== undefined) return { printed: new Set(printed), margin };
  }
  return undefined;
}

/** Hidden cells whose sum is what printed cells leave over, and the printed cells that it takes. */
interface LeftOver {
  readonly ids: readonly string[];
  readonly printed: readonly string[];
}

/** What printed sums leave over, also over several levels: a hidden part by its own parts. */
function leftOver(
  { relations, mostSums }: Pick<Setting<Pattern>, 'relations' | 'mostSums'>,
  hidden: ReadonlySet<string>,
): LeftOver[] {
  const partsOf = Map.groupBy(relations, ([parent]) => parent);
  const split = (children: readonly string[]) => ({
    ids: children.filter((id) => hidden.has(id)),
    printed: children.filter((id) => !hidden.has(id)),
  });
  return relations.flatMap(([parent, children]) => {
    if (hidden.has(parent)) return [];
    const { ids, printed } = split(children);
    const found: LeftOver[] = ids.length === 0 ? [] : [{ ids, printed: [...printed, parent] }];
    for (let at = 0; at < found.length && found.length < mostSums; at += 1) {
      const { ids: whole, printed: known } = found[at]!;
      for (const id of whole) {
        for (const [, parts] of partsOf.get(id) ?? []) {
          const below = split(parts);
          found.push({
            ids: [...whole.filter((each) => each !== id), ...below.ids],
            printed: [...below.printed, ...known],
          });
        }
      }
    }
    return found;
  });
}
