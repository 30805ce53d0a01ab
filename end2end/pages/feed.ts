import type { Locator, Page } from '@playwright/test';

/** The calendar feed's part of the profile. */
export class FeedPanel {
  readonly name: Locator;
  readonly make: Locator;
  /** The feed's address with a key just made. */
  readonly address: Locator;
  private readonly panel: Locator;

  constructor(page: Page) {
    this.panel = page.locator('section#feed');
    this.name = this.panel.getByLabel('Which calendar it is for');
    this.make = this.panel.getByRole('button', { name: 'Make an address' });
    this.address = this.panel.locator('code.secret');
  }

  row(name: string): Locator {
    return this.panel.getByRole('row').filter({ hasText: name });
  }

  /** What asks before the key of that name is revoked. */
  revoke(name: string): Locator {
    return this.row(name).getByRole('button', { name: 'Revoke…' });
  }

  /** What revokes it, once asked for. */
  revokeIndeed(name: string): Locator {
    return this.row(name).getByRole('button', { name: 'Revoke the address' });
  }
}
