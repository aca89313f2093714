import type { Locator, Page } from 'playwright-core';
import type { Opened } from './window.ts';

const press = (page: Page, name: string) => page.getByRole('button', { name }).first().click();

/** A study is opened where it was left: back to its design first. */
async function diagnose(page: Page): Promise<void> {
  await page.getByRole('button', { name: '設計', exact: true }).click();
  await press(page, '診断に進む');
}

type Open = (page: Page) => Promise<void>;

/** Screens with figures, and how to come to those that have no address. */
export const PLACES: readonly (readonly [place: string, open?: Open])[] = [
  ['quality'],
  ['overview?v=age'],
  ['overview?v=age&h=1'],
  ['overview?d=a0&v=rest'],
  ['overview?v=district&l=2'],
  ['overview?v=map&l=2'],
  ['overview?v=funnel'],
  ['overview?v=trend'],
  ['overview?p=people'],
  ['approaches'],
  ['programmes/walk?view=reach'],
  ['programmes/walk?view=board'],
  ['studies/walking', diagnose],
  [
    'studies/walking',
    async (page) => {
      await diagnose(page);
      await page.getByRole('checkbox', { name: /診断を読みました/u }).check();
      await press(page, '結果を見る');
      await page.getByText('信頼区間').first().waitFor();
    },
  ],
  [
    'studies/walking',
    async (page) => {
      await diagnose(page);
      await page.getByRole('checkbox', { name: /診断を読みました/u }).check();
      await press(page, '結果を見る');
      await press(page, '結論の確かさを見る');
      await page.getByRole('heading', { name: '結論が変わる条件' }).waitFor();
    },
  ],
];

/** Goes to a place from elsewhere, unfolds it, and gives its figures. */
export async function openFigures({ page, goTo }: Opened, place: string, open?: Open): Promise<Locator[]> {
  await goTo('help');
  await goTo(place);
  await open?.(page);
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll('main details')) fold.setAttribute('open', '');
  });
  await page.locator('main figure').first().waitFor();
  return page.locator('main figure').all();
}
