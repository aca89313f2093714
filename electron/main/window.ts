import { BrowserWindow, type Rectangle, screen, type BrowserWindow as Window } from 'electron';
import { APP_PAGE } from './origin.ts';
import { webPreferences } from './web-preferences.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

/** Opens the one window where it was last; it appears when the page is drawn, so that nothing flickers. */
export function openWindow(preload: string, packaged: boolean, userFolder: string): BrowserWindow {
  const state = readWindowState(
    userFolder,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: 800,
    minHeight: 600,
    show: false,
    title: '保健事業EBPMデスク',
    webPreferences: webPreferences(preload, packaged),
  });
  keepWindowState(userFolder, window);
  // Maximizing shows a window at once, so it waits too.
  window.once('ready-to-show', () => (state.maximized ? window.maximize() : window.show()));
  void window.loadURL(APP_PAGE);
  return window;
}

/** Where the window was before it was shown to an audience. */
const before = new WeakMap<Window, Rectangle>();

/**
 * Fills a screen for an audience: of two, the one that is not the PC's own, as presentations do. A window that the
 * user has put there already stays.
 */
export function showToAudience(window: Window): void {
  const main = screen.getPrimaryDisplay().id;
  const other = screen.getAllDisplays().find(({ id }) => id !== main);
  if (other && screen.getDisplayMatching(window.getBounds()).id === main) {
    before.set(window, window.getBounds());
    window.setBounds(other.workArea);
  }
  window.setFullScreen(true);
}

/** Back to the desk, where the window was. */
export function endAudience(window: Window): void {
  window.setFullScreen(false);
  const bounds = before.get(window);
  before.delete(window);
  if (bounds) window.setBounds(bounds);
}

let speaker: Window | undefined;

/**
 * The speaker's window of a presentation, on a screen that the audience does not see where there is one. It has
 * no bridge: it hears from the first window only, over a channel of their common origin.
 */
export function openSpeakerWindow(audience: Window): void {
  if (speaker && !speaker.isDestroyed()) {
    speaker.focus();
    return;
  }
  const shown = screen.getDisplayMatching(audience.getBounds()).id;
  const other = screen.getAllDisplays().find(({ id }) => id !== shown);
  const { preload: _, ...preferences } = webPreferences('', true);
  speaker = new BrowserWindow({
    width: 1200,
    height: 760,
    ...(other ? { x: other.workArea.x + 40, y: other.workArea.y + 40 } : {}),
    title: '発表者の画面',
    webPreferences: preferences,
  });
  audience.once('closed', () => speaker?.destroy());
  void speaker.loadURL(`${APP_PAGE}#/speaker`);
}
