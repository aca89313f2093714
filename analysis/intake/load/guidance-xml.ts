import { fiscalYearOf } from '../../domain/calendar.ts';
import { NULL_INT, STAGE_ROWS, StageBuffer } from '../../domain/staging.ts';
import { STAGES } from '../../domain/staging-tables.ts';
import { GUIDANCE_DOCUMENT } from '../decode/documents.ts';
import type { ByteSource } from '../decode/source.ts';
import type { XmlElement } from '../decode/xml.ts';
import { IdentityCollector } from '../identity/collector.ts';
import { plainKeys } from '../identity/keys.ts';
import { IssueCounter } from '../issues.ts';
import type { Recognition } from '../recognise.ts';
import { ticketYear } from './derive.ts';
import { type GuidanceDocument, readGuidanceDocument } from './guidance-document.ts';
import type { ReadOptions, ReadOutcome } from './text-file.ts';
import { type DocumentStager, readDocuments } from './xml-documents.ts';

/** Reads 特定保健指導 documents; the several reports of one course are put together when they are loaded. */
export async function readGuidanceXml(
  source: ByteSource,
  { indexed }: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  const issues = new IssueCounter();
  const collector = new IdentityCollector((identities) => options.sink.identities(identities));
  const outcome = await readDocuments(
    source,
    {
      pattern: GUIDANCE_DOCUMENT,
      form: 'guidance',
      unreadable: 'guidance.document_unreadable',
      indexed,
      issues,
      options,
    },
    new GuidanceStager(collector, options),
  );
  collector.flush();
  return outcome;
}

class GuidanceStager implements DocumentStager {
  readonly #collector: IdentityCollector;
  readonly #options: ReadOptions;
  readonly #buffer = new StageBuffer(STAGES.guidance);

  constructor(collector: IdentityCollector, options: ReadOptions) {
    this.#collector = collector;
    this.#options = options;
  }

  take(element: XmlElement, line: number): string | undefined {
    const document = readGuidanceDocument(element);
    const year = yearOf(document);
    if (document.report === '') return 'guidance.document_of_other_kind';
    if (plainKeys(document.person).length === 0) return 'identity.no_key';
    if (year === null) return 'guidance.no_year';
    const buffer = this.#buffer;
    const row = buffer.rows;
    const put = (column: string, value: number | null) => {
      buffer.integers(column)[row] = value ?? NULL_INT;
    };
    put('identity', this.#collector.add(document.person));
    put('line', line);
    put('fiscal_year', year);
    put('level', document.level);
    put('mode', document.mode);
    put('first_interview_date', document.firstInterview);
    put('interim_date', document.interim);
    put('completed_date', document.completed);
    put('dropped_date', document.dropped);
    for (const [column, value] of Object.entries(document.results)) {
      if (buffer.typeOf(column) === 'DOUBLE') buffer.doubles(column)[row] = value;
      else put(column, Math.round(value));
    }
    buffer.rows += 1;
    if (buffer.rows === STAGE_ROWS) this.finish();
    return undefined;
  }

  finish(): void {
    if (this.#buffer.rows === 0) return;
    this.#options.sink.append(this.#buffer);
    this.#buffer.clear();
  }
}

/** The year of the checkup that led to it: the ticket's, else that of the first day. */
function yearOf(document: GuidanceDocument): number | null {
  const { person, firstInterview, interim, completed, dropped } = document;
  const ticket = ticketYear(person.use_ticket) ?? ticketYear(person.ticket);
  const day = firstInterview ?? interim ?? completed ?? dropped;
  return ticket ?? (day === null ? null : fiscalYearOf(day));
}
