import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readYaml } from '../../../analysis/domain/yaml-file.ts';

const schema = z.strictObject({
  id: z.string().regex(/^[a-z]+$/),
  parts: z.array(z.strictObject({ name: z.string(), weight: z.number() })),
});

describe('a text file and its schema', () => {
  it('gives the value of a file that fits', () => {
    expect(readYaml('id: abc\nparts:\n  - name: 髙﨑\n    weight: 1\n', schema)).toEqual({
      ok: true,
      value: { id: 'abc', parts: [{ name: '髙﨑', weight: 1 }] },
    });
  });

  it.each([
    ['broken YAML', 'id: abc\nparts: [1,\n', { line: 3, key: '', problem: 'syntax' }],
    [
      'a missing entry',
      'id: abc\nparts:\n  - name: x\n',
      { line: 3, key: 'parts.0.weight', problem: 'missing' },
    ],
    ['an unknown key', 'id: abc\nparts: []\nextra: 1\n', { line: 3, key: 'extra', problem: 'unknown_key' }],
    ['a value of the wrong kind', 'parts: []\nid: A1\n', { line: 2, key: 'id', problem: 'value' }],
    ['an empty file', '', { line: 1, key: '', problem: 'missing' }],
    ['a list where a map belongs', '- 1\n', { line: 1, key: '', problem: 'value' }],
  ])('names line and key of %s', (_, text, fault) => {
    expect(readYaml(text, schema)).toEqual({ ok: false, fault });
  });

  it('refuses a file whose aliases unfold into very much', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 0; level < 8; level += 1) {
      const [from, to] = ['abcdefghi'[level], 'abcdefghij'[level + 1]];
      lines.push(`${to}: &${to} [${Array.from({ length: 10 }, () => `*${from}`).join(', ')}]`);
    }
    expect(readYaml(lines.join('\n'), z.unknown())).toMatchObject({
      ok: false,
      fault: { problem: 'syntax' },
    });
  });
});
