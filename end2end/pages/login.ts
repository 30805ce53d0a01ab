import type { Locator, Page } from '@playwright/test';

import { untilLive } from '../support/live';
import type { Person } from '../support/story';

/** Log in. */
export class LoginPage {
  readonly username: Locator;
  readonly password: Locator;
  readonly send: Locator;

  constructor(private readonly page: Page) {
    this.username = page.getByLabel('User name');
    this.password = page.getByLabel('Password');
    this.send = page.getByRole('button', { name: 'Log in' });
  }

  async goto(next = ''): Promise<void> {
    await this.page.goto(`/login${next && `?next=${encodeURIComponent(next)}`}`);
  }

  async fill(person: Person): Promise<void> {
    await this.username.fill(person.username);
    await this.password.fill(person.password);
  }

  /** Logs in with script, and waits for the page behind it. */
  async logIn(person: Person): Promise<void> {
    await untilLive(this.page, () => this.goto());
    await this.fill(person);
    await untilLive(this.page, () => this.send.click());
  }
}
