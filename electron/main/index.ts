import { app, ipcMain, Menu, protocol, session } from 'electron';
import { userFolder } from '../host/project.ts';
import { assetResponse } from './asset-response.ts';
import { Desktop } from './desktop.ts';
import { keepOnThisPc } from './folders.ts';
import { menuTemplate } from './menu.ts';
import { APP_SCHEME } from './origin.ts';
import { placesOf } from './places.ts';
import { lockCommandLine, lockContents, lockSession } from './security.ts';

/** Entry of the desktop app. The order matters: every door is closed before the first window exists. */
lockCommandLine();
keepOnThisPc(app, userFolder());
protocol.registerSchemesAsPrivileged([
  {
    scheme: APP_SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
  },
]);

if (app.requestSingleInstanceLock()) {
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(start);
} else {
  app.quit();
}

async function start(): Promise<void> {
  const places = placesOf(import.meta.dirname, app.isPackaged, process.resourcesPath);
  lockSession(session.defaultSession);
  protocol.handle(APP_SCHEME, ({ method, url }) => assetResponse(places.renderer, method, url));
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(app.isPackaged)));
  const desktop = new Desktop(places, {
    version: app.getVersion(),
    sampleFolder: places.sample,
    userFolder: app.getPath('userData'),
  });
  app.on('second-instance', () => desktop.focus());
  let closing = false;
  app.on('before-quit', (event) => {
    if (closing) return;
    // The workspace is closed first; then quitting goes on.
    closing = true;
    event.preventDefault();
    void desktop.stop().finally(() => app.quit());
  });
  await desktop.start(ipcMain, app.isPackaged);
}
