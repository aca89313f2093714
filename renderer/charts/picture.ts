import { CHART_FONT, type ChartPalette } from './palette.ts';

export interface Picture {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
}

/** What must be read together with a figure wherever its picture goes. */
export interface PictureText {
  readonly title: string;
  readonly details: readonly string[];
  readonly notes: readonly string[];
}

const MARGIN = 20;
const TITLE_LINE = 26;
const TEXT_LINE = 19;

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/gu, (sign) => `&#${sign.codePointAt(0)};`);
}

/** Breaks Japanese text after about `width` pixels of `size`-pixel type; ASCII counts half. */
export function breakLines(text: string, width: number, size: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const letter of text) {
    const advance = /[\u0020-\u007e]/u.test(letter) ? size * 0.55 : size;
    if (used + advance > width && line !== '') {
      lines.push(line);
      line = '';
      used = 0;
    }
    line += letter;
    used += advance;
  }
  return line === '' ? lines : [...lines, line];
}

/** The drawing with its title, unit, number of people, period, source and footnotes around it, as SVG. */
export function composePicture(drawing: Picture, text: PictureText, palette: ChartPalette): Picture {
  const inner = drawing.width;
  const title = breakLines(text.title, inner, 18);
  const details = text.details.flatMap((line) => breakLines(line, inner, 13));
  const notes = text.notes.flatMap((line) => breakLines(line, inner, 12));
  const top = MARGIN + title.length * TITLE_LINE + details.length * TEXT_LINE + 8;
  const bottom = top + drawing.height + 12;
  const height = bottom + notes.length * TEXT_LINE + MARGIN;
  const width = inner + MARGIN * 2;
  const line = (content: string, y: number, size: number, weight: number, fill: string): string =>
    `<text x="${MARGIN}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escapeXml(content)}</text>`;
  const parts = [
    ...title.map((content, i) => line(content, MARGIN + 18 + i * TITLE_LINE, 18, 700, palette.text)),
    ...details.map((content, i) =>
      line(content, MARGIN + title.length * TITLE_LINE + 14 + i * TEXT_LINE, 13, 400, palette.muted),
    ),
    `<g transform="translate(${MARGIN} ${top})">${drawing.markup}</g>`,
    ...notes.map((content, i) => line(content, bottom + 12 + i * TEXT_LINE, 12, 400, palette.muted)),
  ];
  const markup =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `font-family="${escapeXml(CHART_FONT)}"><rect width="100%" height="100%" fill="${palette.surface}"/>` +
    `${parts.join('')}</svg>`;
  return { markup, width, height };
}

async function toPng(picture: Picture): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.markup)}`;
  await image.decode();
  const scale = 2;
  const canvas = document.createElement('canvas');
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d context');
  context.scale(scale, scale);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png');
  });
}

/** Puts the picture on the clipboard; where that is not allowed, hands it over as a PNG file. */
export async function copyPicture(picture: Picture, name: string): Promise<'copied' | 'downloaded'> {
  const png = await toPng(picture);
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return 'copied';
  } catch {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(png);
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return 'downloaded';
  }
}
