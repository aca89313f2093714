import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow, Rectangle } from 'electron';
import { z } from 'zod';

/** Size and place of the window as it was left. */
export interface WindowState {
  readonly bounds: Partial<Pick<Rectangle, 'x' | 'y'>> & Pick<Rectangle, 'width' | 'height'>;
  readonly maximized: boolean;
}

const FILE = 'window.json';
/** The screen of an ordinary office PC. */
const FIRST: WindowState = { bounds: { width: 1366, height: 768 }, maximized: false };

const stored = z.strictObject({
  bounds: z.strictObject({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300) }),
  maximized: z.boolean(),
});

/** The stored state, where the window would still be on a screen; the first state otherwise. */
export function readWindowState(userFolder: string, screens: readonly Rectangle[]): WindowState {
  try {
    const state = stored.parse(JSON.parse(readFileSync(join(userFolder, FILE), 'utf8')));
    return screens.some((screen) => overlap(state.bounds, screen)) ? state : FIRST;
  } catch {
    return FIRST;
  }
}

/** Enough of the window is on the screen to take hold of it. */
function overlap(window: Rectangle, screen: Rectangle): boolean {
  const width = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const height = Math.min(window.y + window.height, screen.y + screen.height) - Math.max(window.y, screen.y);
  return width >= 200 && height >= 100;
}

/** Writes the state when the window closes. A folder that cannot be written only costs the memory of it. */
export function keepWindowState(
  userFolder: string,
  window: Pick<BrowserWindow, 'on' | 'getNormalBounds' | 'isMaximized'>,
): void {
  window.on('close', () => {
    const state = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(join(userFolder, FILE), JSON.stringify(state));
    } catch {
      // As above.
    }
  });
}
