import { normaliseIdentifier, normaliseKana } from '../../domain/identifiers.ts';
import { NULL_INT, STAGE_ROWS, StageBuffer } from '../../domain/staging.ts';
import { STAGES } from '../../domain/staging-tables.ts';
import { CanonicalTexts } from '../fields/canonical.ts';
import type { Decode } from '../fields/column.ts';
import { TupleInterner } from '../fields/interner.ts';
import type { IdentityCollector } from '../identity/collector.ts';
import type { IdentityParts } from '../identity/keys.ts';
import type { IssueCounter } from '../issues.ts';
import { UkeCells, type UkeRecord } from './uke-cells.ts';
import { BY_NAME, CodeTexts, Icd10Texts, setCodes } from './uke-codes.ts';
import { faultOf, type Receipt, receiptHash, settingOf } from './uke-receipt.ts';
import {
  columnsOf,
  type DiagnosisFields,
  DPC_SEARCH,
  HS_FIELDS,
  SB_FIELDS,
  SY_FIELDS,
  shapeOf,
} from './uke-shapes.ts';

export interface UkeOptions {
  readonly decode: Decode;
  readonly collector: IdentityCollector;
  readonly issues: IssueCounter;
  readonly append: (buffer: StageBuffer) => void;
  /** ICD-10 by disease code, from the loaded master. */
  readonly icd10: ReadonlyMap<string, string>;
  /** The last record of the file has the totals. */
  readonly endsWithTotals: boolean;
  /** A whole receipt is set aside. */
  readonly quarantine: (line: number, code: string) => void;
}

/** Parts of the identity, as numbers of their normalised texts. */
const PARTS = ['insurer', 'symbol', 'number', 'branch', 'kana'] as const;
const INSURER = 0;
const SYMBOL = 1;
const NUMBER = 2;
const BRANCH = 3;
const KANA = 4;
const BIRTH = 5;
const SEX = 6;

function id(text: string): number {
  return (text.charCodeAt(0) << 8) | text.charCodeAt(1);
}

const IR = id('IR');
const YK = id('YK');
const RE = id('RE');
const HO = id('HO');
const SN = id('SN');
const SY = id('SY');
const HS = id('HS');
const SB = id('SB');
const BU = id('BU');
const SI = id('SI');
const SS = id('SS');
const IY = id('IY');
const CZ = id('CZ');
const CD = id('CD');
const SH = id('SH');
const TO = id('TO');
const CO = id('CO');
const GO = id('GO');
const SUSPECTED = '8002';
/** 診療識別 of 内服. */
const ORAL = 21;
/** 剤形 of a prescription that counts doses or pieces, not days: 屯服, 注射, 外用, 材料. */
const NOT_BY_DAY: readonly number[] = [3, 4, 5, 9];
/** Field of the first record with the volume, by 点数表: dental has one more before it, pharmacies one less. */
const VOLUME_AT: Readonly<Record<string, number>> = { 3: 9, 4: 7 };

