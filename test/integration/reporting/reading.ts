import { unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';

/** Independent reading of what the writers made: archive and XML only, none of the writers' code. */

export const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** Every part of a package, embedded packages opened as well (`outer!inner`). */
export function openPackage(bytes: Uint8Array, prefix = ''): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>();
  for (const [name, part] of Object.entries(unzipSync(bytes))) {
    parts.set(prefix + name, part);
    if (/\.xlsx$/.test(name))
      for (const [inner, data] of openPackage(part, `${prefix}${name}!`)) parts.set(inner, data);
  }
  return parts;
}

/** Throws where an XML part is not well-formed. */
export function requireWellFormed(name: string, xml: string): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw new Error(`${name}: ${error.message}`);
  });
  parser.write(xml).close();
}

const unescaped = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;|&apos;/g, "'")
    .replace(/&amp;/g, '&');

/** Text of an XML or HTML part without its tags, one line for each paragraph or cell. */
export function textOf(xml: string): string {
  return unescaped(
    xml
      .replace(/<style[\s\S]*?<\/style>/g, '')
      .replace(/<\/(a:p|w:p|si|td|th|p|li|tr|h\d)>/g, '\n')
      .replace(/<[^>]+>/g, ''),
  );
}

/** Sheets of a workbook by name: cell address → number or text. */
export function readWorkbook(bytes: Uint8Array): Map<string, Map<string, number | string>> {
  const parts = openPackage(bytes);
  const xml = (name: string): string => decode(parts.get(name));
  const strings = [...xml('xl/sharedStrings.xml').matchAll(/<si>([\s\S]*?)<\/si>/g)].map((match) =>
    textOf(match[1] ?? '').trim(),
  );
  const targets = new Map(
    [...xml('xl/_rels/workbook.xml.rels').matchAll(/<Relationship [^>]*>/g)].map(([entry]) => [
      /Id="([^"]+)"/.exec(entry)?.[1] ?? '',
      /Target="([^"]+)"/.exec(entry)?.[1] ?? '',
    ]),
  );
  const sheets = new Map<string, Map<string, number | string>>();
  for (const [entry] of xml('xl/workbook.xml').matchAll(/<sheet [^>]*>/g)) {
    const name = unescaped(/name="([^"]+)"/.exec(entry)?.[1] ?? '');
    const target = targets.get(/r:id="([^"]+)"/.exec(entry)?.[1] ?? '') ?? '';
    const cells = new Map<string, number | string>();
    for (const [, address, attributes, body] of xml(`xl/${target.replace(/^\/?xl\//, '')}`).matchAll(
      /<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g,
    )) {
      const value = /<v>([^<]*)<\/v>/.exec(body ?? '')?.[1];
      if (body?.includes('<f') === true) throw new Error(`formula in ${name}!${address}`);
      if (value === undefined) continue;
      cells.set(
        address ?? '',
        /t="s"/.test(attributes ?? '') ? (strings[Number(value)] ?? '') : Number(value),
      );
    }
    sheets.set(name, cells);
  }
  return sheets;
}
