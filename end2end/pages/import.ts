import type { Locator, Page } from '@playwright/test';

/** Import blackouts: the calendar, then what it would bring. */
export class ImportPage {
  readonly heading: Locator;
  readonly file: Locator;
  readonly calendar: Locator;
  readonly url: Locator;
  readonly online: Locator;
  readonly review: Locator;
  readonly problems: Locator;
  /** What was found, in the order of the calendar. */
  readonly events: Locator;
  readonly import: Locator;

  constructor(private readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1, name: 'Import blackouts' });
    this.file = page.getByLabel('File', { exact: true });
    this.calendar = page.getByLabel('Calendar', { exact: true });
    this.url = page.getByLabel('Or where it is');
    this.online = page.getByLabel('The database stays online');
    this.review = page.getByRole('button', { name: 'Review' });
    this.problems = page.locator('#problems');
    this.events = page.locator('main tbody').getByRole('row');
    this.import = page.getByRole('button', { name: 'Import', exact: true });
  }

  /** The box that says whether an event is wanted. */
  wanted(name: string): Locator {
    return this.page.getByRole('checkbox', { name });
  }
}
