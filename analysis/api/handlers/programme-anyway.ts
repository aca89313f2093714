import type { Released } from '../../disclosure/index.ts';
import type { ReleasedTable } from '../../domain/statistic.ts';
import { findMeasure, runMeasure } from '../../measures/catalogue.ts';
import { followsSelected } from '../../measures/selected.ts';
import { latestShown } from '../../programmes/released-cells.ts';
import type { Anyway } from '../../programmes/sentences.ts';
import type { CallOptions } from '../contract/client.ts';
import { measuring } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

export interface AnywayBeside {
  readonly anyway: Anyway;
  /** Released values of the people who were left alone. */
  readonly table?: Released<ReleasedTable>;
}

/**
 * What is expected of a measure without the programme: the released value of the same kind of people who were left
 * alone, in the latest of the years; nothing for measures that follow nobody chosen for a value.
 */
export async function anywayOf(
  workspace: OpenWorkspace,
  measure: string,
  { years, call }: { readonly years: readonly number[]; readonly call: CallOptions },
): Promise<AnywayBeside> {
  const { own, tables } = workspace.definitions();
  const definition = findMeasure(measure, own, tables);
  if (definition.withoutIntervention === undefined)
    return { anyway: { kind: followsSelected(definition) ? 'unknown' : 'not_selected' } };
  const beside = findMeasure(definition.withoutIntervention, own, tables);
  const request = { year: years, standardise: false, ...measuring(workspace, call) };
  const candidate = await runMeasure(workspace.warehouse, beside.id, request);
  const { released } = await workspace.gate.tables([candidate]);
  const [table] = released;
  const latest = table && latestShown(table.statistic, 'value');
  if (!latest) return { anyway: { kind: 'hidden', measure: beside.name } };
  return { anyway: { kind: 'shown', measure: beside.name, unit: beside.unit, ...latest }, table };
}
