import { describe, expect, it } from 'vitest';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { wrap } from '../../../analysis/reporting/figures/scene.ts';
import type { ReportInputs } from '../../../analysis/reporting/inputs.ts';
import type { Block } from '../../../analysis/reporting/model.ts';
import { plain } from '../../../analysis/reporting/text.ts';
import { syntheticInputs } from './synthetic-inputs.ts';

/** The texts of a slide's body and notes. */
function slideOf(inputs: ReportInputs, kicker: string) {
  const { blocks } = composeReport('council', inputs);
  const start = blocks.findIndex((block) => block.kind === 'slide' && block.kicker === kicker);
  const head = blocks[start];
  const next = blocks.findIndex((block, at) => at > start && block.kind === 'slide');
  const body = blocks.slice(start + 1, next === -1 ? undefined : next);
  return { notes: head?.kind === 'slide' ? head.notes.map(plain) : [], text: body.map(textOf).join('\n') };
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return plain(block.text);
    case 'bullets':
      return block.items.map(plain).join('\n');
    case 'textTable':
      return block.rows.flat().map(plain).join('\n');
    default:
      return '';
  }
}

/** The same inputs, with one table in which a cell is hidden for the sake of an earlier release. */
function withEarlier(inputs: ReportInputs): ReportInputs {
  const [first, ...rest] = inputs.measures;
  const [table, ...tables] = first!.tables;
  const { release } = table!;
  const changed = { ...table!, release: { ...release, hidden: { ...release.hidden, other: 1 } } };
  return {
    ...inputs,
    measures: [{ ...first!, tables: [changed as typeof table & object, ...tables] }, ...rest],
  };
}

/** The same inputs, with limits so wide in some indicators that those of any two years overlap. */
function withWideLimits(inputs: ReportInputs, ids: ReadonlySet<string>): ReportInputs {
  const wide = (table: ReportInputs['measures'][number]['tables'][number]) => ({
    ...table,
    statistic: {
      ...table.statistic,
      rows: table.statistic.rows.map((row) => ({
        ...row,
        cells: row.cells.map((cell, at) =>
          cell.state === 'shown' && at > 2 ? { ...cell, value: cell.value + (at === 3 ? -50 : 50) } : cell,
        ),
      })),
    },
  });
  return {
    ...inputs,
    measures: inputs.measures.map((measure) =>
      ids.has(measure.id)
        ? { ...measure, tables: measure.tables.map((table) => wide(table) as typeof table) }
        : measure,
    ),
  };
}

describe('the deck for a council', () => {
  it('gives the cost a person with its denominator', () => {
    const { text } = slideOf(syntheticInputs(), '費用');
    expect(text).toMatch(
      /一人当たり医療費（年）は[\d,]+円でした（対象 [\d,]+人、分母は被保険者（年換算））。/u,
    );
  });

  it('says that a mark is not 0 only where no number is hidden for another reason', () => {
    const inputs = syntheticInputs();
    const slides = (given: ReportInputs) => [
      slideOf(given, '方法').text,
      slideOf(given, '想定される質問').text,
    ];
    for (const text of slides(inputs)) expect(text).toContain('0ではありません');
    for (const text of slides(withEarlier(inputs))) {
      expect(text).toContain('0とは限りません');
      expect(text).not.toContain('0ではありません');
    }
  });

  it('says once for all indicators that chance may explain the change', () => {
    const cautions = (inputs: ReportInputs) =>
      slideOf(inputs, '現状').notes.filter((note) => note.includes('信頼区間が重なっており'));
    const inputs = syntheticInputs();
    expect(cautions(inputs)).toEqual([]);
    const shares = inputs.measures.filter(({ unit }) => unit === '%');
    const some = withWideLimits(inputs, new Set(['checkup_rate', 'metabolic']));
    expect(cautions(some)).toEqual([
      'ただし特定健診受診率、メタボリックシンドローム該当率は信頼区間が重なっており、偶然の変動の範囲かもしれません。',
    ]);
    const all = withWideLimits({ ...inputs, measures: shares }, new Set(shares.map(({ id }) => id)));
    expect(cautions(all)).toEqual(['ただしいずれも信頼区間が重なっており、偶然の変動の範囲かもしれません。']);
    expect(slideOf(some, '現状').notes.filter((note) => /から.*へ、/u.test(note)).length).toBeGreaterThan(2);
  });
});

describe('lines of Japanese', () => {
  it('are not broken inside a word in katakana or a number that a line holds', () => {
    const label = 'メタボリックシンドローム該当者割合（再判定）';
    for (const width of [150, 160, 170, 200, 260])
      expect(wrap(label, 12, width)[0]).toMatch(/^メタボリックシンドローム/u);
    expect(wrap('受診者のメタボリックシンドローム', 12, 160)).toEqual([
      '受診者の',
      'メタボリックシンドローム',
    ]);
    expect(wrap('費用は1,234,567円', 12, 95)).toEqual(['費用は', '1,234,567円']);
    // Longer than a line, it has to be broken somewhere.
    expect(wrap('メタボリックシンドローム', 12, 80).length).toBeGreaterThan(1);
  });
});
