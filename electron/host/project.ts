import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the parts of a checkout are. A packaged app has its own places (see `electron/main/places.ts`). */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
export const rendererFolder = join(projectFolder, 'dist', 'renderer');
/** Main, preload, worker and the browser shell's thread, each in few files. */
export const builtFolder = join(projectFolder, 'dist', 'electron');
export const sampleFolder = join(projectFolder, 'sample-data', 'small');

export function projectVersion(): string {
  const text = readFileSync(join(projectFolder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

const APP_FOLDER = 'ebpm-desk';

/** The user's folder of the app: the sample workspace and finished reports. `EBPM_USER_FOLDER` overrides it. */
export function userFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.EBPM_USER_FOLDER) return env.EBPM_USER_FOLDER;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), APP_FOLDER);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', APP_FOLDER);
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), APP_FOLDER);
}
