import type { Locator, Page } from '@playwright/test';

/** What every page is while the database is offline. */
export class OfflinePage {
  readonly heading: Locator;
  /** All that it says. */
  readonly words: Locator;
  /** How long still. */
  readonly left: Locator;
  /** What became of a form that was sent. */
  readonly note: Locator;

  constructor(page: Page) {
    this.heading = page.getByRole('heading', { level: 1, name: 'Lull is offline for maintenance' });
    this.words = page.locator('main');
    this.left = page.getByRole('timer');
    this.note = page.locator('main').getByRole('status');
  }
}
