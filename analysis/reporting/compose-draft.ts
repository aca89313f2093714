import { UserIssue } from '../domain/issue.ts';
import { formatFiscalYear } from './format.ts';
import type { ReportInputs } from './inputs.ts';
import type { Block, ReportDocument } from './model.ts';
import {
  dateLine,
  definitionsTable,
  disclosureMethod,
  finish,
  releasedIn,
  syntheticNote,
} from './templates/common.ts';
import { type AnyReleased, releasedBlocks } from './templates/released-figure.ts';
import { slide } from './templates/slide.ts';

/** A report as its author composed it, each figure asked anew and released. */
export interface DraftInput {
  readonly title: string;
  readonly blocks: readonly DraftBlock[];
}

export type DraftBlock =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'figure';
      readonly caption: string;
      readonly comment: string;
      readonly released: AnyReleased;
    };

/**
 * A draft as a deck (one figure a slide, notes as speaker notes) or as pages (figures with their tables).
 * @throws UserIssue `report.draft_empty`.
 */
export function composeDraft(
  draft: DraftInput,
  shape: ReportDocument['shape'],
  inputs: ReportInputs,
): ReportDocument {
  if (draft.blocks.length === 0) throw new UserIssue('input', 'report.draft_empty');
  const body = shape === 'deck' ? slides(draft, inputs) : pages(draft, inputs);
  return finish(inputs, {
    template: 'draft',
    title: draft.title,
    subtitle: formatFiscalYear(inputs.workspace.year, inputs.workspace.calendar),
    shape,
    blocks: body,
  });
}

function pages({ blocks }: DraftInput, inputs: ReportInputs): readonly Block[] {
  const body = blocks.flatMap((block): readonly Block[] => {
    if (block.kind === 'heading') return [{ kind: 'heading', level: 1, text: block.text }];
    if (block.kind === 'note') return [{ kind: 'paragraph', text: [block.text] }];
    const comment: Block[] = block.comment === '' ? [] : [{ kind: 'paragraph', text: [block.comment] }];
    return [...releasedBlocks(block.released, block.caption, inputs.workspace.year), ...comment];
  });
  return [
    ...syntheticNote(inputs),
    ...body,
    { kind: 'heading', level: 1, text: '方法' },
    disclosureMethod(inputs, releasedIn(body)),
    ...((inputs.provenance.definitions ?? []).length > 0 ? [definitionsTable(inputs)] : []),
  ];
}

/**
 * A heading with notes below it is a slide of words; without, it is the line above the titles that follow.
 * A figure is a slide with its finding as title; its comment and the notes below it are spoken.
 */
function slides({ title, blocks }: DraftInput, inputs: ReportInputs): readonly Block[] {
  const synthetic = inputs.workspace.synthetic ? '（架空の自治体のデータ）' : '';
  const made: Block[] = [
    ...slide({
      layout: 'cover',
      kicker: formatFiscalYear(inputs.workspace.year, inputs.workspace.calendar),
      title: [title],
      body: [{ kind: 'paragraph', role: 'lead', text: [`${dateLine(inputs)}${synthetic}`] }],
      notes: [['数値はすべて統計です。個人の記録は含みません。']],
    }),
  ];
  const opening = notesAfter(blocks, -1);
  if (opening.length > 0) {
    made.push(...slide({ kicker: '', title: [title], body: [bullets(opening)], notes: [] }));
  }
  let section = '';
  blocks.forEach((block, index) => {
    if (block.kind === 'note') return;
    const notes = notesAfter(blocks, index);
    if (block.kind === 'heading') {
      section = block.text;
      if (notes.length === 0) return;
      made.push(...slide({ kicker: '', title: [section], body: [bullets(notes)], notes: [] }));
      return;
    }
    const [first] = releasedBlocks(block.released, block.caption, inputs.workspace.year);
    if (first === undefined) return;
    const spoken = [block.comment, ...notes].filter((text) => text !== '');
    made.push(
      ...slide({
        kicker: section,
        title: [block.caption],
        body: [first],
        notes: spoken.map((text) => [text]),
      }),
    );
  });
  return made;
}

/** Notes directly below the block at `index`. */
function notesAfter(blocks: DraftInput['blocks'], index: number): readonly string[] {
  const rest = blocks.slice(index + 1);
  const end = rest.findIndex(({ kind }) => kind !== 'note');
  return (end < 0 ? rest : rest.slice(0, end)).flatMap((block) =>
    block.kind === 'note' ? [block.text] : [],
  );
}

function bullets(texts: readonly string[]): Block {
  return { kind: 'bullets', items: texts.map((text) => [text]) };
}
