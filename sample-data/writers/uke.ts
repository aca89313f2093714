/** 医科 and 調剤 receipts in the UKE layouts (RECEIPTC.UKE, RECEIPTY.UKE), one file a fiscal year and institution. */
import { ageOn, type Day, fiscalYearTag } from '../calendar.ts';
import type { Receipt } from '../people/claims.ts';
import type { PersonHistory } from '../people/course.ts';
import type { Person } from '../people/types.ts';
import {
  BRANCH_NUMBER_FROM,
  CLINIC,
  INSURED_SYMBOL,
  INSURER_75,
  INSURER_UKE,
  type Institution,
  MEDICAL,
  PHARMACIES,
  PREFECTURE,
} from '../town.ts';
import { fullWidth, insuredNumber, kokiNumber, type WriteContext, type Writer } from './context.ts';
import type { FileSink } from './sink.ts';
import { isWareki, ukeDates } from './uke-dates.ts';
import { medicalLines, UNKNOWN_DISEASE, unknownCode } from './uke-medical.ts';
import { pharmacyLines } from './uke-pharmacy.ts';

export function ukePath(kind: 'C' | 'Y', fiscalYear: number, code: string): string {
  return `04_レセプト/RECEIPT${kind}_${fiscalYearTag(fiscalYear)}_${code}.UKE`;
}

interface Volume {
  receipts: number;
  points: number;
}

/** Writes receipts as they come; the totals go into GO at the end. */
export function ukeWriter(c: WriteContext): Writer {
  const volumes = new Map<FileSink, Volume>();
  return {
    person: (h) => {
      const names = { kanji: h.person.nameKanji, kana: c.small ? '' : h.person.nameKana };
      for (const year of h.years) {
        for (const receipt of year.receipts) {
          const sink = sinkOf(c, receipt);
          const volume = volumes.get(sink) ?? { receipts: 0, points: 0 };
          volumes.set(sink, volume);
          volume.receipts++;
          volume.points += receipt.points;
          const branch = !c.small || volume.receipts % 4 === 0;
          const head = receiptHead({ h, receipt, number: volume.receipts, names, branch });
          const body =
            receipt.setting === 'pharmacy' ? pharmacyLines(receipt) : medicalLines(receipt, c.small);
          sink.text(spelled(c, sink.path, receipt, head + body));
          noteDirt(c, sink.path, receipt);
        }
      }
    },
    finish: () => {
      for (const [sink, volume] of volumes) sink.text(`GO,${volume.receipts},${volume.points},99\r\n\u001a`);
    },
  };
}

/** In the small files one clinic leaves out empty fields at the end of its records. */
function spelled(c: WriteContext, file: string, receipt: Receipt, text: string): string {
  if (!c.small || receipt.setting === 'pharmacy' || MEDICAL[receipt.place] !== CLINIC) return text;
  c.dirt.add('trailing_fields_omitted', file, 'レコード末尾の空の項目を省いたレセプト');
  return text.replace(/,+\r\n/g, '\r\n');
}

function noteDirt(c: WriteContext, file: string, receipt: Receipt): void {
  if (receipt.suspected !== undefined)
    c.dirt.add('suspected_diagnosis', file, '修飾語 8002（の疑い）のついた傷病名');
  if (receipt.uncoded && unknownCode(receipt)) {
    c.dirt.add('unknown_disease_code', file, `マスターにない傷病名コード ${UNKNOWN_DISEASE}`);
  } else if (receipt.uncoded) c.dirt.add('uncoded_diagnosis', file, '未コード化傷病名 0000999');
  if (isWareki(receipt)) c.dirt.add('wareki_receipt', file, '和暦（GYYMM・GYYMMDD）の日付で書かれたレセプト');
}

function sinkOf(c: WriteContext, receipt: Receipt): FileSink {
  const pharmacy = receipt.setting === 'pharmacy';
  const place: Institution | undefined = (pharmacy ? PHARMACIES : MEDICAL)[receipt.place];
  if (place === undefined) throw new RangeError('no such institution');
  const path = ukePath(pharmacy ? 'Y' : 'C', receipt.fiscalYear, place.code);
  return c.sinks.at(path, 'cp932', (s) => {
    const billed = `${receipt.fiscalYear + 1}05`;
    if (pharmacy) s.text(`YK,2,${PREFECTURE},4,${place.code},${place.name},${billed},00,\r\n`);
    else s.text(`IR,2,${PREFECTURE},1,${place.code},,${place.name},${billed},00,\r\n`);
  });
}

