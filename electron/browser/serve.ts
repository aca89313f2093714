import { ensureRenderer } from '../host/build.ts';
import { projectVersion, rendererFolder, sampleFolder, userFolder } from '../host/project.ts';
import { type BrowserShell, type BrowserShellOptions, startBrowserShell } from './shell.ts';

/** Starts the browser shell of this checkout: builds the window when needed, runs the real analysis. */
export async function serveCheckout(
  options: Pick<BrowserShellOptions, 'port' | 'prepare'>,
  say: (line: string) => void,
): Promise<BrowserShell> {
  await ensureRenderer(say);
  return startBrowserShell({
    ...options,
    rendererFolder,
    threadEntry: new URL('./thread.ts', import.meta.url),
    data: { version: projectVersion(), sampleFolder, userFolder: userFolder() },
  });
}
