import { app, type Session, type WebContents } from 'electron';
import { NOWHERE, OFFLINE_SWITCHES } from './command-line.ts';
import { APP_ORIGIN, isOwnUrl, mayHave, mayRequest } from './origin.ts';

/** Before the app is ready: sandbox for every page, and a Chromium that asks nobody anything. */
export function lockCommandLine(): void {
  app.enableSandbox();
  for (const [name, value] of OFFLINE_SWITCHES) {
    if (value === undefined) app.commandLine.appendSwitch(name);
    else app.commandLine.appendSwitch(name, value);
  }
}

/** First of all for every session: a dictionary would be fetched as soon as a window exists. */
export function stopSpelling(session: Session): void {
  session.setSpellCheckerEnabled(false);
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerDictionaryDownloadURL(NOWHERE);
}

/** Closes every door of a session: network, permissions, devices, downloads, spelling dictionaries. */
export function lockSession(session: Session): void {
  stopSpelling(session);
  session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, (details, answer) => {
    answer({ cancel: !mayRequest(details.url, app.isPackaged) });
  });
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(mayHave(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, `${origin}/`));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  // Finished files are saved by main, with a dialog. A picture that the clipboard does not take is the page's own.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${APP_ORIGIN}/`)) event.preventDefault();
  });
}

/** A page stays the page: no navigation, no second window, no embedded contents. */
export function lockContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stay = (event: { preventDefault: () => void; readonly url: string }) => {
    if (!isOwnUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
