import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable, Dimension } from '../../domain/statistic.ts';
import { type CoarseningProposal, suggestCoarsening } from '../alternatives/suggest.ts';
import { emptyLedger } from '../ledger/view.ts';
import { disclosurePolicy } from '../policy.ts';
import { asFlag, asRecord, invalid, type ProtectDocument, requireNoCircle } from './document.ts';

/** Threshold below which no policy goes; a document with a lower one gets no proposals. */
const LOWEST = 10;
/** Proposals are for tables that people read. */
const MOST_CELLS = 2000;
/** Population of a municipality without a stricter rule of its own. */
const POPULATION = 100_000;

export interface NamedDimension {
  readonly dimension: Dimension;
  readonly ordered: boolean;
}

/**
 * Dimensions that a table document names (`dims: [{ name, ordered, nodes: [{ code, parent }] }]`), undefined where it
 * names none.
 *
 * @throws UserIssue `disclosure.document_invalid`; `disclosure.document_twice`, `disclosure.document_parent`,
 * `disclosure.document_circle` with the code
 */
export function readDimensions(document: ProtectDocument): readonly NamedDimension[] | undefined {
  if (document.dims === undefined) return undefined;
  if (!Array.isArray(document.dims)) throw invalid('dims');
  return document.dims.map((each) => readDimension(asRecord(each, 'dims')));
}

/** Coarser tables for a table document whose cell ids are the codes of its dimensions joined by `|`. */
export async function tableAlternatives(
  dims: readonly NamedDimension[],
  table: { readonly cells: ReadonlyMap<string, number>; readonly threshold: number },
): Promise<readonly CoarseningProposal[] | undefined> {
  if (table.threshold < LOWEST || table.cells.size > MOST_CELLS) return undefined;
  const candidate = asCandidate(
    dims.map(({ dimension }) => dimension),
    table.cells,
  );
  if (candidate === undefined) return undefined;
  const policy = disclosurePolicy({ population: POPULATION, raisedThreshold: table.threshold });
  const ordered = dims.flatMap(({ dimension, ordered: flag }) => (flag ? [dimension.id] : []));
  return suggestCoarsening(candidate, policy, emptyLedger('document'), { ordered });
}

function readDimension(record: Readonly<Record<string, unknown>>): NamedDimension {
  const { name, nodes } = record;
  if (typeof name !== 'string' || !Array.isArray(nodes)) throw invalid('dims');
  const levels = nodes.map((each) => {
    const { code, parent } = asRecord(each, 'dims');
    if (typeof code !== 'string' || (typeof parent !== 'string' && parent !== null)) throw invalid('dims');
    return { code, label: code, ...(parent === null ? {} : { parent }) };
  });
  const codes = new Set<string>();
  for (const { code } of levels) {
    if (codes.has(code)) throw new UserIssue('input', 'disclosure.document_twice', { cell: code });
    codes.add(code);
  }
  const orphan = levels.find(({ parent }) => parent !== undefined && !codes.has(parent));
  if (orphan !== undefined)
    throw new UserIssue('input', 'disclosure.document_parent', { field: 'dims', cell: orphan.code });
  requireNoCircle(
    levels.flatMap(({ code, parent }) => (parent === undefined ? [] : [[parent, [code]] as const])),
    'dims',
  );
  return {
    dimension: { id: name, label: name, partition: true, levels },
    ordered: asFlag(record.ordered, 'dims', false),
  };
}

/** Undefined where cell ids are not codes of the dimensions. */
function asCandidate(
  dimensions: readonly Dimension[],
  cells: ReadonlyMap<string, number>,
): CandidateTable | undefined {
  const rows = [...cells].map(([id, value]) => ({ at: id.split('|'), values: [value] }));
  const known = dimensions.map(({ levels }) => new Set(levels.map(({ code }) => code)));
  const fits = rows.every(
    ({ at }) => at.length === known.length && at.every((code, position) => known[position]!.has(code)),
  );
  if (!fits) return undefined;
  return {
    id: 'document',
    parameters: {},
    context: { title: '', population: '', period: '', source: '', method: '', caveats: [] },
    dimensions,
    columns: [{ id: 'n', label: '', kind: 'count', unit: '人', decimals: 0 }],
    rows,
  };
}
