import { hasPackedTables } from '../../analysis/api/contract/packed.ts';
import { LineError } from './line.ts';

/** A reply with its tables readable. What reads them is loaded with the first: the start screen has none. */
export async function unpack<T>(reply: T): Promise<T> {
  if (!hasPackedTables(reply)) return reply;
  const { unpackTables } = await import('../../analysis/api/contract/table-arrow.ts').catch(
    (cause: unknown) => {
      throw new LineError('outdated', { cause });
    },
  );
  return unpackTables(reply);
}
