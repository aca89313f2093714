import { useCallback, useSyncExternalStore } from 'react';
import { type RouteId, routeOf } from './routes.ts';

/** Where the window is, held in the address so that going back, bookmarks and reloading work. */
export interface Place {
  readonly route: RouteId;
  readonly detail: string;
  readonly params: Readonly<Record<string, string>>;
}

export function parsePlace(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#\/?/u, '').split('?');
  const [route = '', ...detail] = path.split('/');
  return {
    route: routeOf(route).id,
    detail: decodeURIComponent(detail.join('/')),
    params: Object.fromEntries(new URLSearchParams(search)),
  };
}

export function placeHash({ route, detail, params }: Place): string {
  const search = new URLSearchParams(params).toString();
  const path = detail === '' ? route : `${route}/${encodeURIComponent(detail)}`;
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parsePlace(hash);
}

export function go(route: RouteId, detail = '', params: Readonly<Record<string, string>> = {}): void {
  window.location.hash = placeHash({ route, detail, params });
}

/** A parameter of the address with its setter; setting replaces the entry, so that "back" leaves the screen. */
export function useParam(name: string, fallback: string): readonly [string, (value: string) => void] {
  const place = usePlace();
  const set = useCallback(
    (value: string) => {
      const now = parsePlace(window.location.hash);
      window.location.replace(placeHash({ ...now, params: { ...now.params, [name]: value } }));
    },
    [name],
  );
  return [place.params[name] ?? fallback, set];
}
