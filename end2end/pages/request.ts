import type { Locator, Page } from '@playwright/test';

/** One request. */
export class RequestPage {
  readonly heading: Locator;
  readonly log: Locator;
  /** Where the request as a whole stands. */
  readonly status: Locator;
  /** Why it did not start. */
  readonly refusal: Locator;
  readonly runWhenOpen: Locator;

  constructor(private readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1 });
    this.log = page.getByRole('log');
    this.status = page.locator('.standing');
    this.refusal = page.locator('.notice').filter({ has: page.getByRole('heading', { name: 'Could Not Start' }) });
    this.runWhenOpen = page.getByRole('button', { name: 'Run when it opens' });
  }

  async goto(id: string): Promise<void> {
    await this.page.goto(`/requests/${id}`);
  }

  /** The id in the address. */
  id(): string {
    const id = /\/requests\/(req_[0-9a-f]+)/.exec(this.page.url())?.[1];
    if (!id) throw new Error(`${this.page.url()} is not a request's page`);
    return id;
  }

  /** How many lines of the counting process are shown; of which shell's process. */
  async counted(): Promise<{ lines: number; process: string }> {
    const lines = [...(await this.log.innerText()).matchAll(/line (\d+) by process (\d+)/g)];
    const last = lines.at(-1);
    return { lines: Number(last?.[1] ?? 0), process: last?.[2] ?? '' };
  }
}
