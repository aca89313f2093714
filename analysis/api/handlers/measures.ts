import { join } from 'node:path';
import type { UserIssue } from '../../domain/issue.ts';
import { describeMeasure, findMeasure, listMeasures, runMeasure } from '../../measures/catalogue.ts';
import { districtComparison } from '../../measures/districts.ts';
import { districtInequality } from '../../measures/inequality.ts';
import { rankTable } from '../../measures/ranks.ts';
import { referenceTable } from '../../measures/reference-table.ts';
import { loadReferences, reportedReferences } from '../../measures/references.ts';
import { trendTable } from '../../measures/trend.ts';
import { sentenceOf } from '../../messages/index.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationOutput } from '../contract/operations.ts';
import { type Gated, type Handlers, measuring } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

export const measureHandlers: Pick<
  Handlers,
  'measures.list' | 'measures.run' | 'measures.districts' | 'measures.references' | 'measures.trend'
> = {
  'measures.list': async ({ workspaces }) => {
    const { current } = workspaces;
    const { definitions: own, issues } = current?.ownMeasures() ?? { definitions: [], issues: [] };
    return {
      measures: listMeasures(own, current?.tables()).map(describeMeasure),
      ownFaults: issues.map(faultOf),
    };
  },
  'measures.run': async ({ workspaces }, { ids, years, by, standardise }, call) => {
    const workspace = workspaces.require();
    const tables = [];
    for (const id of ids) {
      const candidate = await runMeasure(workspace.warehouse, id, {
        year: years,
        by,
        standardise,
        ...measuring(workspace, call),
      });
      tables.push(await workspace.gate.table(candidate));
    }
    return { tables };
  },
  'measures.districts': ({ workspaces }, request, call) => districts(workspaces.require(), request, call),
  'measures.references': async ({ workspaces }, { id, year }, call) => {
    const workspace = workspaces.require();
    const options = measuring(workspace, call);
    const { values, issues } = loadReferences(join(workspace.folder, 'references'));
    const reported = await reportedReferences(workspace.warehouse, id, year, options.tables);
    const candidate = await referenceTable(workspace.warehouse, id, {
      ...options,
      year,
      values: [...values, ...reported],
    });
    const faults = issues.map((issue) => sentenceOf(issue));
    return { faults, ...(candidate ? { table: await workspace.gate.table(candidate) } : {}) };
  },
  'measures.trend': async ({ workspaces }, { id, years, by }, call) => {
    const workspace = workspaces.require();
    const options = measuring(workspace, call);
    const { standardisable } = findMeasure(id, options.own, options.tables);
    const candidate = await runMeasure(workspace.warehouse, id, {
      year: years,
      by,
      standardise: standardisable && !by.includes('age'),
      ...options,
    });
    const values = await workspace.gate.table(candidate);
    const trend = trendTable(values.statistic);
    return { values, ...(trend ? { trend: await workspace.gate.table(trend) } : {}) };
  },
};

async function districts(
  workspace: OpenWorkspace,
  { id, year, order }: { readonly id: string; readonly year: number; readonly order?: readonly string[] },
  call: CallOptions,
): Promise<Gated<OperationOutput<'measures.districts'>>> {
  const request = { year, ...measuring(workspace, call) };
  const inequality = await workspace.gate.table(
    await districtInequality(workspace.warehouse, id, { ...request, ...(order ? { order } : {}) }),
  );
  if (findMeasure(id, request.own, request.tables).question.kind !== 'share') return { inequality };
  const comparison = await workspace.gate.table(await districtComparison(workspace.warehouse, id, request));
  const ranks = rankTable(comparison.statistic);
  return { comparison, inequality, ...(ranks ? { ranks: await workspace.gate.table(ranks) } : {}) };
}

function faultOf(issue: UserIssue) {
  const { file, line, key } = issue.params;
  return { file: String(file), line: Number(line ?? 0), key: String(key ?? ''), sentence: sentenceOf(issue) };
}
