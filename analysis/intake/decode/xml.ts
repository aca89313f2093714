import { SaxesParser } from 'saxes';
import { UserIssue } from '../../domain/issue.ts';

/** An element with its attributes by local name; text is joined. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  /** Where its start tag ends, both from 1. */
  readonly line: number;
  readonly column: number;
  text: string;
}

const DEEPEST = 60;
export const MOST_XML_BYTES = 20 << 20;
const MOST_ELEMENTS = 200_000;

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/**
 * Reads an XML document into elements by local name.
 *
 * Document types and entity declarations are refused, so nothing can be expanded or fetched.
 * Throws `intake.xml_refused`, `intake.xml_damaged`.
 */
export function parseXml(bytes: Uint8Array, file: string): XmlElement {
  const refused = () => new UserIssue('input', 'intake.xml_refused', { file });
  const damaged = (cause?: unknown) => new UserIssue('input', 'intake.xml_damaged', { file }, { cause });
  if (bytes.length > MOST_XML_BYTES) throw refused();
  const root: XmlElement = { name: '', attributes: {}, children: [], line: 1, column: 1, text: '' };
  const path: XmlElement[] = [root];
  let elements = 0;
  const parser = new SaxesParser({ xmlns: false });
  parser.on('doctype', () => {
    throw refused();
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    if (path.length > DEEPEST || elements > MOST_ELEMENTS) throw refused();
    const attributes: Record<string, string> = {};
    for (const [name, value] of Object.entries(tag.attributes)) attributes[local(name)] = String(value);
    const { line, column } = parser;
    const element: XmlElement = { name: local(tag.name), attributes, children: [], line, column, text: '' };
    path.at(-1)!.children.push(element);
    path.push(element);
  });
  parser.on('text', (text) => {
    const element = path.at(-1)!;
    if (element.text.length < 4096) element.text += text;
  });
  parser.on('closetag', () => {
    path.pop();
  });
  parser.on('error', (error) => {
    throw damaged(error);
  });
  try {
    parser.write(new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)).close();
  } catch (error) {
    throw error instanceof UserIssue ? error : damaged(error);
  }
  const [document] = root.children;
  if (!document) throw damaged();
  return document;
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const named = /encoding\s*=\s*["']([\w-]+)["']/i.exec(head)?.[1]?.toLowerCase();
  return named === 'shift_jis' || named === 'windows-31j' || named === 'cp932' ? 'shift_jis' : 'utf-8';
}

/** First child by path of local names. */
export function child(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  let at = element;
  for (const name of names) at = at?.children.find((candidate) => candidate.name === name);
  return at;
}

export function children(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((candidate) => candidate.name === name) ?? [];
}

/** Every descendant of that name, in document order. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const walk = (at: XmlElement) => {
    for (const candidate of at.children) {
      if (candidate.name === name) found.push(candidate);
      walk(candidate);
    }
  };
  walk(element);
  return found;
}
