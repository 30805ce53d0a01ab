import type { Page } from '@playwright/test';

/** The status stream's address. */
export const EVENTS = '/api/v1/status/events';

/** Does something that loads a whole page, and waits until script runs it: the page follows the stream then. */
export async function untilLive<T>(page: Page, act: () => Promise<T>): Promise<T> {
  const stream = page.waitForResponse((response) => response.url().endsWith(EVENTS));
  const done = await act();
  await stream;
  return done;
}

/** Goes to an address, and waits until script runs the page. */
export async function goLive(page: Page, path: string): Promise<void> {
  await untilLive(page, () => page.goto(path));
}
