import type { Locator, Page } from '@playwright/test';

/** Settings > Users, and one of them. */
export class UsersPage {
  readonly username: Locator;
  readonly password: Locator;
  readonly role: Locator;
  readonly add: Locator;
  readonly table: Locator;
  /** On the page of one user. */
  readonly mayNotLogIn: Locator;
  readonly save: Locator;

  constructor(private readonly page: Page) {
    this.username = page.getByLabel('User name');
    this.password = page.getByLabel('First password');
    this.role = page.getByLabel('Role');
    this.add = page.getByRole('button', { name: 'Add the user' });
    this.table = page.getByRole('table');
    this.mayNotLogIn = page.getByLabel('May not log in');
    this.save = page.getByRole('button', { name: 'Save' });
  }

  async goto(): Promise<void> {
    await this.page.goto('/settings/users');
  }

  row(username: string): Locator {
    return this.table.getByRole('row').filter({ hasText: username });
  }
}
