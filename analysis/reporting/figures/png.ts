import { crc32, deflateSync } from 'node:zlib';
import { type Fonts, textPolygons, textWidth } from './outlines.ts';
import { type Canvas, fillPolygons, fillRect, newCanvas } from './raster.ts';
import type { Point, Primitive, Scene } from './scene.ts';
import { markPoints } from './svg.ts';

export interface PngFonts {
  readonly normal: Fonts;
  readonly bold: Fonts;
}

/**
 * The scene as a PNG, painted without a browser.
 * @param scale pixels per CSS pixel; 3.125 gives 300 dots per inch at the scene's size on paper.
 */
export function sceneToPng(scene: Scene, fonts: PngFonts, scale: number): Uint8Array {
  const canvas = newCanvas(Math.round(scene.width * scale), Math.round(scene.height * scale));
  for (const item of scene.items) paint(canvas, item, fonts, scale);
  return encodePng(canvas, Math.round((96 * scale) / 0.0254));
}

function paint(canvas: Canvas, item: Primitive, fonts: PngFonts, scale: number): void {
  const at = (x: number, y: number): Point => [x * scale, y * scale];
  switch (item.shape) {
    case 'rect': {
      // The paper is white already.
      if (item.fill !== 'FFFFFF')
        fillRect(canvas, at(item.x, item.y), at(item.x + item.width, item.y + item.height), item.fill);
      return;
    }
    case 'line':
      fillPolygons(
        canvas,
        stroke(
          item.points.map(([x, y]) => at(x, y)),
          item.thickness * scale,
          (item.dash ?? 0) * scale,
        ),
        item.stroke,
      );
      return;
    case 'polygon':
      fillPolygons(canvas, [item.points.map(([x, y]) => at(x, y))], item.fill, item.opacity);
      return;
    case 'dot':
      fillPolygons(canvas, [markShape(item, item.radius + 0.75, scale)], item.stroke);
      fillPolygons(canvas, [markShape(item, item.radius - 0.75, scale)], item.fill);
      return;
    case 'text': {
      const font = item.bold ? fonts.bold : fonts.normal;
      const size = item.size * scale;
      const width = item.anchor === 'start' ? 0 : textWidth(font, item.text, size);
      const shift = item.anchor === 'middle' ? width / 2 : width;
      fillPolygons(
        canvas,
        textPolygons(font, item.text, size, [item.x * scale - shift, item.y * scale]),
        item.fill,
      );
    }
  }
}

function markShape(
  item: Extract<Primitive, { shape: 'dot' }>,
  radius: number,
  scale: number,
): readonly Point[] {
  if (item.mark === 'circle') return circle([item.x * scale, item.y * scale], radius * scale);
  return markPoints(item.mark, item.x, item.y, radius).map(([x, y]) => [x * scale, y * scale] as const);
}

function circle([x, y]: Point, radius: number): readonly Point[] {
  return Array.from({ length: 32 }, (_, index) => {
    const angle = (index / 32) * 2 * Math.PI;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });
}

/** A line as polygons that all run the same way round: a bar for each piece, a disc at each joint. */
function stroke(points: readonly Point[], thickness: number, dash: number): readonly (readonly Point[])[] {
  const shapes: (readonly Point[])[] = [];
  for (let index = 1; index < points.length; index += 1) {
    const from = points[index - 1] as Point;
    const to = points[index] as Point;
    for (const [a, b] of dash > 0 ? dashes(from, to, dash) : [[from, to] as const])
      shapes.push(bar(a, b, thickness));
    if (dash === 0 && index < points.length - 1) shapes.push(circle(to, thickness / 2));
  }
  return shapes;
}

function bar(from: Point, to: Point, thickness: number): readonly Point[] {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const nx = ((to[1] - from[1]) / length) * (thickness / 2);
  const ny = (-(to[0] - from[0]) / length) * (thickness / 2);
  return [
    [from[0] + nx, from[1] + ny],
    [to[0] + nx, to[1] + ny],
    [to[0] - nx, to[1] - ny],
    [from[0] - nx, from[1] - ny],
  ];
}

function dashes(from: Point, to: Point, dash: number): readonly (readonly [Point, Point])[] {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const point = (d: number): Point => [
    from[0] + ((to[0] - from[0]) * d) / length,
    from[1] + ((to[1] - from[1]) * d) / length,
  ];
  const pieces: (readonly [Point, Point])[] = [];
  for (let d = 0; d < length; d += dash * 2) pieces.push([point(d), point(Math.min(length, d + dash))]);
  return pieces;
}

/** PNG of 8-bit RGB with its resolution (W3C PNG, chunks IHDR, pHYs, IDAT, IEND). */
function encodePng(canvas: Canvas, pixelsPerMetre: number): Uint8Array {
  const row = canvas.width * 3;
  const filtered = Buffer.alloc((row + 1) * canvas.height);
  for (let y = 0; y < canvas.height; y += 1) {
    const from = y * row;
    filtered[y * (row + 1)] = 2;
    for (let x = 0; x < row; x += 1) {
      const above = y === 0 ? 0 : (canvas.pixels[from - row + x] ?? 0);
      filtered[y * (row + 1) + 1 + x] = ((canvas.pixels[from + x] ?? 0) - above) & 255;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(canvas.width, 0);
  header.writeUInt32BE(canvas.height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const physical = Buffer.alloc(9);
  physical.writeUInt32BE(pixelsPerMetre, 0);
  physical.writeUInt32BE(pixelsPerMetre, 4);
  physical[8] = 1;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    signature,
    chunk('IHDR', header),
    chunk('pHYs', physical),
    chunk('IDAT', deflateSync(filtered, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
