import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { MaintenancePage } from '../pages/maintenance';
import { RequestPage } from '../pages/request';
import { RequestsPage } from '../pages/requests';
import { RunPage } from '../pages/run';
import { CHOOSING, COUNTING, DONE, QUICK } from '../support/definitions';
import { submit } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

/** What can be done with requests, with JavaScript off. */
const PLAIN = { javaScriptEnabled: false, as: ADMIN };

/** Opens the question behind a button and says yes. */
async function cancel(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Cancel…' }).click();
  await submit(page, page.getByRole('button', { name: 'Cancel the request' }));
}

test('cancelling on the request’s page, and repeating it', async ({ lull, api, open }) => {
  await api.define(COUNTING);
  const { id } = await api.run('count-lines', { until: join(lull.folder, 'never') });
  const page = await open('plain', PLAIN);
  const request = new RequestPage(page);
  await request.goto(id);
  await cancel(page);
  await expect(page).toHaveURL(new RegExp(`/requests/${id}`));
  await expect.poll(async () => (await api.request(id)).status).toBe('cancelled');

  await request.goto(id);
  await expect(request.status).toHaveText('Cancelled');
  await submit(page, page.getByRole('button', { name: 'Repeat' }));
  expect(request.id()).not.toBe(id);
  expect((await api.request(request.id())).status).toBe('running');
  await api.cancel(request.id());
});

test('a cancel that comes too late is told on top of the page', async ({ lull, api, open }) => {
  await api.define(COUNTING);
  const { id } = await api.run('count-lines', { until: join(lull.folder, 'never') });
  const page = await open('plain', PLAIN);
  await new RequestPage(page).goto(id);
  await api.cancel(id);
  await expect.poll(async () => (await api.request(id)).status).toBe('cancelled');
  await cancel(page);
  const problem = page.getByRole('alert');
  await expect(problem).toBeVisible();
  await expect(problem).toContainText('has ended already');
});

test('cancelling on the drain page', async ({ lull, api, open }) => {
  await api.define(COUNTING);
  const { id } = await api.run('count-lines', { until: join(lull.folder, 'never') });
  await api.maintenance({ enabled: true, reason: 'index rebuild' });
  const page = await open('plain', PLAIN);
  const drain = new MaintenancePage(page);
  await drain.goto();
  await cancel(page);
  await expect(page).toHaveURL(/\/maintenance$/);
  await expect.poll(async () => (await api.request(id)).status).toBe('cancelled');
  await drain.goto();
  await expect(drain.heading).toHaveText('Quiet');
});

test('a refused start shall run when it opens, from the list and from the drain page', async ({ api, open }) => {
  await api.define(DONE);
  await api.define(QUICK);
  await api.maintenance({ enabled: true, reason: 'index rebuild' });
  await api.run('done');
  await api.run('say-hello');
  const page = await open('plain', PLAIN);
  const list = new RequestsPage(page);
  await page.goto('/requests');
  await submit(page, list.row('done').getByRole('button', { name: 'Run when it opens' }));
  await expect(list.row('done').filter({ hasText: 'Could Not Start' })).toContainText('Runs when it opens');

  const drain = new MaintenancePage(page);
  await drain.goto();
  const refused = drain.couldNotStart.getByRole('row').filter({ hasText: 'say-hello' });
  await submit(page, refused.getByRole('button', { name: 'Run when it opens' }));
  await expect(refused.getByRole('link', { name: 'Runs when it opens' })).toBeVisible();
});

test('a script that tries again and again stays one row, and hides nobody else', async ({ api, open }) => {
  await api.define(DONE);
  await api.define(QUICK);
  await api.maintenance({ enabled: true, reason: 'index rebuild' });
  await api.run('say-hello');
  for (let times = 0; times < 60; times += 1) {
    await api.run('done');
  }
  const drain = new MaintenancePage(await open('plain', PLAIN));
  await drain.goto();
  await expect(drain.couldNotStart.getByRole('row').filter({ hasText: 'done' })).toContainText('60 times');
  await expect(drain.couldNotStart.getByRole('row').filter({ hasText: 'say-hello' })).toContainText('1 time');
});

test('loading the examples', async ({ open }) => {
  const page = await open('plain', PLAIN);
  await page.goto('/requests');
  await submit(page, page.getByRole('button', { name: 'Load the examples' }));
  await expect(page).toHaveURL(/\/processes\?examples=loaded/);
  await expect(page.locator('main')).toContainText('The examples are loaded.');
  await page.goto('/requests');
  await expect(page.locator('.empty').getByRole('link', { name: 'Run a process…' })).toBeVisible();
});

test('a choice must be made, a secret never comes back, and its absence is told', async ({ api, open }) => {
  await api.define(CHOOSING);
  const page = await open('plain', PLAIN);
  const run = new RunPage(page);
  await run.goto('deploy');
  await run.input('api_token').fill('canary-secret');
  await submit(page, run.run);
  await expect(run.input('target')).toHaveAttribute('aria-invalid', 'true');
  await expect(run.problems).toContainText('“target”');
  await expect(run.input('api_token')).toHaveValue('');
  expect(await page.content()).not.toContain('canary-secret');

  const request = new RequestPage(page);
  await run.input('target').selectOption('stage');
  await run.input('api_token').fill('canary-secret');
  await submit(page, run.run);
  await expect.poll(async () => (await api.request(request.id())).status).toBe('succeeded');
  await page.reload();
  await expect(request.log).toContainText('to stage with a token of 13 letters');
  await expect(page.getByLabel('secret', { exact: true })).toBeVisible();

  await run.goto('deploy');
  await run.input('target').selectOption('production');
  await submit(page, run.run);
  await expect(page.getByLabel('secret', { exact: true })).toBeHidden();
  await expect(page.locator('main').getByText('empty', { exact: true })).toBeVisible();
});

test('running in spite of a hold asks for a reason; a start may be planned for later', async ({ api, open }) => {
  await api.define(DONE);
  await api.maintenance({ enabled: true, reason: 'index rebuild' });
  const page = await open('plain', PLAIN);
  const [run, request] = [new RunPage(page), new RequestPage(page)];
  await run.goto('done');
  const wanted = page.getByLabel('Run it now, in spite of the hold');
  await wanted.check();
  await submit(page, run.run);
  await expect(run.problems).toBeVisible();
  await expect(wanted).toBeChecked();
  await page.getByLabel('Why it must run now').fill('The certificate ends today.');
  await submit(page, run.run);
  await expect(page.locator('main')).toContainText('The certificate ends today.');
  await expect.poll(async () => (await api.request(request.id())).status).toBe('succeeded');

  const at = page.getByLabel('Start at (optional)');
  await run.goto('done');
  await at.fill('2001-01-01T00:00');
  await submit(page, run.run);
  await expect(at).toHaveAttribute('aria-invalid', 'true');
  await at.fill('2031-03-04T12:00');
  await submit(page, run.run);
  await expect(request.status).toHaveText('Scheduled');
  await expect(page.locator('main')).toContainText('4 Mar 2031, 12:00 UTC');
});
