import type { Locator, Page } from '@playwright/test';

/** Processes: the list, one of them, its editor. */
export class ProcessEditor {
  readonly definition: Locator;
  readonly check: Locator;
  readonly save: Locator;
  /** The summary of what is wrong. */
  readonly problems: Locator;

  constructor(private readonly page: Page) {
    this.definition = page.getByLabel('Definition');
    this.check = page.getByRole('button', { name: /^Check/ });
    this.save = page.getByRole('button', { name: /^Save/ });
    this.problems = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  }

  async goto(): Promise<void> {
    await this.page.goto('/processes/new');
  }
}
