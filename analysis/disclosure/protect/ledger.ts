import type { Highs } from 'highs';
import { loadSolver } from '../engine/solver.ts';
import {
  type AtomOutput,
  allUnions,
  atomIntervals,
  exposingGroup,
  exposingGroups,
  isExposed,
  unionInterval,
} from '../ledger/atoms.ts';
import { findExposedUnion, isUnionExposed } from '../ledger/exposed-unions.ts';
import { isSmall } from '../policy.ts';
import { asCells, asRecord, asStrings, asWhole, invalid, type ProtectDocument } from './document.ts';
import {
  DEFAULT_THRESHOLD,
  type Interval,
  interval,
  type ProtectOptions,
  type ProtectResult,
} from './result.ts';

/** Up to as many atoms and outputs every union and every group is asked about. */
const FEW = 10;

/** Of the whole answer, in seconds; what is not proved by then is refused. */
const SECONDS = 30;

interface LedgerDocument {
  readonly threshold: number;
  readonly atoms: ReadonlyMap<string, number>;
  readonly outputs: readonly AtomOutput[];
}

/** What was worked out about the outputs of a document. */
interface Findings {
  /** Groups of outputs that must not go out together. */
  readonly unsafe: readonly (readonly string[])[];
  readonly releasable: readonly string[];
  readonly derived: Readonly<Record<string, Interval>>;
  /** Neither exposed nor proved safe in time. */
  readonly isUnproved?: boolean;
  readonly intervalsExact?: boolean;
}

/**
 * Which outputs may be released together, given the atoms they are unions of. `verdict` is `safe` only where it is
 * proved that no union of atoms is exposed, whatever their number.
 */
export async function protectLedger(
  document: ProtectDocument,
  options: ProtectOptions = {},
): Promise<ProtectResult> {
  const threshold =
    document.threshold === undefined ? DEFAULT_THRESHOLD : asWhole(document.threshold, 'threshold');
  const atoms = asCells(document.atoms, 'atoms', true);
  const ledger = { threshold, atoms, outputs: readOutputs(document, atoms) };
  const highs = await loadSolver();
  const few = atoms.size <= FEW && ledger.outputs.length <= FEW;
  const found = few ? askAll(highs, ledger) : search(highs, ledger, options.seconds ?? SECONDS);
  const { unsafe, releasable, derived, isUnproved = false, intervalsExact = true } = found;
  const reason = isUnproved ? 'disclosure.audit_unfinished' : 'disclosure.differencing';
  const safe = unsafe.length === 0 && !isUnproved;
  return {
    status: safe ? 'released' : 'refused',
    kind: 'ledger',
    ...(safe ? {} : { reason }),
    verdict: isUnproved ? 'unproved' : safe ? 'safe' : 'unsafe',
    threshold,
    unsafe,
    releasable,
    derived,
    atomIntervals: Object.fromEntries([...atoms.keys()].map((id) => [id, derived[id]!])),
    ...(intervalsExact ? {} : { intervalsExact }),
  };
}

/** Every union, and all smallest groups of outputs that expose one. */
function askAll(highs: Highs, { threshold, atoms, outputs }: LedgerDocument): Findings {
  const sizes = (union: readonly string[]) => union.reduce((sum, id) => sum + atoms.get(id)!, 0);
  const names = [...atoms.keys()];
  const derived: Record<string, Interval> = {};
  const exposed: string[][] = [];
  for (const union of allUnions(names)) {
    const size = sizes(union);
    const told = names.length <= 6 || union.length === 1;
    if (!told && !isSmall(size, threshold)) continue;
    const found = unionInterval(highs, atoms, outputs, union);
    const unsafe = isExposed(size, found, threshold);
    if (unsafe) exposed.push(union);
    if (told || unsafe) derived[union.join('+')] = interval(...found);
  }
  const exposes = (group: readonly AtomOutput[]) =>
    exposed.some((union) => isExposed(sizes(union), unionInterval(highs, atoms, group, union), threshold));
  const unsafe = exposed.length === 0 ? [] : exposingGroups(outputs, exposes);
  return { unsafe, releasable: inOrder(outputs, unsafe), derived };
}

/** Groups that must not go out together, and what may, in the order in which it was asked for. */
function search(highs: Highs, ledger: LedgerDocument, seconds: number): Findings {
  const { threshold, atoms, outputs } = ledger;
  const began = performance.now();
  const { exposed, ...findings } = takeApart(highs, ledger, began + seconds * 800);
  const left = Math.max(1, seconds - (performance.now() - began) / 1000);
  const each = atomIntervals(highs, atoms, outputs, left);
  const derived = Object.fromEntries([...each.intervals].map(([id, found]) => [id, interval(...found)]));
  if (exposed !== undefined && exposed.length > 1) {
    const size = exposed.reduce((sum, id) => sum + atoms.get(id)!, 0);
    const names = [...atoms.keys()].filter((id) => exposed.includes(id)).join('+');
    const found = unionInterval(highs, atoms, outputs, exposed);
    if (isExposed(size, found, threshold)) derived[names] = interval(...found);
  }
  return { ...findings, derived, intervalsExact: each.exact };
}

/**
 * One exposed union after the other, with a smallest group of outputs that exposes it; the last of the group is left
 * out, until the rest is proved to expose none. `exposed` is the first of the unions.
 */
function takeApart(highs: Highs, { threshold, atoms, outputs }: LedgerDocument, deadline: number) {
  const unsafe: string[][] = [];
  let exposed: readonly string[] | undefined;
  let rest = outputs;
  for (;;) {
    const next = findExposedUnion(highs, atoms, rest, { threshold, deadline });
    if (next.found === 'none') return { unsafe, exposed, releasable: rest.map(({ id }) => id) };
    if (next.found === 'unfinished')
      return { unsafe, exposed, releasable: [], isUnproved: unsafe.length === 0 };
    const { union } = next;
    exposed ??= union;
    const group = exposingGroup(rest, (some) =>
      isUnionExposed(highs, atoms, some, { union, threshold, deadline }),
    );
    unsafe.push(group.map(({ id }) => id));
    rest = rest.filter((output) => output !== group.at(-1));
  }
}

function readOutputs(document: ProtectDocument, atoms: ReadonlyMap<string, number>): AtomOutput[] {
  return Object.entries(asRecord(document.outputs, 'outputs')).map(([id, value]) => {
    const output = asRecord(value, 'outputs');
    const members = asStrings(output.atoms, 'outputs');
    if (members.some((atom) => !atoms.has(atom)) || new Set(members).size !== members.length)
      throw invalid('outputs');
    const sum = members.reduce((total, atom) => total + atoms.get(atom)!, 0);
    if (output.value !== undefined && asWhole(output.value, 'outputs') !== sum) throw invalid('outputs');
    return { id, atoms: members, value: sum };
  });
}

/** Outputs that can go out first come, first served. */
function inOrder(outputs: readonly AtomOutput[], unsafe: readonly (readonly string[])[]): string[] {
  const chosen: string[] = [];
  for (const { id } of outputs) {
    const next = new Set([...chosen, id]);
    if (!unsafe.some((group) => group.every((each) => next.has(each)))) chosen.push(id);
  }
  return chosen;
}
