import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import { type EChartsType, init, registerLocale, use } from 'echarts/core';
import locale from 'echarts/i18n/langJA-obj.js';
import { SVGRenderer } from 'echarts/renderers';

use([
  AriaComponent,
  BarChart,
  CustomChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  ScatterChart,
  SVGRenderer,
  TooltipComponent,
]);
registerLocale('JA', locale);

/** A drawing surface in `element`; the caller disposes of it. */
export function createChart(element: HTMLElement): EChartsType {
  return init(element, null, { renderer: 'svg', locale: 'JA' });
}

export type { EChartsType };
