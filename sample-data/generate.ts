/** Writes the sample municipality: one household after another, so memory does not grow with the town. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { districtBoundaries } from './boundaries.ts';
import { fiscalYearEnd, fiscalYearStart } from './calendar.ts';
import { type CourseOptions, drawCourse, type PersonHistory } from './people/course.ts';
import { overlapping } from './people/enrolment.ts';
import { drawHousehold } from './people/household.ts';
import { Tally } from './tally.ts';
import { TOWN } from './town.ts';
import { truthDocument } from './truth.ts';
import { careWriter } from './writers/care.ts';
import { checkupWriter } from './writers/checkup-csv.ts';
import { checkupXmlWriter } from './writers/checkup-xml.ts';
import type { WriteContext, Writer } from './writers/context.ts';
import { DirtLog } from './writers/dirt.ts';
import { guidanceWriter } from './writers/guidance.ts';
import { kdbWriter } from './writers/kdb.ts';
import { writeMasters } from './writers/master.ts';
import { programmeWriter } from './writers/programmes.ts';
import { registerWriter } from './writers/register.ts';
import { screeningWriter } from './writers/screening.ts';
import { Sinks } from './writers/sink.ts';
import { ukeWriter } from './writers/uke.ts';

export interface SampleOptions {
  /** Folder to write into; made when missing. */
  readonly out: string;
  /** Simulated residents, 1 or more. */
  readonly people: number;
  /** Fiscal years, 1 to 10; the last is 2024 (令和6年度). */
  readonly years: number;
  /** Whole number; the same seed gives the same bytes. */
  readonly seed: number;
  readonly onProgress?: (progress: SampleProgress) => void;
  readonly signal?: AbortSignal;
}

export interface SampleProgress {
  readonly people: number;
  readonly of: number;
}

export interface SampleSummary {
  readonly out: string;
  readonly people: number;
  readonly firstFiscalYear: number;
  readonly lastFiscalYear: number;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly bytes: number;
}

export const LAST_FISCAL_YEAR = 2024;
export const DEFAULTS = { people: 2000, years: 5, seed: 20240547 } as const;
/** Up to this many people receipts are bundled, so that the files stay small enough to keep in a repository. */
const SMALL_TOWN = 5000;
/** A town below 25,000 has a higher publication threshold; the sample says its residents are part of a larger one. */
const LEAST_POPULATION = 26_400;

/** Options of the simulation that follow from the size of the town. */
export function courseOptions(o: { people: number; years: number; seed: number }): CourseOptions {
  const small = o.people <= SMALL_TOWN;
  return {
    seed: o.seed,
    firstYear: LAST_FISCAL_YEAR - o.years + 1,
    years: o.years,
    bundle: small ? 12 : 1,
    surveyShare: small ? 0.55 : 0.3,
  };
}

/** The simulated people, household by household; those never insured in the window are left out. */
export function* simulate(o: { people: number; years: number; seed: number }): Generator<PersonHistory> {
  const options = courseOptions(o);
  const [from, to] = [fiscalYearStart(options.firstYear), fiscalYearEnd(LAST_FISCAL_YEAR)];
  let index = 0;
  for (let household = 0; index < o.people; household++) {
    const members = drawHousehold(o.seed, household, {
      firstIndex: index,
      room: o.people - index,
      firstYear: options.firstYear,
    });
    index += members.length;
    for (const person of members) {
      const history = drawCourse(person, options);
      if (overlapping(history.spells, from, to).length > 0) yield history;
    }
  }
}

/**
 * Generates the municipality into `out`. Throws RangeError for numbers out of range and the signal's reason when
 * aborted (files written so far stay).
 */
export async function generateSample(o: SampleOptions): Promise<SampleSummary> {
  check(o);
  mkdirSync(o.out, { recursive: true });
  const context = contextOf(o);
  const tally = new Tally(context);
  const writers = writersOf(context, tally);
  let written = 0;
  try {
    for (const history of simulate(o)) {
      tally.add(history);
      for (const writer of writers) writer.person(history);
      if (++written % 500 > 0) continue;
      o.onProgress?.({ people: history.person.index + 1, of: o.people });
      await breathe();
      o.signal?.throwIfAborted();
    }
    for (const writer of writers) writer.finish();
    writeMasters(context);
  } finally {
    context.sinks.closeAll();
  }
  const files = [...context.sinks.closed(), ...writeDocuments(o, context, tally)];
  o.onProgress?.({ people: o.people, of: o.people });
  return {
    out: o.out,
    people: written,
    firstFiscalYear: context.firstYear,
    lastFiscalYear: LAST_FISCAL_YEAR,
    files,
    bytes: files.reduce((sum, f) => sum + f.bytes, 0),
  };
}

function check(o: SampleOptions): void {
  if (!Number.isInteger(o.people) || o.people < 1)
    throw new RangeError('people must be a whole number from 1');
  if (!Number.isInteger(o.years) || o.years < 1 || o.years > 10)
    throw new RangeError('years must be 1 to 10');
  if (!Number.isInteger(o.seed)) throw new RangeError('seed must be a whole number');
}

function contextOf(o: SampleOptions): WriteContext {
  return {
    sinks: new Sinks(o.out),
    dirt: new DirtLog(),
    firstYear: LAST_FISCAL_YEAR - o.years + 1,
    years: o.years,
    seed: o.seed,
    small: o.people <= SMALL_TOWN,
  };
}

function writersOf(c: WriteContext, tally: Tally): Writer[] {
  return [
    registerWriter(c),
    checkupWriter(c),
    checkupXmlWriter(c),
    guidanceWriter(c),
    ukeWriter(c),
    kdbWriter(c, tally),
    careWriter(c),
    screeningWriter(c),
    programmeWriter(c),
  ];
}

/** municipality.json, truth.json and boundaries.json (GeoJSON), in UTF-8. */
function writeDocuments(o: SampleOptions, c: WriteContext, tally: Tally): { path: string; bytes: number }[] {
  const population = Math.max(LEAST_POPULATION, Math.round(o.people * 3.1));
  const municipality = {
    ...TOWN,
    fiscal_years: { first: c.firstYear, last: LAST_FISCAL_YEAR },
    population: Object.fromEntries(
      Array.from({ length: c.years }, (_, i) => [c.firstYear + i, Math.round(population * (1 - 0.006 * i))]),
    ),
    population_note:
      '人口は市町村全体。ファイルにあるのは国保・後期の被保険者（小さい見本ではその一部）です。',
  };
  const truth = truthDocument({
    ...c,
    people: o.people,
    command: `ebpm sample --out DIR --people ${o.people} --years ${o.years} --seed ${o.seed}`,
    tally,
    dirt: c.dirt.records(),
  });
  return [
    { path: 'municipality.json', document: municipality },
    { path: 'truth.json', document: truth },
    { path: 'boundaries.json', document: districtBoundaries() },
  ].map(({ path, document }) => {
    const text = `${JSON.stringify(document, null, 2)}\n`;
    writeFileSync(join(o.out, path), text);
    return { path, bytes: Buffer.byteLength(text) };
  });
}
