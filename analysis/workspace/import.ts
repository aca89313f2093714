import { UserIssue } from '../domain/issue.ts';
import type { LinkageOutcome, LoadOutcome } from '../domain/staging.ts';
import type { StageId } from '../domain/staging-tables.ts';
import { encodingName } from '../intake/decode/encoding.ts';
import { contentHash } from '../intake/decode/source.ts';
import { KeyHasher } from '../intake/identity/keys.ts';
import type { IssueCounter } from '../intake/issues.ts';
import { readRecognised } from '../intake/load/read.ts';
import { type ReadOutcome, rowsAt } from '../intake/load/text-file.ts';
import type { Recognition } from '../intake/recognise.ts';
import { evidenceSentence } from '../messages/intake.ts';
import { openFileLoader } from '../warehouse/load/loader.ts';
import { type Candidate, type Refused, recogniseAll } from './candidates.ts';
import { linkageRows } from './linkage-report.ts';
import { matchProgramme, programmeNames } from './programme-names.ts';
import { type ImportProgress, ProgressTicker } from './progress.ts';
import { QuarantineBox } from './quarantine.ts';
import { type ImportedFile, type ImportReport, type LinkageRow, mergeLinkage, totalsOf } from './report.ts';
import type { Workspace } from './workspace.ts';

