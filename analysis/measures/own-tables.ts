import { UserIssue } from '../domain/issue.ts';
import { definitionTables } from '../domain/tables/index.ts';
import { fromOwnFiles } from './own-files.ts';

/**
 * Definition tables with the municipality's own versions (`.json` files of a folder, one table each) laid over the
 * shipped ones.
 *
 * Throws `tables.invalid` and `tables.unknown` for a file that does not fit.
 */
export const ownTables = fromOwnFiles(/\.json$/, (files) =>
  definitionTables(
    files.map(({ name, text }) => {
      try {
        return JSON.parse(text) as unknown;
      } catch (cause) {
        throw new UserIssue('input', 'tables.invalid', { table: name }, { cause });
      }
    }),
  ),
);
