import { type Parts, rewrite } from '../zip.ts';

/**
 * Replaces the random ids that the library gives (relations, bookmarks, media names) by running numbers in order
 * of appearance, so that equal reports are equal files.
 */
export function fixIds(parts: Parts): void {
  const names = new Map<string, string>();
  const media = Object.keys(parts)
    .filter((name) => /^word\/media\/[^/]+$/.test(name))
    .map((name) => name.slice('word/media/'.length));
  const order = orderOfUse(parts, media);
  order.forEach((name, index) => {
    names.set(name, `figure-${index + 1}.${name.split('.').at(-1) ?? 'png'}`);
  });
  for (const [old, now] of names) {
    const bytes = parts[`word/media/${old}`];
    if (bytes === undefined) continue;
    delete parts[`word/media/${old}`];
    parts[`word/media/${now}`] = bytes;
  }
  rewrite(parts, /\.(xml|rels)$/, (text) => {
    let changed = text;
    for (const [old, now] of names) changed = changed.replaceAll(old, now);
    return changed;
  });
  renumberRelations(parts);
  rewrite(parts, /^word\/document\.xml$/, renumberMarks);
}

/** Bookmarks and drawings are numbered over the life of the process by the library; here by appearance. */
function renumberMarks(text: string): string {
  const running = (pattern: RegExp) => {
    const numbers = new Map<string, number>();
    return (xml: string): string =>
      xml.replace(pattern, (_, head: string, id: string, tail: string) => {
        const number = numbers.get(id) ?? numbers.size + 1;
        numbers.set(id, number);
        return `${head}${number}${tail}`;
      });
  };
  const steps = [
    running(/(_Toc)(\d+)(\b)/g),
    running(/(<w:bookmark(?:Start|End)[^>]*w:id=")(\d+)(")/g),
    running(/(<wp:docPr[^>]*\bid=")(\d+)(")/g),
  ];
  return steps.reduce((xml, step) => step(xml), text);
}

/** Media names in the order in which the document's relations are used in its text. */
function orderOfUse(parts: Parts, media: readonly string[]): readonly string[] {
  const decode = (name: string): string => new TextDecoder().decode(parts[name]);
  const relations = decode('word/_rels/document.xml.rels');
  const text = decode('word/document.xml');
  const place = (name: string): number => {
    const entry =
      new RegExp(`<Relationship [^>]*${name.replaceAll('.', '\\.')}[^>]*>`).exec(relations)?.[0] ?? '';
    const id = /Id="([^"]+)"/.exec(entry)?.[1] ?? '';
    return text.indexOf(`"${id}"`);
  };
  return [...media].sort((a, b) => place(a) - place(b));
}

function renumberRelations(parts: Parts): void {
  const text = new TextDecoder().decode(parts['word/document.xml']);
  const ids = new Map<string, string>();
  for (const match of text.matchAll(/r:(?:id|embed)="([^"]+)"/g)) {
    const id = match[1] ?? '';
    if (!ids.has(id)) ids.set(id, `rIdx${ids.size + 1}`);
  }
  const apply = (xml: string): string => {
    let changed = xml;
    for (const [old, now] of ids) changed = changed.replaceAll(`"${old}"`, `"${now}"`);
    return changed;
  };
  rewrite(parts, /^word\/(document\.xml|_rels\/document\.xml\.rels)$/, apply);
  rewrite(parts, /^word\/_rels\/.*\.rels$/, (xml) => {
    const entries = xml.match(/<Relationship [^>]*\/>/g) ?? [];
    const sorted = [...entries].sort();
    const head = xml.slice(0, xml.indexOf(entries[0] ?? '</Relationships>'));
    return entries.length === 0 ? xml : `${head}${sorted.join('')}</Relationships>`;
  });
}
