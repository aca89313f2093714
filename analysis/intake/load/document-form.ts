import { child, children, descendants, type XmlElement } from '../decode/xml.ts';
import type { IssueCounter, Severity } from '../issues.ts';
import form from '../layouts/document-form.json' with { type: 'json' };

export type DocumentForm = 'checkup' | 'guidance';

const HOLDS: Readonly<Record<string, string>> = form.value_holds;
const TRUTHS = new Set(['true', 'false']);

/** One thing that is otherwise than the schema demands; `path` is of the schema, never of the document. */
interface FormFault {
  readonly code: string;
  readonly severity: Severity;
  readonly path: string;
  readonly at: XmlElement;
}

/** Kind of a value from `xsi:type`, without its prefix; what its attributes tell where it has none. */
export function valueKind({ attributes }: XmlElement): string {
  const given = (attributes.type ?? '').replace(/^.*:/, '');
  if (given !== '') return given;
  return attributes.code === undefined ? 'PQ' : 'CD';
}

/** What an act or observation says of whether it was done: `negationInd`, which some write as a number. */
export function isNegated({ attributes }: XmlElement): boolean {
  return attributes.negationInd === 'true' || attributes.negationInd === '1';
}

/**
 * Why nothing of a document can be used, by what the schemas of the exchange (hc08, hg08) demand: it is none of them,
 * or has no section with a result. Undefined where there is something to read.
 */
export function documentFault(document: XmlElement): string | undefined {
  if (document.name !== 'ClinicalDocument') return 'xml.other_root';
  const sections = at([document], ['component', 'structuredBody', 'component', 'section']);
  return sections.some((section) => resultsIn(section).length > 0) ? undefined : 'xml.no_results';
}

/**
 * Tells where documents depart from their schema, each kind of departure once with the place where it was first found.
 * An error means that a result is not read, a warning that what is read is in doubt; what is not read anyway is one
 * note for each document.
 */
export class FormCheck {
  readonly #form: DocumentForm;
  readonly #issues: IssueCounter;
  readonly #labels = new Map<string, string>();

  constructor(kind: DocumentForm, issues: IssueCounter) {
    this.#form = kind;
    this.#issues = issues;
  }

  /** `number`: which document of its file it is, from 1. */
  check(document: XmlElement, number: number): void {
    const faults = [
      ...missingElements(document, this.#form),
      ...attributeFaults(document),
      ...resultsIn(document).flatMap((result) => resultFaults(result, this.#form)),
    ];
    const [unread] = faults.filter(({ severity }) => severity === 'info');
    for (const fault of faults.filter(({ severity }) => severity !== 'info'))
      this.#tell(fault, fault.path, number);
    if (unread) this.#tell({ ...unread, code: 'xml.header_incomplete' }, '', number);
  }

  #tell({ code, severity, path, at: { line, column } }: FormFault, kind: string, number: number): void {
    const key = `${code} ${kind}`;
    const label =
      this.#labels.get(key) ?? `${path}（最初は ${number} 件目の文書の ${line} 行 ${column} 字目）`;
    this.#labels.set(key, label);
    this.#issues.add(code, severity, { column: label, line: number });
  }
}

function resultsIn(element: XmlElement): XmlElement[] {
  return [...descendants(element, 'observation'), ...descendants(element, 'act')];
}

/** Every element at a path of local names. */
function at(from: readonly XmlElement[], path: readonly string[]): readonly XmlElement[] {
  return path.reduce<readonly XmlElement[]>(
    (found, name) => found.flatMap((element) => children(element, name)),
    from,
  );
}

function missingElements(document: XmlElement, kind: DocumentForm): FormFault[] {
  return form.required.flatMap(({ path, read, only }): FormFault[] => {
    if (only !== undefined && only !== kind) return [];
    const names = path.split('/');
    const last = names.pop()!;
    const severity = read ? 'warning' : 'info';
    return at([document], names)
      .filter((parent) => child(parent, last) === undefined)
      .map((parent) => ({ code: 'xml.element_missing', severity, path, at: parent }));
  });
}

function attributeFaults(document: XmlElement): FormFault[] {
  return form.attributes.flatMap(({ path, attribute, fixed, optional, read }): FormFault[] =>
    at([document], path.split('/')).flatMap((element) => {
      const given = element.attributes[attribute];
      const isNull = element.attributes.nullFlavor !== undefined;
      if (given === undefined ? optional || isNull : fixed === undefined || given === fixed) return [];
      const code = given === undefined ? 'xml.attribute_missing' : 'xml.other_code_system';
      return [{ code, severity: read ? 'warning' : 'info', path: `${path}/@${attribute}`, at: element }];
    }),
  );
}

/** What keeps a result from being read, or puts it in doubt. */
function resultFaults(result: XmlElement, kind: DocumentForm): FormFault[] {
  const { name, attributes } = result;
  const faults: FormFault[] = [];
  const tell = (code: string, severity: Severity, path: string, place: XmlElement = result) =>
    faults.push({ code, severity, path: `${name}${path}`, at: place });
  const code = child(result, 'code');
  if (!code) tell('xml.element_missing', 'error', '/code');
  else if (!code.attributes.code && code.attributes.nullFlavor === undefined)
    tell('xml.attribute_missing', 'error', '/code/@code', code);
  const system = code?.attributes.codeSystem;
  if (system !== undefined && system !== form.item_code_systems[kind])
    tell('xml.other_code_system', 'warning', '/code/@codeSystem', code);
  if (attributes.negationInd !== undefined && !TRUTHS.has(attributes.negationInd))
    tell('xml.truth_value', 'warning', '/@negationInd');
  if (isNegated(result)) return faults;
  for (const value of children(result, 'value')) {
    if (value.attributes.nullFlavor !== undefined) continue;
    if (!value.attributes.type) tell('xml.attribute_missing', 'warning', '/value/@xsi:type', value);
    const holds = HOLDS[valueKind(value)];
    if (holds !== undefined && !value.attributes[holds]?.trim())
      tell('xml.attribute_missing', 'error', `/value/@${holds}`, value);
  }
  return faults;
}
