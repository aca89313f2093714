import { UserIssue } from '../domain/issue.ts';
import type { LinkageOutcome, LoadOutcome } from '../domain/staging.ts';
import type { StageId } from '../domain/staging-tables.ts';
import { encodingName } from '../intake/decode/encoding.ts';
import { type ByteSource, contentHash } from '../intake/decode/source.ts';
import type { IssueCounter } from '../intake/issues.ts';
import { readRecognised } from '../intake/load/read.ts';
import { worthThread } from '../intake/load/reader-thread.ts';
import { headingIssues, type ReadOutcome } from '../intake/load/text-file.ts';
import type { FileChoice, Recognition } from '../intake/recognise.ts';
import { evidenceSentence } from '../messages/intake.ts';
import {
  type ImportCourse,
  openFileLoader,
  openImport,
  type WarehouseLoader,
} from '../warehouse/load/loader.ts';
import { dropStages } from '../warehouse/load/stage-session.ts';
import type { Candidate } from './candidates.ts';
import { undoWithin } from './history.ts';
import { ImportLookups } from './import-lookups.ts';
import { linkageRows } from './linkage-report.ts';
import { matchProgramme } from './programme-names.ts';
import type { ProgressTicker } from './progress.ts';
import { dropQuarantine, QuarantineBox } from './quarantine.ts';
import type { ImportedFile, LinkageRow } from './report.ts';
import { aboutRows, bytesAt } from './sealed-rows.ts';
import type { PlannedFile } from './work-plan.ts';
import type { Workspace } from './workspace.ts';

/** How recognised files are loaded. */
export interface LoadOptions {
  readonly choices?: Readonly<Record<string, FileChoice>>;
  readonly onFault?: 'quarantine' | 'abort';
  readonly replaces?: number;
  /** Batch whose set-aside rows the candidates are. */
  readonly rerunOf?: number;
  /** Looks at the outcome before anything is kept; what it throws takes everything back. */
  readonly accept?: (files: readonly ImportedFile[]) => void;
  readonly ticker: ProgressTicker;
  readonly signal?: AbortSignal;
}

/** Loads recognised files in one transaction; a fault or cancelling leaves the workspace as it was. */
export async function loadCandidates(
  workspace: Workspace,
  candidates: readonly Candidate[],
  options: LoadOptions,
): Promise<{ readonly files: ImportedFile[]; readonly linkage: LinkageRow[] }> {
  const { signal, replaces, ticker } = options;
  const lookups = new ImportLookups(workspace);
  const files: ImportedFile[] = [];
  const linkage: LinkageRow[] = [];
  const sealed: number[] = [];
  let undone: readonly number[] = [];
  try {
    await workspace.warehouse.transaction(async () => {
      if (replaces !== undefined) {
        ticker.phase('前の取り込みを取り消し');
        undone = await undoWithin(workspace, replaces, true);
      }
      const course = await openImport(workspace.warehouse, candidates.length);
      for (const [at, candidate] of candidates.entries()) {
        const one = await importOne({ workspace, candidate, options, lookups, course, at });
        files.push(one.file);
        linkage.push(...one.linkage);
        if (one.sealed && one.file.batchId !== undefined) sealed.push(one.file.batchId);
      }
      await dropStages(workspace.warehouse);
      options.accept?.(files);
    }, signal);
  } catch (error) {
    for (const batch of sealed) dropQuarantine(workspace, batch);
    if (signal?.aborted) throw new UserIssue('usage', 'intake.cancelled', {}, { cause: error });
    throw error;
  } finally {
    await workspace.warehouse.setThreads('all');
  }
  for (const batch of undone) if (!sealed.includes(batch)) dropQuarantine(workspace, batch);
  return { files, linkage };
}

/** What the remaining time is told from. */
export function plannedFiles(candidates: readonly Candidate[]): PlannedFile[] {
  return candidates.map(({ source, recognition }) => ({
    size: source.size,
    kind: recognition.kind === 'flat' ? `flat ${stageOf(recognition)}` : recognition.kind,
    checkedAside: worthThread(source),
  }));
}

interface One {
  readonly workspace: Workspace;
  readonly candidate: Candidate;
  readonly options: LoadOptions;
  readonly lookups: ImportLookups;
  readonly course: ImportCourse;
  /** Place among the candidates. */
  readonly at: number;
}

interface OneResult {
  readonly file: ImportedFile;
  readonly linkage: readonly LinkageRow[];
  /** Rows were set aside in the vault. */
  readonly sealed?: boolean;
}

