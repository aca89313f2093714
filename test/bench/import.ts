/**
 * Import against plain DuckDB: `node test/bench/import.ts [claims] [persons] [kinds] [small files]`.
 *
 * Writes the same receipts as a list (CP932 and UTF-8), as UKE (CP932) and checkups as CSV, imports each in a process
 * of its own, and lets DuckDB alone read the same rows as UTF-8 CSV before and after it. For UKE these are two things:
 * `same` are the very records of the file in UTF-8, `plain` only what is kept of them, tidied into four tables, half
 * as many bytes (the harder measure). Prints one JSON document;
 * `city` is the whole: receipts as a list and as UKE and the checkups, beside plain DuckDB for the same rows, with the
 * highest memory of any part and, for the list, that of half as many rows.
 * `small` (not among the kinds unless asked for) imports 500 (or as many as asked for) lists of 20 receipts at
 * once, for what a file costs in itself; `lastThirdToMiddle` says whether later files cost more than earlier ones.
 * The standard city is `node test/bench/import.ts 5000000 100000`; a quarter of it is `1250000 25000`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CHECKUP_FILES,
  CLAIM_FILES,
  SMALL_FILES,
  UKE_FILES,
  writeCheckups,
  writeClaimList,
  writeSmallLists,
  writeUke,
} from './import/files.ts';

interface Imported {
  readonly seconds: number;
  /** Of all threads: what a busy machine changes least. */
  readonly cpuSeconds: number;
  /** CPU of the last third of the work by that of the middle one: about 1 unless files cost more the more there are. */
  readonly lastThirdToMiddle: number;
  readonly rows: number;
  readonly widestProgressGapMs: number;
  readonly peakMemoryMegabytes: number;
  readonly remainingTimeError: number;
}

interface Plain {
  /** Every cell parsed and looked at. */
  readonly readSeconds: number;
  /** The same rows in a table of a DuckDB file. */
  readonly tableSeconds: number;
  readonly readCpuSeconds: number;
  readonly tableCpuSeconds: number;
}

const claims = Number(process.argv[2] ?? 300_000);
const persons = Number(process.argv[3] ?? Math.max(1000, Math.round(claims / 50)));
const kinds = (process.argv[4] ?? 'list,half,uke,checkups').split(',');
const manyFiles = Number(process.argv[5] ?? 500);
const checkups = Math.max(10_000, Math.round(claims * 0.03));

function child<T>(script: string, ...args: readonly string[]): T {
  const path = new URL(`./import/${script}`, import.meta.url).pathname;
  return JSON.parse(execFileSync(process.execPath, [path, ...args], { encoding: 'utf8' })) as T;
}

/** Mean of plain reading before and after. */
function meansOf(before: Plain, after: Plain) {
  const mean = (key: keyof Plain) => (before[key] + after[key]) / 2;
  return {
    readSeconds: mean('readSeconds'),
    tableSeconds: mean('tableSeconds'),
    readCpuSeconds: mean('readCpuSeconds'),
    tableCpuSeconds: mean('tableCpuSeconds'),
  };
}

/** `sameFile`: the very rows of the file in UTF-8, where the plain files are something else. */
function sideBySide(file: string, plainFiles: readonly string[], sameFile?: string) {
  const sameBefore = sameFile && child<Plain>('plain.ts', sameFile);
  const before = child<Plain>('plain.ts', ...plainFiles);
  // Of one file the parts of the work are no like files.
  const { lastThirdToMiddle: _, ...imported } = child<Imported>('run.ts', file);
  const plain = meansOf(before, child<Plain>('plain.ts', ...plainFiles));
  const same = sameFile && sameBefore ? meansOf(sameBefore, child<Plain>('plain.ts', sameFile)) : plain;
  return {
    megabytes: Math.round(statSync(file).size / 1e6),
    ...imported,
    plainReadSeconds: plain.readSeconds,
    plainTableSeconds: plain.tableSeconds,
    plainReadCpuSeconds: plain.readCpuSeconds,
    plainTableCpuSeconds: plain.tableCpuSeconds,
    sameReadSeconds: same.readSeconds,
    sameReadCpuSeconds: same.readCpuSeconds,
    ratioToRead: imported.seconds / plain.readSeconds,
    ratioToTable: imported.seconds / plain.tableSeconds,
    ratioToReadSame: imported.seconds / same.readSeconds,
  };
}

