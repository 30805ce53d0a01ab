import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import type { Api } from '../support/api';
import { ASKING, COUNTING, QUICK } from '../support/definitions';
import { goLive } from '../support/live';
import { artifacts } from '../support/place';
import { ADMIN, expect, test } from '../support/story';

const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'] as const;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa'];

/** What the pages look like, by the picture's name. */
type Pages = Record<string, string>;

const EMPTY: Pages = {
  requests: '/requests',
  tasks: '/tasks',
  processes: '/processes',
  'process-new': '/processes/new',
  maintenance: '/maintenance',
  settings: '/settings/system',
  users: '/settings/users',
  audit: '/settings/audit',
  profile: '/profile',
  'no-such-page': '/no/such/page',
};

/** Puts something on every page, in the middle of maintenance. */
async function fill(api: Api, folder: string): Promise<Pages> {
  const process = await api.define(QUICK);
  await api.define(COUNTING);
  await api.define(ASKING);
  await api.addUser('otto', 'operator', 'otto-password');
  const done = await api.run('say-hello', { whom: 'reader' });
  const running = await api.run('count-lines', { until: join(folder, 'never') });
  const asking = await api.run('sign-off');
  await expect.poll(async () => (await api.tasks()).length).toBe(1);
  await expect.poll(async () => (await api.request(done.id)).status).toBe('succeeded');
  const [task] = await api.tasks();
  const estimated_end = new Date(Date.now() + 5_400_000).toISOString();
  await api.maintenance({ enabled: true, reason: 'index rebuild', message: 'Back by four.', estimated_end });
  const refused = await api.run('say-hello', { whom: 'nobody' });
  return {
    ...EMPTY,
    'request-done': `/requests/${done.id}`,
    'request-running': `/requests/${running.id}`,
    'request-asking': `/requests/${asking.id}`,
    'request-refused': `/requests/${refused.id}`,
    task: `/tasks/${task?.id}`,
    process: `/processes/${process}`,
    'process-edit': `/processes/${process}/edit`,
    'process-versions': `/processes/${process}/versions`,
    run: `/processes/${process}/run`,
  };
}

/** Looks at a page in one width and scheme: nothing against the rules, nothing wider than the window. */
async function look(page: Page, name: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })));
  await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
  expect.soft(told, `${name}: what axe finds`).toEqual([]);
  expect.soft(overflow, `${name}: pixels wider than the window`).toBeLessThanOrEqual(0);
}

for (const state of ['empty', 'filled'] as const) {
  for (const colorScheme of SCHEMES) {
    test(`every page, ${state}, ${colorScheme}`, async ({ lull, api, open, complaints }) => {
      test.setTimeout(240_000);
      // The page that is not there says so by its status.
      complaints.expect(/no\/such\/page.*404/);
      await mkdir(artifacts, { recursive: true });
      const pages = state === 'empty' ? EMPTY : await fill(api, lull.folder);
      const reader = await open('reader', { as: ADMIN, colorScheme, reducedMotion: 'reduce' });
      const stranger = await open('stranger', { colorScheme, reducedMotion: 'reduce' });
      for (const [name, path] of [...Object.entries(pages), ['login', '/login'] as const]) {
        const page = name === 'login' ? stranger : reader;
        await test.step(name, async () => {
          await goLive(page, path);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
            await look(page, `${state}-${name}-${width}-${colorScheme}`);
          }
        });
      }
    });
  }
}
