import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Banner } from '../pages/banner';
import { LoginPage } from '../pages/login';
import { MaintenancePage } from '../pages/maintenance';
import { ProcessEditor } from '../pages/processes';
import { RequestPage } from '../pages/request';
import { RunPage } from '../pages/run';
import { SystemSettings } from '../pages/settings';
import { COUNTING } from '../support/definitions';
import { EVENTS, goLive, untilLive } from '../support/live';
import { ADMIN, expect, test } from '../support/story';

const VIEWER = { username: 'vera', password: 'viewer-password' };
const HELD = 'Maintenance: nothing new starts';

test('an administrator holds everything still, kills the server in the middle of a step, and opens again', async ({
  lull,
  api,
  open,
  complaints,
}) => {
  test.setTimeout(150_000);
  await api.addUser(VIEWER.username, 'viewer', VIEWER.password);
  const end = join(lull.folder, 'the-end');

  const admin = await open('admin');
  const viewer = await open('viewer', { as: VIEWER });
  const stranger = await open('stranger');
  const request = new RequestPage(admin);
  const run = new RunPage(admin);
  const settings = new SystemSettings(admin);
  const banners = { admin: new Banner(admin), viewer: new Banner(viewer), stranger: new Banner(stranger) };
  let running = '';
  let refused = '';

  await test.step('logs in and defines a process that runs real commands', async () => {
    await new LoginPage(admin).logIn(ADMIN);
    const editor = new ProcessEditor(admin);
    await goLive(admin, '/processes/new');
    await editor.definition.fill(COUNTING);
    await editor.save.click();
    await expect(admin.getByRole('heading', { level: 1, name: 'count-lines' })).toBeVisible();
  });

  await test.step('runs it and follows its log', async () => {
    await admin.locator('main').getByRole('link', { name: /^Run/ }).first().click();
    await run.input('until').fill(end);
    await run.run.click();
    await expect(request.log).toContainText('line 3 by process');
    await expect(request.status).toHaveText('Running');
    running = request.id();
  });

  await test.step('nobody sees a banner', async () => {
    await goLive(viewer, '/requests');
    await goLive(stranger, '/login');
    for (const banner of Object.values(banners)) {
      await expect(banner.strip).toBeVisible();
      await expect(banner.words).toBeEmpty();
    }
  });

  await test.step('Save says first what will happen, in numbers', async () => {
    await goLive(admin, '/settings/system');
    await settings.box.check();
    await settings.fill({ reason: 'index rebuild', message: 'Back by four.', estimatedEnd: inTwoHours() });
    await settings.save.click();
    await expect(settings.consequences.filter({ hasText: '1 running request goes on to its end.' })).toBeVisible();
    await expect(settings.consequences.filter({ hasText: 'Nothing new starts' })).toBeVisible();
    expect(await api.phase()).toBe('open');
  });

  await test.step('the banner appears by itself within a second of Save, in every browser', async () => {
    const seen = Promise.all([banners.viewer.seenAt(HELD), banners.stranger.seenAt(HELD)]);
    const answer = await settings.turn(settings.enable);
    const saved = Date.now();
    expect(answer.status()).toBe(200);
    for (const at of await seen) {
      expect(at - saved, 'milliseconds from the answer of Save to the banner').toBeLessThan(1_000);
    }
    await expect(banners.admin.words).toContainText(HELD);
    await expect(banners.viewer.words).toContainText('index rebuild');
    await expect(banners.viewer.words).toContainText('admin');
    await expect(banners.stranger.words).toContainText('Back by four.');
    await expect(banners.stranger.words).not.toContainText('index rebuild');
  });

  await test.step('the running request goes on; a new one is recorded as Could Not Start', async () => {
    await run.goto('count-lines');
    await run.input('until').fill(end);
    await run.run.click();
    await expect(request.refusal).toContainText('index rebuild');
    await expect(request.refusal).toContainText('admin');
    refused = request.id();
    expect(await api.request(refused)).toMatchObject({
      status: 'could_not_start',
      refusal: { rule: 'process', reason: 'index rebuild' },
    });
    await goLive(admin, `/requests/${running}`);
    const before = await request.counted();
    await expect.poll(async () => (await request.counted()).lines).toBeGreaterThan(before.lines);
  });

  await test.step('the drain page shows both, and the two answers', async () => {
    const drain = new MaintenancePage(viewer);
    await goLive(viewer, '/maintenance');
    await expect(drain.heading).toHaveText('Draining');
    await expect(drain.stillRunning.getByRole('row').filter({ hasText: 'count-lines' })).toContainText('count');
    await expect(drain.couldNotStart.getByRole('row').filter({ hasText: 'count-lines' })).toContainText('Could Not Start');
    await expect(drain.restartLull).toContainText(/goes on|go on/);
    await expect(drain.restartHost).toHaveClass(/answer-no/);
  });

  await test.step('the server is killed in the middle of the step, and started again', async () => {
    complaints.expect(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/);
    const before = await request.counted();
    await lull.killNine();
    const back = [viewer, stranger].map((page) =>
      page.waitForResponse((answer) => answer.url().endsWith(EVENTS) && answer.ok()),
    );
    await lull.startAgain();
    await Promise.all(back);
    for (const banner of Object.values(banners)) {
      await expect(banner.words).toContainText(HELD);
    }
    expect(await api.phase()).toBe('draining');
    expect((await api.request(running)).status).toBe('running');
    // The same shell still counts, and the open page shows it by itself.
    await expect.poll(async () => (await request.counted()).lines).toBeGreaterThan(before.lines + 2);
    expect((await request.counted()).process).toBe(before.process);
  });

  await test.step('the step ends, and the drain becomes quiet', async () => {
    await writeFile(end, '');
    await expect(request.status).toHaveText('Succeeded');
    await expect(new MaintenancePage(viewer).heading).toHaveText('Quiet');
    await expect(new MaintenancePage(viewer).restartHost).toHaveClass(/answer-yes/);
    await expect(banners.stranger.words).toContainText(HELD);
  });

  await test.step('the refused one shall run when it opens', async () => {
    await goLive(admin, `/requests/${refused}`);
    await request.runWhenOpen.click();
    await expect(request.refusal).toContainText('It runs when maintenance ends');
  });

  await test.step('the box is unticked: the banner goes everywhere, and it runs', async () => {
    await goLive(admin, '/settings/system');
    await settings.box.uncheck();
    await settings.save.click();
    await expect(settings.consequences.filter({ hasText: '1 waiting request will start by itself.' })).toBeVisible();
    expect((await settings.turn(settings.end)).status()).toBe(200);
    for (const banner of Object.values(banners)) {
      await expect(banner.words).toBeEmpty();
    }
    await untilLive(admin, () => request.goto(refused));
    await request.refusal.getByRole('link', { name: 'a request of its own' }).click();
    await expect(request.status).toHaveText('Succeeded');
    expect(request.id()).not.toBe(refused);
    await expect(request.log).toContainText('all counted');
  });
});

/** As the date and time input takes it; the browser's zone is UTC here. */
function inTwoHours(): string {
  return new Date(Date.now() + 7_200_000).toISOString().slice(0, 16);
}
