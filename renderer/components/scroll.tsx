import type { ReactNode } from 'react';

/** A region that scrolls on its own; it can be reached and scrolled by keyboard. */
export function Scroll(props: {
  readonly label: string;
  readonly tall?: boolean;
  readonly children: ReactNode;
}) {
  const className = props.tall === true ? 'table-scroll tall' : 'table-scroll';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={className} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}
