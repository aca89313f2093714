import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
import { type DefinitionTables, definitionTables } from '../domain/tables/index.ts';

const known = new Map<string, DefinitionTables>();

/**
 * Definition tables with the municipality's own versions (`.json` files of a folder, one table each) laid over the
 * shipped ones. The same content gives the same object, so that what was built from it is kept.
 *
 * Throws `tables.invalid` and `tables.unknown` for a file that does not fit.
 */
export function ownTables(folder: string): DefinitionTables {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const texts = names.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
  const key = texts.join('\u0000');
  const found = known.get(key);
  if (found) return found;
  const tables = definitionTables(
    texts.map((text, i) => {
      try {
        return JSON.parse(text) as unknown;
      } catch (cause) {
        throw new UserIssue('input', 'tables.invalid', { table: names[i] ?? '' }, { cause });
      }
    }),
  );
  known.set(key, tables);
  return tables;
}
