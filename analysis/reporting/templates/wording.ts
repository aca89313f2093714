import type { Block, KeyNumber, Text } from '../model.ts';

type Reword = (text: string) => string;

/** Literal replacements in every printed text of a report, in order; numbers and their units stay as released. */
export function rewordBlocks(
  blocks: readonly Block[],
  wording: readonly { readonly from: string; readonly to: string }[],
): readonly Block[] {
  if (wording.length === 0) return blocks;
  const reword: Reword = (text) => wording.reduce((now, { from, to }) => now.replaceAll(from, to), text);
  return blocks.map((block) => rewordBlock(block, reword));
}

function rewordText(text: Text, reword: Reword): Text {
  return text.map((span) => (typeof span === 'string' ? reword(span) : span));
}

function rewordNumber(item: KeyNumber, reword: Reword): KeyNumber {
  return { label: reword(item.label), value: item.value, note: rewordText(item.note, reword) };
}

function rewordBlock(block: Block, reword: Reword): Block {
  const text = (value: Text): Text => rewordText(value, reword);
  switch (block.kind) {
    case 'heading':
      return { ...block, text: reword(block.text) };
    case 'paragraph':
    case 'footnote':
      return { ...block, text: text(block.text) };
    case 'bullets':
      return { ...block, items: block.items.map(text) };
    case 'method':
      return { ...block, title: reword(block.title), items: block.items.map(text) };
    case 'keyNumbers':
      return { ...block, items: block.items.map((item) => rewordNumber(item, reword)) };
    case 'table':
      return { ...block, caption: reword(block.caption) };
    case 'textTable':
      return {
        ...block,
        caption: reword(block.caption),
        head: block.head.map(reword),
        rows: block.rows.map((row) => row.map(text)),
      };
    case 'figure':
      return { ...block, caption: reword(block.caption), alt: text(block.alt) };
    case 'callout':
      return { ...block, title: reword(block.title), text: text(block.text) };
    case 'slide':
      return {
        ...block,
        title: text(block.title),
        kicker: reword(block.kicker),
        notes: block.notes.map(text),
        source: text(block.source),
      };
    case 'pageBreak':
      return block;
  }
}
