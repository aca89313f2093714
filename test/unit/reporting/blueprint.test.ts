import { describe, expect, it } from 'vitest';
import { parseBlueprint, startingBlueprint } from '../../../analysis/reporting/blueprint.ts';
import { composeReport, needsOf, reportPlan } from '../../../analysis/reporting/compose.ts';
import type { Block, ReportDocument } from '../../../analysis/reporting/model.ts';
import { reportTemplates } from '../../../analysis/reporting/templates/index.ts';
import { plain } from '../../../analysis/reporting/text.ts';
import { syntheticInputs } from './synthetic-inputs.ts';

/** Template files of a municipality: chosen parts, words of its own, live results. */

const inputs = syntheticInputs();
const measure = inputs.measures[0]?.id ?? '';

const slides = ({ blocks }: ReportDocument): readonly string[] =>
  blocks.flatMap((block) => (block.kind === 'slide' ? [block.kicker] : []));
const headings = ({ blocks }: ReportDocument): readonly string[] =>
  blocks.flatMap((block) => (block.kind === 'heading' && block.level === 1 ? [block.text] : []));
const fault = (text: string): unknown => {
  try {
    return parseBlueprint(text);
  } catch (error) {
    return error;
  }
};

describe.each(reportTemplates.map(({ id }) => id).filter((id) => id !== 'payment'))(
  'the starting file of %s',
  (id) => {
    it('composes what the template composes', () => {
      const template = reportTemplates.find((one) => one.id === id);
      if (template === undefined) throw new Error('unreachable');
      const own = parseBlueprint(startingBlueprint(template));
      expect(needsOf(reportPlan(own))).toEqual(template.needs);
      // A deck without optional slides may be shorter when the product itself decides; the file names every part.
      const made = composeReport(own, inputs).blocks;
      expect(made.length).toBeGreaterThanOrEqual(composeReport(id, inputs).blocks.length);
      if (template.mostSlides === undefined) expect(made).toEqual(composeReport(id, inputs).blocks);
    });
  },
);

describe('parts', () => {
  it('come in the order of the file, with words of the municipality among them', () => {
    const own = parseBlueprint(
      [
        'id: our-annual',
        'name: 本市の年次評価',
        'base: annual',
        "title: '{municipality}の保健事業（{year}）'",
        'parts:',
        '  - text: { heading: ごあいさつ, paragraphs: [本年度の成果を報告します。] }',
        '  - section: studies',
        '  - section: summary',
      ].join('\n'),
    );
    const document = composeReport(own, inputs);
    expect(headings(document)).toEqual(['ごあいさつ', '事業の効果検証', '要約']);
    expect(document.title).toContain(inputs.workspace.municipality);
    expect(document.title).not.toContain('{');
  });

  it('show live results as slides, each with its denominator in the notes', () => {
    const own = parseBlueprint(
      [
        'id: short',
        'name: 短い資料',
        'base: council',
        'parts:',
        '  - section: cover',
        `  - measure: { id: ${measure}, show: figure, heading: 受診率は上向きです }`,
        `  - measure: { id: ${measure}, by: [district], show: table }`,
        '  - text: { heading: 次の一手, bullets: [届ける], notes: [ここで話す] }',
      ].join('\n'),
    );
    const document = composeReport(own, inputs);
    const made = document.blocks.filter(
      (block): block is Extract<Block, { kind: 'slide' }> => block.kind === 'slide',
    );
    expect(made.map(({ title }) => plain(title)).slice(1)).toEqual([
      '受診率は上向きです',
      inputs.measures[0]?.name,
      '次の一手',
    ]);
    expect(made[1]?.notes.map(plain).join('')).toContain('分母');
    expect(document.blocks.some(({ kind }) => kind === 'figure')).toBe(true);
    expect(document.blocks.some(({ kind }) => kind === 'table')).toBe(true);
    expect(needsOf(reportPlan(own)).measures.find(({ id }) => id === measure)?.by).toContainEqual([
      'district',
    ]);
  });

  it('drop the optional slides of a council deck only when the product chooses the order', () => {
    const template = reportTemplates.find(({ id }) => id === 'council');
    expect(slides(composeReport('council', inputs)).length).toBeLessThanOrEqual(template?.mostSlides ?? 0);
  });
});

describe('wording', () => {
  it('replaces words everywhere but leaves every number as released', () => {
    const own = parseBlueprint(
      'id: ours\nname: 本市\nbase: council\nwording:\n  - { from: 届いた人, to: 案内した人 }\n',
    );
    const theirs = composeReport('council', inputs);
    const ours = composeReport(own, inputs);
    expect(JSON.stringify(ours.blocks)).not.toContain('届いた人');
    expect(slides(ours)).toContain('案内した人');
    const numbers = (document: ReportDocument): number =>
      JSON.stringify(document.blocks).match(/"ref":/g)?.length ?? 0;
    expect(numbers(ours)).toBe(numbers(theirs));
  });

  it('cannot claim a cause that the evidence may not carry', () => {
    expect(
      fault(
        'id: ours\nname: 本市\nbase: study\nwording:\n  - { from: 差がみられました, to: 効果がありました }\n',
      ),
    ).toMatchObject({ code: 'report.blueprint_causal', params: { place: 'wording.0.to' } });
  });
});

describe('a file that does not fit', () => {
  it.each([
    [
      'an unknown key',
      'id: a\nname: b\nbase: annual\nbogus: 1\n',
      { line: 4, key: 'bogus', problem: 'unknown_key' },
    ],
    ['a missing name', 'id: a\nbase: annual\n', { key: 'name', problem: 'missing' }],
    ['an unknown base', 'id: a\nname: b\nbase: novel\n', { line: 3, key: 'base', problem: 'value' }],
    ['broken YAML', 'id: [a\n', { problem: 'syntax' }],
  ])('is refused with line and key: %s', (_, text, params) => {
    expect(fault(text)).toMatchObject({ code: 'report.blueprint_invalid', params });
  });

  it('is refused when it names a section that its base lacks', () => {
    const own = parseBlueprint('id: a\nname: b\nbase: kpi\nparts:\n  - section: cover\n');
    expect(() => composeReport(own, inputs)).toThrow(
      expect.objectContaining({ code: 'report.blueprint_section' }) as Error,
    );
  });
});
