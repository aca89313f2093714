import { describeMeasure, listMeasures, runMeasure } from '../../measures/catalogue.ts';
import type { Handlers } from './handler.ts';

export const measureHandlers: Pick<Handlers, 'measures.list' | 'measures.run'> = {
  'measures.list': async () => ({ measures: listMeasures().map(describeMeasure) }),
  'measures.run': async ({ workspaces }, { ids, years, by, standardise }, { signal }) => {
    const workspace = workspaces.require();
    const tables = [];
    for (const id of ids) {
      const candidate = await runMeasure(workspace.warehouse, id, {
        year: years,
        by,
        standardise,
        ...(signal ? { signal } : {}),
      });
      tables.push(await workspace.gate.table(candidate));
    }
    return { tables };
  },
};
