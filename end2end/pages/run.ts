import type { Locator, Page } from '@playwright/test';

/** The form that runs a process. */
export class RunPage {
  readonly run: Locator;
  readonly problems: Locator;

  constructor(private readonly page: Page) {
    this.run = page.getByRole('button', { name: 'Run', exact: true });
    this.problems = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  }

  async goto(process: string): Promise<void> {
    await this.page.goto(`/processes/${process}/run`);
  }

  input(name: string): Locator {
    return this.page.getByLabel(name);
  }
}
