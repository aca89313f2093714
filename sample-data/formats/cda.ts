/** One 特定健診 result as HL7 CDA R2 (hc08_V08) and the exchange index (ix08_V08). */
import { compact, dayOf } from '../calendar.ts';
import type { Checkup, Person } from '../people/types.ts';
import { CHECKUP_FACILITIES, INSURED_SYMBOL, INSURER, SCHOOLS } from '../town.ts';
import { fullWidth, insuredNumber, ticketNumber } from '../writers/context.ts';
import { type Item, itemColumns } from './items17.ts';

const ROOT = '1.2.392.200119.6';

export interface CdaOptions {
  readonly created: number;
  /** 尿検査 reported as 未実施 (negationInd). */
  readonly urineNotDone: boolean;
  /** 空腹時血糖 reported as 測定不能 (nullFlavor NI). */
  readonly glucoseUnmeasurable: boolean;
}

/** The document as text, UTF-8 declared. */
export function checkupDocument(person: Person, checkup: Checkup, o: CdaOptions): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:hl7-org:v3 ../XSD/hc08_V08.xsd">',
    '<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>',
    '<id nullFlavor="NI"/>',
    `<code code="10" codeSystem="${ROOT}.1001"/>`,
    `<effectiveTime value="${compact(o.created)}"/>`,
    '<confidentialityCode code="N"/>',
    patient(person),
    facility(checkup, o.created),
    '<custodian><assignedCustodian><representedCustodianOrganization><id nullFlavor="NI"/></representedCustodianOrganization></assignedCustodian></custodian>',
    ticket(person, checkup),
    event(checkup),
    section(person, checkup, o),
    '</ClinicalDocument>\n',
  ].join('\n');
}

function patient(person: Person): string {
  const ward = SCHOOLS[person.school]?.wards[person.ward as 0 | 1] ?? '';
  return [
    '<recordTarget><patientRole>',
    `<id extension="${INSURER}" root="${ROOT}.101"/><id extension="${INSURED_SYMBOL}" root="${ROOT}.204"/><id extension="${fullWidth(insuredNumber(person))}" root="${ROOT}.205"/>`,
    `<addr>みほん県架空市${ward}<postalCode>999-0001</postalCode></addr>`,
    `<patient><name>${person.nameKana}</name><administrativeGenderCode code="${person.sex}" codeSystem="${ROOT}.1104"/><birthTime value="${compact(person.birth)}"/></patient>`,
    '</patientRole></recordTarget>',
  ].join('\n');
}

function organisation(checkup: Checkup): string {
  const place = CHECKUP_FACILITIES[checkup.facility];
  return `<id extension="${place?.code ?? ''}" root="${ROOT}.102"/><name>${place?.name ?? ''}</name>`;
}

function facility(checkup: Checkup, created: number): string {
  return `<author><time value="${compact(created)}"/><assignedAuthor><id nullFlavor="NI"/><representedOrganization>${organisation(checkup)}</representedOrganization></assignedAuthor></author>`;
}

function ticket(person: Person, checkup: Checkup): string {
  const until = compact(dayOf(checkup.fiscalYear + 1, 3, 31));
  const number = ticketNumber(checkup.fiscalYear, 1, person);
  return `<participant typeCode="HLD"><functionCode code="1" codeSystem="${ROOT}.208"/><time><high value="${until}"/></time><associatedEntity classCode="IDENT"><id extension="${number}" root="${ROOT}.209.1${INSURER}"/><scopingOrganization><id extension="${INSURER}" root="${ROOT}.101"/></scopingOrganization></associatedEntity></participant>`;
}

function event(checkup: Checkup): string {
  return `<documentationOf><serviceEvent><code code="010" codeSystem="${ROOT}.1002"/><effectiveTime value="${compact(checkup.day)}"/><performer typeCode="PRF"><assignedEntity><id nullFlavor="NI"/><representedOrganization>${organisation(checkup)}</representedOrganization></assignedEntity></performer></serviceEvent></documentationOf>`;
}

function section(person: Person, checkup: Checkup, o: CdaOptions): string {
  const entries = itemColumns(checkup.fiscalYear)
    .map((item) => entry(item, item.text({ person, checkup }), o))
    .filter((text) => text !== '');
  return [
    `<component><structuredBody><component><section><code code="01010" codeSystem="${ROOT}.1010"/><title>検査・問診結果セクション</title><text/>`,
    ...entries,
    anaemiaGroup(checkup),
    '</section></component></structuredBody></component>',
  ].join('\n');
}

function entry(item: Item, text: string, o: CdaOptions): string {
  const code = `<code code="${item.code}" displayName="${item.name}"/>`;
  if (o.urineNotDone && item.code.startsWith('1A0')) {
    return `<entry><observation classCode="OBS" moodCode="EVN" negationInd="true">${code}</observation></entry>`;
  }
  if (text === '') return '';
  const unmeasurable = o.glucoseUnmeasurable && item.code.startsWith('3D010');
  return `<entry><observation classCode="OBS" moodCode="EVN">${code}${unmeasurable ? '<value xsi:type="PQ" nullFlavor="NI"/>' : value(item, text)}</observation></entry>`;
}

function value(item: Item, text: string): string {
  if (item.type === 'PQ') return `<value xsi:type="PQ" value="${text}" unit="${item.of}"/>`;
  return `<value xsi:type="${item.type}" code="${text}" codeSystem="${ROOT}.${item.of}"/>`;
}

/** 血色素量 sits inside the group of its reason, as a member. */
function anaemiaGroup(checkup: Checkup): string {
  const member = `<observation classCode="OBS" moodCode="EVN"><code code="2A030000001930101" displayName="血色素量(ヘモグロビン値)"/><value xsi:type="PQ" value="${checkup.haemoglobin.toFixed(1)}" unit="g/dL"/></observation>`;
  return `<entry><observation classCode="OBS" moodCode="EVN"><code code="2A020161001930149" displayName="貧血検査実施理由"/><value xsi:type="ST">医師の判断による</value><entryRelationship typeCode="COMP">${member}</entryRelationship></observation></entry>`;
}

/** ix08_V08.xml for `count` documents. */
export function exchangeIndex(sender: string, created: number, count: number): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<index xmlns="http://tokuteikenshin.jp/checkup/2007" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://tokuteikenshin.jp/checkup/2007 ./XSD/ix08_V08.xsd">',
    `<interactionType code="1"/><creationTime value="${compact(created)}"/><sender><id root="${ROOT}.102" extension="${sender}"/></sender><receiver><id root="${ROOT}.101" extension="${INSURER}"/></receiver><serviceEventType code="1"/><totalRecordCount value="${count}"/></index>\n`,
  ].join('\n');
}
