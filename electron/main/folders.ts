import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'electron';

/** By which Windows groups the window, its pinned button and the shortcut that the installer makes. */
export const APP_ID = 'jp.ebpm-desk.app';

/**
 * Keeps everything of the app in one folder of this PC, before anything is written. By itself Electron would take
 * the roaming profile, which travels over the network of a town hall with every sign-in. What Chromium keeps for
 * itself has a folder of its own in it.
 */
export function keepOnThisPc(
  app: Pick<App, 'setPath' | 'setAppUserModelId'>,
  userFolder: string,
  platform = process.platform,
): void {
  const ofWindow = join(userFolder, 'window');
  // A path that is not there is refused.
  mkdirSync(ofWindow, { recursive: true });
  app.setPath('userData', userFolder);
  app.setPath('sessionData', ofWindow);
  if (platform === 'win32') app.setAppUserModelId(APP_ID);
}
