/** Files of the import benchmark: the same rows in the municipal form and as plain UTF-8 CSV. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';

export const CLAIM_FILES = { cp932: 'claims.csv', utf8: 'claims-utf8.csv' } as const;
export const CHECKUP_FILES = { cp932: 'checkups.csv', utf8: 'checkups-utf8.csv' } as const;
export const UKE_FILES = {
  uke: 'RECEIPTC.UKE',
  /** The very records of the UKE file, in UTF-8. */
  records: 'receiptc-records.csv',
  plain: ['plain-claims.csv', 'plain-diagnoses.csv', 'plain-procedures.csv', 'plain-drugs.csv'],
} as const;

class Output {
  readonly #handle: number;
  #parts: string[] = [];
  #length = 0;

  constructor(path: string) {
    this.#handle = openSync(path, 'w');
  }

  /** Letters stand for bytes (Latin-1). */
  write(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length > 1 << 20) this.#flush();
  }

  #flush(): void {
    writeSync(this.#handle, Buffer.from(this.#parts.join(''), 'latin1'));
    this.#parts = [];
    this.#length = 0;
  }

  close(): void {
    this.#flush();
    closeSync(this.#handle);
  }
}

/** Bytes of a text in an encoding, as Latin-1 letters. */
const bytesOf = (text: string, encoding: 'utf8' | 'cp932') => iconv.encode(text, encoding).toString('latin1');
const wordsIn = (encoding: 'utf8' | 'cp932') => ({
  symbol: bytesOf('架国', encoding),
  outpatient: bytesOf('入院外', encoding),
  inpatient: bytesOf('入院', encoding),
});
const two = (number: number) => String(number).padStart(2, '0');

function birthOf(person: number): string {
  return `${1935 + (person % 50)}${two(1 + (person % 12))}${two(1 + (person % 28))}`;
}

function claimOf(at: number, persons: number) {
  const person = (at * 7919) % persons;
  const fiscalMonth = Math.floor(at / persons) % 60;
  const month = `${2020 + Math.floor((fiscalMonth + 3) / 12)}${two(((fiscalMonth + 3) % 12) + 1)}`;
  const institution = `13${two(at % 100)}${String(10_000 + ((at * 31) % 997)).padStart(6, '0')}`;
  return {
    person,
    month,
    institution,
    number: String(person + 1).padStart(7, '0'),
    birth: birthOf(person),
    sex: 1 + (person % 2),
    inpatient: at % 40 === 0,
    days: 1 + (at % 4),
    points: 500 + ((at * 13) % 9000),
  };
}

const LIST_HEADS = [
  '被保険者証記号',
  '被保険者証番号',
  '枝番',
  '生年月日',
  '性別',
  '診療年月',
  '入外区分',
  '医療機関コード',
  '診療実日数',
  '合計点数',
];

function listRow(claim: ReturnType<typeof claimOf>, words: ReturnType<typeof wordsIn>): string {
  const setting = claim.inpatient ? words.inpatient : words.outpatient;
  return `${words.symbol},${claim.number},01,${claim.birth},${claim.sex},${claim.month},${setting},${claim.institution},${claim.days},${claim.points}\r\n`;
}

export const SMALL_FILES = { folder: 'small', rowsEach: 20 } as const;

/** Many lists of a few receipts each, in a folder of their own: what a file costs whatever is in it. */
export function writeSmallLists(folder: string, files: number, persons: number): void {
  const into = join(folder, SMALL_FILES.folder);
  mkdirSync(into);
  const words = wordsIn('cp932');
  for (let file = 0; file < files; file += 1) {
    const out = new Output(join(into, `receipts-${String(file).padStart(5, '0')}.csv`));
    out.write(bytesOf(`${LIST_HEADS.join(',')}\r\n`, 'cp932'));
    for (let row = 0; row < SMALL_FILES.rowsEach; row += 1)
      out.write(listRow(claimOf(file * SMALL_FILES.rowsEach + row, persons), words));
    out.close();
  }
}

/** One receipt a row, in CP932 and in UTF-8. */
export function writeClaimList(folder: string, claims: number, persons: number): void {
  const heads = `${LIST_HEADS.join(',')}\r\n`;
  const files = (['cp932', 'utf8'] as const).map((encoding) => {
    const out = new Output(join(folder, CLAIM_FILES[encoding]));
    out.write(bytesOf(heads, encoding));
    return { out, words: wordsIn(encoding) };
  });
  for (let at = 0; at < claims; at += 1) {
    const claim = claimOf(at, persons);
    for (const { out, words } of files) out.write(listRow(claim, words));
  }
  for (const { out } of files) out.close();
}

const DISEASES = ['8833421', '2500015', '4149007', '2724003', '7140004', '5350010', '4939008', '3659001'];
const DRUGS = ['620007818', '621676001', '622050301', '610454032'];
const DAYS = ','.repeat(30);

