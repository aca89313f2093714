import { UserIssue } from '../../domain/issue.ts';
import { documentsOf } from '../decode/documents.ts';
import type { IndexedDocuments } from '../decode/exchange-index.ts';
import type { ByteSource } from '../decode/source.ts';
import { parseXml, type XmlElement } from '../decode/xml.ts';
import type { IssueCounter } from '../issues.ts';
import { type DocumentForm, documentFault, FormCheck } from './document-form.ts';
import type { ReadOptions, ReadOutcome } from './text-file.ts';

/** What is done with each document of a set; `line` is the number of the document. */
export interface DocumentStager {
  /** Stages the document, or says with an issue code why it cannot be used. */
  take(document: XmlElement, line: number): string | undefined;
  finish(): void;
}

/**
 * Reads the XML documents of a source one after the other.
 *
 * A broken document, or one without any result, is set aside; what else is otherwise than the schema demands is told.
 * a document type declaration stops the whole file (`intake.xml_refused`).
 */
export async function readDocuments(
  source: ByteSource,
  given: {
    readonly pattern: RegExp;
    readonly form: DocumentForm;
    readonly indexed: IndexedDocuments | undefined;
    readonly unreadable: string;
    readonly issues: IssueCounter;
    readonly options: ReadOptions;
  },
  stager: DocumentStager,
): Promise<ReadOutcome> {
  const { issues, options } = given;
  const form = new FormCheck(given.form, issues);
  checkIndex(given.indexed, issues);
  let rowsRead = 0;
  let rowsStaged = 0;
  let bytesRead = 0;
  for await (const { bytes, name } of documentsOf(source, given.pattern, options.signal)) {
    options.signal?.throwIfAborted();
    rowsRead += 1;
    bytesRead += bytes.length;
    const document = parsed(bytes, name);
    const fault = document ? (documentFault(document) ?? stager.take(document, rowsRead)) : given.unreadable;
    if (document && fault !== 'xml.other_root') form.check(document, rowsRead);
    if (fault === undefined) rowsStaged += 1;
    else {
      issues.add(fault, 'error', { line: rowsRead });
      options.sink.quarantine(rowsRead, fault, bytes);
    }
    await options.onBytes?.(bytesRead);
  }
  stager.finish();
  return { rowsRead, rowsStaged, rowsQuarantined: rowsRead - rowsStaged, issues };
}

/** The index may leave out what is there, but tells of nothing that was not sent. */
function checkIndex(indexed: IndexedDocuments | undefined, issues: IssueCounter): void {
  if (!indexed) return;
  const { told, found, departures } = indexed;
  for (const column of departures) issues.add('xml.index_departs', 'info', { column });
  if (told === undefined) issues.add('xml.index_unreadable', 'info');
  else if (told > found) issues.add('xml.documents_missing', 'warning', { count: told - found });
}

function parsed(bytes: Uint8Array, name: string): XmlElement | undefined {
  try {
    return parseXml(bytes, name);
  } catch (error) {
    if (error instanceof UserIssue && error.code === 'intake.xml_damaged') return undefined;
    throw error;
  }
}
