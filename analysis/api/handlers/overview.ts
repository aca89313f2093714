import { districtComparison } from '../../measures/districts.ts';
import { smoothedTable } from '../../measures/smoothed.ts';
import { populationPyramid } from '../../measures/views/pyramid.ts';
import { districtAgainstRest } from '../../measures/views/rest.ts';
import { measureStatement } from '../../measures/views/statement.ts';
import { measureWithin } from '../../measures/views/within.ts';
import type { overviewOperations } from '../contract/overview.ts';
import { type Handlers, measuring } from './handler.ts';

export const overviewHandlers: Pick<Handlers, keyof typeof overviewOperations> = {
  'overview.pyramid': async ({ workspaces }, request, call) => {
    const { warehouse, gate } = workspaces.require();
    const cancel = call.signal ? { signal: call.signal } : {};
    return { table: await gate.table(await populationPyramid(warehouse, { ...request, ...cancel })) };
  },
  'overview.within': async ({ workspaces }, { id, ...request }, call) => {
    const workspace = workspaces.require();
    const { warehouse, gate } = workspace;
    const candidate = await measureWithin(warehouse, id, { ...request, ...measuring(workspace, call) });
    return { table: await gate.table(candidate) };
  },
  'overview.rest': async ({ workspaces }, { id, ...request }, call) => {
    const workspace = workspaces.require();
    const { warehouse, gate } = workspace;
    const candidate = await districtAgainstRest(warehouse, id, { ...request, ...measuring(workspace, call) });
    return { table: await gate.table(candidate) };
  },
  'overview.funnel': async ({ workspaces }, { id, ...request }, call) => {
    const workspace = workspaces.require();
    const { warehouse, gate } = workspace;
    const candidate = await districtComparison(warehouse, id, { ...request, ...measuring(workspace, call) });
    const table = await gate.table(candidate);
    const smoothed = smoothedTable(table.statistic, candidate);
    return { table, ...(smoothed ? { smoothed: await gate.table(smoothed) } : {}) };
  },
  'overview.statement': async ({ workspaces }, { id, year }) => ({
    sql: measureStatement(id, year, workspaces.require().definitions()),
  }),
};
