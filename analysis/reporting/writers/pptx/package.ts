import type { ChartData } from '../../figures/chart.ts';
import { escapeXml } from '../../figures/svg.ts';
import { OFFICE_FONT } from '../../fonts/source.ts';
import type { ReportDocument } from '../../model.ts';
import { chartXml } from '../office/chart-xml.ts';
import { embeddedWorkbook } from '../office/embedded.ts';
import { encodeText, fixCoreTimes, type Parts, packParts, readParts, rewrite } from '../zip.ts';

/**
 * Completes the package that the library wrote: our charts and their workbooks in place of its placeholders,
 * East Asian theme fonts, Japanese as the language, fixed times and ids.
 */
export function finishPackage(
  bytes: Uint8Array,
  document: ReportDocument,
  charts: readonly ChartData[],
): Uint8Array {
  const parts = renumberCharts(readParts(bytes));
  replaceCharts(parts, document, charts);
  const face = escapeXml(OFFICE_FONT);
  rewrite(parts, /^ppt\/theme\/theme\d+\.xml$/, (text) =>
    text.replace(
      /(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*("[^>]*\/>\s*<a:ea typeface=")[^"]*(")/g,
      `$1${face}$2${face}$3`,
    ),
  );
  rewrite(parts, /^ppt\/(slides|notesSlides|slideLayouts|slideMasters|notesMasters)\/[^/]+\.xml$/, (text) =>
    text.replaceAll('lang="en-US"', 'lang="ja-JP"'),
  );
  rewrite(parts, /^docProps\/app\.xml$/, (text) =>
    text.replace(/<Company>[^<]*<\/Company>/, `<Company>${escapeXml(document.municipality)}</Company>`),
  );
  fixNotes(parts);
  fixOrder(parts);
  fixCoreTimes(parts, document.date);
  return packParts(parts);
}

/** The library counts charts over the life of the process; here they begin at one in every file. */
function renumberCharts(parts: Parts): Parts {
  const old = Object.keys(parts)
    .flatMap((name) => /^ppt\/charts\/chart(\d+)\.xml$/.exec(name)?.[1] ?? [])
    .sort((a, b) => Number(a) - Number(b));
  const place = new Map(old.map((number, index) => [number, String(index + 1)]));
  const rename = (text: string): string =>
    text.replace(
      /((?:charts\/(?:_rels\/)?chart|Microsoft_Excel_Worksheet))(\d+)(\.x)/g,
      (whole, head: string, number: string, tail: string) =>
        place.has(number) ? `${head}${place.get(number)}${tail}` : whole,
    );
  const renamed: Parts = {};
  for (const [name, part] of Object.entries(parts)) renamed[rename(name)] = part;
  rewrite(renamed, /(^\[Content_Types\]\.xml|\.rels)$/, rename);
  return renamed;
}

function replaceCharts(parts: Parts, document: ReportDocument, charts: readonly ChartData[]): void {
  // Charts are numbered by the library over all slides in the order in which they were added.
  const names = Object.keys(parts)
    .filter((name) => /^ppt\/charts\/chart\d+\.xml$/.test(name))
    .sort((a, b) => numberIn(a) - numberIn(b));
  if (names.length !== charts.length)
    throw new Error(`expected ${charts.length} charts, found ${names.length}`);
  names.forEach((name, index) => {
    const data = charts[index] as ChartData;
    parts[name] = encodeText(chartXml(data, { accent: document.accent, size: 14 })) as Parts[string];
    const relations = new TextDecoder().decode(
      parts[name.replace('charts/', 'charts/_rels/').concat('.rels')],
    );
    const target = /Target="\.\.\/(embeddings\/[^"]+)"/.exec(relations)?.[1];
    if (target === undefined) throw new Error(`chart without workbook: ${name}`);
    parts[`ppt/${target}`] = embeddedWorkbook(data) as Parts[string];
  });
}

function numberIn(name: string): number {
  return Number(/(\d+)\.xml$/.exec(name)?.[1] ?? 0);
}

/** Notes come as one run; each line becomes its own paragraph. */
function fixNotes(parts: Parts): void {
  rewrite(parts, /^ppt\/notesSlides\/notesSlide\d+\.xml$/, (text) =>
    text.replace(
      /<a:p><a:r>(<a:rPr[^>]*\/>)<a:t>([^<]*)<\/a:t><\/a:r>(<a:endParaRPr[^>]*\/>)<\/a:p>/,
      (_, style: string, body: string, end: string) =>
        body
          .split('\n')
          .map((line) => `<a:p><a:r>${style}<a:t>${line}</a:t></a:r>${end}</a:p>`)
          .join(''),
    ),
  );
}

/** What PresentationML wants otherwise: masters before slides, no bullet size without a unit, every id once. */
function fixOrder(parts: Parts): void {
  rewrite(parts, /^ppt\/presentation\.xml$/, (text) => {
    const list = /<p:notesMasterIdLst>.*?<\/p:notesMasterIdLst>/s.exec(text)?.[0] ?? '';
    return text.replace(list, '').replace('<p:sldIdLst>', `${list}<p:sldIdLst>`);
  });
  rewrite(parts, /^ppt\/slides\/slide\d+\.xml$/, (text) =>
    renumberShapes(text.replaceAll('<a:buSzPct val="100000"/>', '')),
  );
}

/** Shapes in order of appearance; the library gives tables and charts ids that other shapes have, too. */
function renumberShapes(text: string): string {
  let id = 0;
  return text.replace(/(<p:cNvPr id=")\d+(")/g, (_, head: string, tail: string) => {
    id += 1;
    return `${head}${id}${tail}`;
  });
}
