import { describe, expect, it } from 'vitest';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { plain } from '../../../analysis/reporting/text.ts';
import { syntheticInputs } from './synthetic-inputs.ts';

const { blocks } = composeReport('payment', syntheticInputs());

describe('the statement of a payment by outcome', () => {
  it('tells what an indicator without a value would be: not reckoned, never 0 yen', () => {
    const [table] = blocks.filter((block) => block.kind === 'textTable');
    const [paid, open] = table!.rows.map((row) => row.map(plain));
    expect(paid!.slice(4, 7)).toEqual(['2,400,000円', '1,800,000円', '600,000円']);
    expect(paid![1]).toContain('25%を留め置き');
    expect(paid![2]).toMatch(/mmHg（参加 [\d,]+人、不参加 [\d,]+人）$/u);
    expect(open!.slice(2, 7)).toEqual([
      '測定なし、または公表できない値',
      '定めなし',
      '算定なし',
      '算定なし',
      '－',
    ]);
  });

  it('says beside the sum that a part of it is still open', () => {
    const [totals] = blocks.filter((block) => block.kind === 'keyNumbers');
    expect(plain(totals!.items[0]!.note!)).toContain('算定できない指標1件の分は、まだ入っていません');
    const { payments = [], ...rest } = syntheticInputs();
    const whole = payments.map((payment) => ({
      ...payment,
      lines: payment.lines.filter(({ due }) => due !== undefined),
    }));
    const closed = composeReport('payment', { ...rest, payments: whole }).blocks;
    const [sum] = closed.filter((block) => block.kind === 'keyNumbers');
    expect(plain(sum!.items[0]!.note!)).not.toContain('まだ入っていません');
  });
});
