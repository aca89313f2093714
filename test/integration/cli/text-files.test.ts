import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { disclosureSentences } from '../../../analysis/messages/disclosure.ts';
import { shellSentences } from '../../../analysis/messages/shell.ts';
import { readText } from '../../../electron/cli/inputs.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'text-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function saidOf(name: string, bytes?: Uint8Array): string {
  const path = join(folder, name);
  if (bytes !== undefined) writeFileSync(path, bytes);
  try {
    readText(path);
  } catch (error) {
    expect(error).toBeInstanceOf(UserIssue);
    const { code, params } = error as UserIssue;
    return { ...disclosureSentences, ...shellSentences }[code]!(params);
  }
  return '';
}

it('a folder is said to be one', () => {
  mkdirSync(join(folder, 'f.json'));
  expect(saidOf('f.json')).toContain('フォルダです');
});

it('another encoding is named', () => {
  // {"a":"表"} in Shift_JIS.
  const sjis = Uint8Array.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0x95, 0x5c, 0x22, 0x7d]);
  expect(saidOf('s.json', sjis)).toContain('Shift_JIS');
  const utf16 = Buffer.from('\uFEFF{"a":"表"}', 'utf16le');
  expect(saidOf('u.json', utf16)).toContain('UTF-16');
  expect(saidOf('b.json', utf16.swap16())).toContain('UTF-16');
  expect(saidOf('n.json', Uint8Array.from([0, 255, 254, 7]))).toContain('文字のファイルではないか');
});

it('UTF-8 is read, with or without its mark', () => {
  const path = join(folder, 'ok.json');
  for (const mark of ['', '\uFEFF']) {
    writeFileSync(path, `${mark}{"a":"表"}`);
    expect(readText(path)).toBe('{"a":"表"}');
  }
});
