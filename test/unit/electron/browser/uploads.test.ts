import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { fc, test as propertyTest } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { plainName, TooLarge, Uploads } from '../../../../electron/browser/uploads.ts';

test.each([
  ['健診 2023.csv', '健診 2023.csv'],
  ['a/b\\c.csv', 'c.csv'],
  ['..', 'file'],
  ['.profile', 'profile'],
  ['', 'file'],
  ['C:\\Users\\x\\a.xlsx', 'a.xlsx'],
  ['a\u0000b\n.csv', 'ab.csv'],
])('%j becomes %j', (given, expected) => {
  expect(plainName(given)).toBe(expected);
});

propertyTest.prop([fc.string({ unit: 'binary' })])('a plain name never leads anywhere', (name) => {
  const plain = plainName(name);
  expect(plain).not.toMatch(/[/\\\0]/);
  expect(plain).not.toMatch(/^\.*$/);
});

test('an upload that grows too large leaves nothing behind', async () => {
  const uploads = await Uploads.create(1);
  const kept = await uploads.receive('a.csv', Readable.from([Buffer.from('abc')]));
  const big = Readable.from([Buffer.alloc(2 ** 20), Buffer.alloc(1)]);
  await expect(uploads.receive('b.csv', big)).rejects.toBeInstanceOf(TooLarge);
  expect(kept.size).toBe(3);
  expect(readdirSync(dirname(dirname(kept.path)))).toHaveLength(1);
  await uploads.dispose();
});