async function importOne(one: One): Promise<OneResult> {
  const { workspace, candidate, options, lookups, at } = one;
  const { ticker } = options;
  const { source, recognition, name } = candidate;
  // Nothing of the file is kept, so that it can be imported again once it has its columns.
  if (lacksColumn(recognition)) {
    const issues = headingIssues(recognition).list();
    return { file: describe(candidate, { status: 'refused', issues }), linkage: [] };
  }
  ticker.step(at, worthThread(source) ? 'read' : 'check', name);
  const content = new ContentCheck(source, await lookups.contents(), options.signal);
  // A large file is read while its hash is still being made; a small one is not worth taking back.
  const known = worthThread(source) ? undefined : await content.earlierName();
  if (known !== undefined) return again(candidate, known);
  const stage = stageOf(recognition);
  const loader = await openFileLoader(workspace.warehouse, stage, one.course);
  const box = new QuarantineBox(workspace);
  try {
    ticker.step(at, 'read', name);
    const read = await readInto(one, { loader, box, stage, signal: content.signal });
    const earlier = await content.earlierName();
    if (earlier === undefined)
      return await storeRead(one, { loader, box, stage, read, hash: await content.hash });
    await loader.discard();
    return again(candidate, earlier);
  } catch (error) {
    const earlier = options.signal?.aborted ? undefined : await content.earlierName();
    if (earlier === undefined) throw error;
    await loader.discard();
    return again(candidate, earlier);
  } finally {
    box.discard();
    await loader.close().catch(() => undefined);
  }
}

/** The same content is loaded already, under that name. */
function again(candidate: Candidate, sameAs: string): OneResult {
  return { file: describe(candidate, { status: 'already_loaded', sameAs }), linkage: [] };
}

/** Whether the content of a file is loaded already, found out while it is read. */
class ContentCheck {
  readonly hash: Promise<string>;
  /** Aborted by the user, or once the content turns out to be known. */
  readonly signal: AbortSignal;
  readonly #earlierName: Promise<string | undefined>;

  /** `contents`: names of loaded files by the hash of their content. */
  constructor(source: ByteSource, contents: ReadonlyMap<string, string>, signal: AbortSignal | undefined) {
    const stop = new AbortController();
    this.signal = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    this.hash = contentHash(source, signal);
    this.#earlierName = this.hash.then((hash) => {
      const name = contents.get(hash);
      if (name !== undefined) stop.abort();
      return name;
    });
    this.#earlierName.catch(() => undefined);
  }

  /** Name under which the content was loaded, once the whole of it is hashed; throws what reading the file throws. */
  earlierName(): Promise<string | undefined> {
    return this.#earlierName;
  }
}

interface Reading {
  readonly loader: WarehouseLoader;
  readonly box: QuarantineBox;
  readonly stage: StageId;
}

async function readInto(
  { candidate, options, lookups }: One,
  { loader, box, stage, signal }: Reading & { readonly signal: AbortSignal },
): Promise<ReadOutcome> {
  const { ticker } = options;
  return readRecognised(candidate.source, candidate.recognition, {
    icd10: await lookups.diseases(stage),
    sink: {
      append: (buffer) => {
        ticker.pulse();
        loader.append(buffer);
      },
      identities: (identities) => loader.identities(identities.map((one) => lookups.hasher.hashed(one))),
      quarantine: (line, code, bytes) => box.add({ line, code, bytes }),
    },
    ...programmeOf(candidate, await lookups.programmes()),
    onBytes: (bytes) => {
      ticker.bytes(bytes);
      return ticker.breathe();
    },
    signal,
  });
}

async function storeRead(
  one: One,
  { loader, box, stage, read, hash }: Reading & { readonly read: ReadOutcome; readonly hash: string },
): Promise<OneResult> {
  const { recognition, name } = one.candidate;
  const { signal, ticker } = one.options;
  ticker.step(one.at, 'link', name);
  const create =
    recognition.parts.length === 0 || recognition.parts.some(({ layout }) => layout.createsPersons);
  const linkage = await loader.link(create, signal);
  ticker.step(one.at, 'store', name);
  const loaded = await loader.load({ setAside: read.rowsQuarantined, signal });
  one.lookups.changed(stage, hash, name);
  return finishFile({ one, loader, read, linkage, loaded, box, hash });
}

/** Whether a column that every row needs is in no part of the file. */
function lacksColumn({ parts }: Recognition): boolean {
  return parts.length > 0 && parts.every(({ plan }) => plan.missing.some(({ required }) => required));
}

function programmeOf(candidate: Candidate, names: ReadonlyMap<string, string>): { programme?: string } {
  const programme = matchProgramme(candidate.name, names);
  return programme ? { programme } : {};
}

