/**
 * Import against plain DuckDB: `node test/bench/import.ts [receipts] [folder]`.
 *
 * Writes receipts as UKE (Shift_JIS) and a checkup extract as CSV, imports both, and reads the same rows as UTF-8
 * CSV with DuckDB alone, on the same machine, one after the other. Prints one JSON document.
 */
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFiles } from '../../analysis/workspace/import.ts';
import { DEFAULT_SETTINGS } from '../../analysis/workspace/settings.ts';
import { createWorkspace } from '../../analysis/workspace/workspace.ts';

const receipts = Number(process.argv[2] ?? 200_000);
const folder = process.argv[3] ?? mkdtempSync(join(tmpdir(), 'ebpm-bench-'));
const PERSONS = Math.max(1000, Math.round(receipts / 50));
const DAYS = ','.repeat(30);

class Output {
  readonly #handle: number;
  #parts: string[] = [];
  #length = 0;

  constructor(path: string) {
    this.#handle = openSync(path, 'w');
  }

  write(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length > 1 << 20) this.flush();
  }

  flush(): void {
    writeSync(this.#handle, Buffer.from(this.#parts.join(''), 'latin1'));
    this.#parts = [];
    this.#length = 0;
  }

  close(): void {
    this.flush();
    closeSync(this.#handle);
  }
}

/** 架国 in CP932, as Latin-1 letters. */
const SYMBOL = Buffer.from([0x89, 0xcb, 0x8d, 0x91]).toString('latin1');

function birthOf(person: number): string {
  return `${1935 + (person % 50)}${String(1 + (person % 12)).padStart(2, '0')}${String(1 + (person % 28)).padStart(2, '0')}`;
}

function writeReceipts(path: string): number {
  const out = new Output(path);
  let records = 1;
  out.write('IR,2,13,1,9999999,,X,202406,00,\r\n');
  for (let at = 0; at < receipts; at += 1) {
    const person = (at * 7919) % PERSONS;
    const month = `${2020 + (at % 5)}${String(1 + (at % 12)).padStart(2, '0')}`;
    out.write(
      `RE,${at + 1},1112,${month},,${1 + (person % 2)},${birthOf(person)},70,,,,,,,,,,,,,,01,,,,,,,,,,,,,,,,\r\n` +
        `HO,  139999,${SYMBOL},${String(person + 1).padStart(7, '0')},2,${500 + (at % 900)},,,,,,,,,\r\n` +
        'SN,1,01,,,,01,,\r\n' +
        'SY,8833421,20150410,1,,,01,\r\nSY,2500015,20180702,1,,,,\r\nSY,4149007,20240513,1,8002,,,\r\n' +
        `SI,12,1,112007410,,75,2,,,,,,,1${DAYS}\r\nSI,60,1,160010010,,,1,,,,,,,1${DAYS}\r\n` +
        `SI,,1,160019410,,60,1,,,,,,,1${DAYS}\r\nIY,21,1,620007818,1,13,28,,,,,,,28${DAYS}\r\n`,
    );
    records += 10;
  }
  out.write(`GO,${receipts},0,99\r\n\u001a`);
  out.close();
  return records;
}

function writeCheckups(path: string, rows: number): void {
  const out = new Output(path);
  const heads =
    '被保険者証記号,被保険者証番号,枝番,生年月日,性別,健診実施年月日,身長,体重,ＢＭＩ,腹囲,収縮期血圧,拡張期血圧,ＨｂＡ１ｃ,ＬＤＬ';
  out.write(Buffer.from(`\ufeff${heads}\r\n`, 'utf8').toString('latin1'));
  const symbol = Buffer.from('架国', 'utf8').toString('latin1');
  for (let at = 0; at < rows; at += 1) {
    const person = at % PERSONS;
    const year = 2020 + (Math.floor(at / PERSONS) % 5);
    out.write(
      `${symbol},${String(person + 1).padStart(7, '0')},01,${birthOf(person)},${1 + (person % 2)},${year}06${String(1 + (Math.floor(at / PERSONS / 5) % 28)).padStart(2, '0')},` +
        `${150 + (at % 300) / 10},${(500 + (at % 400)) / 10},${(180 + (at % 150)) / 10},${(700 + (at % 300)) / 10},${100 + (at % 80)},${60 + (at % 40)},${(50 + (at % 30)) / 10},${80 + (at % 90)}\r\n`,
    );
  }
  out.close();
}

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const begun = performance.now();
  const value = await work();
  return { seconds: (performance.now() - begun) / 1000, value };
}

mkdirSync(folder, { recursive: true });
const uke = join(folder, 'RECEIPTC.UKE');
const checkups = join(folder, 'checkups.csv');
const records = writeReceipts(uke);
const checkupRows = Math.max(10_000, Math.round(receipts / 33));
writeCheckups(checkups, checkupRows);

const workspace = await createWorkspace(join(folder, 'bench.ebpm'), {
  ...DEFAULT_SETTINGS,
  population: 100_000,
});
let widestGap = 0;
let last = performance.now();
const onProgress = () => {
  widestGap = Math.max(widestGap, performance.now() - last);
  last = performance.now();
};
const { warehouse } = workspace;
const plain = join(workspace.folder, 'temporary', 'plain.csv');
const importedClaims = await timed(() => importFiles(workspace, { from: [uke], onProgress }));
const importedCheckups = await timed(() => importFiles(workspace, { from: [checkups] }));
await warehouse.run(
  `COPY (SELECT d.claim_id, c.person_id, c.month, c.institution, c.points, d.disease_code, d.main, d.suspected
   FROM claim_diagnosis d JOIN claim c USING (claim_id)) TO '${plain}' (HEADER)`,
);
const plainDiagnoses = await timed(() =>
  warehouse.all(`SELECT count(*), sum(points) FROM read_csv('${plain}')`),
);
await warehouse.run(`COPY (SELECT * FROM checkup) TO '${plain}' (HEADER)`);
const plainCheckups = await timed(() =>
  warehouse.run(`CREATE TEMP TABLE plain_checkup AS SELECT * FROM read_csv('${plain}')`),
);
console.log(
  JSON.stringify(
    {
      receipts,
      records,
      ukeMegabytes: Math.round(statSync(uke).size / 1e6),
      ukeSeconds: importedClaims.seconds,
      recordsPerSecond: Math.round(records / importedClaims.seconds),
      plainDiagnosisCsvSeconds: plainDiagnoses.seconds,
      checkupRows,
      checkupSeconds: importedCheckups.seconds,
      plainCheckupCsvSeconds: plainCheckups.seconds,
      widestProgressGapMs: Math.round(widestGap),
      peakMemoryMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
      loaded: importedClaims.value.totals,
      checkupsLoaded: importedCheckups.value.totals,
    },
    null,
    2,
  ),
);
workspace.close();
rmSync(folder, { recursive: true, force: true });
