import type { ReactNode } from 'react';

/** A region that scrolls on its own; it can be reached and scrolled by keyboard. */
export function Scroll(props: {
  readonly label: string;
  readonly tall?: boolean;
  /** What is inside stays as it is until an answer comes. */
  readonly busy?: boolean;
  readonly children: ReactNode;
}) {
  const className = props.tall === true ? 'table-scroll tall' : 'table-scroll';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={className} tabIndex={0} aria-label={props.label} aria-busy={props.busy}>
      {props.children}
    </section>
  );
}