/** Assembles receipts from records and stages claims, diagnoses, procedures and drugs. */
export class UkeAssembler {
  recordsRead = 0;
  receipts = 0;
  receiptsQuarantined = 0;
  /** Search number that the insurers' files give beside the next receipt. */
  managedSearch = '';
  readonly #options: UkeOptions;
  readonly #claims = new StageBuffer(STAGES.claim);
  readonly #diagnoses = new StageBuffer(STAGES.claim_diagnosis);
  readonly #procedures = new StageBuffer(STAGES.claim_procedure);
  readonly #drugs = new StageBuffer(STAGES.claim_drug);
  readonly #columns = columnsOf({
    claims: this.#claims,
    diagnoses: this.#diagnoses,
    procedures: this.#procedures,
    drugs: this.#drugs,
  });
  readonly #cells: UkeCells;
  readonly #diseaseCodes = new CodeTexts();
  readonly #icd10: Icd10Texts;
  readonly #procedureCodes = new CodeTexts();
  readonly #drugCodes = new CodeTexts();
  readonly #parts: readonly CanonicalTexts[];
  readonly #blank: Int32Array;
  readonly #tuple = new Int32Array(PARTS.length + 2);
  readonly #tuples = new TupleInterner(PARTS.length + 2);
  readonly #identities: number[] = [];
  #receipt: Receipt | undefined;
  #claimNo = -1;
  #table = '1';
  #institution = '';
  #dispensedDays = NULL_INT;
  /** 診療識別: written on the first record of a group only; `NULL_INT` before the first. */
  #kind = NULL_INT;
  /** 剤形 of the prescription at a pharmacy. */
  #form = NULL_INT;
  #totalReceipts = 0;
  #totalPoints = 0;
  /** Line of the first record of a volume whose totals were not read yet. */
  #open: number | undefined;
  /** 00 for the first of several volumes of a month's claim, and for the only one. */
  #volume = '';

  constructor(options: UkeOptions) {
    this.#options = options;
    this.#cells = new UkeCells(options.decode);
    this.#icd10 = new Icd10Texts(options.icd10);
    this.#parts = PARTS.map(
      (part) =>
        new CanonicalTexts((bytes) =>
          part === 'kana'
            ? normaliseKana(options.decode(bytes))
            : normaliseIdentifier(options.decode(bytes).trim()),
        ),
    );
    const nothing = new Uint8Array(0);
    this.#blank = Int32Array.from(this.#parts, (part) => part.number(nothing, 0, 0));
  }

  /** Takes the next record, in the order of the file. */
  record(record: UkeRecord): void {
    this.recordsRead += 1;
    const at = record.start[record.first]!;
    if (record.end[record.first]! - at !== 2) {
      this.#options.issues.add('claim.unknown_record', 'warning', { line: record.line });
      return;
    }
    switch ((record.bytes[at]! << 8) | record.bytes[at + 1]!) {
      case SI:
        this.#group(record);
        this.#procedure(record, 3, 5, 6);
        return;
      case IY:
        if (this.#table === '4') this.#dispensed(record);
        else this.#drug(record);
        return;
      case TO:
      case CO:
        this.#group(record);
        return;
      case SH:
        this.#form = this.#cells.integer(record, 2);
        return;
      case SY:
        this.#diagnosis(record, SY_FIELDS);
        return;
      case RE:
        this.#begin(record);
        return;
      case HO:
        this.#insurer(record);
        return;
      case SN:
        this.#qualification(record);
        return;
      case CZ:
        this.#dispensedDays = this.#cells.integer(record, 5);
        return;
      case HS:
        this.#diagnosis(record, HS_FIELDS);
        return;
      case SB:
        this.#diagnosis(record, SB_FIELDS);
        return;
      case SS:
        this.#procedure(record, 3, 76, 77);
        return;
      case CD:
        this.#coded(record);
        return;
      case BU:
        if (this.#receipt) this.#receipt.dpc = true;
        return;
      case IR:
      case YK:
        this.#institutionOf(record);
        return;
      case GO:
        this.#totals(record);
        return;
      default:
    }
  }

  /** Ends the last receipt and hands over what is left. */
  finish(): void {
    this.#end();
    // The last volume ends with totals: without them receipts may have been cut off.
    if (this.#open !== undefined && this.#options.endsWithTotals)
      this.#options.issues.add('claim.end_missing', 'warning', { line: this.#open });
    for (const buffer of [this.#claims, this.#diagnoses, this.#procedures, this.#drugs]) {
      if (buffer.rows > 0) this.#hand(buffer);
    }
  }

  #institutionOf(record: UkeRecord): void {
    // The receipt before is of the institution before.
    this.#end();
    this.#open = record.line;
    const table = this.#cells.text(record, 3);
    if (table !== '') this.#table = table;
    this.#volume = this.#cells.code(record, VOLUME_AT[this.#table] ?? 8);
    this.#institution = `${this.#cells.text(record, 2).padStart(2, '0')}${table}${this.#cells.text(record, 4)}`;
  }

  #begin(record: UkeRecord): void {
    this.#end();
    this.#claimNo += 1;
    this.receipts += 1;
    this.#dispensedDays = NULL_INT;
    this.#kind = NULL_INT;
    this.#form = NULL_INT;
    const cells = this.#cells;
    const shape = shapeOf(this.#table);
    this.#tuple.set(this.#blank);
    this.#identify(record, KANA, shape.kana);
    this.#receipt = {
      line: record.line,
      type: cells.code(record, 2),
      month: cells.month(record, 3),
      sex: cells.integer(record, 5),
      birth: cells.day(record, 6),
      notes: cells.code(record, shape.notes),
      search: cells.text(record, shape.search),
      managed: this.managedSearch,
      searchDpc: this.#table === '1' ? cells.text(record, DPC_SEARCH) : '',
      prescriber: this.#table === '4' ? this.#prescriberOf(record) : '',
      days: NULL_INT,
      points: 0,
      mealYen: 0,
      hasInsurer: false,
      dpc: false,
    };
  }

  #prescriberOf(record: UkeRecord): string {
    const cells = this.#cells;
    const institution = cells.code(record, 11);
    return institution === ''
      ? ''
      : `${cells.code(record, 9).padStart(2, '0')}${cells.code(record, 10)}${institution}`;
  }

  #insurer(record: UkeRecord): void {
    const receipt = this.#receipt;
    if (!receipt) return;
    const shape = shapeOf(this.#table);
    receipt.hasInsurer = true;
    this.#identify(record, INSURER, 1);
    this.#identify(record, SYMBOL, 2);
    this.#identify(record, NUMBER, 3);
    receipt.days = this.#cells.integer(record, 4);
    receipt.points = Math.max(0, this.#cells.integer(record, 5));
    receipt.mealYen = Math.max(0, this.#cells.integer(record, shape.mealYen));
    this.#totalPoints += receipt.points;
  }

  #qualification(record: UkeRecord): void {
    if (this.#receipt && this.#cells.code(record, 1) === '1') this.#identify(record, BRANCH, 6);
  }

  /** Notes the number of a part of the identity. */
  #identify(record: UkeRecord, part: number, field: number): void {
    const cell = record.first + field;
    if (cell >= record.last) return;
    const from = record.start[cell]!;
    const to = record.end[cell]!;
    this.#tuple[part] = from === to ? this.#blank[part]! : this.#parts[part]!.number(record.bytes, from, to);
  }

  #diagnosis(record: UkeRecord, at: DiagnosisFields): void {
    if (!this.#receipt) return;
    const diseases = this.#diseaseCodes;
    const code = diseases.place(record, at.code);
    if (diseases.texts[code] === '') return;
    const buffer = this.#diagnoses;
    const row = buffer.rows;
    const columns = this.#columns.diagnosis;
    columns.claim[row] = this.#claimNo;
    diseases.codes[row] = code;
    const given = at.icd10 < 0 ? '' : this.#cells.code(record, at.icd10);
    const place = given === '' ? this.#icd10.ofDisease(code, diseases.texts) : this.#icd10.placeOf(given);
    this.#icd10.codes[row] =
      place === BY_NAME ? this.#icd10.ofName(this.#cells.name(record, at.name)) : place;
    const main = this.#cells.code(record, at.main);
    columns.main[row] = main === '01' || main === '1' || main === '11' ? 1 : 0;
    columns.suspected[row] = this.#hasModifier(record, at.modifiers) ? 1 : 0;
    if (at.date >= 0) columns.start[row] = this.#cells.monthOfDay(record, at.date);
    this.#advance(buffer);
  }

  /** Modifiers are four digits each, joined: 8002 (の疑い) only counts at a multiple of four. */
  #hasModifier(record: UkeRecord, field: number): boolean {
    const modifiers = this.#cells.code(record, field);
    for (let at = 0; at + 4 <= modifiers.length; at += 4) {
      if (modifiers.startsWith(SUSPECTED, at)) return true;
    }
    return false;
  }

  #procedure(record: UkeRecord, code: number, points: number, count: number): void {
    if (!this.#receipt) return;
    const buffer = this.#procedures;
    const row = buffer.rows;
    const columns = this.#columns.procedure;
    columns.claim[row] = this.#claimNo;
    this.#procedureCodes.codes[row] = this.#procedureCodes.place(record, code);
    columns.points[row] = this.#cells.integer(record, points);
    columns.count[row] = this.#cells.integer(record, count);
    this.#advance(buffer);
  }

  #drug(record: UkeRecord): void {
    this.#group(record);
    const byDay = isByDay(this.#kind);
    this.#stageDrug(record, { code: 3, quantity: 4, times: this.#cells.integer(record, 6), byDay });
  }

  /** 調剤: the amount is of one day or dose, the days are on the dispensing record before it. */
  #dispensed(record: UkeRecord): void {
    const byDay = !NOT_BY_DAY.includes(this.#form);
    this.#stageDrug(record, { code: 2, quantity: 3, times: this.#dispensedDays, byDay });
  }

  /** DPC: what was given within the bundle; used for utilisation, never for cost. */
  #coded(record: UkeRecord): void {
    if (!this.#receipt) return;
    if (this.#cells.code(record, 5).startsWith('6')) {
      const byDay = isByDay(this.#cells.integer(record, 2));
      this.#stageDrug(record, { code: 5, quantity: 6, times: this.#cells.integer(record, 9), byDay });
      return;
    }
    const buffer = this.#procedures;
    const columns = this.#columns.procedure;
    columns.claim[buffer.rows] = this.#claimNo;
    this.#procedureCodes.codes[buffer.rows] = this.#procedureCodes.place(record, 5);
    columns.count[buffer.rows] = this.#cells.integer(record, 9);
    this.#advance(buffer);
  }

  /** Notes the 診療識別 of a group, which its further records leave blank. */
  #group(record: UkeRecord): void {
    const kind = this.#cells.integer(record, 1);
    if (kind !== NULL_INT) this.#kind = kind;
  }

  /**
   * Stages a drug by the fields of its code and its amount. 回数 are days for what is given by the day; otherwise the
   * whole amount is kept and no days: fourteen doses as needed are no prescription of fourteen days.
   */
  #stageDrug(
    record: UkeRecord,
    drug: { code: number; quantity: number; times: number; byDay: boolean },
  ): void {
    if (!this.#receipt) return;
    const code = this.#drugCodes.place(record, drug.code);
    if (this.#drugCodes.texts[code] === '') return;
    const buffer = this.#drugs;
    const row = buffer.rows;
    const columns = this.#columns.drug;
    columns.claim[row] = this.#claimNo;
    this.#drugCodes.codes[row] = code;
    const quantity = this.#cells.decimal(record, drug.quantity);
    columns.quantity[row] = drug.byDay || drug.times === NULL_INT ? quantity : quantity * drug.times;
    columns.days[row] = drug.byDay ? drug.times : NULL_INT;
    this.#advance(buffer);
  }

  #totals(record: UkeRecord): void {
    this.#end();
    this.#open = undefined;
    const receipts = this.#cells.integer(record, 1);
    const points = this.#cells.integer(record, 2);
    const differ = [
      ...(receipts > 0 && receipts !== this.#totalReceipts ? ['claim.receipt_total_differs'] : []),
      ...(points > 0 && points !== this.#totalPoints ? ['claim.point_total_differs'] : []),
    ];
    // The last of several volumes has the totals of all of them.
    const ofAll = this.#volume !== '' && this.#volume !== '00';
    if (ofAll && differ.length > 0) this.#options.issues.add('claim.volume', 'info', { line: record.line });
    else for (const code of differ) this.#options.issues.add(code, 'warning', { line: record.line });
    this.#totalReceipts = 0;
    this.#totalPoints = 0;
  }

  #end(): void {
    const receipt = this.#receipt;
    if (!receipt) return;
    this.#receipt = undefined;
    this.#totalReceipts += 1;
    const fault = faultOf(receipt, this.#parts[NUMBER]!.text(this.#tuple[NUMBER]!));
    if (fault) {
      this.receiptsQuarantined += 1;
      this.#options.issues.add(fault, 'error', { line: receipt.line });
      this.#options.quarantine(receipt.line, fault);
      return;
    }
    const buffer = this.#claims;
    const row = buffer.rows;
    const columns = this.#columns.claim;
    columns.identity[row] = this.#identityOf(receipt);
    columns.line[row] = receipt.line;
    columns.number[row] = this.#claimNo;
    columns.days[row] = receipt.days;
    columns.points[row] = receipt.points;
    columns.longTermDisease[row] = receipt.notes !== '' && /^(..)*?(02|16)/.test(receipt.notes) ? 1 : 0;
    columns.yen[row] = receipt.points * 10 + receipt.mealYen;
    columns.receiptHash[row] = receiptHash(receipt, this.#institution);
    columns.month[row] = receipt.month;
    columns.setting[row] = settingOf(receipt, this.#table);
    columns.institution[row] = this.#institution;
    columns.prescriber[row] = receipt.prescriber || null;
    this.#advance(buffer);
  }

  #identityOf(receipt: Receipt): number {
    this.#tuple[BIRTH] = receipt.birth;
    this.#tuple[SEX] = receipt.sex;
    const before = this.#tuples.size;
    const tuple = this.#tuples.intern(this.#tuple);
    if (tuple >= before) {
      const text = (part: number) => this.#parts[part]!.text(this.#tuple[part]!);
      const parts: IdentityParts = {
        insurer: text(INSURER),
        symbol: text(SYMBOL),
        number: text(NUMBER),
        branch: text(BRANCH),
        kana: text(KANA),
        birth: receipt.birth,
        sex: receipt.sex,
      };
      this.#identities[tuple] = this.#options.collector.add(parts);
    }
    return this.#identities[tuple]!;
  }

  #advance(buffer: StageBuffer): void {
    buffer.rows += 1;
    if (buffer.rows === STAGE_ROWS) this.#hand(buffer);
  }

  #hand(buffer: StageBuffer): void {
    if (buffer === this.#diagnoses)
      setCodes(buffer, { disease_code: this.#diseaseCodes, icd10: this.#icd10 });
    else if (buffer === this.#procedures) setCodes(buffer, { code: this.#procedureCodes });
    else if (buffer === this.#drugs) setCodes(buffer, { code: this.#drugCodes });
    this.#options.append(buffer);
    buffer.clear();
    if (buffer === this.#diagnoses) this.#icd10.forgetMany(this.#diseaseCodes.forgetMany());
    else if (buffer === this.#procedures) this.#procedureCodes.forgetMany();
    else if (buffer === this.#drugs) this.#drugCodes.forgetMany();
  }
}

/** Whether drugs of a 診療識別 are given by the day, or nobody says otherwise. */
function isByDay(kind: number): boolean {
  return kind === NULL_INT || kind === ORAL;
}
