import { describe, expect, it } from 'vitest';
import { deck } from '../../../analysis/domain/deck.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { writeReport } from '../../../analysis/reporting/write.ts';
import { questionsAbout } from '../../../analysis/reporting/writers/deck/deck-file.ts';
import { syntheticInputs } from './synthetic-inputs.ts';

/** The presentation file that the app shows without the workspace. */

describe.each(['council', 'study'])('%s as a presentation file', (template) => {
  const document = composeReport(template, syntheticInputs());

  it('fits what the window reads, says that the data are made up, and carries the threshold', async () => {
    const bytes = await writeReport(document, 'deck');
    const file = deck.parse(JSON.parse(new TextDecoder().decode(bytes)));
    expect(file.synthetic).toBe(true);
    expect(file.threshold).toBe(document.provenance.threshold);
    expect(file.slides.length).toBeGreaterThan(4);
    expect(bytes.byteLength).toBeLessThan(10 * 2 ** 20);
  });

  it('answers for every page with a number who was counted and how', async () => {
    const file = deck.parse(JSON.parse(new TextDecoder().decode(await writeReport(document, 'deck'))));
    const pictured = file.slides.filter(({ parts }) => parts.some(({ kind }) => kind === 'figure'));
    expect(pictured.length).toBeGreaterThan(0);
    for (const { questions, title } of pictured) {
      expect(
        questions.map(({ question }) => question),
        title,
      ).toContain('だれを数えたのか（分母）');
      for (const { answer } of questions) expect(answer).not.toBe('');
    }
  });

  it('holds pictures that carry their font and no script', async () => {
    const file = deck.parse(JSON.parse(new TextDecoder().decode(await writeReport(document, 'deck'))));
    const pictures = file.slides.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.kind === 'figure' ? [part.svg] : [])),
    );
    for (const svg of pictures) {
      expect(svg).toContain('@font-face');
      expect(svg).not.toMatch(/<script|on\w+=|href="http/i);
    }
  });
});

it('a picture of few rows is low, so that the page shows its letters large; many rows get their room', async () => {
  const file = deck.parse(
    JSON.parse(
      new TextDecoder().decode(await writeReport(composeReport('council', syntheticInputs()), 'deck')),
    ),
  );
  const heights = (kicker: string) =>
    file.slides
      .filter((slide) => slide.kicker === kicker)
      .flatMap(({ parts }) =>
        parts.flatMap((part) =>
          part.kind === 'figure' ? [Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/u.exec(part.svg)![1])] : [],
        ),
      );
  // Four ways of comparing; seven steps of guidance at 1.4 lines of 24 each, with 5.5 lines around them.
  expect(heights('比べたこと')).toEqual(heights('比べたこと').map(() => 300));
  expect(heights('比べたこと').length).toBeGreaterThan(0);
  expect(heights('届いた人')).toEqual([expect.closeTo(24 * (7 * 1.4 + 5.5), 6)]);
});

it('a limit is said once: not for every number of a page, and not beside the notes that have said it', () => {
  const number = (...caveats: string[]) => ({
    release: {},
    statistic: { context: { population: '国保', period: '', method: '', source: '', caveats } },
  });
  const all = '受診した人だけの値です。';
  const [own, other] = ['途中で加入した人を除きます。', '推計した値です。'];
  const plan = (notes: readonly string[]) => ({
    body: [number(all, own), number(all), number(all, other)] as never,
    notes,
  });
  const limits = (notes: readonly string[]) =>
    questionsAbout(plan(notes)).find(({ question }) => question === 'どこまで言えるのか')?.answer;
  expect(limits([])).toBe(`${all}${own}${other}`);
  expect(limits([`この表は、${all}`])).toBe(`${own}${other}`);
  expect(limits([all, own, other])).toBeUndefined();
});
