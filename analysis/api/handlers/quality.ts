import { qualityReport } from '../../workspace/quality.ts';
import type { Handlers } from './handler.ts';

export const qualityHandlers: Pick<Handlers, 'quality.report'> = {
  'quality.report': async ({ workspaces }, _, { signal }) => {
    const workspace = workspaces.require();
    const { grades, checks, remedies, tables } = await qualityReport(workspace.workspace, signal);
    const { released, keptBack } = await workspace.gate.tables(tables);
    return { grades, checks, remedies, tables: released, keptBack };
  },
};
