import { escapeXml } from '../../figures/svg.ts';
import { fontFaces } from '../../fonts/faces.ts';
import type { Block, ReportDocument } from '../../model.ts';
import { plain } from '../../text.ts';
import type { WriterOptions } from '../../write.ts';
import { contactLine, logoAddress, signature } from '../branding.ts';
import { paperNotes } from '../notes.ts';
import {
  numberBlocks,
  PROVENANCE_LISTS,
  provenanceLine,
  provenanceLists,
  provenanceSummary,
} from '../print.ts';
import { blockHtml, type HtmlContext } from './blocks.ts';
import { styleSheet } from './style.ts';

/**
 * One self-contained file: style, pictures and the characters of its font inside, no script, nothing fetched.
 * The policy in its head forbids everything but inline styles and embedded fonts.
 */
export async function writeHtml(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  return new TextEncoder().encode(await htmlReport(document, options));
}

export async function htmlReport(document: ReportDocument, options: WriterOptions): Promise<string> {
  const numbers = numberBlocks(document);
  const context: HtmlContext = {
    document,
    numbers,
    notes: paperNotes(document),
    anchors: anchorsOf(document),
  };
  const parts: string[] = [];
  document.blocks.forEach((block, index) => {
    options.step(index, document.blocks.length);
    parts.push(blockHtml(block, context));
  });
  const body = `${cover(document)}<main>${contents(document, context)}${parts.join('\n')}</main>${footer(document)}`;
  const faces = await fontFaces(`${body}&<>"'`, options.fonts);
  return page(document, styleSheet(document.accent, faces), body);
}

function page(document: ReportDocument, style: string, body: string): string {
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'";
  return `<!doctype html>
<html lang="ja"${document.compact ? ' class="compact"' : ''}><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeXml(`${document.title} ${document.municipality}`)}</title><style>${style}</style></head><body>
${body}
</body></html>
`;
}

function cover(document: ReportDocument): string {
  const { logo, municipality, subtitle, title } = document;
  const picture =
    logo === undefined
      ? ''
      : `<img class="logo" src="${logoAddress(logo)}" alt="${escapeXml(`${municipality}のロゴ`)}">`;
  const contact = contactLine(document);
  const line = contact === '' ? '' : `<p class="note">${escapeXml(contact)}</p>`;
  return `<header class="cover">${picture}<p>${escapeXml(subtitle)}</p><h1>${escapeXml(title)}</h1><p>${escapeXml(signature(document))}</p>${line}</header>`;
}

function anchorsOf(document: ReportDocument): ReadonlyMap<Block, string> {
  const anchors = new Map<Block, string>();
  for (const block of document.blocks) {
    if (block.kind === 'heading' || block.kind === 'slide') anchors.set(block, `s${anchors.size + 1}`);
  }
  return anchors;
}

function contents(document: ReportDocument, context: HtmlContext): string {
  const entries = document.blocks.flatMap((block) => {
    const title =
      block.kind === 'heading' && block.level === 1
        ? block.text
        : block.kind === 'slide' && block.layout !== 'cover'
          ? plain(block.title)
          : undefined;
    return title === undefined
      ? []
      : [`<li><a href="#${context.anchors.get(block)}">${escapeXml(title)}</a></li>`];
  });
  return entries.length < 3 ? '' : `<nav aria-label="目次"><h2>目次</h2><ol>${entries.join('')}</ol></nav>`;
}

function footer(document: ReportDocument): string {
  if (document.compact) return `<footer><p class="note">${escapeXml(provenanceLine(document))}</p></footer>`;
  const table = (rows: readonly (readonly [string, string])[]) =>
    `<table class="provenance"><tbody>${rows
      .map(
        ([label, value]) => `<tr><th scope="row">${escapeXml(label)}</th><td>${escapeXml(value)}</td></tr>`,
      )
      .join('')}</tbody></table>`;
  const lists = provenanceLists(document);
  const behind = lists.length === 0 ? '' : `<h3>${PROVENANCE_LISTS}</h3>${table(lists)}`;
  return `<footer><h2>この資料の来歴</h2>${table(provenanceSummary(document))}${behind}</footer>`;
}
