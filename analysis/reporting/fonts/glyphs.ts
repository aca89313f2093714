import { viewOf } from './truetype.ts';

/** Reading and rewriting of single glyph descriptions (OpenType `glyf` table). */

const ARGS_ARE_WORDS = 0x0001;
const HAS_SCALE = 0x0008;
const MORE_COMPONENTS = 0x0020;
const HAS_XY_SCALE = 0x0040;
const HAS_TWO_BY_TWO = 0x0080;
const HAS_INSTRUCTIONS = 0x0100;

export interface Component {
  readonly glyph: number;
  readonly flags: number;
  /** Offset of the glyph index in the glyph's bytes. */
  readonly position: number;
  readonly dx: number;
  readonly dy: number;
  /** xx, xy, yx, yy */
  readonly matrix: readonly [number, number, number, number];
}

/** Components of a composite glyph; none for a simple one. */
export function componentsOf(data: Uint8Array): readonly Component[] {
  if (data.length < 10) return [];
  const view = viewOf(data);
  if (view.getInt16(0) >= 0) return [];
  const components: Component[] = [];
  let at = 10;
  for (;;) {
    const flags = view.getUint16(at);
    const words = (flags & ARGS_ARE_WORDS) !== 0;
    const dx = words ? view.getInt16(at + 4) : view.getInt8(at + 4);
    const dy = words ? view.getInt16(at + 6) : view.getInt8(at + 5);
    const transform = at + (words ? 8 : 6);
    const [matrix, size] = readMatrix(view, transform, flags);
    components.push({ glyph: view.getUint16(at + 2), flags, position: at + 2, dx, dy, matrix });
    at = transform + size;
    if ((flags & MORE_COMPONENTS) === 0) return components;
  }
}

function readMatrix(view: DataView, at: number, flags: number): [Component['matrix'], number] {
  const fixed = (offset: number): number => view.getInt16(at + offset) / 16384;
  if ((flags & HAS_SCALE) !== 0) return [[fixed(0), 0, 0, fixed(0)], 2];
  if ((flags & HAS_XY_SCALE) !== 0) return [[fixed(0), 0, 0, fixed(2)], 4];
  if ((flags & HAS_TWO_BY_TWO) !== 0) return [[fixed(0), fixed(2), fixed(4), fixed(6)], 8];
  return [[1, 0, 0, 1], 0];
}

/** The glyph without hinting instructions (their programs are not carried along) and with new component ids. */
export function rewriteGlyph(data: Uint8Array, renumber: (glyph: number) => number): Uint8Array {
  if (data.length < 10) return data;
  const components = componentsOf(data);
  if (components.length === 0) return withoutInstructions(data);
  const copy = data.slice();
  const view = viewOf(copy);
  for (const component of components) {
    view.setUint16(component.position, renumber(component.glyph));
    view.setUint16(component.position - 2, component.flags & ~HAS_INSTRUCTIONS);
  }
  return copy;
}

function withoutInstructions(data: Uint8Array): Uint8Array {
  const contours = viewOf(data).getInt16(0);
  const at = 10 + contours * 2;
  const length = viewOf(data).getUint16(at);
  const copy = new Uint8Array(data.length - length);
  copy.set(data.subarray(0, at));
  copy.set(data.subarray(at + 2 + length), at + 2);
  return copy;
}

export interface OutlinePoint {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

/** Contours of a simple glyph in font units, y up. */
export function simpleContours(data: Uint8Array): readonly (readonly OutlinePoint[])[] {
  if (data.length < 10) return [];
  const view = viewOf(data);
  const count = view.getInt16(0);
  if (count <= 0) return [];
  const ends = Array.from({ length: count }, (_, index) => view.getUint16(10 + index * 2));
  const total = (ends.at(-1) ?? -1) + 1;
  let at = 10 + count * 2;
  at += 2 + view.getUint16(at);
  const flags: number[] = [];
  while (flags.length < total) {
    const flag = data[at++] ?? 0;
    const repeat = (flag & 8) !== 0 ? (data[at++] ?? 0) : 0;
    for (let index = 0; index <= repeat; index += 1) flags.push(flag);
  }
  const xs = readCoordinates(view, flags, { at, short: 2, same: 16 });
  const ys = readCoordinates(view, flags, { at: xs.next, short: 4, same: 32 });
  const points = flags.map((flag, index) => ({
    x: xs.values[index] ?? 0,
    y: ys.values[index] ?? 0,
    onCurve: (flag & 1) !== 0,
  }));
  return ends.map((end, index) => points.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end + 1));
}

function readCoordinates(
  view: DataView,
  flags: readonly number[],
  bits: { readonly at: number; readonly short: number; readonly same: number },
): { values: readonly number[]; next: number } {
  let { at } = bits;
  let value = 0;
  const values = flags.map((flag) => {
    if ((flag & bits.short) !== 0) {
      const size = view.getUint8(at);
      at += 1;
      value += (flag & bits.same) !== 0 ? size : -size;
    } else if ((flag & bits.same) === 0) {
      value += view.getInt16(at);
      at += 2;
    }
    return value;
  });
  return { values, next: at };
}
