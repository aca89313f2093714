import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../analysis/intake/decode/source.ts';
import type { FileIssue } from '../../../analysis/intake/issues.ts';
import { readHere } from '../../../analysis/intake/load/read.ts';
import { recogniseFile } from '../../../analysis/intake/recognise-file.ts';
import { guidanceDocument } from '../../support/guidance-documents.ts';

const SCHEMAS = '../shared/reference/formats/public/tokutei_XSD_period3.zip';
const OID = '1.2.392.200119.6';
const result = (code: string, value: string, more = '') =>
  `<entry><observation classCode="OBS" moodCode="EVN"${more}><code code="${code}"/>${value}</observation></entry>`;
const SMOKING = '9N736000000000011';
const RESULTS = [
  result('9N001000000000001', '<value xsi:type="PQ" value="168.2" unit="cm"/>'),
  result('9A751000000000001', '<value xsi:type="PQ" value="142" unit="mm[Hg]"/>'),
  result('3D010000001926101', '', ' negationInd="true"'),
  result(SMOKING, `<value xsi:type="CD" code="2" codeSystem="${OID}.24060"/>`),
];
const CHECKUP = `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<id nullFlavor="NI"/><code code="10" codeSystem="${OID}.1001"/>
<effectiveTime value="20240701"/><confidentialityCode code="N"/>
<recordTarget><patientRole><id extension="00139999" root="${OID}.101"/><id extension="123" root="${OID}.205"/>
<patient><administrativeGenderCode code="1" codeSystem="${OID}.1104"/><birthTime value="19580315"/></patient></patientRole></recordTarget>
<author><time value="20240701"/><assignedAuthor><id nullFlavor="NI"/></assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization><id nullFlavor="NI"/></representedCustodianOrganization></assignedCustodian></custodian>
<documentationOf><serviceEvent><code code="010" codeSystem="${OID}.1002"/><effectiveTime value="20240610"/></serviceEvent></documentationOf>
<component><structuredBody><component><section><code code="01010" codeSystem="${OID}.1010"/>
${RESULTS.join('\n')}
</section></component></structuredBody></component>
</ClinicalDocument>`;
const GUIDANCE = guidanceDocument(
  { number: '0000123', birth: '19600203', sex: 2, ticket: '23200000001', level: 1, first: '20240510' },
  '21',
);

interface Read {
  readonly staged: number;
  readonly issues: readonly FileIssue[];
  readonly smoking: number | undefined;
  readonly height: number | undefined;
}

async function read(text: string): Promise<Read> {
  const source = memorySource('h.xml', new Uint8Array(Buffer.from(text, 'utf8')));
  const [found] = await recogniseFile(source);
  let smoking: number | undefined;
  let height: number | undefined;
  const outcome = await readHere(found!.source, found!.recognition, {
    icd10: new Map(),
    sink: {
      append(buffer) {
        if (buffer.table.id !== 'checkup') return;
        smoking = buffer.integers('q8')[0];
        height = buffer.doubles('height')[0];
      },
      identities() {},
      quarantine() {},
    },
  });
  return { staged: outcome.rowsStaged, issues: outcome.issues.list(), smoking, height };
}

/** What is changed, whether the schema itself forbids it, what is told, whether the document is still read. */
interface Case {
  readonly what: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly of?: string;
  readonly valid?: true;
  readonly tells: readonly (readonly [code: string, severity: string, path: string])[];
  readonly staged: 0 | 1;
  readonly smoking?: number;
  readonly height?: number;
}

