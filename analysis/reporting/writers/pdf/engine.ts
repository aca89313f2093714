import { createRequire } from 'node:module';

/**
 * The parts of pdfmake and of the PDFKit inside it that are used here; the packages carry no types of their own.
 */

/** Content as pdfmake lays it out. */
export type PdfContent = string | PdfNode | readonly PdfContent[];

export interface PdfNode {
  readonly [property: string]: unknown;
}

export interface PdfDefinition extends PdfNode {
  readonly content: readonly PdfContent[];
  readonly info: PdfNode;
  readonly styles: PdfNode;
  readonly defaultStyle: PdfNode;
  readonly pageMargins: readonly number[];
  readonly footer: unknown;
  readonly pageBreakBefore: unknown;
}

/** An element of the structure tree (PDF 1.7, 14.7). */
export interface StructureElement {
  add(child: StructureElement | object): StructureElement;
  end(): void;
}

export interface PdfFile {
  struct(type: string, options?: { alt?: string }): StructureElement;
  addStructure(element: StructureElement): void;
  markStructureContent(type: string): object;
  markContent(type: 'Artifact'): void;
  endMarkedContent(): void;
  registerFont(name: string, bytes: Uint8Array): void;
  on(event: 'data', listener: (chunk: Uint8Array) => void): void;
  on(event: 'end', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  end(): void;
}

/** A line of text that was laid out; its pieces carry the properties of the content they come from. */
export interface LaidLine {
  readonly inlines: readonly { readonly tag?: unknown }[];
}

/** A picture that was laid out. */
export interface LaidPicture {
  readonly tag?: unknown;
}

export interface PageRenderer {
  renderPages(pages: readonly unknown[]): void;
  renderLine(line: LaidLine, x: number, y: number): void;
  renderVector(vector: unknown): void;
  renderSVG(picture: LaidPicture): void;
  renderImage(picture: LaidPicture): void;
}

interface Builder {
  registerTableLayouts(layouts: object): void;
  layoutDocument(...parts: readonly unknown[]): readonly unknown[];
}

interface VirtualFiles {
  existsSync(name: string): boolean;
  readFileSync(name: string): Uint8Array;
}

type FileClass = new (
  fonts: PdfNode,
  images: object,
  patterns: object,
  attachments: object,
  options: PdfNode,
  files: VirtualFiles,
  localAccess: () => boolean,
) => PdfFile;

export type RendererClass = new (file: PdfFile) => PageRenderer;

const require = createRequire(import.meta.url);
const part = <T>(name: string): T => (require(`pdfmake/js/${name}.js`) as { default: T }).default;

interface PageSizes {
  normalizePageSize(size: string): { width: number; height: number };
  normalizePageMargin(margins: readonly number[]): unknown;
}

/** The engine's classes, loaded when a PDF is first made. */
export function pdfEngine() {
  const sizes = require('pdfmake/js/PageSize.js') as PageSizes;
  const { tableLayouts } = require('pdfmake/js/tableLayouts.js') as { tableLayouts: object };
  return {
    File: part<FileClass>('PDFDocument'),
    Renderer: part<RendererClass>('Renderer'),
    Builder: part<new (size: unknown, margins: unknown, measure: unknown) => Builder>('LayoutBuilder'),
    Measure: part<new () => object>('SVGMeasure'),
    sizes,
    tableLayouts,
  };
}