/**
 * The same receipts as UKE with three diagnoses, three procedures and one drug each; the same records in UTF-8; and
 * what is kept of them as tidy CSV, table by table.
 */
export function writeUke(folder: string, claims: number, persons: number): number {
  const outs = [UKE_FILES.uke, UKE_FILES.records].map((name) => new Output(join(folder, name)));
  const symbols = (['cp932', 'utf8'] as const).map((encoding) => bytesOf('架国', encoding));
  const write = (text: string) => {
    for (const [at, out] of outs.entries()) out.write(text.replace('\0', symbols[at]!));
  };
  const [receipts, diagnoses, procedures, drugs] = UKE_FILES.plain.map(
    (name) => new Output(join(folder, name)),
  ) as [Output, Output, Output, Output];
  receipts.write('claim,symbol,number,branch,birth,sex,month,setting,institution,days,points\n');
  diagnoses.write('claim,disease,start,outcome,modifier,main\n');
  procedures.write('claim,kind,code,points,count\n');
  drugs.write('claim,kind,code,quantity,points,count\n');
  const symbol = symbols[1]!;
  let records = 1;
  write('IR,2,13,1,9999999,,X,202406,00,\r\n');
  for (let at = 0; at < claims; at += 1) {
    const claim = claimOf(at, persons);
    const disease = (by: number) => DISEASES[(at * by) % DISEASES.length]!;
    const drug = DRUGS[at % DRUGS.length]!;
    write(
      `RE,${at + 1},111${claim.inpatient ? 1 : 2},${claim.month},,${claim.sex},${claim.birth},70,,,,,,,,,,,,,,01,,,,,,,,,,,,,,,,\r\n` +
        `HO,  139999,\0,${claim.number},${claim.days},${claim.points},,,,,,,,,\r\n` +
        'SN,1,01,,,,01,,\r\n' +
        `SY,${disease(1)},20150410,1,,,01,\r\nSY,${disease(3)},20180702,1,,,,\r\nSY,${disease(5)},20240513,1,8002,,,\r\n` +
        `SI,12,1,112007410,,75,2,,,,,,,1${DAYS}\r\nSI,60,1,160010010,,,1,,,,,,,1${DAYS}\r\n` +
        `SI,,1,160019410,,60,1,,,,,,,1${DAYS}\r\nIY,21,1,${drug},1,13,28,,,,,,,28${DAYS}\r\n`,
    );
    records += 10;
    receipts.write(
      `${at},${symbol},${claim.number},01,${claim.birth},${claim.sex},${claim.month},${claim.inpatient ? 1 : 2},9999999,${claim.days},${claim.points}\n`,
    );
    diagnoses.write(
      `${at},${disease(1)},20150410,1,,01\n${at},${disease(3)},20180702,1,,\n${at},${disease(5)},20240513,1,8002,\n`,
    );
    procedures.write(`${at},12,112007410,75,2\n${at},60,160010010,,1\n${at},60,160019410,60,1\n`);
    drugs.write(`${at},21,${drug},1,13,28\n`);
  }
  write(`GO,${claims},0,99\r\n`);
  outs[0]!.write('\u001a');
  for (const file of [...outs, receipts, diagnoses, procedures, drugs]) file.close();
  return records + 1;
}

const CHECKUP_HEADS = [
  '被保険者証記号',
  '被保険者証番号',
  '枝番',
  '生年月日',
  '性別',
  '健診実施年月日',
  '身長',
  '体重',
  'ＢＭＩ',
  '腹囲',
  '収縮期血圧',
  '拡張期血圧',
  'ＨｂＡ１ｃ',
  'ＬＤＬ',
  '中性脂肪',
  'ＨＤＬコレステロール',
  '喫煙',
  '服薬１（血圧）',
];

/** Checkup results, one a person and year, in CP932 and in UTF-8. */
export function writeCheckups(folder: string, rows: number, persons: number): void {
  for (const encoding of ['cp932', 'utf8'] as const) {
    const out = new Output(join(folder, CHECKUP_FILES[encoding]));
    out.write(bytesOf(`${CHECKUP_HEADS.join(',')}\r\n`, encoding));
    const symbol = bytesOf('架国', encoding);
    for (let at = 0; at < rows; at += 1) {
      const person = at % persons;
      const year = 2019 + (Math.floor(at / persons) % 5);
      out.write(
        `${symbol},${String(person + 1).padStart(7, '0')},01,${birthOf(person)},${1 + (person % 2)},${year}06${two(1 + (Math.floor(at / persons / 5) % 28))},` +
          `${150 + (at % 300) / 10},${(500 + (at % 400)) / 10},${(180 + (at % 150)) / 10},${(700 + (at % 300)) / 10},${100 + (at % 80)},${60 + (at % 40)},` +
          `${(50 + (at % 30)) / 10},${80 + (at % 90)},${50 + (at % 200)},${30 + (at % 60)},${1 + (at % 2)},${1 + (at % 3 > 0 ? 1 : 0)}\r\n`,
      );
    }
    out.close();
  }
}
