import type { Deck, DeckPart, DeckSlide } from '../../../domain/deck.ts';
import type { StatisticContext } from '../../../domain/statistic.ts';
import { type ChartData, chartData } from '../../figures/chart.ts';
import { drawChart } from '../../figures/draw.ts';
import { sceneToSvg } from '../../figures/svg.ts';
import { fontFaces } from '../../fonts/faces.ts';
import { EMBEDDED_FONT } from '../../fonts/source.ts';
import { formatDate } from '../../format.ts';
import type { FigureBlock, ReportDocument } from '../../model.ts';
import { releasedIn, stopped } from '../../templates/common.ts';
import { plain } from '../../text.ts';
import type { WriterOptions } from '../../write.ts';
import { planSlides, type SlidePart, type SlidePlan } from '../pptx/plan.ts';
import { encodeText } from '../zip.ts';

/**
 * A presentation that the app shows without the workspace: words and pictures of what was released, with what
 * the audience may ask about each page.
 */
export async function writeDeck(document: ReportDocument, options: WriterOptions): Promise<Uint8Array> {
  const plans = planSlides(document);
  const slides: DeckSlide[] = [];
  for (const [index, plan] of plans.entries()) {
    options.step(index, plans.length);
    slides.push(await slideOf(document, plan, { index, options }));
  }
  const file: Deck = {
    format: 'ebpm-deck',
    version: 1,
    title: document.title,
    municipality: document.municipality,
    date: formatDate(document.date, document.calendar),
    synthetic: document.provenance.synthetic,
    threshold: document.provenance.threshold,
    slides,
  };
  return encodeText(JSON.stringify(file));
}

interface Place {
  readonly index: number;
  readonly options: WriterOptions;
}

async function slideOf(document: ReportDocument, plan: SlidePlan, place: Place): Promise<DeckSlide> {
  const parts: DeckPart[] = [];
  for (const [at, part] of plan.body.entries()) parts.push(await partOf(document, part, { ...place, at }));
  return {
    layout: plan.layout,
    kicker: plan.kicker,
    title: plan.title,
    parts,
    notes: plan.notes,
    questions: questionsAbout(plan),
    source: plan.source,
  };
}

async function partOf(
  document: ReportDocument,
  part: SlidePart,
  place: Place & { readonly at: number },
): Promise<DeckPart> {
  switch (part.kind) {
    case 'paragraph':
      return { kind: 'text', text: plain(part.text), small: part.role === 'small' };
    case 'footnote':
      return { kind: 'text', text: plain(part.text), small: true };
    case 'bullets':
      return { kind: 'bullets', title: '', items: part.items.map(plain) };
    case 'method':
      return { kind: 'bullets', title: part.title, items: part.items.map(plain) };
    case 'keyNumbers':
      return {
        kind: 'numbers',
        items: part.items.map(({ label, value, note }) => ({
          label,
          value: plain(value),
          note: plain(note),
        })),
      };
    case 'callout':
      return { kind: 'callout', tone: part.tone, title: part.title, text: plain(part.text) };
    case 'grid':
      return { kind: 'table', head: part.head.map((row) => row.map(({ text }) => text)), rows: part.rows };
    case 'figure':
      return figureOf(document, part, place);
  }
}

/** Drawn for a screen read from the back of a room: as wide as the page below a title of two lines. */
const FIGURE = { width: 1240, height: 440, size: 24 };

/** Of few rows: no higher than the room that a title and a line of text leave, so that its letters stay large. */
const FEW_ROWS = 300;

/** As high as its rows need: a higher picture is shown smaller, letters and all. */
function heightOf({ horizontal, categories }: ChartData): number {
  return horizontal ? Math.max(FEW_ROWS, FIGURE.size * (categories.length * 1.4 + 5.5)) : FIGURE.height;
}

async function figureOf(
  document: ReportDocument,
  part: FigureBlock,
  { index, at, options }: Place & { readonly at: number },
): Promise<DeckPart> {
  const description = plain(part.alt);
  const data = chartData(part.chart);
  const size = { ...FIGURE, height: heightOf(data) };
  const svg = sceneToSvg(drawChart(data, { ...size, accent: document.accent }), {
    title: part.caption,
    description,
    id: `s${index}-${at}`,
    fontFamily: `${EMBEDDED_FONT},sans-serif`,
  });
  const style = `<style>${await fontFaces(svg, options.fonts)}</style>`;
  return { kind: 'figure', svg: svg.replace('<title', `${style}<title`), description };
}

/** Who was counted, how, and how far it goes: answers that stand with every released number. */
export function questionsAbout({ body, notes }: Pick<SlidePlan, 'body' | 'notes'>): DeckSlide['questions'] {
  const contexts = releasedIn(body).map(
    ({ statistic }) => (statistic as { readonly context: StatisticContext }).context,
  );
  // What stands in the notes beside them, or was said of another number of the page, is not said again.
  const once = (texts: readonly string[]): readonly string[] =>
    [...new Set(texts)].filter((text) => text !== '' && !notes.some((note) => note.includes(text)));
  const answers = (pick: (context: StatisticContext) => string): string =>
    [...new Set(contexts.map(pick))].filter((text) => text !== '').join('　');
  const asked = [
    ['だれを数えたのか（分母）', answers(({ population, period }) => `${population}（${period}）`)],
    ['どうやって計算したのか', answers(({ method }) => method)],
    [
      'どこまで言えるのか',
      once(contexts.flatMap(({ caveats }) => caveats))
        .map(stopped)
        .join(''),
    ],
    ['元のデータは何か', answers(({ source }) => source)],
  ] as const;
  return asked.filter(([, answer]) => answer !== '').map(([question, answer]) => ({ question, answer }));
}
