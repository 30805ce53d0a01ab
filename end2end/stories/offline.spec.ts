import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { Banner } from '../pages/banner';
import { BlackoutPage } from '../pages/blackouts';
import { LoginPage } from '../pages/login';
import { OfflinePage } from '../pages/offline';
import { RequestPage } from '../pages/request';
import { RunPage } from '../pages/run';
import type { Api } from '../support/api';
import { COUNTING, DONE } from '../support/definitions';
import { goLive } from '../support/live';
import { look } from '../support/look';
import type { Lull } from '../support/lull';
import { submit } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

const ADA = { username: 'ada', password: 'ada-password' };
const REASON = 'index rebuild';
const MESSAGE = 'Back by four.';
const RUN = '/processes/count-lines/run';
/** A page without script asks again every half minute; one that lost its stream looks every quarter. */
const SLOWLY = { timeout: 45_000 };
/** Longer than closing the database may take, and than a page waits by chance before it comes back. */
const PATIENCE = { timeout: 25_000 };

/** Takes the database offline from the host, and waits until it is. */
async function goesOffline(lull: Lull, api: Api): Promise<void> {
  const said = await lull.ctl('offline', '--for', '10m', '--reason', REASON, '--message', MESSAGE);
  expect(said).toContain('The database goes offline');
  await expect.poll(() => api.phase(), PATIENCE).toBe('offline');
}

/** Loads a page that is the offline page. */
async function loadsOffline(page: Page, path: string): Promise<OfflinePage> {
  const answer = await page.goto(path);
  expect(answer?.status()).toBe(503);
  expect(answer?.headers()['retry-after']).toBe('60');
  const offline = new OfflinePage(page);
  await expect(offline.heading).toBeVisible();
  await expect(offline.words).toContainText(MESSAGE);
  return offline;
}

/** The id in words such as: it will be on record as req_…. */
function promised(words: string): string {
  const id = /will be on record as (req_[0-9a-f]{32})/.exec(words)?.[1];
  if (!id) throw new Error(`no request is promised by: ${words}`);
  return id;
}

test('two browsers go through a short blackout, and come back to where they were', async ({
  lull,
  api,
  open,
  complaints,
}) => {
  test.setTimeout(180_000);
  // Whole pages, and the form that is sent meanwhile.
  complaints.expect(/(\/run|\/login|\/favicon\.ico|\/app\/requests\/start): .*status of 503/);
  await api.addUser(ADA.username, 'administrator', ADA.password);
  await api.define(COUNTING);
  const end = join(lull.folder, 'the-end');
  const running = (await api.run('count-lines', { until: end })).id;
  const ada = await open('ada', { as: ADA });
  const stranger = await open('stranger');
  const request = new RequestPage(ada);
  const run = new RunPage(ada);
  const banners = { ada: new Banner(ada), stranger: new Banner(stranger) };
  let refused = '';

  await test.step('a request runs, a form is filled in', async () => {
    await goLive(ada, `/requests/${running}`);
    await expect(request.log).toContainText('line 1 by process');
    await goLive(ada, RUN);
    await run.input('until').fill(end);
    await goLive(stranger, '/login');
  });

  await test.step('the banner says it by itself, to each what is theirs to know', async () => {
    await goesOffline(lull, api);
    for (const banner of Object.values(banners)) {
      await expect(banner.words).toContainText('Lull is offline for maintenance.');
    }
    await expect(banners.ada.words).toContainText(REASON);
    await expect(banners.ada.words).toContainText('host');
    await expect(banners.stranger.words).toContainText(MESSAGE);
    await expect(banners.stranger.words).not.toContainText(REASON);
    await expect(banners.stranger.words).not.toContainText('host');
  });

  await test.step('a start is refused in words, and gets the id that it will have', async () => {
    await run.run.click();
    await expect(run.problems).toContainText('the start was refused');
    refused = promised(await run.problems.innerText());
    await expect(run.input('until')).toHaveValue(end);
  });

  await test.step('whatever is loaded is the offline page, which counts down', async () => {
    const known = await loadsOffline(ada, RUN);
    await expect(known.words).toContainText('by host');
    await expect(known.words).toContainText('You stay logged in');
    const unknown = await loadsOffline(stranger, '/login');
    await expect(unknown.words).not.toContainText('host');
    await expect(unknown.words).not.toContainText('logged in');
    for (const page of [ada, stranger]) {
      expect(await page.content()).not.toContain(REASON);
    }
    for (const { left } of [known, unknown]) {
      await expect(left).toHaveText(/^\d+ min( \d+ s)? left$/);
      const before = await left.innerText();
      await expect(left).not.toHaveText(before);
    }
  });

  await test.step('it is good to look at', async () => {
    await look(ada, 'offline-known');
    await look(stranger, 'offline-stranger');
  });

  await test.step('the step ends meanwhile, and the database is brought back', async () => {
    await writeFile(end, '');
    await lull.ctl('reopen');
    await expect(ada.getByRole('heading', { level: 1, name: 'Run count-lines' })).toBeVisible(PATIENCE);
    await expect(ada).toHaveURL(`${lull.url}${RUN}`);
    await expect(ada.getByRole('button', { name: 'Log out' })).toBeVisible();
    await expect(new LoginPage(stranger).send).toBeVisible(PATIENCE);
    await expect(stranger).toHaveURL(`${lull.url}/login`);
    for (const banner of Object.values(banners)) {
      await expect(banner.words).toBeEmpty();
    }
  });

  await test.step('what ran goes on, and what was refused is on record', async () => {
    await goLive(ada, `/requests/${running}`);
    await expect(request.status).toHaveText('Succeeded');
    await expect.poll(async () => (await api.request(refused)).status).toBe('could_not_start');
    await goLive(ada, `/requests/${refused}`);
    await expect(request.refusal).toContainText(REASON);
    await expect(request.refusal).toContainText('host');
  });

  await test.step('its page tells what happened', async () => {
    await goLive(ada, '/settings/blackouts?range=30d');
    await ada.getByRole('link', { name: 'Offline from the host' }).click();
    const { history } = new BlackoutPage(ada);
    await expect(history.getByRole('row').filter({ hasText: '1 running request was suspended' })).toBeVisible();
    await expect(history.getByRole('row').filter({ hasText: 'The database was closed.' })).toBeVisible();
    await expect(history.getByRole('row').filter({ hasText: 'It was reopened on the host.' })).toContainText('host');
    await expect(history).not.toContainText('refused meanwhile');
  });
});