function stageOf(recognition: Recognition): StageId {
  if (recognition.kind === 'uke' || recognition.kind === 'insurer_claims') return 'claim';
  if (recognition.kind === 'checkup_xml' || recognition.kind === 'lab_csv') return 'checkup';
  if (recognition.kind === 'guidance_xml') return 'guidance';
  if (recognition.kind === 'report') return 'aggregate';
  return recognition.parts[0]!.layout.stage;
}

interface Finish {
  readonly one: One;
  readonly loader: { readonly batchId: number };
  readonly read: ReadOutcome;
  readonly linkage: LinkageOutcome;
  readonly loaded: LoadOutcome;
  readonly box: QuarantineBox;
  readonly hash: string;
}

async function finishFile(finish: Finish): Promise<OneResult> {
  const { one, loader, read, linkage, loaded, box, hash } = finish;
  const { issues } = read;
  if (read.rowsRead === 0) issues.add('row.none', 'warning');
  addLoadIssues(issues, loaded, linkage);
  const { recognition } = one.candidate;
  for (const line of loaded.unlinkedLines) {
    box.add({ line, code: 'identity.not_linked', bytes: new Uint8Array(0) });
  }
  const quarantined = read.rowsQuarantined + loaded.unlinkedLines.length;
  if (quarantined > 0 && one.options.onFault === 'abort') {
    throw new UserIssue('input', 'intake.rows_unusable', { file: one.candidate.name, count: quarantined });
  }
  const file = describe(one.candidate, {
    status: 'loaded',
    batchId: loader.batchId,
    rowsRead: read.rowsRead,
    rowsLoaded: loaded.rowsLoaded,
    rowsQuarantined: quarantined,
    issues: issues.list(),
  });
  await recordBatch(one, file, hash);
  await sealRows(one, box, loader.batchId);
  return {
    file,
    linkage: linkageRows(recognition, linkage, loaded),
    sealed: box.count > 0,
  };
}

/** Set-aside rows go to the vault before the import is final, so that no counted row can be missing there. */
async function sealRows({ candidate, options }: One, box: QuarantineBox, batch: number): Promise<void> {
  if (box.count === 0) return;
  const { source, recognition, name } = candidate;
  await bytesAt(source, recognition, box, options.signal);
  box.save(await aboutRows(source, recognition, options.choices?.[name]?.columns), batch);
}

function addLoadIssues(issues: IssueCounter, loaded: LoadOutcome, linkage: LinkageOutcome): void {
  for (const issue of loaded.issues) {
    issues.add(issue.code, issue.severity, {
      count: issue.count,
      ...(issue.firstLine === undefined ? {} : { line: issue.firstLine }),
    });
  }
  const [firstUnlinked] = loaded.unlinkedLines;
  if (firstUnlinked !== undefined) {
    issues.add('identity.not_linked', 'error', { line: firstUnlinked, count: loaded.unlinkedLines.length });
  }
  if (linkage.merged > 0) issues.add('identity.persons_merged', 'info', { count: linkage.merged });
}

function describe(
  candidate: Candidate,
  rest: Partial<ImportedFile> & Pick<ImportedFile, 'status'>,
): ImportedFile {
  const { recognition } = candidate;
  return {
    name: candidate.name,
    layout: recognition.layoutId,
    layoutName: recognition.layoutName,
    encoding: encodingName(recognition.encoding),
    evidence: [
      ...recognition.evidence.map((evidence) => evidenceSentence(evidence.code, evidence.params)),
      ...recognition.encodingEvidence.map((code) => evidenceSentence(code, {})),
    ],
    rowsRead: 0,
    rowsLoaded: 0,
    rowsQuarantined: 0,
    issues: [],
    ...rest,
  };
}

async function recordBatch(
  { workspace, candidate, options }: One,
  file: ImportedFile,
  hash: string,
): Promise<void> {
  const batch = file.batchId!;
  await workspace.warehouse.run(
    `INSERT INTO import_batch SELECT ?, coalesce((SELECT max(sequence) FROM import_batch), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?`,
    [
      batch,
      candidate.name,
      hash,
      file.layout,
      candidate.recognition.layoutVersion,
      file.rowsRead,
      file.rowsLoaded,
      file.rowsQuarantined,
      new Date().toISOString(),
      options.rerunOf ?? null,
    ],
  );
  if (file.issues.length === 0) return;
  const places = file.issues.map(() => '(?, ?, ?, ?, ?, ?)').join(', ');
  await workspace.warehouse.run(
    `INSERT INTO import_issue VALUES ${places}`,
    file.issues.flatMap((issue) => [
      batch,
      issue.code,
      issue.severity,
      issue.column ?? null,
      issue.firstLine ?? null,
      issue.count,
    ]),
  );
}