export interface ImportOptions {
  /** Files and folders. */
  readonly from: readonly string[];
  /** Layout id for all files, instead of what would be recognised. */
  readonly layout?: string;
  /** Layout ids by file name. */
  readonly layouts?: Readonly<Record<string, string>>;
  /** Text of a recipe (see intake/map/recipe.ts). */
  readonly recipe?: string;
  /** What to do with rows that cannot be used: set them aside, or stop the whole import. */
  readonly onFault?: 'quarantine' | 'abort';
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Imports files: recognises all, then loads them in one transaction (masters and registers first).
 *
 * Files that are no known kind are reported as refused; when no file can be used, the first reason is thrown.
 * Any other fault, and cancelling, leaves the workspace as it was. Throws `intake.*` (kind input).
 */
export async function importFiles(workspace: Workspace, options: ImportOptions): Promise<ImportReport> {
  if (workspace.readOnly) throw new UserIssue('usage', 'workspace.read_only');
  const { signal } = options;
  signal?.throwIfAborted();
  const { candidates, refused } = await recogniseAll(workspace, options);
  if (candidates.length === 0) throw firstFault(refused);
  const total = candidates.reduce((sum, candidate) => sum + candidate.source.size, 0);
  const ticker = new ProgressTicker(total, options.onProgress);
  const boxes = new Map<number, QuarantineBox>();
  const files: ImportedFile[] = refused.map(refusedFile);
  const linkage: LinkageRow[] = [];
  try {
    await workspace.warehouse.transaction(async () => {
      let before = 0;
      for (const candidate of candidates) {
        const one = await importOne({ workspace, candidate, options, ticker, before });
        files.push(one.file);
        linkage.push(...one.linkage);
        if (one.box && one.file.batchId !== undefined) boxes.set(one.file.batchId, one.box);
        before += candidate.source.size;
        ticker.done(before);
      }
      signal?.throwIfAborted();
    });
  } catch (error) {
    if (signal?.aborted) throw new UserIssue('usage', 'intake.cancelled', {}, { cause: error });
    throw error;
  } finally {
    ticker.stop();
  }
  for (const [batchId, box] of boxes) box.save(workspace, batchId);
  if (files.every((file) => file.status === 'already_loaded')) {
    throw new UserIssue('input', 'intake.already_loaded', { file: files[0]!.name, files: files.length });
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { files, linkage: mergeLinkage(linkage), totals: totalsOf(files) };
}

function firstFault(refused: readonly Refused[]): UserIssue {
  return refused[0]?.issue ?? new UserIssue('input', 'intake.no_files');
}

function refusedFile({ name, issue }: Refused): ImportedFile {
  return {
    name,
    layout: '',
    layoutName: '',
    encoding: '',
    evidence: [],
    status: 'refused',
    rowsRead: 0,
    rowsLoaded: 0,
    rowsQuarantined: 0,
    issues: [{ code: issue.code, severity: 'error', count: 1 }],
  };
}

interface One {
  readonly workspace: Workspace;
  readonly candidate: Candidate;
  readonly options: ImportOptions;
  readonly ticker: ProgressTicker;
  /** Bytes of the files before this one. */
  readonly before: number;
}

interface OneResult {
  readonly file: ImportedFile;
  readonly linkage: readonly LinkageRow[];
  readonly box?: QuarantineBox;
}

async function importOne(one: One): Promise<OneResult> {
  const { workspace, candidate, options, ticker } = one;
  const { signal } = options;
  const { recognition, name } = candidate;
  ticker.phase(`${name} を確認`);
  const hash = await contentHash(candidate.source, signal);
  const [known] = await workspace.warehouse.all('SELECT batch_id FROM import_batch WHERE content_hash = ?', [
    hash,
  ]);
  if (known) return { file: describe(candidate, { status: 'already_loaded' }), linkage: [] };
  const stage = stageOf(recognition);
  const loader = await openFileLoader(workspace.warehouse, stage);
  const box = new QuarantineBox();
  try {
    ticker.phase(`${name} を読込`);
    const read = await readRecognised(candidate.source, recognition, {
      hasher: new KeyHasher(workspace.identifierSecret),
      icd10: stage === 'claim' ? await diseaseCodes(workspace) : new Map(),
      sink: {
        append: (buffer) => loader.append(buffer),
        identities: (identities) => loader.identities(identities),
        quarantine: (line, code, bytes) => box.add({ line, code, bytes }),
      },
      ...programmeOf(candidate, await programmeNames(workspace)),
      onBytes: (bytes) => {
        ticker.done(one.before + bytes);
        return ticker.breathe();
      },
      ...(signal ? { signal } : {}),
    });
    ticker.phase(`${name} を突合・格納`);
    const create =
      recognition.parts.length === 0 || recognition.parts.some(({ layout }) => layout.createsPersons);
    const linkage = await loader.link(create, signal);
    const loaded = await loader.load(signal);
    return await finishFile({ one, loader, read, linkage, loaded, box, hash });
  } finally {
    await loader.close().catch(() => undefined);
  }
}

function programmeOf(candidate: Candidate, names: ReadonlyMap<string, string>): { programme?: string } {
  const programme = matchProgramme(candidate.name, names);
  return programme ? { programme } : {};
}

async function diseaseCodes(workspace: Workspace): Promise<Map<string, string>> {
  const rows = await workspace.warehouse.all(
    'SELECT disease_code, icd10 FROM disease_master WHERE icd10 IS NOT NULL',
  );
  return new Map(rows.map((row) => [String(row.disease_code), String(row.icd10)]));
}

function stageOf(recognition: Recognition): StageId {
  if (recognition.kind === 'uke' || recognition.kind === 'insurer_claims') return 'claim';
  if (recognition.kind === 'checkup_xml') return 'checkup';
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
  addLoadIssues(issues, loaded, linkage);
  const { source, recognition } = one.candidate;
  const rows = await rowsAt(source, recognition, new Set(loaded.unlinkedLines), one.options.signal);
  for (const line of loaded.unlinkedLines) {
    box.add({ line, code: 'identity.not_linked', bytes: rows.get(line) ?? new Uint8Array(0) });
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
  await recordBatch(one.workspace, file, one.candidate, hash);
  return { file, linkage: linkageRows(one.candidate.recognition, linkage, loaded), box };
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
  workspace: Workspace,
  file: ImportedFile,
  candidate: Candidate,
  hash: string,
): Promise<void> {
  const batch = file.batchId!;
  await workspace.warehouse.run(
    `INSERT INTO import_batch SELECT ?, coalesce((SELECT max(sequence) FROM import_batch), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?`,
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
