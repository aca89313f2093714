import type {
  LaidLine,
  LaidPicture,
  PdfContent,
  PdfFile,
  PdfNode,
  RendererClass,
  StructureElement,
} from './engine.ts';

/**
 * The logical structure of a PDF: which text is a heading, a table's head or a picture's description, so that a
 * screen reader reads the page in order (tagged PDF, ISO 32000-1, 14.8). Everything else is an artifact.
 */
export interface Tag {
  readonly type: string;
  readonly alt?: string;
  readonly parent?: Tag;
  /** Head cells return on every page of a long table; only the first is read. */
  readonly repeated: boolean;
}

const HEADINGS: Readonly<Record<string, string>> = {
  title: 'H1',
  h1: 'H2',
  h2: 'H3',
  h3: 'H4',
  caption: 'Caption',
};

/** The content with a tag on every text and picture. Tables of layout (`layoutOnly`) are not read as tables. */
export function tagged(content: PdfContent, parent: Tag): PdfContent {
  if (typeof content === 'string') return taggedText({ text: content }, parent);
  if (isList(content)) return content.map((one) => tagged(one, parent));
  if (content.table !== undefined) return taggedTable(content, parent);
  if (Array.isArray(content.stack)) {
    return { ...content, stack: (content.stack as PdfContent[]).map((one) => tagged(one, parent)) };
  }
  if (Array.isArray(content.ul)) return taggedList(content, parent);
  if (content.svg !== undefined || content.image !== undefined) {
    return { ...content, tag: child(parent, 'Figure', { alt: String(content.alt ?? '') }) };
  }
  return content.text === undefined ? content : taggedText(content, parent);
}

function isList(content: PdfContent): content is readonly PdfContent[] {
  return Array.isArray(content);
}

function child(parent: Tag, type: string, more: { alt?: string; repeated?: boolean } = {}): Tag {
  return {
    type,
    parent,
    repeated: more.repeated ?? parent.repeated,
    ...(more.alt === undefined ? {} : { alt: more.alt }),
  };
}

/** Text in one piece that carries its tag through layout; an outline keeps the plain words. */
function taggedText(node: PdfNode, parent: Tag): PdfNode {
  const tag = child(parent, HEADINGS[String(node.style ?? '')] ?? 'P');
  return {
    ...node,
    text: [{ text: node.text, tag }],
    ...(node.outline === true ? { outlineText: node.text } : {}),
  };
}

function taggedList(node: PdfNode, parent: Tag): PdfNode {
  const list = child(parent, 'L');
  const items = (node.ul as PdfContent[]).map((item) => tagged(item, child(child(list, 'LI'), 'LBody')));
  return { ...node, ul: items };
}

interface Table {
  readonly headerRows?: number;
  readonly body: readonly (readonly PdfContent[])[];
}

function taggedTable(node: PdfNode, parent: Tag): PdfNode {
  const { headerRows = 0, body } = node.table as Table;
  const whole = child(parent, node.layoutOnly === true ? 'Div' : 'Table');
  const rows = body.map((row, index) => {
    const line = node.layoutOnly === true ? whole : child(whole, 'TR', { repeated: index < headerRows });
    return row.map((cell, column) => {
      if (node.layoutOnly === true) return tagged(cell, child(line, 'Div'));
      const head = index < headerRows || (node.rowHeads === true && column === 0);
      return tagged(cell, child(line, head ? 'TH' : 'TD'));
    });
  });
  return { ...node, table: { ...(node.table as object), body: rows } };
}

/** A renderer that wraps what it draws in the structure that the content's tags describe. */
export function taggingRenderer(Base: RendererClass, root: Tag): RendererClass {
  return class TaggingRenderer extends Base {
    readonly #file: PdfFile;
    readonly #elements = new Map<Tag, StructureElement>();
    readonly #pageOf = new Map<Tag, number>();
    #page = 0;

    constructor(file: PdfFile) {
      super(file);
      this.#file = file;
      const element = file.struct(root.type);
      file.addStructure(element);
      this.#elements.set(root, element);
    }

    override renderPages(pages: readonly unknown[]): void {
      for (const page of pages) {
        this.#page += 1;
        super.renderPages([page]);
      }
      // Children end before their parents: a Map keeps the order in which elements were made.
      for (const element of [...this.#elements.values()].reverse()) element.end();
    }

    override renderLine(line: LaidLine, x: number, y: number): void {
      this.#mark(line.inlines[0]?.tag, () => super.renderLine(line, x, y));
    }

    override renderVector(vector: unknown): void {
      this.#mark(undefined, () => super.renderVector(vector));
    }

    override renderSVG(picture: LaidPicture): void {
      this.#mark(picture.tag, () => super.renderSVG(picture));
    }

    override renderImage(picture: LaidPicture): void {
      this.#mark(picture.tag, () => super.renderImage(picture));
    }

    #mark(value: unknown, draw: () => void): void {
      const tag = value as Tag | undefined;
      if (tag === undefined || this.#isRepetition(tag)) this.#file.markContent('Artifact');
      else this.#element(tag).add(this.#file.markStructureContent(tag.type));
      draw();
      this.#file.endMarkedContent();
    }

    #isRepetition(tag: Tag): boolean {
      if (!tag.repeated) return false;
      const first = this.#pageOf.get(tag) ?? this.#page;
      this.#pageOf.set(tag, first);
      return first !== this.#page;
    }

    #element(tag: Tag): StructureElement {
      const known = this.#elements.get(tag);
      if (known !== undefined) return known;
      const parent = tag.parent === undefined ? undefined : this.#element(tag.parent);
      const made = this.#file.struct(tag.type, tag.alt === undefined ? {} : { alt: tag.alt });
      parent?.add(made);
      this.#elements.set(tag, made);
      return made;
    }
  };
}
