import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import iconv from 'iconv-lite';
import { SAMPLE } from '../../support/sample-workspace.ts';

/**
 * One invented person with values found nowhere else is planted in the sample's files. After import, use, fault
 * and export, none of these values may stand in any reply, file, ledger line or error.
 */
export const NAME = '鷺沼　検出太';
export const KANA = 'ｻｷﾞﾇﾏ ｹﾝｼｭﾂﾀ';
const ADDRESS = '架空市③山手8765番地';
export const ATENA = '7793318840';
const NUMBER = '6618842';
const POINTS = 7_654_321;
const WEIGHT = '173.9';
const CANARIES = [
  NAME,
  '検出太',
  KANA,
  '8765番地',
  ATENA,
  NUMBER,
  String(POINTS),
  String(POINTS * 10),
  POINTS.toLocaleString('ja-JP'),
  (POINTS * 10).toLocaleString('ja-JP'),
  WEIGHT,
];

/** A copy of the sample's files with the invented person in it. */
export function plantedFiles(sources: string): void {
  cpSync(SAMPLE, sources, { recursive: true });
  plant(sources);
}

function edit(sources: string, path: string, change: (text: string) => string): void {
  const file = join(sources, path);
  writeFileSync(file, iconv.encode(change(iconv.decode(readFileSync(file), 'cp932')), 'cp932'));
}

function plant(sources: string): void {
  edit(sources, '01_資格/国保被保険者台帳.csv', (text) => {
    const row = `${ATENA},0599999999,00139999,架国,${NUMBER},01,${KANA},${NAME},3350611,1,4200401,社保離脱,,,${ADDRESS},③山手,第二小,北部`;
    return `${text}${row}\r\n`;
  });
  edit(sources, '02_特定健診/FKAC167_令和5年度.csv', (text) => {
    const lines = text.split('\r\n');
    const cells = (lines[2] ?? '').split(',');
    cells[3] = NUMBER;
    cells[5] = '19600611';
    cells[6] = '1';
    cells[9] = '23199999991';
    cells[13] = WEIGHT;
    lines.splice(3, 0, cells.join(','));
    return lines.join('\r\n');
  });
  edit(sources, '04_レセプト/RECEIPTC_R05_9999999.UKE', (text) => {
    const receipt = [
      `RE,99991,1112,202310,${NAME},1,19600611,70,,,,,,,,,,,,,,01`,
      `HO,  139999,架国,${NUMBER},1,${POINTS}`,
      'SY,4779004,20231001,1,,,01',
      `SI,13,1,113707110,,${POINTS},1,,,,,,,,,,,,,,,,,,,,,,,1,,,,,,,,,,,,,,`,
    ].join('\r\n');
    return text.replace(/\r\nGO,/u, `\r\n${receipt}\r\nGO,`);
  });
}

/** Texts of a file and of everything inside it, when it is an archive. */
export function textsOf(path: string): string[] {
  const bytes = readFileSync(path);
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK')
    return [bytes.toString('utf8'), bytes.toString('latin1')];
  return Object.entries(unzipSync(bytes)).flatMap(([name, data]) => {
    const inner = Buffer.from(data);
    const nested = inner.subarray(0, 2).toString('latin1') === 'PK' ? Object.values(unzipSync(data)) : [];
    return [name, inner.toString('utf8'), ...nested.map((part) => Buffer.from(part).toString('utf8'))];
  });
}

export function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Places in a drawing are numbers as well, and one of them may happen to be a planted one. */
export function expectNoCanary(whole: string, where: string): void {
  const text = whole.includes('<svg')
    ? whole.replace(/=\\?"[-\d.,\sMLHVCSQTAZmlhvcsqtaz()a-z]*\\?"/gu, '')
    : whole;
  for (const canary of CANARIES) {
    if (text.includes(canary))
      throw new Error(`a planted value (no. ${CANARIES.indexOf(canary)}) is in ${where}`);
  }
}
