import { districtComparison } from '../../measures/districts.ts';
import { populationPyramid } from '../../measures/views/pyramid.ts';
import { districtAgainstRest } from '../../measures/views/rest.ts';
import { measureStatement } from '../../measures/views/statement.ts';
import { measureWithin } from '../../measures/views/within.ts';
import type { CallOptions } from '../contract/client.ts';
import type { overviewOperations } from '../contract/overview.ts';
import type { Handlers } from './handler.ts';

export const overviewHandlers: Pick<Handlers, keyof typeof overviewOperations> = {
  'overview.pyramid': async ({ workspaces }, request, call) => {
    const { warehouse, gate } = workspaces.require();
    return { table: await gate.table(await populationPyramid(warehouse, { ...request, ...cancel(call) })) };
  },
  'overview.within': async ({ workspaces }, { id, ...request }, call) => {
    const { warehouse, gate } = workspaces.require();
    return { table: await gate.table(await measureWithin(warehouse, id, { ...request, ...cancel(call) })) };
  },
  'overview.rest': async ({ workspaces }, { id, ...request }, call) => {
    const { warehouse, gate } = workspaces.require();
    const candidate = await districtAgainstRest(warehouse, id, { ...request, ...cancel(call) });
    return { table: await gate.table(candidate) };
  },
  'overview.funnel': async ({ workspaces }, { id, ...request }, call) => {
    const { warehouse, gate } = workspaces.require();
    const candidate = await districtComparison(warehouse, id, { ...request, ...cancel(call) });
    return { table: await gate.table(candidate) };
  },
  'overview.statement': async (_, { id, year }) => ({ sql: measureStatement(id, year) }),
};

function cancel({ signal }: CallOptions): { readonly signal?: AbortSignal } {
  return signal ? { signal } : {};
}
