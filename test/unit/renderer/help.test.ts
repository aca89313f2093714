import { describe, expect, test } from 'vitest';
import { GLOSSARY } from '../../../analysis/messages/glossary.ts';
import { keyCommands } from '../../../renderer/app/window-commands.ts';
import { conformance } from '../../../renderer/help/conformance.ts';
import { termPieces } from '../../../renderer/help/terms.tsx';
import { tourStops } from '../../../renderer/help/tour-stops.ts';

describe('terms in a sentence', () => {
  const text =
    '95%信頼区間は、たまたまのばらつきを考えた範囲です。信頼区間が重なるときは違うとは言えません。';

  test('are found once each, the longest first, and the sentence stays whole', () => {
    const pieces = termPieces(text, GLOSSARY);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    const terms = pieces.flatMap(({ term }) => term ?? []);
    expect(terms.length).toBeGreaterThan(0);
    expect(new Set(terms).size).toBe(terms.length);
  });

  test('measures and short words are left as they are', () => {
    const [first] = GLOSSARY;
    if (first === undefined) throw new Error('no term');
    const entries = [
      { ...first, term: '範囲' },
      { ...first, term: 'ばらつき', reading: '' },
    ];
    expect(termPieces(text, entries)).toEqual([{ text }]);
  });
});

test('no key does two things', () => {
  const keys = keyCommands().flatMap(({ keys: one }) => one ?? []);
  expect(keys.length).toBeGreaterThan(12);
  expect(new Set(keys).size).toBe(keys.length);
});

test('the statement of accessibility admits what is not known', () => {
  expect(conformance.some(({ finding }) => finding === 'not_checked')).toBe(true);
  expect(new Set(conformance.map(({ number, name }) => number + name)).size).toBe(conformance.length);
  for (const { remark } of conformance) expect(remark.length).toBeGreaterThan(3);
});

test('the tour goes from the numbers to the meeting', () => {
  expect(tourStops[0]?.route).toBe('overview');
  expect(tourStops.map(({ route }) => route)).toContain('present');
});
