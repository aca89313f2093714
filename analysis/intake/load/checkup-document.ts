import { parseDate } from '../../domain/dates.ts';
import { normaliseIdentifier, normaliseKana } from '../../domain/identifiers.ts';
import { child, children, descendants, type XmlElement } from '../decode/xml.ts';
import type { IdentityParts } from '../identity/keys.ts';
import { isNegated, valueKind } from './document-form.ts';

export const OID = '1.2.392.200119.6.';
const RANGE_CODES = '2.16.840.1.113883.5.83';
const CODED = new Set(['CD', 'CE', 'CO', 'CV', 'CS']);

/** One result of a 特定健診 document. */
export interface DocumentItem {
  readonly code: string;
  readonly text: string;
  /** Coded answer (CD, CO) rather than a quantity. */
  readonly coded: boolean;
  /** The list that a coded answer says it is of (OID). */
  readonly list?: string;
  /** What a quantity is given in. */
  readonly unit?: string;
  /** Index into VALUE_STATES that the document itself gives. */
  readonly state: number;
}

/** What a checkup document (HL7 CDA R2, hc08) says. */
export interface CheckupDocument {
  /** 報告区分: 10 特定健診, 21–25 特定保健指導 … */
  readonly reportKind: string;
  /** プログラム種別: 010 特定健診, 020 広域連合 … */
  readonly programme: string;
  readonly person: IdentityParts;
  readonly examDay: number | null;
  readonly facility: string;
  readonly items: readonly DocumentItem[];
}

/** Reads the parts of a document that are kept; names and addresses are passed over. */
export function readCheckupDocument(document: XmlElement): CheckupDocument {
  const service = child(document, 'documentationOf', 'serviceEvent');
  return {
    reportKind: child(document, 'code')?.attributes.code ?? '',
    programme: child(service, 'code')?.attributes.code ?? '',
    person: personOf(document),
    examDay: parseDate(child(service, 'effectiveTime')?.attributes.value ?? '').day,
    facility: facilityOf(document, service),
    items: descendants(document, 'observation').flatMap(itemOf),
  };
}

/** Identity of the person a document is about; the same in checkup and guidance documents. */
export function personOf(document: XmlElement): IdentityParts {
  const role = child(document, 'recordTarget', 'patientRole');
  const identifier = (root: string): string | null => {
    const found = children(role, 'id').find((candidate) => candidate.attributes.root === root);
    return normaliseIdentifier(found?.attributes.extension ?? '') || null;
  };
  const patient = child(role, 'patient');
  const sex = Number(child(patient, 'administrativeGenderCode')?.attributes.code ?? 0);
  return {
    insurer: identifier(`${OID}101`),
    symbol: identifier(`${OID}204`),
    number: identifier(`${OID}205`),
    branch: identifier(`${OID}211`),
    kana: normaliseKana(child(patient, 'name')?.text ?? '') || null,
    birth: parseDate(child(patient, 'birthTime')?.attributes.value ?? '').day,
    sex: sex === 1 || sex === 2 ? sex : 0,
    ...ticketsOf(document),
  };
}

function ticketsOf(document: XmlElement): { ticket?: string | null; use_ticket?: string | null } {
  const tickets: { ticket?: string | null; use_ticket?: string | null } = {};
  for (const participant of children(document, 'participant')) {
    const kind = child(participant, 'functionCode')?.attributes.code;
    for (const id of children(child(participant, 'associatedEntity'), 'id')) {
      const value = normaliseIdentifier(id.attributes.extension ?? '') || null;
      if (kind === '1' || id.attributes.root?.startsWith(`${OID}209.`)) tickets.ticket = value;
      else if (kind === '2' || id.attributes.root?.startsWith(`${OID}210.`)) tickets.use_ticket = value;
    }
  }
  return tickets;
}

function facilityOf(document: XmlElement, service: XmlElement | undefined): string {
  const performer = child(service, 'performer', 'assignedEntity', 'representedOrganization', 'id');
  const author = child(document, 'author', 'assignedAuthor', 'representedOrganization', 'id');
  return performer?.attributes.extension ?? author?.attributes.extension ?? '';
}

/** 未実施, 測定不可能 and out-of-range are three different things in the document. */
function itemOf(observation: XmlElement): DocumentItem[] {
  const code = child(observation, 'code')?.attributes.code ?? '';
  if (code === '') return [];
  if (isNegated(observation)) return [{ code, text: '', coded: false, state: 2 }];
  const values = children(observation, 'value');
  const range = values.find((value) => value.attributes.codeSystem === RANGE_CODES)?.attributes.code;
  const state = range === 'L' ? 4 : range === 'H' ? 5 : 0;
  const value = values.find((candidate) => candidate.attributes.codeSystem !== RANGE_CODES);
  if (value?.attributes.nullFlavor !== undefined) return [{ code, text: '', coded: false, state: 3 }];
  if (!value) return state === 0 ? [] : [{ code, text: '', coded: false, state }];
  const coded = CODED.has(valueKind(value));
  const text = (coded ? value.attributes.code : value.attributes.value) ?? '';
  const list = coded ? value.attributes.codeSystem : undefined;
  const unit = coded ? undefined : value.attributes.unit;
  return [
    {
      code,
      text,
      coded,
      state,
      ...(list === undefined ? {} : { list }),
      ...(unit === undefined ? {} : { unit }),
    },
  ];
}
