import { qualityReport } from '../../workspace/quality.ts';
import type { Handlers } from './handler.ts';

export const qualityHandlers: Pick<Handlers, 'quality.report'> = {
  'quality.report': async ({ workspaces }, _, { signal }) => {
    const workspace = workspaces.require();
    const report = await qualityReport(workspace.workspace, signal);
    const { released } = await workspace.gate.tables(report.tables);
    return { grades: report.grades, tables: released };
  },
};
