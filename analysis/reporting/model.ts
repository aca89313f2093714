import type { ReleasedBalance, ReleasedEffect, ReleasedFlow, ReleasedTable } from '../domain/statistic.ts';
import type { Released } from './released.ts';

/**
 * The one report model. Every writer prints the same blocks; every number in it is a reference into a
 * released statistic, so that text, table and figure cannot disagree.
 */
export interface ReportDocument {
  readonly template: string;
  readonly title: string;
  readonly subtitle: string;
  readonly municipality: string;
  /** Fiscal year that it is about, as the municipality writes it. */
  readonly fiscalYear: string;
  /** Day of making, ISO `YYYY-MM-DD`. The only clock in a report; the same day gives the same bytes. */
  readonly date: string;
  readonly calendar: 'wareki' | 'seireki';
  /** Accent colour as six hexadecimal digits, without `#`. */
  readonly accent: string;
  /** `deck`: one message a slide. `paper`: pages of text and tables. */
  readonly shape: 'deck' | 'paper';
  /** One page: provenance in a line instead of a table, no contents. */
  readonly compact: boolean;
  /** Who signs it. */
  readonly issuer?: Issuer;
  readonly logo?: Logo;
  readonly blocks: readonly Block[];
  readonly provenance: Provenance;
}

/** Office and contact as the municipality wants them printed; either may be empty. */
export interface Issuer {
  readonly department: string;
  readonly contact: string;
}

/** The municipality's logo with its size in pixels. */
export interface Logo {
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Where the numbers come from and under which rule they were released; printed on every artefact. */
export interface Provenance {
  readonly appVersion: string;
  readonly ruleVersion: string;
  readonly threshold: number;
  /** Ids of the releases the report draws on, in order of first use. */
  readonly releaseIds: readonly string[];
  /** SHA-256 digests of the sources behind the numbers. */
  readonly sourceHashes: readonly string[];
  readonly workspaceHash?: string;
  readonly definitions: readonly DefinitionNote[];
  readonly sources: readonly { readonly name: string; readonly detail: string; readonly hash: string }[];
  /** The numbers are about people who do not exist. */
  readonly synthetic: boolean;
}

/** One indicator's definition as the reader needs it. */
export interface DefinitionNote {
  readonly term: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly method: string;
  readonly source: string;
  readonly caveat: string;
}

/** A piece of text or a number taken from a released statistic. */
export type Span = string | NumberRef;
export type Text = readonly Span[];

export type NumberRef = CellRef | DifferenceRef | EffectRef | FlowRef;

export interface CellRef {
  readonly ref: 'cell';
  readonly table: Released<ReleasedTable>;
  readonly at: readonly string[];
  readonly column: string;
  readonly unit: boolean;
}

/** `to` minus `from`, both as printed, so that a reader who subtracts gets the same number. */
export interface DifferenceRef {
  readonly ref: 'difference';
  readonly from: CellRef;
  readonly to: CellRef;
  /** `sign`: +1.2, `size`: 1.2 without sign. */
  readonly style: 'sign' | 'size';
}

export interface EffectRef {
  readonly ref: 'effect';
  readonly effect: Released<ReleasedEffect>;
  readonly field: 'estimate' | 'size' | 'interval' | 'p' | 'treated' | 'control';
  /** The estimate that it stands beside and is printed as finely as. */
  readonly beside?: Released<ReleasedEffect>;
}

export interface FlowRef {
  readonly ref: 'flow';
  readonly flow: Released<ReleasedFlow>;
  readonly step: string;
  readonly arm?: string;
}

/** Which part of a released table is printed and how. Nothing is computed that the table does not hold. */
export interface TableView {
  /** Columns in printed order; all when absent. */
  readonly columns?: readonly string[];
  /** Keep only rows at these levels, by dimension id. */
  readonly levels?: Readonly<Record<string, readonly string[]>>;
  /** Spread this dimension's levels across the columns. */
  readonly across?: string;
}

export type ChartSpec =
  | {
      readonly kind: 'bar' | 'line' | 'distribution';
      readonly table: Released<ReleasedTable>;
      readonly view?: TableView;
      /** Dimension along the category axis. */
      readonly category: string;
      /** Dimension that makes one series per level; absent: one series per column. */
      readonly series?: string;
      readonly columns: readonly string[];
      /** Interval limits of the column `limited`, or of the first. */
      readonly limited?: string;
      readonly lower?: string;
      readonly upper?: string;
      readonly horizontal?: boolean;
      /** Value axis starts at zero (bars always do). */
      readonly zero?: boolean;
      /** Counts of two groups from one zero line: the first series upwards, the second downwards. */
      readonly mirrored?: boolean;
    }
  | { readonly kind: 'funnel'; readonly steps: readonly FunnelStep[] }
  | { readonly kind: 'love'; readonly balance: Released<ReleasedBalance> }
  | {
      readonly kind: 'forest';
      readonly effects: readonly Released<ReleasedEffect>[];
      /** One for each effect, instead of the names of the methods. */
      readonly labels?: readonly string[];
    };

/** One step of a funnel: its number, and the place in the list of the step it is a part of. */
export interface FunnelStep {
  readonly label: string;
  readonly number: CellRef | FlowRef;
  readonly of?: number;
  /** No step that people take: how many would have come to the step before anyway. */
  readonly anyway?: true;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: Text; readonly role?: 'lead' | 'body' | 'small' }
  | { readonly kind: 'bullets'; readonly items: readonly Text[] }
  | { readonly kind: 'keyNumbers'; readonly items: readonly KeyNumber[] }
  | TableBlock
  | TextTableBlock
  | FigureBlock
  | {
      readonly kind: 'callout';
      readonly tone: 'key' | 'caution' | 'note';
      readonly title: string;
      readonly text: Text;
    }
  | { readonly kind: 'method'; readonly title: string; readonly items: readonly Text[] }
  | { readonly kind: 'footnote'; readonly text: Text }
  | { readonly kind: 'pageBreak' }
  | SlideBlock;

export interface KeyNumber {
  readonly label: string;
  readonly value: Text;
  readonly note: Text;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly id: string;
  readonly caption: string;
  readonly table: Released<ReleasedTable>;
  readonly view: TableView;
}

/** Words in rows and columns: definitions, steps, questions. Numbers in it are references as everywhere. */
export interface TextTableBlock {
  readonly kind: 'textTable';
  readonly id: string;
  readonly caption: string;
  readonly head: readonly string[];
  /** Relative column widths. */
  readonly widths: readonly number[];
  readonly rows: readonly (readonly Text[])[];
}

export interface FigureBlock {
  readonly kind: 'figure';
  readonly id: string;
  readonly caption: string;
  readonly chart: ChartSpec;
  /** What a listener must hear to have read the picture. */
  readonly alt: Text;
}

/** Begins a slide (or, on paper, a section). `title` is the message, not the topic. */
export interface SlideBlock {
  readonly kind: 'slide';
  readonly title: Text;
  /** Small line above the title saying which of the council's questions this slide answers. */
  readonly kicker: string;
  /** Speaker notes. */
  readonly notes: readonly Text[];
  readonly layout: 'cover' | 'content' | 'section';
  /** Bottom line: source, period, n. */
  readonly source: Text;
}
