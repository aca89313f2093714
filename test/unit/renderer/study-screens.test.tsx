// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { App } from '../../../renderer/app/app.tsx';
import { Providers } from '../../../renderer/app/mount.tsx';
import { readScreens } from '../../../renderer/app/screen.tsx';
import { fakeAnalysis } from '../../support/fake-analysis.ts';
import { fakeHost } from '../../support/fake-host.ts';

// Several screens are built one after the other: more than the usual second where the machine is busy.
configure({ asyncUtilTimeout: 10_000 });
beforeAll(readScreens);
afterEach(cleanup);

describe('a study is opened where it was left', () => {
  const client = fakeAnalysis({ open: true, stepMs: 0 });

  /** The window as it stands after a start: nothing is remembered but what the analysis knows. */
  function start(): void {
    cleanup();
    window.location.hash = '#/studies/walking';
    render(
      <Providers connection={{ client, host: fakeHost }}>
        <App />
      </Providers>,
    );
  }
  const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
  const step = async () => {
    const list = await screen.findByRole('list', { name: '手順' });
    return list.querySelector('[aria-current=step]')?.textContent;
  };

  test('at the design first, then at the furthest step that was reached, after a start and on the way back', async () => {
    start();
    expect(await step()).toContain('設計');
    await press(/診断に進む/u);
    await screen.findByRole('checkbox', { name: /診断を読みました/u });
    start();
    expect(await step()).toContain('診断');
    fireEvent.click(await screen.findByRole('checkbox', { name: /診断を読みました/u }));
    await press('結果を見る');
    await screen.findByRole('button', { name: '結論の確かさを見る' });
    // On the way back without a start: what is remembered of the design has moved on too.
    window.location.hash = '#/studies';
    await screen.findByRole('heading', { level: 1, name: '効果検証' });
    window.location.hash = '#/studies/walking';
    await screen.findByRole('button', { name: '結論の確かさを見る' });
    expect(await step()).toContain('結果');
    start();
    expect(await step()).toContain('結果');
    // Every step before stays within reach.
    await press('設計');
    expect(await step()).toContain('設計');
  });
});
