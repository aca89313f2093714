import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sentenceOf, sentences } from '../../../analysis/messages/index.ts';

const folder = 'analysis/messages';

function sourceFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(root, name));
}

/** Codes given to `new UserIssue(kind, code`, and to `failure(kind, code`. */
function codesUsed(): Map<string, string> {
  const found = new Map<string, string>();
  const pattern = /(?:UserIssue|failure)\(\s*'(?:usage|input|refused)',\s*'([a-z_-]+\.[a-z_0-9-]+)'/g;
  for (const file of [
    ...sourceFiles('analysis'),
    ...sourceFiles('electron'),
    ...sourceFiles('sample-data'),
  ]) {
    for (const [, code] of readFileSync(file, 'utf8').matchAll(pattern)) found.set(code ?? '', file);
  }
  return found;
}

describe('the message catalogue', () => {
  test('has a sentence for every issue code that the source uses', () => {
    const used = codesUsed();
    expect(used.size).toBeGreaterThan(10);
    const missing = [...used].filter(([code]) => !Object.hasOwn(sentences, code));
    expect(missing.map(([code, file]) => `${code} (${file})`)).toEqual([]);
  });

  test('merges every area and no code twice', async () => {
    const areas = readdirSync(folder).filter(
      (name) => name.endsWith('.ts') && !/^(index|catalogue)\./.test(name),
    );
    const owners = new Map<string, string>();
    for (const name of areas) {
      const exported = (await import(pathToFileURL(join(folder, name)).href)) as Record<string, unknown>;
      for (const [label, catalogue] of Object.entries(exported)) {
        if (!label.endsWith('Sentences')) continue;
        for (const code of Object.keys(catalogue as object)) {
          // Other sentences (reasons, states) are keyed by plain words.
          if (!code.includes('.')) continue;
          expect(owners.get(code), `${code} in ${name}`).toBeUndefined();
          owners.set(code, name);
          expect(sentences, `${code} of ${name} is merged by index.ts`).toHaveProperty([code]);
        }
      }
    }
    expect(owners.size).toBe(Object.keys(sentences).length);
  });

  test('speaks Japanese and ends its sentences', () => {
    const params = new Proxy<Record<string, string>>({}, { get: () => '見本', has: () => true });
    for (const [code, sentence] of Object.entries(sentences)) {
      const text = sentence(params);
      expect(text, code).toMatch(/[ぁ-ん]/);
      expect(text, code).not.toMatch(/undefined|\[object/);
    }
  });

  test('names a code that has no sentence', () => {
    expect(sentenceOf({ code: 'nowhere.at_all', params: {} })).toContain('nowhere.at_all');
    expect(sentenceOf({ code: 'constructor.name' as never, params: {} })).toContain('constructor.name');
  });
});
