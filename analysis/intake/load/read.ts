import type { ByteSource } from '../decode/source.ts';
import type { Recognition } from '../recognise.ts';
import { readCheckupXml } from './checkup-xml.ts';
import { readGuidanceXml } from './guidance-xml.ts';
import { readInThread, worthThread } from './reader-thread.ts';
import { readReportFile } from './report-file.ts';
import { type ReadOptions, type ReadOutcome, readTextFile } from './text-file.ts';

/** Reads a recognised file into stage rows; a large one in a thread of its own. */
export async function readRecognised(
  source: ByteSource,
  recognition: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  if (worthThread(source)) return readInThread(source, recognition, options);
  return readHere(source, recognition, options);
}

/** The same in this thread. */
export async function readHere(
  source: ByteSource,
  recognition: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  if (recognition.kind === 'checkup_xml') return readCheckupXml(source, recognition, options);
  if (recognition.kind === 'guidance_xml') return readGuidanceXml(source, recognition, options);
  if (recognition.kind === 'report') return readReportFile(source, recognition, options);
  return readTextFile(source, recognition, options);
}
