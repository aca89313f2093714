import { loadSolver } from '../engine/solver.ts';
import { type AtomOutput, exposingGroups, isExposed, unionInterval, unionsToCheck } from '../ledger/atoms.ts';
import { isSmall } from '../policy.ts';
import {
  asCells,
  asRecord,
  asStrings,
  asWhole,
  invalid,
  notConsidered,
  type ProtectDocument,
} from './document.ts';
import { DEFAULT_THRESHOLD, type Interval, interval, type ProtectResult } from './result.ts';

const FIELDS = ['threshold', 'atoms', 'outputs.*.atoms', 'outputs.*.value'];

/** Which outputs may be released together, given the atoms they are unions of. */
export async function protectLedger(document: ProtectDocument): Promise<ProtectResult> {
  const ignored = notConsidered(document, FIELDS);
  const threshold =
    document.threshold === undefined ? DEFAULT_THRESHOLD : asWhole(document.threshold, 'threshold');
  const atoms = asCells(document.atoms, 'atoms', true);
  const outputs = readOutputs(document, atoms);
  const highs = await loadSolver();
  const sizes = (union: readonly string[]) => union.reduce((sum, id) => sum + atoms.get(id)!, 0);
  const names = [...atoms.keys()];
  const derived: Record<string, Interval> = {};
  const exposed: string[][] = [];
  for (const union of unionsToCheck(names, outputs)) {
    const size = sizes(union);
    const few = names.length <= 6 || union.length === 1;
    if (!few && !isSmall(size, threshold)) continue;
    const found = unionInterval(highs, atoms, outputs, union);
    const unsafe = isExposed(size, found, threshold);
    if (unsafe) exposed.push(union);
    if (few || unsafe) derived[union.join('+')] = interval(...found);
  }
  const exposes = (group: readonly AtomOutput[]) =>
    exposed.some((union) => isExposed(sizes(union), unionInterval(highs, atoms, group, union), threshold));
  const unsafe = exposed.length === 0 ? [] : exposingGroups(outputs, exposes);
  return {
    status: unsafe.length === 0 ? 'released' : 'refused',
    kind: 'ledger',
    ...(unsafe.length === 0 ? {} : { reason: 'disclosure.differencing' }),
    verdict: unsafe.length === 0 ? 'safe' : 'unsafe',
    threshold,
    unsafe,
    releasable: inOrder(outputs, unsafe),
    derived,
    atomIntervals: Object.fromEntries(names.map((id) => [id, derived[id]!])),
    ...ignored,
  };
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
