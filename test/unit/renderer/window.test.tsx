// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AnalysisClient } from '../../../analysis/api/contract/client.ts';
import type { Issue } from '../../../analysis/domain/issue.ts';
import { ledgerFaultText } from '../../../analysis/messages/disclosure.ts';
import { App } from '../../../renderer/app/app.tsx';
import { Providers } from '../../../renderer/app/mount.tsx';
import { readScreens } from '../../../renderer/app/screen.tsx';
import { ReleasedNumber } from '../../../renderer/components/hidden-cell.tsx';
import { fakeAnalysis } from '../../support/fake-analysis.ts';
import { fakeHost } from '../../support/fake-host.ts';

const host = {
  ...fakeHost,
  pickFiles: () => Promise.resolve([{ token: 't1', name: 'a.csv', size: 1 }]),
};

function show(place: string, client: AnalysisClient = fakeAnalysis({ open: true, stepMs: 0 })) {
  window.location.hash = `#/${place}`;
  return render(
    <Providers connection={{ client, host }}>
      <App />
    </Providers>,
  );
}

const BROKEN = {
  code: 'test.broken',
  kind: 'input',
  params: {},
  sentence: '列が足りません。出し直してください。',
} as const;

/** A client that answers one operation with an issue. */
function failing(operation: string, issue: Issue & { readonly sentence: string } = BROKEN): AnalysisClient {
  const working = fakeAnalysis({ open: true, stepMs: 0 });
  return {
    call: (name, input, options) =>
      name === operation ? Promise.resolve({ ok: false, issue }) : working.call(name, input, options),
  };
}

// More than the usual second where the machine is busy.
configure({ asyncUtilTimeout: 10_000 });
beforeAll(readScreens);
afterEach(cleanup);

describe('the window', () => {
  test('an issue is shown with what to do, and the rest of the window stays', async () => {
    show('releases', failing('releases.list'));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('出し直してください');
    expect(alert.textContent).toContain('test.broken');
    expect(screen.getByRole('navigation', { name: '画面' })).toBeTruthy();
  });

  test('screens that need data say how to get it', async () => {
    show('quality', fakeAnalysis({ open: false, stepMs: 0 }));
    expect(await screen.findByText('データが開かれていません')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'はじめにへ' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'はじめに' })).toBeTruthy();
  });

  test('quality grades come worst first, each with its reason', async () => {
    show('quality');
    const [table] = await screen.findAllByRole('table');
    if (table === undefined) throw new Error('no table');
    const grades = within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.textContent ?? '');
    expect(grades.map((text) => /使えない|注意|使える/u.exec(text)?.[0])).toEqual([
      '使えない',
      '注意',
      '使える',
    ]);
    expect(grades[0]).toContain('精密検査');
  });

  test('the calendar switch renames every year', async () => {
    show('releases');
    const before = (await screen.findByText(/年11月20日/u)).textContent;
    fireEvent.click(screen.getByRole('button', { name: /年の表し方/u }));
    await waitFor(() => expect(screen.getByText(/年11月20日/u).textContent).not.toBe(before));
    expect(screen.getByText(/2026年11月20日/u)).toBeTruthy();
  });

  test('an unbroken log is said to be unbroken', async () => {
    show('releases');
    fireEvent.click(await screen.findByRole('button', { name: /書きかえられていないか/u }));
    expect(await screen.findByText(/1件すべて、記録したときのまま/u)).toBeTruthy();
  });

  test('a log with a fault is an alarm that says where it is and lists the ways out', async () => {
    const working = fakeAnalysis({ open: true, stepMs: 0 });
    const sentence = ledgerFaultText({ problem: 'line_edited', line: 2, expected: 3 });
    const value = { intact: false, entries: 3, firstFault: 2, problem: 'line_edited', sentence };
    show('releases', {
      call: (name, input, options) =>
        name === 'releases.verify'
          ? Promise.resolve({ ok: true, value: value as never })
          : working.call(name, input, options),
    });
    fireEvent.click(await screen.findByRole('button', { name: /書きかえられていないか/u }));
    const alert = await screen.findByRole('alert');
    expect(within(alert).getByText(/2行目（2番の記録）が、書いたときのままではありません/u)).toBeTruthy();
    for (const way of [/^戻し方：\(1\)/u, /^\(2\)/u, /^\(3\)/u])
      expect(within(alert).getByText(way)).toBeTruthy();
    expect(alert.querySelector('details')!.open).toBe(true);
  });

  test('where a fault of the log stops a screen, no rule is blamed, and the ways out are one click away', async () => {
    const sentence = ledgerFaultText({ problem: 'line_edited', line: 2, expected: 3 });
    const issue = { code: 'disclosure.ledger_broken', kind: 'refused', params: {}, sentence } as const;
    show('overview', failing('measures.run', issue));
    const [alert] = await screen.findAllByRole('alert');
    expect(alert!.className).toContain('error');
    expect(alert!.textContent).not.toContain('公開の規則により');
    expect(alert!.querySelector('details')!.open).toBe(false);
    expect(alert!.querySelector('details')!.textContent).toContain('(3)');
  });

  test('an entry tells its years and groups', async () => {
    show('releases');
    expect(await screen.findByText('令和5年度〜令和6年度・男女別')).toBeTruthy();
  });
});

describe('a hidden cell', () => {
  test('is a mark with a reason for everybody, not a number', () => {
    const column = { id: 'n', label: '人数', kind: 'count', unit: '人', decimals: 0 } as const;
    render(<ReleasedNumber cell={{ state: 'hidden', reason: 'secondary' }} column={column} threshold={10} />);
    const mark = screen.getByRole('button', { name: /^非公開。.*引き算/u });
    expect(mark.textContent).toBe('＊');
  });
});
