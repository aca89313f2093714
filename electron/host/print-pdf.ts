import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserIssue } from '../../analysis/domain/issue.ts';
import { findBrowser, quietBrowserArguments } from './browsers.ts';

export type PrintToPdf = (html: string, signal?: AbortSignal) => Promise<Uint8Array>;

const TIMEOUT_MS = 60_000;

/** Prints with a browser of this machine; undefined where there is none. */
export function browserPrinter(browser = findBrowser()): PrintToPdf | undefined {
  return browser === undefined ? undefined : (html, signal) => printWith(browser, html, signal);
}

/**
 * Prints a finished HTML page to PDF in a headless browser with an empty profile and no network.
 *
 * @throws UserIssue `shell.pdf_failed` when the browser ends without a PDF.
 */
async function printWith(browser: string, html: string, signal?: AbortSignal): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'ebpm-print-'));
  try {
    const page = join(folder, 'report.html');
    const pdf = join(folder, 'report.pdf');
    await writeFile(page, html, 'utf8');
    await run(browser, printArguments(folder, page, pdf), signal);
    return await readFile(pdf);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UserIssue('input', 'shell.pdf_failed', {}, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function printArguments(folder: string, page: string, pdf: string): string[] {
  return [
    '--headless',
    ...quietBrowserArguments(),
    `--user-data-dir=${join(folder, 'profile')}`,
    '--no-pdf-header-footer',
    '--generate-pdf-document-outline',
    `--print-to-pdf=${pdf}`,
    pathToFileURL(page).href,
  ];
}

function run(browser: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { timeout: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    execFile(browser, args, options, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
