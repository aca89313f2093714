import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { disclosureSentences, hiddenReasonSentences } from '../../../analysis/messages/disclosure.ts';

const folder = new URL('../../../analysis/disclosure/', import.meta.url).pathname;

function codesInSource(): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const literal = [...text.matchAll(/'(disclosure\.[a-z_]+)'/gu)].map((match) => match[1]!);
  const effects = [...text.matchAll(/refused\('([a-z_]+)'/gu)].map((match) => `disclosure.${match[1]!}`);
  return [...new Set([...literal, ...effects])].toSorted();
}

describe('sentences of the gate', () => {
  it('exist for every code the gate uses, and only for those', () => {
    const codes = codesInSource();
    expect(codes.length).toBeGreaterThan(30);
    expect(Object.keys(disclosureSentences).toSorted()).toEqual(codes);
  });

  it('say something for every reason a cell is hidden', () => {
    expect(Object.keys(hiddenReasonSentences).toSorted()).toEqual([
      'dominance',
      'ledger',
      'primary',
      'secondary',
    ]);
  });
});
