import type { EChartsOption } from 'echarts';
import { type ReactNode, useId, useRef, useState } from 'react';
import { aboutZero } from '../../analysis/domain/hidden-zero.ts';
import type { ReleaseRecord, StatisticContext } from '../../analysis/domain/statistic.ts';
import { usePreferences } from '../app/preferences.tsx';
import { Chart, type ChartHandle } from '../charts/chart.tsx';
import { Drawing } from '../charts/drawing.tsx';
import { chartPalette } from '../charts/palette.ts';
import { composePicture, copyPicture } from '../charts/picture.ts';
import { earlierNote, NONE_MARK } from '../format/number.ts';
import { WithTerms } from '../help/terms.tsx';
import { announce } from './announcer.ts';
import { MethodDialog, type MethodText } from './method-dialog.tsx';
import { PinButton } from './pin-button.tsx';

/** A chart by its option, or a drawing of our own. */
export type FigureChart = { readonly description: string } & (
  | { readonly option: EChartsOption; readonly height: number }
  | { readonly drawing: ReactNode }
);

export interface FigureProps {
  /** The finding in a sentence, with its number. */
  readonly title: string;
  readonly context: StatisticContext;
  readonly release: ReleaseRecord;
  /** Unit, number of people and whatever filters hold, in words. */
  readonly details: readonly string[];
  readonly chart?: FigureChart;
  /** The table twin; the only view where there is no chart. */
  readonly table: ReactNode;
  readonly method?: readonly MethodText[];
  /** More for 「出し方」, read only when it is opened: formula, SQL. */
  readonly methodMore?: ReactNode;
  readonly children?: ReactNode;
  readonly headingLevel?: 2 | 3;
  /** Tables with many different numbers are read as tables first. */
  readonly tableFirst?: boolean;
}

const LONGEST_SOURCE = 70;

/** Where a text may be cut: its commas outside brackets. */
function commasOf(text: string): readonly number[] {
  let open = 0;
  return [...text].flatMap((letter, at) => {
    if (letter === '（') open += 1;
    else if (letter === '）') open -= 1;
    return letter === '、' && open === 0 ? [at] : [];
  });
}

/** A long list of files is cut at a comma; all of it stands in 「出し方」. */
export function shortSource(source: string): string {
  if (source.length <= LONGEST_SOURCE) return source;
  const found = source.indexOf('。') + 1;
  // Never within brackets, nor within the first of the definitions that follow what was imported.
  const cut = commasOf(source).findLast((at) => at > found && at <= LONGEST_SOURCE);
  const next = commasOf(source).find((at) => at > LONGEST_SOURCE);
  const end = cut ?? next;
  return end === undefined ? source : `${source.slice(0, end)}ほか（すべては「出し方」に）`;
}

/** What stands below a figure: source, what its marks mean and why numbers are hidden, caveats. */
export function footnotes(context: StatisticContext, release: ReleaseRecord): readonly string[] {
  const { primary, secondary, other } = release.hidden;
  const hidden = primary + secondary + other;
  const { missing = [] } = context;
  const { earlier = [] } = release;
  return [
    `出典：${shortSource(context.source)}`,
    ...(hidden > 0
      ? [
          `＊ は個人が分からないように伏せた数です（基準 ${release.threshold}人、${hidden}か所）。${aboutZero(release.hidden)}。`,
        ]
      : []),
    // Statistics that are released together carry the same record.
    ...(other > 0 && earlier.length > 0 ? [earlierNote(earlier)] : []),
    ...missing.map((reason) => `${NONE_MARK} の理由：${reason}`),
    ...context.caveats.filter((caveat) => !missing.includes(caveat)).map((caveat) => `注：${caveat}`),
  ];
}

/** Copies the figure with everything needed to read it. */
function useCopy(props: FigureProps, handle: React.RefObject<ChartHandle | null>) {
  const { theme } = usePreferences();
  return async () => {
    const drawing = handle.current?.svg() ?? null;
    if (drawing === null) return;
    const { title, context, details, release } = props;
    const text = {
      title,
      details: [`${context.population}　${context.period}`, details.join('　')],
      notes: footnotes(context, release),
    };
    const result = await copyPicture(composePicture(drawing, text, chartPalette(theme)), title.slice(0, 40));
    announce(result === 'copied' ? '図を画像としてコピーしました。' : '図を画像ファイルとして保存しました。');
  };
}

function Drawn(props: { readonly chart: FigureChart; readonly handle: React.RefObject<ChartHandle | null> }) {
  const { chart, handle } = props;
  if ('option' in chart) return <Chart ref={handle} {...chart} />;
  return (
    <Drawing ref={handle} description={chart.description}>
      {chart.drawing}
    </Drawing>
  );
}

/** A figure with its finding, unit, people, period, source, method, table twin and picture. */
export function Figure(props: FigureProps) {
  const { title, context, release, details, chart, table, method = [], children, headingLevel = 3 } = props;
  const Heading = `h${headingLevel}` as const;
  const id = useId();
  const handle = useRef<ChartHandle>(null);
  const [asTable, setAsTable] = useState(props.tableFirst ?? false);
  const copy = useCopy(props, handle);
  const showTable = asTable || chart === undefined;
  return (
    <figure className="figure" aria-labelledby={id}>
      <div className="figure-head">
        <div>
          <Heading id={id} className="figure-title">
            {title}
          </Heading>
          <p className="figure-details">
            {[context.population, context.period, ...details].filter((part) => part !== '').join('　｜　')}
          </p>
        </div>
        <div className="figure-tools">
          {chart !== undefined && (
            <button
              type="button"
              className="tool"
              aria-pressed={asTable}
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? '図で見る' : '表で見る'}
            </button>
          )}
          {!showTable && (
            <button type="button" className="tool" onClick={() => void copy()}>
              画像をコピー
            </button>
          )}
          <PinButton release={release} caption={title} />
          <MethodDialog context={context} release={release} extra={method} more={props.methodMore} />
        </div>
      </div>
      {children}
      {showTable ? table : <Drawn chart={chart} handle={handle} />}
      <figcaption className="figure-notes">
        {footnotes(context, release).map((note) => (
          <p key={note}>
            <WithTerms>{note}</WithTerms>
          </p>
        ))}
      </figcaption>
    </figure>
  );
}