type Side = ReturnType<typeof sideBySide>;

/** The parts as one import: how many times as long as plain DuckDB takes to read, and to store, the same rows. */
function wholeCity(parts: readonly Side[], half: Imported | undefined) {
  const sum = (of: (side: Side) => number) => parts.reduce((total, side) => total + of(side), 0);
  const seconds = sum((side) => side.seconds);
  return {
    seconds,
    plainReadSeconds: sum((side) => side.plainReadSeconds),
    plainTableSeconds: sum((side) => side.plainTableSeconds),
    ratioToRead: seconds / sum((side) => side.plainReadSeconds),
    ratioToTable: seconds / sum((side) => side.plainTableSeconds),
    ratioToReadSame: seconds / sum((side) => side.sameReadSeconds),
    cpuRatioToReadSame: sum((side) => side.cpuSeconds) / sum((side) => side.sameReadCpuSeconds),
    cpuRatioToRead: sum((side) => side.cpuSeconds) / sum((side) => side.plainReadCpuSeconds),
    cpuRatioToTable: sum((side) => side.cpuSeconds) / sum((side) => side.plainTableCpuSeconds),
    widestProgressGapMs: Math.max(...parts.map((side) => side.widestProgressGapMs)),
    peakMemoryMegabytes: Math.max(...parts.map((side) => side.peakMemoryMegabytes)),
    ...(half ? { peakMemoryOfHalfTheList: half.peakMemoryMegabytes } : {}),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'ebpm-bench-'));
const at = (name: string) => join(folder, name);
const result: Record<string, unknown> = { claims, persons, checkups, loadBefore: loadavg()[0] };
const parts: Side[] = [];
function measured(side: Side): Side {
  parts.push(side);
  return side;
}
try {
  let half: Imported | undefined;
  if (kinds.includes('half')) {
    writeClaimList(folder, Math.round(claims / 2), persons);
    half = child<Imported>('run.ts', at(CLAIM_FILES.cp932));
  }
  if (kinds.some((kind) => kind.startsWith('list'))) writeClaimList(folder, claims, persons);
  if (kinds.includes('list'))
    result.list = measured(sideBySide(at(CLAIM_FILES.cp932), [at(CLAIM_FILES.utf8)]));
  if (kinds.includes('list_utf8')) result.listUtf8 = sideBySide(at(CLAIM_FILES.utf8), [at(CLAIM_FILES.utf8)]);
  if (kinds.includes('uke')) {
    const records = writeUke(folder, claims, persons);
    const uke = measured(sideBySide(at(UKE_FILES.uke), UKE_FILES.plain.map(at), at(UKE_FILES.records)));
    result.uke = { records, recordsPerSecond: Math.round(records / uke.seconds), ...uke };
  }
  if (kinds.includes('checkups')) {
    writeCheckups(folder, checkups, persons);
    result.checkups = measured(sideBySide(at(CHECKUP_FILES.cp932), [at(CHECKUP_FILES.utf8)]));
  }
  if (kinds.includes('small')) {
    writeSmallLists(folder, manyFiles, persons);
    const small = child<Imported>('run.ts', at(SMALL_FILES.folder));
    const perFile = (seconds: number) => (seconds * 1000) / manyFiles;
    result.small = {
      files: manyFiles,
      millisecondsPerFile: perFile(small.seconds),
      cpuMillisecondsPerFile: perFile(small.cpuSeconds),
      ...small,
    };
  }
  if (parts.length > 0) result.city = wholeCity(parts, half);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify({ ...result, loadAfter: loadavg()[0] }, null, 2));
