import { chartData } from '../../figures/chart.ts';
import { drawChart, suitedHeight } from '../../figures/draw.ts';
import { escapeXml, sceneToSvg } from '../../figures/svg.ts';
import { formatCell, withUnit } from '../../format.ts';
import type { Block, FigureBlock, ReportDocument, TableBlock, TextTableBlock } from '../../model.ts';
import { plain } from '../../text.ts';
import { captionOf, printTable } from '../print.ts';

export interface HtmlContext {
  readonly document: ReportDocument;
  readonly numbers: ReadonlyMap<Block, string>;
  /** Lines under each table and figure. */
  readonly notes: ReadonlyMap<Block, readonly string[]>;
  /** Anchor of each heading. */
  readonly anchors: ReadonlyMap<Block, string>;
}

const text = (value: string): string => escapeXml(value);

/** One block as HTML. Numbers appear in text, table or picture exactly as the model resolves them. */
export function blockHtml(block: Block, context: HtmlContext): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level + 1} id="${context.anchors.get(block) ?? ''}">${text(block.text)}</h${block.level + 1}>`;
    case 'paragraph':
      return `<p${block.role === undefined ? '' : ` class="${block.role}"`}>${text(plain(block.text))}</p>`;
    case 'bullets':
      return `<ul>${block.items.map((item) => `<li>${text(plain(item))}</li>`).join('')}</ul>`;
    case 'keyNumbers':
      return `<ul class="numbers">${block.items
        .map(
          (item) =>
            `<li><div class="label">${text(item.label)}</div><div class="value">${text(plain(item.value))}</div><div class="remark">${text(plain(item.note))}</div></li>`,
        )
        .join('')}</ul>`;
    case 'table':
      return tableHtml(block, context);
    case 'textTable':
      return textTableHtml(block, context);
    case 'figure':
      return figureHtml(block, context);
    case 'callout':
      return `<div class="callout ${block.tone}" role="note"><strong>${text(block.title)}</strong>${text(plain(block.text))}</div>`;
    case 'method':
      return `<h3>${text(block.title)}</h3><ul>${block.items.map((item) => `<li>${text(plain(item))}</li>`).join('')}</ul>`;
    case 'footnote':
      return `<p class="note">${text(plain(block.text))}</p>`;
    case 'pageBreak':
      return '<div class="break"></div>';
    case 'slide':
      return slideHtml(block, context);
  }
}

function slideHtml(block: Extract<Block, { kind: 'slide' }>, context: HtmlContext): string {
  if (block.layout === 'cover') return '';
  const source = plain(block.source);
  const notes = block.notes.map((note) => `<p>${text(plain(note))}</p>`).join('');
  return (
    `<p class="kicker">${text(block.kicker)}</p><h2 id="${context.anchors.get(block) ?? ''}">${text(plain(block.title))}</h2>` +
    (source === '' ? '' : `<p class="note">${text(source)}</p>`) +
    (notes === '' ? '' : `<details><summary>説明のための補足</summary>${notes}</details>`)
  );
}

function tableHtml(block: TableBlock, context: HtmlContext): string {
  const printed = printTable(block);
  const caption = captionOf(context.numbers, block);
  const head = printed.headers
    .map(
      (row) =>
        `<tr>${row.map((cell) => `<th scope="${cell.span > 1 ? 'colgroup' : 'col'}"${cell.span > 1 ? ` colspan="${cell.span}"` : ''}>${text(cell.text)}</th>`).join('')}</tr>`,
    )
    .join('');
  const body = printed.rows
    .map(
      (row) =>
        `<tr>${row
          .map((cell, index) =>
            index < printed.headCount
              ? `<th scope="row"${cell.length <= 8 ? ' class="k"' : ''}>${text(cell)}</th>`
              : `<td class="n">${text(cell)}</td>`,
          )
          .join('')}</tr>`,
    )
    .join('');
  const notes = (context.notes.get(block) ?? []).map((note) => `<p class="note">${text(note)}</p>`).join('');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${text(caption)}"><table${printed.rows.length <= 9 ? ' class="short"' : ''}><caption>${text(caption)}</caption><thead>${head}</thead><tbody>${body}</tbody></table></div>${notes}`;
}

function textTableHtml(block: TextTableBlock, context: HtmlContext): string {
  const caption = captionOf(context.numbers, block);
  const total = block.widths.reduce((sum, width) => sum + width, 0);
  const columns = `<colgroup>${block.widths.map((width) => `<col style="width:${((100 * width) / total).toFixed(1)}%">`).join('')}</colgroup>`;
  const head = block.head.map((cell) => `<th scope="col">${text(cell)}</th>`).join('');
  const body = block.rows
    .map(
      (row) =>
        `<tr>${row.map((cell, index) => (index === 0 ? `<th scope="row">${text(plain(cell))}</th>` : `<td>${text(plain(cell))}</td>`)).join('')}</tr>`,
    )
    .join('');
  const title = caption === '' ? '' : `<caption>${text(caption)}</caption>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="${text(caption === '' ? block.head.join('・') : caption)}"><table class="words${block.rows.length <= 6 ? ' short' : ''}">${title}${columns}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function figureHtml(block: FigureBlock, context: HtmlContext): string {
  const data = chartData(block.chart);
  const caption = captionOf(context.numbers, block);
  const number = (context.numbers.get(block) ?? '図').replace('図', 'figure-');
  const size = 14;
  const svg = sceneToSvg(
    drawChart(data, {
      width: 760,
      height: suitedHeight(data, 760, size),
      accent: context.document.accent,
      size,
    }),
    { title: caption, description: plain(block.alt), id: number, fontFamily: '' },
  );
  const notes = (context.notes.get(block) ?? []).map((note) => `<p class="note">${text(note)}</p>`).join('');
  return `<figure><figcaption>${text(caption)}</figcaption>${svg}${notes}${twin(block, caption)}</figure>`;
}

/** The same numbers as a table, for those who cannot see the picture. */
function twin(block: FigureBlock, caption: string): string {
  const data = chartData(block.chart);
  const limits = data.series.some((series) => series.lower !== undefined);
  const head = data.series
    .map(
      (series) =>
        `<th scope="col">${text(withUnit(series.name, data.unit === '' ? '' : `（${data.unit}）`))}</th>${limits ? '<th scope="col">95％信頼区間</th>' : ''}`,
    )
    .join('');
  const rows = data.categories
    .map((category, index) => {
      const cells = data.series.map((series) => {
        const value = formatCell(series.cells[index] ?? { state: 'none' }, data.decimals);
        const lower = series.lower?.[index];
        const upper = series.upper?.[index];
        const interval =
          lower === undefined || upper === undefined
            ? ''
            : `${formatCell(lower, data.decimals)}〜${formatCell(upper, data.decimals)}`;
        return `<td class="n">${value}</td>${limits ? `<td class="n">${interval}</td>` : ''}`;
      });
      return `<tr><th scope="row">${text(category)}</th>${cells.join('')}</tr>`;
    })
    .join('');
  return `<details><summary>図の数値を表で見る</summary><div class="scroll" tabindex="0" role="region" aria-label="${text(`${caption}の数値`)}"><table><thead><tr><th scope="col">${text(data.categoryLabel)}</th>${head}</tr></thead><tbody>${rows}</tbody></table></div></details>`;
}
