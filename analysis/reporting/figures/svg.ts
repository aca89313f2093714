import type { Mark, Point, Primitive, Scene } from './scene.ts';

export function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

const round = (value: number): string => String(Math.round(value * 100) / 100);

export interface SvgOptions {
  readonly title: string;
  readonly description: string;
  /** Prefix for ids inside the picture, unique in the page. */
  readonly id: string;
  readonly fontFamily: string;
}

/** The scene as an SVG element with title and description for screen readers; no script, no style sheet. */
export function sceneToSvg(scene: Scene, options: SvgOptions): string {
  const { id } = options;
  const body = scene.items.map((item) => primitive(item)).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(scene.width)} ${round(scene.height)}" ` +
    `width="${round(scene.width)}" height="${round(scene.height)}" role="img" ` +
    `aria-labelledby="${id}-t ${id}-d" font-family="${escapeXml(options.fontFamily)}">` +
    `<title id="${id}-t">${escapeXml(options.title)}</title>` +
    `<desc id="${id}-d">${escapeXml(options.description)}</desc>${body}</svg>`
  );
}

function primitive(item: Primitive): string {
  switch (item.shape) {
    case 'rect': {
      const stroke = item.stroke === undefined ? '' : ` stroke="#${item.stroke}"`;
      return `<rect x="${round(item.x)}" y="${round(item.y)}" width="${round(item.width)}" height="${round(item.height)}" fill="#${item.fill}"${stroke}/>`;
    }
    case 'line': {
      const dash = item.dash === undefined ? '' : ` stroke-dasharray="${item.dash}"`;
      return `<polyline points="${pointList(item.points)}" fill="none" stroke="#${item.stroke}" stroke-width="${item.thickness}"${dash}/>`;
    }
    case 'polygon': {
      const opacity = item.opacity === undefined ? '' : ` fill-opacity="${item.opacity}"`;
      return `<polygon points="${pointList(item.points)}" fill="#${item.fill}"${opacity}/>`;
    }
    case 'dot':
      return item.mark === 'circle'
        ? `<circle cx="${round(item.x)}" cy="${round(item.y)}" r="${round(item.radius)}" fill="#${item.fill}" stroke="#${item.stroke}" stroke-width="1.5"/>`
        : `<polygon points="${pointList(markPoints(item.mark, item.x, item.y, item.radius))}" fill="#${item.fill}" stroke="#${item.stroke}" stroke-width="1.5"/>`;
    case 'text': {
      const weight = item.bold ? ' font-weight="700"' : '';
      return `<text x="${round(item.x)}" y="${round(item.y)}" font-size="${round(item.size)}" text-anchor="${item.anchor}" fill="#${item.fill}"${weight}>${escapeXml(item.text)}</text>`;
    }
  }
}

function pointList(points: readonly Point[]): string {
  return points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
}

/** Corners of a mark that is not a circle. */
export function markPoints(mark: Exclude<Mark, 'circle'>, x: number, y: number, r: number): readonly Point[] {
  if (mark === 'square') {
    const s = r * 0.9;
    return [
      [x - s, y - s],
      [x + s, y - s],
      [x + s, y + s],
      [x - s, y + s],
    ];
  }
  if (mark === 'triangle') {
    return [
      [x, y - r * 1.15],
      [x + r * 1.05, y + r * 0.8],
      [x - r * 1.05, y + r * 0.8],
    ];
  }
  return [
    [x, y - r * 1.25],
    [x + r * 1.25, y],
    [x, y + r * 1.25],
    [x - r * 1.25, y],
  ];
}
