import type { Locator, Page } from '@playwright/test';

/** What people change about themselves. */
export class ProfilePage {
  readonly zone: Locator;
  readonly saveZone: Locator;
  readonly oldPassword: Locator;
  readonly newPassword: Locator;
  readonly againPassword: Locator;
  readonly changePassword: Locator;
  readonly tokenName: Locator;
  readonly tokenDays: Locator;
  readonly makeToken: Locator;
  /** The secret of a token just made. */
  readonly secret: Locator;

  constructor(private readonly page: Page) {
    this.zone = page.getByLabel('Times are written in');
    this.saveZone = page.getByRole('button', { name: 'Save' });
    this.oldPassword = page.getByLabel('Present password');
    this.newPassword = page.getByLabel('New password', { exact: true });
    this.againPassword = page.getByLabel('New password, again');
    this.changePassword = page.getByRole('button', { name: 'Change the password' });
    this.tokenName = page.getByLabel('What it is for');
    this.tokenDays = page.getByLabel('Days it lasts');
    this.makeToken = page.getByRole('button', { name: 'Make a token' });
    this.secret = page.locator('code.secret');
  }

  async goto(): Promise<void> {
    await this.page.goto('/profile');
  }
}
