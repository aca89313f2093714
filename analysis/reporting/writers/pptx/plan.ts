import { noted } from '../../../domain/titles.ts';
import type { Block, ReportDocument, TableBlock, Text } from '../../model.ts';
import { plain } from '../../text.ts';
import { printTable } from '../print.ts';
import { gridPages } from './fit.ts';

/** One slide to be laid out. */
export interface SlidePlan {
  readonly layout: 'cover' | 'content' | 'section';
  readonly kicker: string;
  readonly title: string;
  readonly body: readonly SlidePart[];
  readonly notes: readonly string[];
  readonly source: string;
}

export type SlidePart =
  | Exclude<Block, { kind: 'table' | 'textTable' | 'slide' | 'pageBreak' | 'heading' }>
  | {
      readonly kind: 'grid';
      readonly head: readonly (readonly { text: string; span: number }[])[];
      readonly rows: readonly (readonly string[])[];
      readonly headCount: number;
      readonly widths: readonly number[];
      /** The released table that is printed; absent for tables of words. */
      readonly table?: TableBlock['table'];
    };

const ROWS_A_SLIDE = 11;

/** Slides of a document: as composed for a deck, otherwise one slide for each table, figure or run of text. */
export function planSlides(document: ReportDocument): readonly SlidePlan[] {
  return document.shape === 'deck' ? deckSlides(document) : paperSlides(document);
}

function deckSlides(document: ReportDocument): readonly SlidePlan[] {
  const plans: SlidePlan[] = [];
  for (const block of document.blocks) {
    if (block.kind === 'slide') {
      plans.push({
        layout: block.layout,
        kicker: block.kicker,
        title: plain(block.title),
        body: [],
        notes: block.notes.map(plain),
        source: plain(block.source),
      });
      continue;
    }
    const last = plans.at(-1);
    if (last !== undefined) plans[plans.length - 1] = { ...last, body: [...last.body, ...partsOf(block)] };
  }
  return plans;
}

function partsOf(block: Block): readonly SlidePart[] {
  switch (block.kind) {
    case 'table': {
      const printed = printTable(block);
      return [
        {
          kind: 'grid',
          head: printed.headers,
          rows: printed.rows,
          headCount: printed.headCount,
          widths: [],
          table: block.table,
        },
      ];
    }
    case 'textTable':
      return [
        {
          kind: 'grid',
          head: [block.head.map((text) => ({ text, span: 1 }))],
          rows: block.rows.map((row) => row.map(plain)),
          headCount: block.head.length,
          widths: block.widths,
        },
      ];
    case 'slide':
    case 'pageBreak':
    case 'heading':
      return [];
    default:
      return [block];
  }
}

/** A paper report as slides: sections, then every table and figure on its own slide. */
function paperSlides(document: ReportDocument): readonly SlidePlan[] {
  const plans: SlidePlan[] = [
    { layout: 'cover', kicker: document.subtitle, title: document.title, body: [], notes: [], source: '' },
  ];
  let section = document.subtitle;
  let topic = document.title;
  let words: SlidePart[] = [];
  const base = (): Pick<SlidePlan, 'layout' | 'kicker' | 'notes'> => ({
    layout: 'content',
    kicker: section,
    notes: [],
  });
  const flush = (): void => {
    for (const body of textPages(words)) plans.push({ ...base(), title: topic, body, source: '' });
    words = [];
  };
  for (const block of document.blocks) {
    if (block.kind === 'heading') {
      flush();
      if (block.level === 1) {
        section = block.text;
        plans.push({ ...base(), layout: 'section', title: block.text, body: [], source: '' });
      }
      topic = block.text;
    } else if (block.kind === 'figure') {
      flush();
      plans.push({ ...base(), title: block.caption, body: [block], notes: [plain(block.alt)], source: '' });
    } else if (block.kind === 'table' || block.kind === 'textTable') {
      flush();
      plans.push(...gridSlides(block, section));
    } else if (block.kind !== 'footnote' && block.kind !== 'pageBreak' && block.kind !== 'slide') {
      words.push(block);
    }
  }
  flush();
  return plans;
}

/** About as much text as fits a slide at 18 points. */
function textPages(words: readonly SlidePart[]): readonly (readonly SlidePart[])[] {
  const pages: SlidePart[][] = [];
  let room = 0;
  for (const part of words.flatMap(splitList)) {
    const size = weightOf(part);
    const page = pages.at(-1);
    if (page === undefined || room < size) {
      pages.push([part]);
      room = 380 - size;
    } else {
      page.push(part);
      room -= size;
    }
  }
  return pages;
}

/** A long list goes on the next slide after six entries. */
function splitList(part: SlidePart): readonly SlidePart[] {
  if (part.kind !== 'bullets' || part.items.length <= 4) return [part];
  const pages: SlidePart[] = [];
  for (let at = 0; at < part.items.length; at += 4)
    pages.push({ kind: 'bullets', items: part.items.slice(at, at + 4) });
  return pages;
}

function weightOf(part: SlidePart): number {
  const length = (texts: readonly Text[]): number =>
    texts.reduce((sum, text) => sum + plain(text).length + 20, 0);
  switch (part.kind) {
    case 'bullets':
    case 'method':
      return 1.3 * length(part.items);
    case 'paragraph':
    case 'callout':
      return length([part.text]) + 30;
    default:
      return 380;
  }
}

function sourceLine(block: Extract<Block, { kind: 'table' }>): string {
  const { notes, leftOut } = printTable(block);
  return [...notes.slice(0, 2), ...leftOut].join('　');
}

function gridSlides(
  block: Extract<Block, { kind: 'table' | 'textTable' }>,
  section: string,
): readonly SlidePlan[] {
  const [grid] = partsOf(block);
  if (grid === undefined || grid.kind !== 'grid') return [];
  const source = block.kind === 'table' ? sourceLine(block) : '';
  const size = block.kind === 'table' ? ROWS_A_SLIDE : 5;
  const pages = gridPages(grid, size);
  return pages.map((rows, page) => ({
    layout: 'content' as const,
    kicker: section,
    title: pages.length > 1 ? noted(block.caption, `${page + 1}／${pages.length}`) : block.caption,
    body: [{ ...grid, rows }],
    notes: [],
    source,
  }));
}
