import { isReleased } from '../../disclosure/released.ts';
import { UserIssue } from '../../domain/issue.ts';
import { describeMeasure, listMeasures } from '../../measures/catalogue.ts';
import { asImported } from '../../measures/left-out.ts';
import type { DraftBlock, DraftInput } from '../../reporting/compose-draft.ts';
import type { DefinitionNote } from '../../reporting/model.ts';
import { definitionNote } from '../../reporting/templates/common.ts';
import type { AnyReleased } from '../../reporting/templates/released-figure.ts';
import type { CallOptions } from '../contract/client.ts';
import type { reportDraft } from '../contract/drafts.ts';
import { type OperationInput, type OperationName, operations } from '../contract/operations.ts';
import { draftOf } from './drafts.ts';
import type { HandlerContext } from './handler.ts';

type StoredBlock = ReturnType<typeof reportDraft.parse>['blocks'][number];
type FigureSource = Extract<StoredBlock, { kind: 'figure' }>['source'];

/** A stored draft with every figure asked anew: what is printed is what the data and the gate say now. */
export async function draftInput(
  context: HandlerContext,
  id: string,
  call: CallOptions,
): Promise<DraftInput> {
  const draft = draftOf(context.workspaces.require(), id);
  const blocks: DraftBlock[] = [];
  for (const block of draft.blocks) {
    if (block.kind !== 'figure') {
      blocks.push({ kind: block.kind, text: block.text });
      continue;
    }
    const { caption, comment } = block;
    blocks.push({ kind: 'figure', caption, comment, released: await figure(context, block, call) });
  }
  return { title: draft.title, blocks };
}

/** What the measures of a draft's figures count, each once: its reader has no other place to look. */
export async function draftDefinitions(
  context: HandlerContext,
  id: string,
): Promise<readonly DefinitionNote[]> {
  const workspace = context.workspaces.require();
  const { own, tables } = workspace.definitions();
  const asked = draftOf(workspace, id).blocks.flatMap((block) =>
    block.kind === 'figure' ? measuresOf(block.source) : [],
  );
  const known = new Map(listMeasures(own, tables).map((definition) => [definition.id, definition]));
  const found = [...new Set(asked)].flatMap((measure) => known.get(measure) ?? []);
  const printed = await Promise.all(found.map((measure) => asImported(workspace.warehouse, measure)));
  return printed.map((measure) => definitionNote(describeMeasure(measure)));
}

/** Measures that a figure's question names; of several the one whose table is shown. */
function measuresOf({ operation, input, statistic }: FigureSource): readonly string[] {
  if (!/^(?:measures|overview)\./u.test(operation)) return [];
  const { id, ids } = input as { readonly id?: unknown; readonly ids?: unknown };
  const named = [id, ...(Array.isArray(ids) ? ids : [])].filter((one) => typeof one === 'string');
  const shown = named.filter((one) => statistic === `measure.${one}`);
  return shown.length > 0 ? shown : named;
}

/** @throws UserIssue `report.draft_figure` when the question no longer has this answer. */
async function figure(
  context: HandlerContext,
  { caption, source }: { readonly caption: string; readonly source: FigureSource },
  call: CallOptions,
): Promise<AnyReleased> {
  const name: OperationName = source.operation;
  const input = operations[name].input.safeParse(source.input);
  if (!input.success) throw new UserIssue('input', 'report.draft_figure', { caption });
  const answer = await context.ask(name, input.data as OperationInput<typeof name>, call);
  const all = releasedWithin(answer).filter(
    (one) => idOf(one) === undefined || idOf(one) === source.statistic,
  );
  const found = all.find(({ statistic }) => statistic.context.title === source.title) ?? all[0];
  if (found === undefined) throw new UserIssue('input', 'report.draft_figure', { caption });
  return found;
}

function idOf({ statistic }: AnyReleased): string | undefined {
  return 'id' in statistic ? statistic.id : undefined;
}

function releasedWithin(value: unknown): readonly AnyReleased[] {
  if (isReleased(value)) return [value as AnyReleased];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(releasedWithin);
}
