/** 特定保健指導 documents (hg08) of one invented course, as the exchange has them. */
const ROOT = '1.2.392.200119.6';

export interface GuidanceCourse {
  readonly number: string;
  readonly birth: string;
  readonly sex: 1 | 2;
  /** 利用券整理番号, 11 digits. */
  readonly ticket: string;
  readonly level: 1 | 2 | 3;
  readonly first: string;
  readonly interim?: string;
  readonly completed?: string;
  readonly dropped?: string;
  readonly stage?: number;
  /** Values of an evaluation by 10-digit item code, with the unit. */
  readonly values?: Readonly<Record<string, readonly [value: number | string, unit: string]>>;
  /** Answers of an evaluation by item code, with the number of the code list. */
  readonly answers?: Readonly<Record<string, readonly [code: number, list: string]>>;
}

function act(code: string, day: string, inner = ''): string {
  return `<entry><act classCode="ACT" moodCode="EVN"><code code="${code}" codeSystem="${ROOT}.1006"/><effectiveTime value="${day}"/>${inner}</act></entry>`;
}

function coded(code: string, answer: number, list: string): string {
  return `<entry><observation classCode="OBS" moodCode="EVN"><code code="${code}" codeSystem="${ROOT}.1006"/><value xsi:type="CD" code="${answer}" codeSystem="${ROOT}.${list}"/></observation></entry>`;
}

function valued(code: string, value: number | string, unit: string): string {
  const typed = unit === '' ? 'xsi:type="INT"' : `xsi:type="PQ" unit="${unit}"`;
  return `<entry><observation classCode="OBS" moodCode="EVN"><code code="${code}" codeSystem="${ROOT}.1006"/><value ${typed} value="${value}"/></observation></entry>`;
}

/** The report of a kind: 21 start, 22 evaluation, 23 dropped. */
export function guidanceDocument(course: GuidanceCourse, report: '21' | '22' | '23'): string {
  const day = report === '21' ? course.first : (course.completed ?? course.dropped ?? course.first);
  const entries = [
    coded('1020000001', course.level, '3001'),
    act('1022000011', course.first),
    coded('1022000012', 1, '18140'),
    `<entry><observation classCode="OBS" moodCode="GOL"><code code="1021001031"/><value xsi:type="PQ" value="82.0" unit="cm"/></observation></entry>`,
    '<entry><act classCode="ACT" moodCode="INT"><code code="1042000011"/><effectiveTime value="20990101"/></act></entry>',
  ];
  if (report !== '21' && course.interim) entries.push(act('1032000011', course.interim));
  if (report === '22' && course.completed) entries.push(act('1042000011', course.completed));
  if (course.stage !== undefined) entries.push(coded('1020000002', course.stage, '3002'));
  if (report === '22') {
    for (const [code, [value, unit]] of Object.entries(course.values ?? {}))
      entries.push(valued(code, value, unit));
    for (const [code, [answer, list]] of Object.entries(course.answers ?? {}))
      entries.push(coded(code, answer, list));
  }
  const organisation = `<representedOrganization><id extension="1399999999" root="${ROOT}.102"/><name>架空保健センター</name></representedOrganization>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    '<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><id nullFlavor="NI"/>',
    `<code code="${report}" codeSystem="${ROOT}.1001"/><effectiveTime value="${day}"/><confidentialityCode code="N"/>`,
    `<recordTarget><patientRole><id extension="00139999" root="${ROOT}.101"/><id extension="架国" root="${ROOT}.204"/><id extension="${course.number}" root="${ROOT}.205"/>`,
    `<patient><name>カクウ　ハナコ</name><administrativeGenderCode code="${course.sex}" codeSystem="${ROOT}.1104"/><birthTime value="${course.birth}"/></patient></patientRole></recordTarget>`,
    `<author><time value="${day}"/><assignedAuthor><id nullFlavor="NI"/>${organisation}</assignedAuthor></author>`,
    '<custodian><assignedCustodian><representedCustodianOrganization><id nullFlavor="NI"/></representedCustodianOrganization></assignedCustodian></custodian>',
    `<participant typeCode="HLD"><functionCode code="2" codeSystem="${ROOT}.208"/><time><high value="20250331"/></time><associatedEntity classCode="IDENT"><id extension="${course.ticket}" root="${ROOT}.210.100139999"/></associatedEntity></participant>`,
    `<documentationOf><serviceEvent><code code="010" codeSystem="${ROOT}.1002"/><effectiveTime value="${day}"/><performer typeCode="PRF"><assignedEntity><id nullFlavor="NI"/>${organisation}</assignedEntity></performer></serviceEvent></documentationOf>`,
    `<component><structuredBody><component><section><code code="90010" codeSystem="${ROOT}.1010"/><title>保健指導</title><text/>${entries.join('')}</section></component></structuredBody></component></ClinicalDocument>`,
  ].join('\n');
}
