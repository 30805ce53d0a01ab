import type { Locator, Page } from '@playwright/test';

/** The list of requests. */
export class RequestsPage {
  readonly search: Locator;
  readonly status: Locator;
  readonly time: Locator;
  readonly apply: Locator;
  readonly rows: Locator;
  readonly nextPage: Locator;
  readonly firstPage: Locator;

  constructor(page: Page) {
    this.search = page.getByLabel('Search by process or person');
    this.status = page.getByLabel('Status');
    this.time = page.getByLabel('Time');
    this.apply = page.getByRole('button', { name: 'Search' });
    this.rows = page.locator('tbody').getByRole('row');
    this.nextPage = page.getByRole('link', { name: 'Next page' });
    this.firstPage = page.getByRole('link', { name: 'First page' });
  }

  row(words: string): Locator {
    return this.rows.filter({ hasText: words });
  }
}
