import type { Locator, Page } from 'playwright-core';

/** What a user does with mouse or keyboard, counted; looking and waiting are free. */
export class Actions {
  readonly #done: string[] = [];

  get count(): number {
    return this.#done.length;
  }

  get list(): readonly string[] {
    return this.#done;
  }

  async click(name: string, target: Locator, timeout = 60_000): Promise<void> {
    await target.click({ timeout });
    this.#done.push(name);
  }

  async choose(name: string, target: Locator): Promise<void> {
    await target.check();
    this.#done.push(name);
  }

  async press(name: string, page: Page, key: string): Promise<void> {
    await page.keyboard.press(key);
    this.#done.push(name);
  }
}