const NULL_INT = -2_147_483_648;
const CASES: readonly Case[] = [
  {
    what: 'an element that nothing is read from is missing',
    from: '<confidentialityCode code="N"/>',
    to: '',
    tells: [['xml.header_incomplete', 'info', 'confidentialityCode']],
    staged: 1,
  },
  {
    what: 'the service is missing from its place, and so is the day',
    from: /<serviceEvent>.*<\/serviceEvent>/,
    to: '',
    tells: [
      ['checkup.document_without_date', 'error', ''],
      ['xml.element_missing', 'warning', 'documentationOf/serviceEvent'],
    ],
    staged: 0,
  },
  {
    what: 'the body has no section',
    from: /<section>[\s\S]*<\/section>/,
    to: '',
    tells: [
      ['xml.no_results', 'error', ''],
      ['xml.element_missing', 'warning', 'component/structuredBody/component/section'],
    ],
    staged: 0,
  },
  {
    what: 'there is a section, and nothing in it',
    from: RESULTS.join('\n'),
    to: '',
    valid: true,
    tells: [['xml.no_results', 'error', '']],
    staged: 0,
  },
  {
    what: 'a result has no code',
    from: '<code code="9N001000000000001"/>',
    to: '',
    tells: [['xml.element_missing', 'error', 'observation/code']],
    staged: 1,
  },
  {
    what: 'a value does not say of what kind it is: its attributes do',
    from: '<value xsi:type="CD" code="2"',
    to: '<value code="2"',
    tells: [['xml.attribute_missing', 'warning', 'observation/value/@xsi:type']],
    staged: 1,
    smoking: 2,
  },
  {
    what: 'a measured value has no number',
    from: ' value="168.2"',
    to: '',
    valid: true,
    tells: [['xml.attribute_missing', 'error', 'observation/value/@value']],
    staged: 1,
  },
  {
    what: 'a value is given in another unit that is known: it is converted',
    from: 'value="168.2" unit="cm"',
    to: 'value="1.682" unit="m"',
    valid: true,
    tells: [['value.unit_converted', 'info', '9N001000000000001']],
    staged: 1,
    height: 168.2,
  },
  {
    what: 'a value is given in a unit that is not known: it is not read',
    from: 'unit="cm"',
    to: 'unit="[ft_i]"',
    valid: true,
    tells: [['value.unit_unknown', 'error', '9N001000000000001']],
    staged: 1,
    height: Number.NaN,
  },
  {
    what: 'a unit has a blank in it',
    from: 'unit="mm[Hg]"',
    to: 'unit="mm [Hg]"',
    tells: [],
    staged: 1,
  },
  {
    what: 'a value is given without a unit: in that of the item',
    from: ' unit="cm"',
    to: '',
    valid: true,
    tells: [],
    staged: 1,
    height: 168.2,
  },
  {
    what: 'an answer has no code',
    from: 'xsi:type="CD" code="2" ',
    to: 'xsi:type="CD" ',
    valid: true,
    tells: [['xml.attribute_missing', 'error', 'observation/value/@code']],
    staged: 1,
    smoking: NULL_INT,
  },
  {
    what: 'the kind of report is of another list',
    from: '<code code="10" codeSystem="1.2.392.200119.6.1001"/>',
    to: '<code code="10" codeSystem="1.2.392.200119.6.1002"/>',
    tells: [['xml.other_code_system', 'warning', 'code/@codeSystem']],
    staged: 1,
  },
  {
    what: 'an item is of another list',
    from: '<code code="9N001000000000001"/>',
    to: '<code code="9N001000000000001" codeSystem="1.2.392.200119.4.504"/>',
    valid: true,
    tells: [['xml.other_code_system', 'warning', 'observation/code/@codeSystem']],
    staged: 1,
  },
  {
    what: 'whether it was done is said with a number: it was not',
    from: 'negationInd="true"',
    to: 'negationInd="1"',
    tells: [['xml.truth_value', 'warning', 'observation/@negationInd']],
    staged: 1,
  },
  {
    what: 'a guidance report does not say what it documents',
    of: GUIDANCE,
    from: /<documentationOf>.*<\/documentationOf>/,
    to: '',
    tells: [['xml.element_missing', 'warning', 'documentationOf']],
    staged: 1,
  },
  {
    what: 'a guidance section is of no kind',
    of: GUIDANCE,
    from: `<code code="90010" codeSystem="${OID}.1010"/>`,
    to: '',
    tells: [['xml.header_incomplete', 'info', 'component/structuredBody/component/section/code']],
    staged: 1,
  },
];

const changed = ({ of = CHECKUP, from, to }: Case) => of.replace(from, to);
const pathOf = (column: string | undefined) => (column ?? '').replace(/（最初は .*）$/, '');

describe('a document that departs from its schema', () => {
  it('is told of only when it does', async () => {
    expect(await read(CHECKUP)).toMatchObject({ staged: 1, issues: [], smoking: 2 });
    expect(await read(GUIDANCE)).toMatchObject({ staged: 1, issues: [] });
  });

  it.each(CASES)('$what', async (one) => {
    const found = await read(changed(one));
    expect(found.issues.map(({ code, severity, column }) => [code, severity, pathOf(column)])).toEqual(
      one.tells,
    );
    expect(found.staged).toBe(one.staged);
    if (one.smoking !== undefined) expect(found.smoking).toBe(one.smoking);
    if (one.height !== undefined) expect(found.height).toBe(one.height);
  });

  it('is told of with the place in the document, and how often, never with what stands there', async () => {
    const { issues } = await read(CHECKUP.replaceAll(/<code code="9(N001|A751)\d+"\/>/g, ''));
    const line = CHECKUP.split('\n').findIndex((text) => text.includes('9N001')) + 1;
    expect(issues).toMatchObject([{ code: 'xml.element_missing', count: 2, firstLine: 1 }]);
    const start = '<entry><observation classCode="OBS" moodCode="EVN">'.length;
    expect(issues[0]!.column).toBe(`observation/code（最初は 1 件目の文書の ${line} 行 ${start} 字目）`);
  });

  it('with answers of the list of another period, is read by the list that it names', async () => {
    const old = (code: number) =>
      CHECKUP.replace(`code="2" codeSystem="${OID}.24060"`, `code="${code}" codeSystem="${OID}.2003"`);
    expect(await read(old(1))).toMatchObject({ smoking: 1, issues: [] });
    // いいえ is 2 in the old list and 3 in that of the day of the exam.
    expect(await read(old(2))).toMatchObject({ smoking: 3, issues: [] });
  });
});

const missing = !existsSync(SCHEMAS)
  ? 'the schemas are not there (../shared)'
  : spawnSync('xmllint', ['--version']).error
    ? 'xmllint is not installed'
    : undefined;
if (missing) console.warn(`skipped: departures against the schemas, since ${missing}`);

describe.skipIf(missing)('the schemas themselves', () => {
  it('forbid what these cases say they forbid, and nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ebpm-xsd-'));
    for (const [name, content] of Object.entries(unzipSync(new Uint8Array(readFileSync(SCHEMAS))))) {
      if (name.endsWith('/')) continue;
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const isValid = (text: string, schema: string) => {
      writeFileSync(join(folder, 'x.xml'), text);
      const { status } = spawnSync('xmllint', [
        '--noout',
        '--schema',
        join(folder, 'XSD3', schema),
        join(folder, 'x.xml'),
      ]);
      return status === 0;
    };
    expect(isValid(CHECKUP, 'hc08_V08.xsd')).toBe(true);
    expect(isValid(GUIDANCE, 'hg08_V08.xsd')).toBe(true);
    for (const one of CASES) {
      const schema = one.of === GUIDANCE ? 'hg08_V08.xsd' : 'hc08_V08.xsd';
      expect([one.what, isValid(changed(one), schema)]).toEqual([one.what, one.valid ?? false]);
    }
  });
});
