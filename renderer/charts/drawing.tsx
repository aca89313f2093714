import { type ReactNode, type Ref, useImperativeHandle, useRef } from 'react';
import { type ChartHandle, serialise } from './chart.tsx';

/** A drawing of our own (an `svg` element) in the place of a chart, copied as a picture in the same way. */
export function Drawing(props: {
  readonly description: string;
  readonly children: ReactNode;
  readonly ref?: Ref<ChartHandle>;
}) {
  const place = useRef<HTMLDivElement>(null);
  useImperativeHandle(props.ref, () => ({ svg: () => serialise(place.current) }), []);
  return (
    <div className="chart" role="img" aria-label={props.description}>
      <div ref={place} className="chart-drawing own" aria-hidden="true">
        {props.children}
      </div>
    </div>
  );
}
