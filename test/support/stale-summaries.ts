import { openWorkspace } from '../../analysis/workspace/workspace.ts';

/**
 * Leaves a workspace as an older version of the app would: its summaries are there, and made from something else.
 * Nobody may have it open. Gives the number of years whose summaries have to be made anew.
 */
export async function ageSummaries(folder: string): Promise<number> {
  const workspace = await openWorkspace(folder);
  try {
    let years = 0;
    const tables = await workspace.warehouse.all(
      "SELECT table_name AS name FROM duckdb_columns() WHERE schema_name = 'summary' AND column_name = 'stamp'",
    );
    for (const { name } of tables) {
      await workspace.warehouse.run(`UPDATE summary.${String(name)} SET stamp = 'of an older version'`);
      const [made] = await workspace.warehouse.all(`SELECT count(*) AS n FROM summary.${String(name)}`);
      years += Number(made?.n);
    }
    return years;
  } finally {
    workspace.close();
  }
}
