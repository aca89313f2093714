import { BrowserWindow } from 'electron';
import { APP_PAGE } from './origin.ts';
import { webPreferences } from './web-preferences.ts';

/** Opens the one window; it appears when the page is drawn, so that nothing flickers. */
export function openWindow(preload: string, packaged: boolean): BrowserWindow {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 800,
    minHeight: 600,
    show: false,
    title: '保健事業EBPMデスク',
    webPreferences: webPreferences(preload, packaged),
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(APP_PAGE);
  return window;
}
