import { Fragment, type ReactNode } from 'react';
import { placeHash } from '../app/location.ts';
import { type RouteId, routeOf } from '../app/routes.ts';

export interface Crumb {
  readonly label: string;
  readonly route?: RouteId;
  readonly detail?: string;
}

/** Where one is, the name of the screen, the question it answers. */
export function ScreenHead(props: {
  readonly route: RouteId;
  readonly crumbs?: readonly Crumb[];
  readonly title?: string;
  readonly children?: ReactNode;
}) {
  const route = routeOf(props.route);
  const crumbs: readonly Crumb[] = [{ label: route.label, route: route.id }, ...(props.crumbs ?? [])];
  const last = crumbs.length - 1;
  return (
    <div className="screen-head">
      {crumbs.length > 1 && (
        <nav aria-label="いまいる場所" className="crumbs">
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.label}>
              {index > 0 && <span aria-hidden="true">›</span>}
              {index === last || crumb.route === undefined ? (
                <span aria-current={index === last ? 'page' : undefined}>{crumb.label}</span>
              ) : (
                <a href={placeHash({ route: crumb.route, detail: crumb.detail ?? '', params: {} })}>
                  {crumb.label}
                </a>
              )}
            </Fragment>
          ))}
        </nav>
      )}
      <div className="screen-title">
        <h1>{props.title ?? route.label}</h1>
        <p className="question">{route.question}</p>
      </div>
      {props.children}
    </div>
  );
}
