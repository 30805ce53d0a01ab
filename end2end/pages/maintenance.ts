import type { Locator, Page } from '@playwright/test';

/** The drain page. */
export class MaintenancePage {
  readonly heading: Locator;
  readonly restartLull: Locator;
  readonly restartHost: Locator;
  readonly stillRunning: Locator;
  readonly couldNotStart: Locator;

  constructor(private readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1 });
    const answers = page.getByRole('region', { name: 'May it be restarted?' });
    this.restartLull = answers.locator('.answer').filter({ hasText: 'Restart Lull?' });
    this.restartHost = answers.locator('.answer').filter({ hasText: 'Restart the host' });
    this.stillRunning = page.getByRole('table').filter({ hasText: 'Still running' });
    this.couldNotStart = page.locator('section').filter({ hasText: 'Could not start since' });
  }

  async goto(): Promise<void> {
    await this.page.goto('/maintenance');
  }
}
