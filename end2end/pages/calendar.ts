import type { Locator, Page } from '@playwright/test';

/** The calendar. */
export class CalendarPage {
  readonly heading: Locator;
  /** What is shown: `March 2031`. */
  readonly title: Locator;
  readonly previous: Locator;
  readonly today: Locator;
  readonly next: Locator;
  readonly month: Locator;
  readonly week: Locator;
  /** What the chosen day of a month has. */
  readonly chosen: Locator;
  readonly plan: Locator;
  /** The months of the year. */
  readonly year: Locator;

  constructor(private readonly page: Page) {
    const way = page.getByRole('navigation', { name: 'Other days' });
    this.heading = page.getByRole('heading', { level: 1, name: 'Calendar' });
    this.title = page.getByRole('heading', { level: 2 }).first();
    this.previous = way.getByRole('link', { name: 'Previous' });
    this.today = way.getByRole('link', { name: 'Today' });
    this.next = way.getByRole('link', { name: 'Next' });
    this.month = page.locator('.calendar-month');
    this.week = page.locator('.calendar-week');
    this.chosen = page.locator('section').filter({ has: page.locator('#chosen-day') });
    this.plan = page.getByRole('button', { name: /^Plan a blackout on / });
    this.year = page.locator('.calendar-year');
  }

  view(name: 'Month' | 'Week' | 'List'): Locator {
    return this.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });
  }

  /** The link of a day: `2031-03-04`. */
  day(date: string): Locator {
    return this.page.locator(`#day-${date}`);
  }

  /** The cell of a day in a month, or its column in a week. */
  place(date: string): Locator {
    return this.page.locator('.calendar-month td, .calendar-week > li').filter({ has: this.day(date) });
  }

  /** A day of the list. */
  listed(words: string): Locator {
    return this.page.locator('.calendar-listed').filter({ hasText: words });
  }
}
