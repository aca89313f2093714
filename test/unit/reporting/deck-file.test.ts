import { describe, expect, it } from 'vitest';
import { deck } from '../../../analysis/domain/deck.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { writeReport } from '../../../analysis/reporting/write.ts';
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

  it('says each limit once: not for every number of the page, and not beside the notes that have said it', async () => {
    const file = deck.parse(JSON.parse(new TextDecoder().decode(await writeReport(document, 'deck'))));
    const limits = new Set(
      [...document.blocks.flatMap((block) => ('table' in block ? [block.table] : []))].flatMap(
        ({ statistic }) => statistic.context.caveats,
      ),
    );
    expect(limits.size).toBeGreaterThan(0);
    for (const { questions, notes, title } of file.slides) {
      const spoken = [...notes, ...questions.map(({ answer }) => answer)].join('\n');
      for (const limit of limits)
        expect(spoken.split(limit).length - 1, `${title}: ${limit}`).toBeLessThan(2);
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
