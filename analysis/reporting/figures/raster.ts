import type { Point } from './scene.ts';

/** A picture being painted, three bytes a pixel. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export function newCanvas(width: number, height: number): Canvas {
  return { width, height, pixels: new Uint8Array(width * height * 3).fill(255) };
}

/**
 * Fills polygons with exact area coverage (signed-area accumulation, as in font rasterisers). Polygons of one
 * call are united; those that run the same way round may overlap.
 */
export function fillPolygons(
  canvas: Canvas,
  polygons: readonly (readonly Point[])[],
  colour: string,
  opacity = 1,
): void {
  const box = boundsOf(canvas, polygons);
  if (box === undefined) return;
  const width = box.right - box.left + 2;
  const cover = new Float32Array(width * (box.bottom - box.top + 1));
  for (const polygon of polygons) {
    polygon.forEach((point, index) => {
      const next = polygon[(index + 1) % polygon.length] as Point;
      addEdge(
        cover,
        width,
        [point[0] - box.left, point[1] - box.top],
        [next[0] - box.left, next[1] - box.top],
      );
    });
  }
  blend(canvas, cover, { ...box, width }, { colour, opacity });
}

/** Fills an upright rectangle: coverage is the product of its coverage in each direction. */
export function fillRect(canvas: Canvas, from: Point, to: Point, colour: string): void {
  const rgb = [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const share = (low: number, high: number, at: number): number =>
    Math.max(0, Math.min(high, at + 1) - Math.max(low, at));
  for (let y = Math.max(0, Math.floor(from[1])); y < Math.min(canvas.height, Math.ceil(to[1])); y += 1) {
    const down = share(from[1], to[1], y);
    for (let x = Math.max(0, Math.floor(from[0])); x < Math.min(canvas.width, Math.ceil(to[0])); x += 1) {
      const alpha = down * share(from[0], to[0], x);
      const at = (y * canvas.width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const old = canvas.pixels[at + channel] ?? 255;
        canvas.pixels[at + channel] = Math.round(old + ((rgb[channel] ?? 0) - old) * alpha);
      }
    }
  }
}

interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Whole pixels that the polygons can touch; they are clipped to the canvas first. */
function boundsOf(canvas: Canvas, polygons: readonly (readonly Point[])[]): Bounds | undefined {
  const all = polygons.flat();
  if (all.length === 0) return undefined;
  const xs = all.map(([x]) => x);
  const ys = all.map(([, y]) => y);
  const box = {
    left: Math.floor(Math.min(...xs)),
    right: Math.ceil(Math.max(...xs)),
    top: Math.floor(Math.min(...ys)),
    bottom: Math.ceil(Math.max(...ys)),
  };
  const outside = box.right <= 0 || box.bottom <= 0 || box.left >= canvas.width || box.top >= canvas.height;
  return outside ? undefined : box;
}

/** Adds the signed area to the right of an edge, row by row. */
function addEdge(cover: Float32Array, width: number, from: Point, to: Point): void {
  if (from[1] === to[1]) return;
  const direction = from[1] < to[1] ? 1 : -1;
  const [top, bottom] = from[1] < to[1] ? [from, to] : [to, from];
  const slope = (bottom[0] - top[0]) / (bottom[1] - top[1]);
  let x = top[0];
  for (let row = Math.floor(top[1]); row < Math.ceil(bottom[1]); row += 1) {
    const high = Math.max(top[1], row);
    const low = Math.min(bottom[1], row + 1);
    const height = low - high;
    const next = x + slope * height;
    addSpan(cover, row * width, {
      left: Math.min(x, next),
      right: Math.max(x, next),
      area: direction * height,
    });
    x = next;
  }
}

function addSpan(
  cover: Float32Array,
  offset: number,
  span: { left: number; right: number; area: number },
): void {
  const { left, right, area } = span;
  const first = Math.floor(left);
  const last = Math.ceil(right);
  const add = (at: number, value: number): void => {
    cover[offset + at] = (cover[offset + at] ?? 0) + value;
  };
  if (last <= first + 1) {
    const middle = (left + right) / 2 - first;
    add(first, area * (1 - middle));
    add(first + 1, area * middle);
    return;
  }
  const inverse = 1 / (right - left);
  let before = 0;
  for (let at = first; at < last; at += 1) {
    const upto = Math.min(right, at + 1) - left;
    const since = Math.max(left, at) - left;
    const passed = inverse * (upto - since);
    // Mean distance of this piece of the edge from the pixel's left side; the rest of the pixel is covered.
    const mean = (Math.min(right, at + 1) + Math.max(left, at)) / 2 - at;
    const own = passed * (1 - mean);
    add(at, area * (own + before));
    before = passed - own;
  }
  add(last, area * before);
}

function blend(
  canvas: Canvas,
  cover: Float32Array,
  box: Bounds & { readonly width: number },
  paint: { readonly colour: string; readonly opacity: number },
): void {
  const rgb = [0, 2, 4].map((at) => Number.parseInt(paint.colour.slice(at, at + 2), 16));
  for (let y = Math.max(0, box.top); y < Math.min(canvas.height, box.bottom + 1); y += 1) {
    let sum = 0;
    const row = (y - box.top) * box.width;
    for (let x = box.left; x <= box.right; x += 1) {
      sum += cover[row + x - box.left] ?? 0;
      const alpha = Math.min(1, Math.abs(sum)) * paint.opacity;
      if (alpha < 0.002 || x < 0 || x >= canvas.width) continue;
      const at = (y * canvas.width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const old = canvas.pixels[at + channel] ?? 255;
        canvas.pixels[at + channel] = Math.round(old + ((rgb[channel] ?? 0) - old) * alpha);
      }
    }
  }
}
