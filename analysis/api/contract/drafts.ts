import { z } from 'zod';
import { FIGURE_QUESTIONS } from '../../domain/figure-questions.ts';
import { nothing, operation } from './operation.ts';

/** Where a figure comes from: the question and which of its answers. Asked anew whenever it is shown. */
const figureSource = z.strictObject({
  operation: z.enum(FIGURE_QUESTIONS),
  input: z.record(z.string().max(60), z.unknown()),
  /** Id of the statistic in the answer, and its title where one answer holds several of the same id. */
  statistic: z.string().max(200),
  title: z.string().max(400),
});

const blockId = z.string().min(1).max(60);

const draftBlock = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('heading'), id: blockId, text: z.string().max(200) }),
  z.strictObject({ kind: z.literal('note'), id: blockId, text: z.string().max(4000) }),
  z.strictObject({
    kind: z.literal('figure'),
    id: blockId,
    /** The finding as it was when the figure was pinned. */
    caption: z.string().max(400),
    /** What the author says about it; spoken notes in a presentation. */
    comment: z.string().max(4000),
    source: figureSource,
  }),
]);

export const reportDraft = z.strictObject({
  id: blockId,
  title: z.string().max(120),
  blocks: z.array(draftBlock).max(200).readonly(),
});

const drafts = z.strictObject({ drafts: z.array(reportDraft).readonly() });

/** Reports that are being composed; saved in the workspace as they are written. */
export const draftsOperations = {
  'drafts.list': operation('query', nothing, drafts),
  'drafts.save': operation('command', reportDraft, drafts),
  'drafts.remove': operation('command', z.strictObject({ id: z.string() }), drafts),
} as const;
