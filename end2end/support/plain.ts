import type { Locator, Page } from '@playwright/test';

/** Presses what sends a plain form, and waits for the page that comes back. */
export async function submit(page: Page, button: Locator): Promise<void> {
  const loaded = page.waitForEvent('load');
  await button.click();
  await loaded;
}

/** Presses a button, and without script waits for the page that comes back. */
export type Press = (button: Locator) => Promise<void>;

export function presser(page: Page, javaScriptEnabled: boolean): Press {
  return javaScriptEnabled ? (button) => button.click() : (button) => submit(page, button);
}