interface Head {
  readonly h: PersonHistory;
  readonly receipt: Receipt;
  readonly number: number;
  /** Whether the voluntary SN record is written. */
  readonly branch: boolean;
  readonly names: { readonly kanji: string; readonly kana: string };
}

/** レセプト種別: kind, payer, 単独, person and in- or outpatient. */
export function receiptType(person: Person, receipt: Receipt): string {
  const kind = receipt.setting === 'pharmacy' ? '4' : '1';
  const inpatient = receipt.setting === 'inpatient';
  if (receipt.insurer === 'koki') return `${kind}31${inpatient ? 7 : 8}`;
  return `${kind}11${personDigit(person, receipt.month) - (inpatient ? 1 : 0)}`;
}

/** Even digit of the person class: 本人 2, 未就学 4, 家族 6, 高齢受給者 8. */
function personDigit(person: Person, month: Day): number {
  const age = ageOn(person.birth, month);
  if (age >= 70) return 8;
  if (age < 6) return 4;
  return person.branch === 1 ? 2 : 6;
}

function benefitRate(person: Person, receipt: Receipt): number | '' {
  if (receipt.insurer === 'koki') return '';
  const age = ageOn(person.birth, receipt.month);
  return age >= 70 || age < 6 ? 80 : 70;
}

/** RE, HO and, since 2021-09, SN. */
function receiptHead(x: Head): string {
  const { receipt } = x;
  const { person } = x.h;
  const dates = ukeDates(receipt);
  const start = `RE,${x.number},${receiptType(person, receipt)},${dates.month(receipt.month)},${x.names.kanji},${person.sex},${dates.day(person.birth)},${benefitRate(person, receipt)},`;
  const head =
    receipt.setting === 'pharmacy'
      ? pharmacyRe(start, receipt, x.names.kana)
      : medicalRe(start, receipt, x.names.kana);
  return head + ho(person, receipt) + (x.branch ? sn(person, receipt) : '');
}

function medicalRe(start: string, receipt: Receipt, kana: string): string {
  const admitted =
    receipt.setting === 'inpatient' ? ukeDates(receipt).day(receipt.month + receipt.dayOfMonth - 1) : '';
  const beds = receipt.setting === 'inpatient' ? '120' : '';
  const special = receipt.dialysis ? '02' : '';
  return `${start}${admitted},,,${special},${beds},,,,,,,,,01,,,,,,,,,,,,,,,${kana},\r\n`;
}

function pharmacyRe(start: string, receipt: Receipt, kana: string): string {
  const prescriber = MEDICAL[receipt.prescriber];
  return `${start},${PREFECTURE},1,${prescriber?.code ?? ''},${prescriber?.name ?? ''},,架空　医師,,,,,,,,,,,,,,,,,,,,,,,,,,,${kana}\r\n`;
}

function ho(person: Person, receipt: Receipt): string {
  const koki = receipt.insurer === 'koki';
  const insurer = koki ? INSURER_75 : INSURER_UKE;
  const symbol = koki ? '' : INSURED_SYMBOL;
  const number = fullWidth(koki ? kokiNumber(person) : insuredNumber(person));
  const start = `HO,${insurer},${symbol},${number},${receipt.days},${receipt.points},,`;
  if (receipt.setting === 'pharmacy') return `${start},,,,,,\r\n`;
  if (receipt.setting === 'inpatient')
    return `${start}${receipt.days * 3},${receipt.days * 3 * 640},,,,,,\r\n`;
  return `${start},,,,,,,\r\n`;
}

function sn(person: Person, receipt: Receipt): string {
  if (receipt.month < BRANCH_NUMBER_FROM || receipt.insurer === 'koki') return '';
  return `SN,1,01,,,,0${person.branch},,\r\n`;
}
