import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { test as base, expect, type BrowserContextOptions, type Page } from '@playwright/test';

import { Api } from './api';
import { Complaints } from './complaints';
import { ADMIN, Lull } from './lull';
import { artifacts } from './place';

/** Somebody who logs in. */
export interface Person {
  username: string;
  password: string;
}

/** Opens a browser of its own; `as` is logged in already. */
export type Open = (who: string, options?: BrowserContextOptions & { as?: Person }) => Promise<Page>;

interface Story {
  /** A server of this story's own. */
  lull: Lull;
  /** The administrator at the REST interface. */
  api: Api;
  complaints: Complaints;
  open: Open;
}

export const test = base.extend<Story>({
  lull: async ({}, use, info) => {
    const lull = await Lull.start();
    await use(lull);
    if (info.status !== info.expectedStatus) {
      const name = info.titlePath.join(' ').replace(/[^a-zA-Z0-9]+/g, '-');
      await mkdir(artifacts, { recursive: true });
      await writeFile(join(artifacts, `${name}.server.log`), await lull.log());
    }
    await lull.close();
  },
  api: async ({ lull }, use) => {
    await use(await Api.as(lull));
  },
  complaints: async ({}, use) => {
    const complaints = new Complaints();
    await use(complaints);
    expect(complaints.unexpected(), 'the console is free of errors and warnings').toEqual([]);
  },
  open: async ({ browser, lull, complaints }, use) => {
    await use(async (who, options = {}) => {
      const { as, ...others } = options;
      const context = await browser.newContext({ baseURL: lull.url, timezoneId: 'UTC', ...others });
      complaints.follow(context, who);
      if (options.javaScriptEnabled === false) {
        // Chromium fetches what the page preloads, and then misses the script that would have used it.
        complaints.expect(/preloaded using link preload but not used/);
      }
      if (as) {
        const origin = options.baseURL ?? lull.url;
        const answer = await context.request.post('/api/v1/sessions', { data: as, headers: { origin } });
        expect(answer.status(), `${as.username} logs in`).toBe(201);
      }
      return context.newPage();
    });
    // Streams end before the server does, or their loss would be a complaint.
    await Promise.all(browser.contexts().map((context) => context.close()));
  },
});

export { ADMIN, expect };
