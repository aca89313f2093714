import { CHECKUP_DOCUMENT } from '../decode/documents.ts';
import type { ByteSource } from '../decode/source.ts';
import { IdentityCollector } from '../identity/collector.ts';
import { IssueCounter } from '../issues.ts';
import type { Recognition } from '../recognise.ts';
import { readCheckupDocument } from './checkup-document.ts';
import { CheckupStager } from './checkup-stager.ts';
import type { ReadOptions, ReadOutcome } from './text-file.ts';
import { readDocuments } from './xml-documents.ts';

/** Reads the checkup documents of a set, an archive, or a single document; the line is the document's number. */
export async function readCheckupXml(
  source: ByteSource,
  { indexed }: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  const issues = new IssueCounter();
  const collector = new IdentityCollector((identities) => options.sink.identities(identities));
  const stager = new CheckupStager(collector, issues, options.sink);
  const outcome = await readDocuments(
    source,
    {
      pattern: CHECKUP_DOCUMENT,
      form: 'checkup',
      unreadable: 'checkup.document_unreadable',
      indexed,
      issues,
      options,
    },
    {
      take: (document, line) => stager.take(readCheckupDocument(document), line),
      finish: () => stager.finish(),
    },
  );
  collector.flush();
  return outcome;
}
