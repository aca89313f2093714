import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDesktop } from '../host/build.ts';
import { builtFolder, projectVersion, rendererFolder, sampleFolder, userFolder } from '../host/project.ts';
import { type BrowserShell, type BrowserShellOptions, startBrowserShell } from './shell.ts';

/** The analysis as it is shipped: a thread that reads a few files, not a thousand. */
export const builtThread = pathToFileURL(join(builtFolder, 'browser-thread.js'));

/** Starts the browser shell of this checkout: builds window and analysis when needed, runs the real analysis. */
export async function serveCheckout(
  options: Pick<BrowserShellOptions, 'port' | 'prepare'>,
  say: (line: string) => void,
): Promise<BrowserShell> {
  await ensureDesktop(say);
  return startBrowserShell({
    ...options,
    rendererFolder,
    threadEntry: builtThread,
    data: { version: projectVersion(), sampleFolder, userFolder: userFolder() },
  });
}
