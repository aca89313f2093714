import type { EChartsOption } from 'echarts';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { createChart, type EChartsType } from './engine.ts';

export interface ChartHandle {
  /** The figure as an SVG document, for the picture. */
  readonly svg: () => { readonly markup: string; readonly width: number; readonly height: number } | null;
}

export interface ChartProps {
  readonly option: EChartsOption;
  /** What a screen reader says instead of the drawing. */
  readonly description: string;
  readonly height: number;
  readonly ref?: Ref<ChartHandle>;
}

/** The first drawing below an element as an SVG document with its size. */
export function serialise(element: HTMLElement | null) {
  const drawing = element?.querySelector('svg') ?? null;
  if (drawing === null || element === null) return null;
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return {
    markup: new XMLSerializer().serializeToString(copy),
    width: drawing.clientWidth === 0 ? element.clientWidth : drawing.clientWidth,
    height: drawing.clientHeight === 0 ? element.clientHeight : drawing.clientHeight,
  };
}

/** One ECharts drawing as SVG, resized with its place. */
export function Chart({ option, description, height, ref }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const created = createChart(element);
    chart.current = created;
    const observer = new ResizeObserver(() => created.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      created.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
    chart.current?.resize();
  }, [option]);

  useImperativeHandle(ref, () => ({ svg: () => serialise(place.current) }), []);

  return (
    <div className="chart" role="img" aria-label={description}>
      <div ref={place} className="chart-drawing" style={{ height }} aria-hidden="true" />
    </div>
  );
}
