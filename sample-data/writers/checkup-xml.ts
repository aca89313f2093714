/** The last year's 特定健診 at one facility as the exchange zip. Times inside the zip are fixed. */
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { compact, dayOf, pad } from '../calendar.ts';
import { checkupDocument, exchangeIndex } from '../formats/cda.ts';
import { CHECKUP_FACILITIES, INSURER, XML_FACILITY } from '../town.ts';
import { sentAsXml } from './checkup-csv.ts';
import type { WriteContext, Writer } from './context.ts';
import type { FileSink } from './sink.ts';

const SENDER = CHECKUP_FACILITIES[XML_FACILITY]?.code ?? '';

function createdOn(c: { firstYear: number; years: number }): number {
  return dayOf(c.firstYear + c.years, 4, 30);
}

/** Name of the zip and of the folder inside it. */
export function xmlFolder(c: { firstYear: number; years: number }): string {
  return `${SENDER}_${INSURER}_${compact(createdOn(c))}0_1`;
}

export function xmlZipPath(c: { firstYear: number; years: number }): string {
  return `02_特定健診/${xmlFolder(c)}.zip`;
}

export function checkupXmlWriter(c: WriteContext): Writer {
  let archive: Archive | undefined;
  let count = 0;
  const path = xmlZipPath(c);
  const created = createdOn(c);
  const folder = xmlFolder(c);
  return {
    person: (h) => {
      for (const { checkup } of h.years) {
        if (checkup === undefined || checkup.kind === 'koki' || !sentAsXml(checkup, c)) continue;
        archive ??= new Archive(c.sinks.at(path, 'utf8'), c.firstYear + c.years);
        count++;
        const name = `h${SENDER}${compact(created)}01${pad(count, 6)}.xml`;
        const urineNotDone = c.dirt.every(11, 'not_done', path, '尿検査が未実施（negationInd）');
        const glucoseUnmeasurable = c.dirt.every(13, 'unmeasurable', path, '血糖が測定不能（nullFlavor NI）');
        const text = checkupDocument(h.person, checkup, { created, urineNotDone, glucoseUnmeasurable });
        archive.add(`${folder}/DATA/${name}`, text);
      }
    },
    finish: () => {
      archive ??= new Archive(c.sinks.at(path, 'utf8'), c.firstYear + c.years);
      archive.add(`${folder}/ix08_V08.xml`, exchangeIndex(SENDER, created, count));
      archive.end();
    },
  };
}

/** A zip that is written as it grows. */
class Archive {
  readonly #zip: Zip;
  readonly #time: Date;

  constructor(sink: FileSink, year: number) {
    // Zip times are local wall-clock fields, so the same fields must come out in every time zone.
    this.#time = new Date(year, 3, 30, 9, 0, 0);
    this.#zip = new Zip((error, chunk) => {
      if (error !== null) throw error;
      sink.data(chunk);
    });
  }

  add(name: string, text: string): void {
    const file = new ZipDeflate(name, { level: 6 });
    file.mtime = this.#time;
    this.#zip.add(file);
    file.push(strToU8(text), true);
  }

  end(): void {
    this.#zip.end();
  }
}
