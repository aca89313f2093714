import type { HostApi } from '../../analysis/api/contract/messages.ts';
import { browserHost } from './browser-host.ts';
import type { Connection } from './connection.ts';
import { HttpClient } from './http-client.ts';
import { PortClient } from './port-client.ts';

declare global {
  interface Window {
    /** Put here by the desktop's preload script; absent in the browser shell. */
    readonly ebpmHost?: HostApi;
  }
}

const TOKEN_KEY = 'ebpm-token';

/** Hands over every port that the preload script posts: one at the start, one after each restart. */
function ports(target: Window): (attach: (port: MessagePort) => void) => void {
  return (attach) =>
    target.addEventListener('message', (event: MessageEvent<{ readonly type?: string } | undefined>) => {
      const port = event.ports[0];
      if (event.source === target && event.data?.type === 'ebpm-port' && port !== undefined) attach(port);
    });
}

/**
 * The token that the browser shell put into the address. It is taken out of the address at once, and kept for
 * the life of the tab so that reloading works.
 */
export function takeToken(location: Location, history: History, storage: Storage): string {
  const given = /^#(?:token=)?([\w-]{16,})$/u.exec(location.hash)?.[1];
  if (given !== undefined) {
    storage.setItem(TOKEN_KEY, given);
    history.replaceState(null, '', `${location.pathname}${location.search}`);
  }
  return given ?? storage.getItem(TOKEN_KEY) ?? '';
}

/** Attaches the window to the desktop's host where there is one, to the browser shell otherwise. */
export function connect(target: Window): Connection {
  if (target.ebpmHost !== undefined) {
    return { client: new PortClient(ports(target)), host: target.ebpmHost };
  }
  const client = new HttpClient(takeToken(target.location, target.history, target.sessionStorage));
  return { client, host: browserHost(client) };
}
