import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/** The analysis as it is built for the product, in a folder of its own: others may be building the usual one. */
export async function shippedThread(): Promise<URL> {
  const outDir = resolve('test-results', 'shipped');
  await build({ configFile: resolve('electron', 'vite.config.ts'), logLevel: 'error', build: { outDir } });
  return pathToFileURL(resolve(outDir, 'browser-thread.js'));
}
