import { type Unzipped, unzipSync, type Zippable, zipSync } from 'fflate';

/** Date inside every archive: the earliest a ZIP can hold, so that no clock shows. */
const FIXED_TIME = new Date(1980, 0, 1, 0, 0, 0);

/** Parts that must come first for readers that look at the head of the file. */
const FIRST = ['[Content_Types].xml', '_rels/.rels', 'mimetype'];

export type Parts = Unzipped;

export function readParts(bytes: Uint8Array): Parts {
  return unzipSync(bytes);
}

/** Packs parts in a fixed order with a fixed time: equal parts give equal bytes. */
export function packParts(parts: Parts): Uint8Array {
  const names = Object.keys(parts)
    .filter((name) => !name.endsWith('/'))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const zippable: Zippable = {};
  for (const name of names) zippable[name] = [parts[name] as Uint8Array, { mtime: FIXED_TIME, level: 6 }];
  return zipSync(zippable, { os: 0 });
}

function rank(name: string): number {
  const index = FIRST.indexOf(name);
  return index < 0 ? FIRST.length : index;
}

export const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Rewrites the text parts whose name matches. */
export function rewrite(parts: Parts, pattern: RegExp, change: (text: string, name: string) => string): void {
  for (const name of Object.keys(parts)) {
    if (pattern.test(name))
      parts[name] = encodeText(change(decodeText(parts[name] as Uint8Array), name)) as Parts[string];
  }
}

/** `dcterms` stamps of docProps/core.xml set to the report's day. */
export function fixCoreTimes(parts: Parts, day: string): void {
  rewrite(parts, /^docProps\/core\.xml$/, (text) =>
    text.replace(/(<dcterms:(created|modified)[^>]*>)[^<]*(<\/dcterms:)/g, `$1${day}T00:00:00Z$3`),
  );
}
