import { UserIssue } from '../../domain/issue.ts';
import { documentsOf } from '../decode/documents.ts';
import type { ByteSource } from '../decode/source.ts';
import { parseXml, type XmlElement } from '../decode/xml.ts';
import type { IssueCounter } from '../issues.ts';
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
 * A broken document is set aside; a document type declaration stops the whole file (`intake.xml_refused`).
 */
export async function readDocuments(
  source: ByteSource,
  given: {
    readonly pattern: RegExp;
    readonly unreadable: string;
    readonly issues: IssueCounter;
    readonly options: ReadOptions;
  },
  stager: DocumentStager,
): Promise<ReadOutcome> {
  const { issues, options } = given;
  let rowsRead = 0;
  let rowsStaged = 0;
  let bytesRead = 0;
  for await (const { bytes, name } of documentsOf(source, given.pattern, options.signal)) {
    options.signal?.throwIfAborted();
    rowsRead += 1;
    bytesRead += bytes.length;
    const document = parsed(bytes, name);
    const fault = document ? stager.take(document, rowsRead) : given.unreadable;
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

function parsed(bytes: Uint8Array, name: string): XmlElement | undefined {
  try {
    return parseXml(bytes, name);
  } catch (error) {
    if (error instanceof UserIssue && error.code === 'intake.xml_damaged') return undefined;
    throw error;
  }
}
