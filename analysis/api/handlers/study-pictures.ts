import type { Released } from '../../disclosure/released.ts';
import type { ReleasedEffect, ReleasedTable } from '../../domain/statistic.ts';
import { type ChartData, chartData } from '../../reporting/figures/chart.ts';
import { drawFigure, suitedHeight } from '../../reporting/figures/draw.ts';
import { sceneToSvg } from '../../reporting/figures/svg.ts';
import type { ChartSpec } from '../../reporting/model.ts';
import { flowSteps } from '../../reporting/templates/funnel.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { Gated } from './handler.ts';

type Result = Gated<OperationOutput<'studies.run'>>;
type Figure = Result['figures'][number];

export interface StudyPicture {
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

const WIDTH = 860;
const SIZE = 14;

interface Wanted {
  readonly name: string;
  readonly title: string;
  readonly spec: ChartSpec;
}

/** The figures of a study as SVG: flow, balance, overlap, estimates, and what its design adds. */
export function studyPictures(result: Result, accent: string): StudyPicture[] {
  return wantedOf(result).map(({ name, title, spec }) => {
    const data = withIntervalNote(chartData(spec));
    const notes = data.notes.length * SIZE * 2.4;
    const height = suitedHeight(data, WIDTH, SIZE) + notes + SIZE * 6;
    const scene = drawFigure(data, title, [], { width: WIDTH, height, accent, size: SIZE });
    const svg = sceneToSvg(scene, {
      title,
      description: data.notes.join(' '),
      id: `study-${name}`,
      fontFamily: "'BIZ UDPGothic', 'Yu Gothic', 'Noto Sans JP', sans-serif",
    });
    return { name, title, svg };
  });
}

/** Says what the marks beside a line are. */
function withIntervalNote(data: ChartData): ChartData {
  if (data.kind !== 'line' || data.series.every(({ lower }) => lower === undefined)) return data;
  return { ...data, notes: [...data.notes, '縦線・帯は95％信頼区間'] };
}

function wantedOf(result: Result): Wanted[] {
  const { study, flow, balance, overlap, effects, alternatives, sets, figures } = result;
  const primary = effects[0];
  return [
    {
      name: 'flow',
      title: `対象者の流れ：${study.title}`,
      spec: { kind: 'funnel', steps: armedSteps(flow) },
    },
    ...(balance
      ? [{ name: 'love', title: '背景のそろい具合', spec: { kind: 'love' as const, balance } }]
      : []),
    ...(overlap ? [{ name: 'overlap', title: '参加しやすさの重なり', spec: overlapSpec(overlap) }] : []),
    ...(primary ? [forest('forest', `推定と別の方法：${study.title}`, [primary, ...alternatives])] : []),
    ...figures.map((figure) => ({ name: figure.kind, title: figure.title, spec: figureSpec(figure) })),
    ...sets.map((set) => forest(set.id, set.title, primary ? [primary, ...set.effects] : set.effects)),
  ];
}

/** Steps of the flow, each with the arm that it counts. */
function armedSteps(flow: Result['flow']) {
  const { steps } = flow.statistic;
  return flowSteps(flow).map((step, i) => {
    const arm = steps[i]?.arm;
    return arm === undefined ? step : { ...step, label: `${arm}：${step.label}` };
  });
}

/** Times at which both curves are printed: between them a curve is not known. */
function sharedTimes({ rows }: ReleasedTable): string[] {
  const arms = new Set(rows.map(({ at }) => at[0]));
  const times = new Set(rows.map(({ at }) => at[1] ?? ''));
  return [...times].filter(
    (time) =>
      time !== 'none' && [...arms].every((arm) => rows.some(({ at }) => at[0] === arm && at[1] === time)),
  );
}

/** Estimates of one outcome on one scale. */
function forest(name: string, title: string, effects: readonly Released<ReleasedEffect>[]): Wanted {
  const first = effects[0]!.statistic.effect;
  const same = effects.filter(
    ({ statistic: { effect } }) => effect.outcome === first.outcome && effect.scale === first.scale,
  );
  return { name, title, spec: { kind: 'forest', effects: same } };
}

function overlapSpec(table: Released<ReleasedTable>): ChartSpec {
  return {
    kind: 'distribution',
    table,
    category: 'bin',
    series: 'arm',
    columns: ['persons'],
    mirrored: true,
  };
}

const LIMITS = { lower: 'lower', upper: 'upper' } as const;

function figureSpec({ kind, table }: Figure): ChartSpec {
  if (kind === 'survival') {
    const view = { levels: { time: sharedTimes(table.statistic) } };
    return { kind: 'line', table, view, category: 'time', series: 'arm', columns: ['survival'], ...LIMITS };
  }
  if (kind === 'series') {
    return {
      kind: 'line',
      table,
      category: 'month',
      columns: ['rate', 'expected'],
      limited: 'expected',
      ...LIMITS,
      zero: true,
    };
  }
  return { kind: 'line', table, category: 'running', columns: ['mean'] };
}
