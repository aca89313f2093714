import type {
  CandidateRow,
  CandidateTable,
  Column,
  ReleasedCell,
  ReleasedTable,
} from '../../domain/statistic.ts';
import { fingerprint } from '../release/question.ts';
import type { Released } from '../released.ts';
import { withoutSizes } from './person-sets.ts';
import type { PublishedRow, PublishedTable, PublishedValue } from './view.ts';

/** The question a table answers, without any number of the answer. */
export function tableQuestion(table: {
  readonly id: string;
  readonly parameters: ReleasedTable['parameters'];
  readonly dimensions: readonly {
    readonly id: string;
    readonly levels: readonly { readonly code: string }[];
  }[];
  readonly columns: readonly Column[];
}): unknown {
  return {
    id: table.id,
    parameters: table.parameters,
    dimensions: table.dimensions.map(({ id, levels }) => ({ id, levels: levels.map((level) => level.code) })),
    columns: table.columns.map((column) => column.id),
  };
}

/**
 * What the ledger keeps of a released table: counts and amounts that were printed, and what was hidden.
 *
 * @param candidate the table it was made from, for the fingerprints of its people
 */
export function publishedTable(
  { statistic, release }: Released<ReleasedTable>,
  candidate?: CandidateTable,
): PublishedTable {
  const exact = new Map(candidate?.rows.map((row) => [row.at.join('|'), row]));
  const kept = statistic.columns.flatMap((column, at) => (column.kind === 'derived' ? [] : [{ column, at }]));
  return {
    releaseId: release.releaseId,
    question: fingerprint(tableQuestion(statistic)),
    sourceHash: release.sourceHash,
    ruleVersion: release.ruleVersion,
    threshold: release.threshold,
    id: statistic.id,
    parameters: statistic.parameters,
    dimensions: (candidate ?? statistic).dimensions.map(({ id, partition, nested, levels }) => ({
      id,
      partition,
      ...(nested === undefined ? {} : { nested }),
      levels: levels.map(({ code, parent, division }) => ({
        code,
        ...(parent === undefined ? {} : { parent }),
        ...(division === undefined ? {} : { division }),
      })),
    })),
    columns: kept.map(({ column: { id, kind, of } }) => {
      const concept = candidate?.columns.find((column) => column.id === id)?.concept;
      return { id, kind, ...(of === undefined ? {} : { of }), ...(concept === undefined ? {} : { concept }) };
    }),
    rows: statistic.rows.map((row) => {
      const source = exact.get(row.at.join('|'));
      const cells = kept.map(({ at }) => publishedValue(row.cells[at]!));
      return {
        at: row.at,
        cells,
        ...(source?.people === undefined ? {} : { people: withoutSizes(source.people) }),
        ...(source?.inside === undefined ? {} : { inside: source.inside }),
        ...largestBounds(source, kept, cells),
      };
    }),
    ...(release.earlier === undefined ? {} : { earlier: release.earlier.map(({ releaseId }) => releaseId) }),
  };
}

/** For printed amounts, a bound of the largest contribution that says no more than its order of magnitude. */
function largestBounds(
  row: CandidateRow | undefined,
  kept: readonly { readonly column: Column }[],
  cells: readonly PublishedValue[],
): Pick<PublishedRow, 'largest'> {
  const bounds = kept.flatMap(({ column }, at): [string, number][] => {
    const first = row?.contributions?.[column.id]?.[0];
    if (column.kind !== 'sum' || typeof cells[at] !== 'number' || first === undefined || first <= 0)
      return [];
    return [[column.id, 2 ** Math.ceil(Math.log2(first))]];
  });
  return bounds.length === 0 ? {} : { largest: Object.fromEntries(bounds) };
}

function publishedValue(cell: ReleasedCell): PublishedValue {
  if (cell.state === 'shown') return cell.value;
  return cell.state === 'hidden' ? cell.reason : null;
}
