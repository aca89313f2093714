import type { Page } from 'playwright-core';

/** Places that differ in their questions and in their figures. */
const VIEWS = [
  'v=age',
  'v=age&h=1',
  'v=trend',
  'v=district',
  'v=district&l=2',
  'v=map&l=2',
  'v=funnel',
  'p=people',
];
const MEASURES = [
  'checkup.uptake',
  'checkup.metabolic',
  'judgement.sbp.referral',
  'guidance.completed.all',
  'cost.per_person.kokuho',
  'care.certified',
  'judgement.hba1c.referral',
  'question.smoking',
  'risk.sbp.mean',
  'risk.bmi.mean',
];

/** Every view of every measure once; those that a measure does not have show another figure of it. */
export const FIGURE_PLACES = MEASURES.flatMap((measure) => VIEWS.map((view) => `m=${measure}&${view}`));

export interface Painted {
  readonly place: string;
  readonly ms: number;
}

/** From setting the place to the frame in which nothing waits and a figure is drawn, inside the page. */
export async function painted(page: Page, place: string): Promise<Painted> {
  const ms = await page.evaluate(
    (hash) =>
      new Promise<number>((done) => {
        const start = performance.now();
        const title = () => document.querySelector('main figure .figure-title')?.textContent;
        const before = title();
        window.location.hash = hash;
        const look = () => {
          const waited = performance.now() - start;
          const busy = document.querySelector(
            'main .detail .waiting, main .tabs > [role=tabpanel] > .waiting',
          );
          const drawn = document.querySelector('main figure svg') !== null;
          // Two views of one table may carry the same title.
          const settled = title() !== before || waited > 60;
          if (waited > 10_000) done(Number.POSITIVE_INFINITY);
          else if (busy === null && drawn && settled)
            requestAnimationFrame(() => done(performance.now() - start));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    `#/overview?${place}`,
  );
  return { place, ms };
}
