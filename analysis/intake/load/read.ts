import type { ByteSource } from '../decode/source.ts';
import type { Heading } from '../map/headings.ts';
import { type RecogniseOptions, type Recognition, recogniseText } from '../recognise.ts';
import { type ReadOptions, type ReadOutcome, readTextFile } from './text-file.ts';

export interface RecogniseFileOptions extends RecogniseOptions {
  /** Layout that a saved recipe names for these headings. */
  readonly recipe?: (headings: readonly Heading[]) => unknown;
}

export interface RecognisedSource {
  readonly source: ByteSource;
  readonly recognition: Recognition;
}

/** Says what a file is; an archive gives one answer for each of its files. */
export async function recogniseFile(
  source: ByteSource,
  options: RecogniseFileOptions = {},
): Promise<RecognisedSource[]> {
  return [{ source, recognition: await recogniseText(source, options) }];
}

/** Reads a recognised file into stage rows. */
export async function readRecognised(
  source: ByteSource,
  recognition: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  return readTextFile(source, recognition, options);
}
