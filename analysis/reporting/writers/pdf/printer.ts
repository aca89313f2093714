import { type PdfContent, type PdfDefinition, type PdfFile, type PdfNode, pdfEngine } from './engine.ts';
import { type Tag, tagged, taggingRenderer } from './tags.ts';

export type { PdfContent, PdfDefinition, PdfNode } from './engine.ts';

/** Name of the embedded family inside the PDF maker. */
export const PDF_FONT = 'Report';

/** Lays out and writes a tagged PDF with two embedded fonts; no file and no address is ever opened. */
export async function printPdf(
  definition: PdfDefinition,
  fonts: { readonly normal: Uint8Array; readonly bold: Uint8Array },
): Promise<Uint8Array> {
  const { File, Renderer, Builder, Measure, sizes, tableLayouts } = pdfEngine();
  const files = new Map([
    ['normal.ttf', Buffer.from(fonts.normal)],
    ['bold.ttf', Buffer.from(fonts.bold)],
  ]);
  const size = sizes.normalizePageSize('A4');
  const pdf = new File(
    {
      [PDF_FONT]: { normal: 'normal.ttf', bold: 'bold.ttf', italics: 'normal.ttf', bolditalics: 'bold.ttf' },
    },
    {},
    {},
    {},
    fileOptions(definition, size),
    { existsSync: (name) => files.has(name), readFileSync: (name) => files.get(name) as Uint8Array },
    () => false,
  );
  // Pictures look their font up by file name in the document itself.
  for (const [name, bytes] of files) pdf.registerFont(name, bytes);
  const root: Tag = { type: 'Document', repeated: false };
  const builder = new Builder(size, sizes.normalizePageMargin(definition.pageMargins), new Measure());
  builder.registerTableLayouts(tableLayouts);
  const pages = builder.layoutDocument(
    definition.content.map((one): PdfContent => tagged(one, root)),
    pdf,
    definition.styles,
    definition.defaultStyle,
    undefined,
    undefined,
    definition.footer,
    undefined,
    definition.pageBreakBefore,
  );
  new (taggingRenderer(Renderer, root))(pdf).renderPages(pages);
  return bytesOf(pdf);
}

function fileOptions({ info }: PdfDefinition, size: { width: number; height: number }): PdfNode {
  return {
    size: [size.width, size.height],
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    compress: true,
    lang: 'ja-JP',
    fontLayoutCache: true,
    bufferPages: false,
    autoFirstPage: false,
    info,
    font: null,
  };
}

function bytesOf(pdf: PdfFile): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const chunks: Uint8Array[] = [];
    pdf.on('data', (chunk) => {
      chunks.push(chunk);
    });
    pdf.on('end', () => {
      done(new Uint8Array(Buffer.concat(chunks)));
    });
    pdf.on('error', fail);
    pdf.end();
  });
}
