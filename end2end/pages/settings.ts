import type { Locator, Page, Response } from '@playwright/test';

export interface Switch {
  reason?: string;
  message?: string;
  /** As the browser's date and time input takes it: `2026-12-05T03:30`. */
  estimatedEnd?: string;
}

/** Settings > System Settings, and the page between Save and what it does. */
export class SystemSettings {
  readonly box: Locator;
  readonly reason: Locator;
  readonly message: Locator;
  readonly estimatedEnd: Locator;
  readonly expires: Locator;
  readonly save: Locator;
  /** The sentences that say what will happen. */
  readonly consequences: Locator;
  /** Turns the switch on, on the second page. */
  readonly enable: Locator;
  /** Turns it off. */
  readonly end: Locator;

  constructor(private readonly page: Page) {
    this.box = page.getByLabel('Enable Maintenance Mode');
    this.reason = page.getByLabel('Reason', { exact: true });
    this.message = page.getByLabel('Public message');
    this.estimatedEnd = page.getByLabel('Estimated end');
    this.expires = page.getByLabel('Ends by itself at');
    this.save = page.getByRole('button', { name: 'Save…' });
    this.consequences = page.locator('main').getByRole('listitem');
    this.enable = page.getByRole('button', { name: 'Enable maintenance mode' });
    this.end = page.getByRole('button', { name: 'End maintenance' });
  }

  async goto(): Promise<void> {
    await this.page.goto('/settings/system');
  }

  async fill(change: Switch): Promise<void> {
    await this.reason.fill(change.reason ?? '');
    await this.message.fill(change.message ?? '');
    await this.estimatedEnd.fill(change.estimatedEnd ?? '');
  }

  /** Presses the button that turns the switch; gives the server's answer. */
  async turn(button: Locator): Promise<Response> {
    const answer = this.page.waitForResponse(
      (response) => response.url().endsWith('/app/maintenance/set') && response.request().method() === 'POST',
    );
    await button.click();
    return answer;
  }
}
