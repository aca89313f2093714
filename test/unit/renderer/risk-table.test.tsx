// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { AnalysisClient } from '../../../analysis/api/contract/client.ts';
import { Providers } from '../../../renderer/app/mount.tsx';
import { FACTORS } from '../../../renderer/features/approaches/factors.ts';
import { RiskTable } from '../../../renderer/features/approaches/risks.tsx';
import { fakeAnalysis } from '../../support/fake-analysis.ts';
import { fakeHost } from '../../support/fake-host.ts';

configure({ asyncUtilTimeout: 10_000 });
afterEach(cleanup);

test('a relative risk is removed by a button that names it', async () => {
  const risk = { rr: 1.5, lower: 1.2, upper: 1.9, per: 10, reference: 120, incidence_per_1000: 3 };
  const held = ['脳卒中', '心筋梗塞'].map((outcome) => ({ ...risk, outcome, citation: '試算の資料' }));
  const working = fakeAnalysis({ open: true, stepMs: 0 });
  const saved: unknown[] = [];
  const answers: Readonly<Record<string, (input: unknown) => unknown>> = {
    'approaches.risks': () => ({ risks: { sbp: held }, own: true }),
    'approaches.saveRisks': (input) => saved.push(input) && { done: true },
  };
  const call: AnalysisClient['call'] = async (name, input, options) => {
    const answer = answers[name];
    if (answer === undefined) return working.call(name, input, options);
    return { ok: true, value: answer(input) } as never;
  };
  render(
    <Providers connection={{ client: { call }, host: fakeHost }}>
      <RiskTable factor={FACTORS.find(({ id }) => id === 'sbp')!} />
    </Providers>,
  );
  fireEvent.click(
    await screen.findByRole('button', { name: '脳卒中の相対リスク（試算の資料）を消す', hidden: true }),
  );
  await waitFor(() => expect(saved).toEqual([{ risks: { sbp: [held[1]] } }]));
});
