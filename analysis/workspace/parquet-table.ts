import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from '../intake/decode/source.ts';
import { parquetText } from '../warehouse/parquet.ts';
import type { Workspace } from './workspace.ts';

const UNPACKED = 'table-';

/**
 * Opens Parquet tables as text. One that lies in an archive is unpacked inside the workspace for as long as it is
 * read. Reading throws what reading the archive throws, and `intake.table_damaged`.
 */
export function parquetTables(workspace: Workspace): (table: ByteSource) => ByteSource {
  return (table) => {
    const { name, size, origin } = table;
    if (origin?.kind === 'file') return parquetText(origin.path, name, size);
    return {
      name,
      size,
      async *chunks(signal) {
        const folder = unpackingFolder(workspace);
        try {
          const path = join(folder, 'table.parquet');
          const file = await open(path, 'wx', 0o600);
          try {
            for await (const chunk of table.chunks(signal)) await file.write(chunk);
          } finally {
            await file.close();
          }
          yield* parquetText(path, name, size).chunks(signal);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
    };
  };
}

/** A new folder; what a crash leaves behind is removed when the workspace is opened again. */
function unpackingFolder(workspace: Workspace): string {
  const temporary = join(workspace.folder, 'temporary');
  mkdirSync(temporary, { recursive: true });
  return mkdtempSync(join(temporary, UNPACKED));
}
