import { createRequire } from 'node:module';

/** The small part of pdfmake that is used here; the package carries no types of its own. */
export type PdfContent = string | PdfNode | readonly PdfContent[];

export interface PdfNode {
  readonly [property: string]: unknown;
}

export interface PdfDefinition extends PdfNode {
  readonly content: readonly PdfContent[];
}

interface PdfStream {
  on(event: 'data', listener: (chunk: Uint8Array) => void): void;
  on(event: 'end', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  end(): void;
}

type PrinterClass = new (
  fonts: PdfNode,
  files: { existsSync(name: string): boolean; readFileSync(name: string): Uint8Array },
  resolver: { resolve(): void; resolved(): Promise<void> },
  localAccess: () => boolean,
) => {
  createPdfKitDocument(definition: PdfNode): Promise<PdfStream>;
  readonly pdfKitDoc?: { registerFont(name: string, bytes: Uint8Array): void };
};

/** Name of the embedded family inside the PDF maker. */
export const PDF_FONT = 'Report';

/** Lays out and writes a PDF with two embedded fonts; no file and no address is ever opened. */
export async function printPdf(
  definition: PdfDefinition,
  fonts: { readonly normal: Uint8Array; readonly bold: Uint8Array },
): Promise<Uint8Array> {
  const Printer = (createRequire(import.meta.url)('pdfmake/js/Printer.js') as { default: PrinterClass })
    .default;
  const files = new Map([
    ['normal.ttf', Buffer.from(fonts.normal)],
    ['bold.ttf', Buffer.from(fonts.bold)],
  ]);
  const printer = new Printer(
    {
      [PDF_FONT]: { normal: 'normal.ttf', bold: 'bold.ttf', italics: 'normal.ttf', bolditalics: 'bold.ttf' },
    },
    {
      existsSync: (name) => files.has(name),
      readFileSync: (name) => files.get(name) as Uint8Array,
    },
    { resolve: () => undefined, resolved: () => Promise.resolve() },
    () => false,
  );
  // Pictures look their font up by file name in the document itself; the first hook after its making is this.
  const background = (): null => {
    for (const [name, bytes] of files) printer.pdfKitDoc?.registerFont(name, bytes);
    return null;
  };
  const stream = await printer.createPdfKitDocument({ ...definition, background });
  return new Promise((done, fail) => {
    const chunks: Uint8Array[] = [];
    stream.on('data', (chunk) => {
      chunks.push(chunk);
    });
    stream.on('end', () => {
      done(new Uint8Array(Buffer.concat(chunks)));
    });
    stream.on('error', fail);
    stream.end();
  });
}
