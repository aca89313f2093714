import { type PublishedTable, publishedTable, releaseTable } from '../../../analysis/disclosure/index.ts';
import type { ReleasedRow } from '../../../analysis/domain/statistic.ts';
import {
  cascadeTables,
  histogramTable,
  LEAST,
  monthTable,
  type ProductQuestion,
  percentileTable,
  persistenceTable,
  pyramidTable,
  type ToldTable,
} from './product-questions.ts';
import { type Answer, type Group, learnCount, learnShare, placeOf, type Session } from './session.ts';

/** Asks the gate what a screen asks, and tells the attacker what comes out. */
export async function poseProduct(session: Session, question: ProductQuestion): Promise<Answer> {
  const { town } = session;
  switch (question.kind) {
    case 'cascade':
      return poseAll(session, cascadeTables(town, question.by), [
        [1, 0, 4],
        [2, 1, 5],
        [3, 1, 6],
      ]);
    case 'pyramid':
      return poseAll(session, [pyramidTable(town, question.district)], []);
    case 'month': {
      const sourceHash = String(question.until).repeat(64);
      const later = { ...session, ledger: { ...session.ledger, sourceHash } };
      return poseAll(later, [monthTable(town, question)], [[1, 0, 2]]);
    }
    case 'percentiles':
      return poseAll(session, [percentileTable(town)], [], learnValues);
    case 'histogram':
      return poseAll(session, [histogramTable(town, question.joined)], []);
    case 'persistence':
      return poseAll(session, [persistenceTable(town)], [[1, 0, 2]]);
  }
}

/** A share: the columns of its part, its whole and itself. */
type Share = readonly [part: number, whole: number, share: number];
type Learn = (session: Session, row: ReleasedRow, masks: readonly bigint[]) => void;

async function poseAll(
  session: Session,
  tables: readonly ToldTable[],
  shares: readonly Share[],
  learn: Learn = () => undefined,
): Promise<Answer> {
  const { policy, options } = session;
  const groups: Group[] = [];
  const published: PublishedTable[] = [];
  for (const { candidate, masks } of tables) {
    const ledger = { ...session.ledger, tables: [...session.ledger.tables, ...published] };
    const released = await releaseTable(candidate, policy, ledger, options);
    published.push(publishedTable(released, candidate));
    const bases = candidate.columns.map(({ of }) => candidate.columns.findIndex(({ id }) => id === of));
    for (const row of released.statistic.rows) {
      const sets = masks.get(row.at.join('|'))!;
      sets.forEach((set, column) => {
        const what = `${candidate.columns[column]!.id} ${candidate.id}:${row.at.join('|')}`;
        const place = placeOf(
          candidate.dimensions.map(({ id }) => id),
          row.at,
        );
        groups.push({
          what,
          concept: candidate.id,
          set,
          column: `${candidate.columns[column]!.id} ${candidate.id}`,
          place,
        });
        const base = bases[column]!;
        if (base >= 0) groups.push({ what: `not ${what}`, concept: candidate.id, set: sets[base]! & ~set });
        // A part hidden with its group may be nobody.
        const cell = row.cells[column]!;
        if (base < 0 || row.cells[base]!.state !== 'hidden' || cell.state === 'shown')
          learnCount(session, set, cell);
      });
      for (const [part, whole, at] of shares) {
        const cell = row.cells[at]!;
        if (cell.state === 'shown')
          learnShare(session, sets[part]!, sets[whole]!, cell.value / 100, 0.000501);
      }
      learn(session, row, sets);
    }
  }
  return { groups, tables: published };
}

/** A mean to one digit; a percentile says how many people there are at least. */
function learnValues({ attacker }: Session, { cells }: ReleasedRow, [set = 0n]: readonly bigint[]): void {
  const [, mean, ...percentiles] = cells;
  if (mean?.state === 'shown') {
    const open = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
    attacker.know({ persons: [[set, -(mean.value - 0.05)]], pressure: set, ...open, lower: -1e-6 });
    attacker.know({ persons: [[set, -(mean.value + 0.05)]], pressure: set, ...open, upper: 1e-6 });
  }
  percentiles.forEach((cell, at) => {
    if (cell.state === 'shown') attacker.knowPersons(set, LEAST[at]!, Number.POSITIVE_INFINITY);
  });
}
