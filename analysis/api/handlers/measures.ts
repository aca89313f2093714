import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import type { CandidateTable } from '../../domain/statistic.ts';
import { describeMeasure, findMeasure, listMeasures, runMeasure } from '../../measures/catalogue.ts';
import type { MeasureDefinition } from '../../measures/definition.ts';
import { districtComparison } from '../../measures/districts.ts';
import { inequalityTable } from '../../measures/inequality.ts';
import { asImported } from '../../measures/left-out.ts';
import { NOT_COMPUTED } from '../../measures/not-computed.ts';
import { rankTable } from '../../measures/ranks.ts';
import { referenceTable } from '../../measures/reference-table.ts';
import { loadReferences, type ReferenceValue, reportedReferences } from '../../measures/references.ts';
import { smoothedTable } from '../../measures/smoothed.ts';
import { trendTable } from '../../measures/trend.ts';
import { versionsIn } from '../../measures/versions.ts';
import { sentenceOf } from '../../messages/index.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationOutput } from '../contract/operations.ts';
import { type Gated, type Handlers, measuring } from './handler.ts';
import { ownMeasureHandlers } from './measures-own.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

export const measureHandlers: Pick<Handlers, Extract<keyof Handlers, `measures.${string}`>> = {
  ...ownMeasureHandlers,
  'measures.list': async ({ workspaces }) => {
    const { current } = workspaces;
    const { definitions: own, issues } = current?.ownMeasures() ?? { definitions: [], issues: [] };
    return {
      measures: (await measuresAsImported(current, own)).map(describeMeasure),
      notComputed: [...NOT_COMPUTED],
      ownFaults: issues.map(faultOf),
    };
  },
  'measures.run': async ({ workspaces }, { ids, years, by, standardise, references }, call) => {
    const workspace = workspaces.require();
    const tables = [];
    const options = measuring(workspace, call);
    for (const id of ids) {
      const candidate = await runMeasure(workspace.warehouse, id, {
        year: years,
        by,
        standardise,
        ...options,
      });
      tables.push(await workspace.gate.table(candidate));
    }
    if (references !== true) return { tables };
    const compared = [];
    const unclear = [];
    const { values, issues } = loadReferences(join(workspace.folder, 'references'));
    for (const id of ids) {
      if (findMeasure(id, options.own, options.tables).question.kind === 'table') continue;
      for (const year of years) {
        const { table, faults } = await referencesOf(workspace, { id, year, by, values, options });
        if (table) compared.push(await workspace.gate.table(table));
        unclear.push(...faults);
      }
    }
    const faults = [...new Set([...issues, ...unclear].map((issue) => sentenceOf(issue)))];
    return { tables, references: compared, referenceFaults: faults };
  },
  'measures.districts': ({ workspaces }, request, call) => districts(workspaces.require(), request, call),
  'measures.references': async ({ workspaces }, { id, year }, call) => {
    const workspace = workspaces.require();
    const { values, issues } = loadReferences(join(workspace.folder, 'references'));
    const options = measuring(workspace, call);
    const { table, faults } = await referencesOf(workspace, { id, year, by: [], values, options });
    return {
      faults: [...issues, ...faults].map((issue) => sentenceOf(issue)),
      ...(table ? { table: await workspace.gate.table(table) } : {}),
    };
  },
  'measures.trend': async ({ workspaces }, { id, years, by }, call) => {
    const workspace = workspaces.require();
    const options = measuring(workspace, call);
    const definition = findMeasure(id, options.own, options.tables);
    const { standardisable } = definition;
    const candidate = await runMeasure(workspace.warehouse, id, {
      year: years,
      by,
      standardise: standardisable && !by.includes('age'),
      ...options,
    });
    const values = await workspace.gate.table(candidate);
    const [, ...changes] = versionsIn(definition, years);
    const trend = trendTable(values.statistic, changes.at(-1)?.validFrom);
    return { values, ...(trend ? { trend: await workspace.gate.table(trend) } : {}) };
  },
};

interface Compared {
  readonly id: string;
  readonly year: number;
  readonly by: readonly string[];
  readonly values: readonly ReferenceValue[];
  readonly options: ReturnType<typeof measuring>;
}

/** A measure beside other areas, from the user's tables and imported reports, where they say anything of it. */
async function referencesOf(
  workspace: OpenWorkspace,
  { id, year, by, values, options }: Compared,
): Promise<{ readonly table: CandidateTable | undefined; readonly faults: readonly UserIssue[] }> {
  const { warehouse } = workspace;
  const definition = findMeasure(id, options.own, options.tables);
  const reported = await reportedReferences(warehouse, definition, year, options.tables);
  const table = await referenceTable(warehouse, id, {
    ...options,
    year,
    by: by.includes('district') ? 'district' : 'sex',
    values: [...values, ...reported.values],
  });
  const faults = reported.unclear.map(
    (report) => new UserIssue('input', 'references.unknown_period', { report, measure: definition.name }),
  );
  return { table, faults };
}

async function districts(
  workspace: OpenWorkspace,
  { id, year, order }: { readonly id: string; readonly year: number; readonly order?: readonly string[] },
  call: CallOptions,
): Promise<Gated<OperationOutput<'measures.districts'>>> {
  const options = measuring(workspace, call);
  const { warehouse, gate } = workspace;
  const definition = findMeasure(id, options.own, options.tables);
  if (definition.question.kind === 'table' || !definition.stratifications.includes('district'))
    throw new UserIssue('usage', 'measures.not_by_district', { measure: id });
  const isShare = definition.question.kind === 'share';
  const byDistrict = isShare
    ? await districtComparison(warehouse, id, { year, ...options })
    : await runMeasure(warehouse, id, { year, by: ['district'], ...options });
  const released = await gate.table(byDistrict);
  const inequality = await gate.table(inequalityTable(definition, released.statistic, year, order));
  if (!isShare) return { inequality };
  const ranks = rankTable(released.statistic);
  const smoothed = smoothedTable(released.statistic, byDistrict);
  return {
    comparison: released,
    inequality,
    ...(smoothed ? { smoothed: await gate.table(smoothed) } : {}),
    ...(ranks ? { ranks: await gate.table(ranks) } : {}),
  };
}

/** Every measure under the name that its numbers have in the open workspace. */
export async function measuresAsImported(
  workspace: OpenWorkspace | undefined,
  own: readonly MeasureDefinition[],
): Promise<readonly MeasureDefinition[]> {
  const measures = listMeasures(own, workspace?.tables());
  if (workspace === undefined) return measures;
  return Promise.all(measures.map((measure) => asImported(workspace.warehouse, measure)));
}

function faultOf(issue: UserIssue) {
  const { file, line, key } = issue.params;
  return { file: String(file), line: Number(line ?? 0), key: String(key ?? ''), sentence: sentenceOf(issue) };
}
