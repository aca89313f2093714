import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf } from '../support/figure-faults.ts';
import { openFigures, PLACES } from './figure-places.ts';
import { type Opened, openWindow, startBrowser, stopBrowser } from './window.ts';

/** What the issue asks of every figure, held on every figure of every screen. */

beforeAll(startBrowser);
afterAll(stopBrowser);

let window_: Opened;
beforeAll(async () => {
  window_ = await openWindow({ open: true, stepMs: 1 });
});
afterAll(() => window_.close());

test.each(PLACES.map(([place, open], at) => ({ at, place, open })))(
  '$place ($at): every figure has its finding, unit, people, period, source, method, table, picture, report',
  async ({ place, open }) => {
    const { page } = window_;
    const figures = await openFigures(window_, place, open);
    const faults: string[] = [];
    for (const figure of figures) faults.push(...(await faultsOf(page, figure)));
    expect(faults).toEqual([]);
  },
);
