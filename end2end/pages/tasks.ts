import type { Locator, Page } from '@playwright/test';

/** Work items, and one of them. */
export class TaskPage {
  readonly succeeded: Locator;
  readonly failed: Locator;
  readonly comment: Locator;
  readonly properties: Locator;
  readonly send: Locator;

  constructor(private readonly page: Page) {
    this.succeeded = page.getByLabel(/^Succeeded/);
    this.failed = page.getByLabel(/^Failed/);
    this.comment = page.getByLabel('Comment');
    this.properties = page.getByLabel('Properties');
    this.send = page.getByRole('button', { name: 'Send the answer' });
  }

  async goto(id: string): Promise<void> {
    await this.page.goto(`/tasks/${id}`);
  }
}
