import { screenKey } from './commands.ts';
import { placeHash } from './location.ts';
import { type Route, type RouteId, routes, withoutWorkspace } from './routes.ts';

function groups(): ReadonlyMap<string, readonly Route[]> {
  return Map.groupBy(routes, (route) => route.group);
}

export function Navigation({ current, open }: { readonly current: RouteId; readonly open: boolean }) {
  return (
    <nav className="navigation" aria-label="画面">
      {[...groups()].map(([group, members]) => (
        <section key={group} aria-label={group === '' ? 'はじめに' : group}>
          {group !== '' && <p className="navigation-group">{group}</p>}
          <ul>
            {members.map((route) => (
              <li key={route.id}>
                <a
                  href={placeHash({ route: route.id, detail: '', params: {} })}
                  aria-current={route.id === current ? 'page' : undefined}
                  aria-disabled={!open && !withoutWorkspace.has(route.id) ? true : undefined}
                  aria-keyshortcuts={screenKey(route.id)}
                  title={route.question}
                >
                  {route.label}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