test('without script the offline page is read, and comes back by itself', async ({ lull, api, open, complaints }) => {
  test.setTimeout(150_000);
  complaints.expect(/(\/tasks|\/favicon\.ico|\/app\/requests\/start): .*status of 503/);
  await api.define(DONE);
  const asker = await open('asker', { as: ADMIN, javaScriptEnabled: false });
  const reader = await open('reader', { as: ADMIN, javaScriptEnabled: false });
  const run = new RunPage(asker);
  await run.goto('done');
  await goesOffline(lull, api);

  await submit(asker, run.run);
  const answered = new OfflinePage(asker);
  await expect(answered.heading).toBeVisible();
  const refused = promised(await answered.note.innerText());
  const offline = await loadsOffline(reader, '/tasks');
  await expect(offline.left).toHaveText(/^\d+ min( \d+ s)? left$/);
  await expect(offline.words).toContainText('You stay logged in');

  await lull.ctl('reopen');
  await expect(reader.getByRole('heading', { level: 1, name: 'Work items' })).toBeVisible(SLOWLY);
  // The form's own address is no page.
  await expect(asker).toHaveURL(`${lull.url}/requests`, SLOWLY);
  for (const page of [reader, asker]) {
    await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible();
  }
  expect((await api.request(refused)).status).toBe('could_not_start');
});

test('a server that is killed in the window comes up with the offline page', async ({ lull, api, open, complaints }) => {
  test.setTimeout(120_000);
  complaints.expect(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/);
  complaints.expect(/(\/tasks|\/requests|\/favicon\.ico): .*status of 503/);
  await api.define(DONE);
  const waiting = await open('waiting', { as: ADMIN });
  const stranger = await open('stranger');
  await goesOffline(lull, api);
  await loadsOffline(waiting, '/tasks');

  await lull.killNine();
  await lull.startAgain('alive');
  expect(await api.phase()).toBe('offline');
  expect((await fetch(`${lull.url}/readyz`)).status).toBe(503);
  const known = await loadsOffline(await waiting.context().newPage(), '/requests');
  await expect(known.words).toContainText('You stay logged in');
  const unknown = await loadsOffline(stranger, '/requests');
  await expect(unknown.words).not.toContainText('logged in');

  await lull.ctl('reopen');
  await expect(waiting.getByRole('heading', { level: 1, name: 'Work items' })).toBeVisible(SLOWLY);
  await expect(new LoginPage(stranger).send).toBeVisible(PATIENCE);
  const { id } = await api.run('done');
  await expect.poll(async () => (await api.request(id)).status).toBe('succeeded');
});

test('whoever waits on the offline page gets in while a confirmation is waited for', async ({
  api,
  open,
  complaints,
}) => {
  test.setTimeout(120_000);
  complaints.expect(/(\/tasks|\/readyz|\/favicon\.ico): .*status of 503/);
  const waiting = await open('waiting', { as: ADMIN });
  await api.blackout({
    name: 'patch day',
    message: MESSAGE,
    start: new Date(Date.now() + 3_000).toISOString().slice(0, 19),
    duration: '15s',
    drain_lead: '0s',
    at_end: 'confirm',
    hard_maximum: '1h',
    database_offline: true,
    stragglers: 'suspend',
  });
  await expect.poll(() => api.phase(), PATIENCE).toBe('offline');
  await loadsOffline(waiting, '/tasks');
  await expect(waiting.getByRole('heading', { level: 1, name: 'Work items' })).toBeVisible(SLOWLY);
  expect(await api.phase()).toBe('reopening');
});
