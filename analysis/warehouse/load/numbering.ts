import type { Warehouse } from '../session.ts';

/** The first numbers that a file may give to its batch, receipts and new persons. */
export interface FirstNumbers {
  readonly batchId: number;
  readonly firstClaimId: number;
  readonly firstNewPerson: number;
}

/**
 * Numbers of an import's batches, receipts and persons, counted on from file to file: asking the tables for their
 * highest numbers would take the longer the more they hold.
 */
export class Numbering {
  /** Earlier imports have left something: statements may meet many rows that are not this import's. */
  readonly hadBatches: boolean;
  #next: FirstNumbers;

  constructor(next: FirstNumbers) {
    this.#next = next;
    this.hadBatches = next.batchId > 1;
  }

  get next(): FirstNumbers {
    return this.#next;
  }

  /** A file was loaded with these as the highest numbers; 0 where it gave none. */
  took({
    batch,
    claim,
    person,
  }: {
    readonly batch: number;
    readonly claim: number;
    readonly person: number;
  }): void {
    const { batchId, firstClaimId, firstNewPerson } = this.#next;
    this.#next = {
      batchId: Math.max(batchId, batch + 1),
      firstClaimId: Math.max(firstClaimId, claim + 1),
      firstNewPerson: Math.max(firstNewPerson, person + 1),
    };
  }
}

/** Where the numbers of the import go on; must be inside its transaction. */
export async function openNumbering(warehouse: Warehouse): Promise<Numbering> {
  const [highest] = await warehouse.all(
    `SELECT coalesce((SELECT max(batch_id) FROM import_batch), 0) + 1 AS batch,
            coalesce((SELECT max(claim_id) FROM claim), 0) + 1 AS claim,
            coalesce((SELECT max(person_id) FROM person), 0) + 1 AS person`,
  );
  return new Numbering({
    batchId: Number(highest!.batch),
    firstClaimId: Number(highest!.claim),
    firstNewPerson: Number(highest!.person),
  });
}
