import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserWindow, type PrintToPDFOptions, session } from 'electron';
import { lockContents, stopSpelling } from './security.ts';

/** A4, as the page's own rules say; tagged, so that it can be read aloud and searched. */
export const PDF_OPTIONS: PrintToPDFOptions = {
  pageSize: 'A4',
  preferCSSPageSize: true,
  printBackground: true,
  generateTaggedPDF: true,
  generateDocumentOutline: true,
};

/** Prints a finished HTML report in a window that nobody sees, without scripts and without network. */
export async function printHtml(html: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'ebpm-print-'));
  const printing = session.fromPartition('print', { cache: false });
  stopSpelling(printing);
  printing.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, ({ url }, answer) => {
    answer({ cancel: !/^(?:file|data|blob):/.test(url) });
  });
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: printing,
      sandbox: true,
      contextIsolation: true,
      javascript: false,
      spellcheck: false,
    },
  });
  lockContents(window.webContents);
  try {
    const file = join(folder, 'report.html');
    await writeFile(file, html, 'utf8');
    await window.loadFile(file);
    return await window.webContents.printToPDF(PDF_OPTIONS);
  } finally {
    window.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}
