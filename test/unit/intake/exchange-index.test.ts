import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { looseIndex } from '../../../analysis/intake/decode/exchange-index.ts';
import { memorySource } from '../../../analysis/intake/decode/source.ts';
import { exchangeIndex } from '../../support/exchange-index.ts';

const SCHEMAS = '../shared/reference/formats/public/tokutei_XSD_period3.zip';
const INDEX = exchangeIndex(3);
/** What is changed and what is told; the schema forbids all of them. */
const CASES: readonly (readonly [from: string | RegExp, to: string, told: readonly string[]])[] = [
  ['<interactionType code="1"/>', '', ['interactionType']],
  ['<interactionType code="1"/>', '<interactionType code="0"/>', ['interactionType/@code']],
  ['value="20240701"', 'value="20241301"', ['creationTime/@value']],
  [/<sender>.*<\/sender>/, '', ['sender']],
  [/<sender>.*<\/sender>/, '<sender/>', ['sender/id/@root', 'sender/id/@extension']],
  ['6.102" extension="1399999999"', '6.105" extension="1399999999"', ['sender/id/@root']],
  ['extension="00139999"', 'extension="0013-999"', ['receiver/id/@extension']],
  ['<serviceEventType code="1"/>', '<serviceEventType code="5"/>', ['serviceEventType/@code']],
  ['value="3"', 'value="1000000"', ['totalRecordCount/@value']],
  ['<totalRecordCount value="3"/>', '', ['totalRecordCount']],
  [/(<creationTime[^>]*>)(<sender>.*<\/sender>)/, '$2$1', ['index']],
  [/<totalRecordCount[^>]*>/, '$&<other/>', ['index']],
];
const VALID = [
  INDEX,
  INDEX.replace(/<receiver>.*<\/receiver>/, ''),
  exchangeIndex(0),
  exchangeIndex(999_999),
];

async function departures(text: string): Promise<readonly string[]> {
  const source = memorySource('ix08_V08.xml', new Uint8Array(Buffer.from(text, 'utf8')));
  return (await looseIndex(source, 3)).departures;
}

it('an index that departs from its schema is told of with the place, and only then', async () => {
  for (const text of VALID) expect(await departures(text)).toEqual([]);
  for (const [from, to, told] of CASES) expect(await departures(INDEX.replace(from, to)), to).toEqual(told);
  expect(await departures('<other/>')).toEqual(['index']);
});

it.skipIf(!existsSync(SCHEMAS) || spawnSync('xmllint', ['--version']).error)(
  'the schema itself forbids each of them, and nothing else',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'ebpm-ix-'));
    for (const [name, content] of Object.entries(unzipSync(new Uint8Array(readFileSync(SCHEMAS))))) {
      if (name.endsWith('/')) continue;
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const isValid = (text: string) => {
      writeFileSync(join(folder, 'x.xml'), text);
      const schema = join(folder, 'XSD3', 'ix08_V08.xsd');
      return spawnSync('xmllint', ['--noout', '--schema', schema, join(folder, 'x.xml')]).status === 0;
    };
    for (const text of VALID) expect(isValid(text)).toBe(true);
    for (const [from, to] of CASES) expect([to, isValid(INDEX.replace(from, to))]).toEqual([to, false]);
    rmSync(folder, { recursive: true, force: true });
  },
);
