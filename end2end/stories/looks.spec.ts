import { join } from 'node:path';

import { BlackoutPage, BlackoutWizard, local } from '../pages/blackouts';
import { LoginPage } from '../pages/login';
import { ProcessEditor } from '../pages/processes';
import { ProfilePage } from '../pages/profile';
import { RunPage } from '../pages/run';
import { SystemSettings } from '../pages/settings';
import type { Api } from '../support/api';
import { ASKING, COUNTING, FAULTY, QUICK } from '../support/definitions';
import { goLive } from '../support/live';
import { look } from '../support/look';
import { ADMIN, expect, test } from '../support/story';

/** What the pages look like, by the picture's name. */
type Pages = Record<string, string>;

const EMPTY: Pages = {
  requests: '/requests',
  tasks: '/tasks',
  'request-new': '/requests/new',
  processes: '/processes',
  'process-new': '/processes/new',
  maintenance: '/maintenance',
  settings: '/settings/system',
  blackouts: '/settings/blackouts',
  'blackout-new': '/settings/blackouts/new',
  'blackout-slots': '/settings/blackouts/slots',
  'blackout-import': '/settings/blackouts/import',
  'calendar-month': '/calendar?view=month&day=2031-03-04',
  'calendar-week': '/calendar?view=week&day=2031-03-04',
  'calendar-list': '/calendar?view=list&day=2031-03-04',
  users: '/settings/users',
  audit: '/settings/audit',
  profile: '/profile',
  'no-such-page': '/no/such/page',
};

const PATCH_DAY = {
  name: 'patch day',
  reason: 'kernel and database patches, see CHG-4711',
  message: 'Deployments pause for the patch day.',
  zone: 'Europe/Berlin',
  duration: '90m',
  at_end: 'confirm',
};

/** Puts something on every page, in the middle of maintenance. */
async function fill(api: Api, folder: string): Promise<Pages> {
  const process = await api.define(QUICK);
  await api.define(COUNTING);
  await api.define(ASKING);
  const user = await api.addUser('otto', 'operator', 'otto-password');
  const start = local(120);
  const blackout = await api.blackout({ ...PATCH_DAY, start });
  await api.blackout({ name: 'index rebuild', start: '2031-03-04T23:30', zone: 'Asia/Tokyo', duration: '2h' });
  const off = await api.blackout({ name: 'move to the other rack', start, duration: '2h' });
  await api.act(off, 'cancel');
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
    user: `/settings/users/${user}`,
    'blackouts-past': '/settings/blackouts?range=30d',
    blackout: `/settings/blackouts/${blackout}`,
    'blackout-edit': `/settings/blackouts/${blackout}/edit`,
    'blackout-off': `/settings/blackouts/${off}`,
    'blackout-slots-found': '/settings/blackouts/slots?from=2031-03-03&to=2031-03-05&duration=2h&zone=UTC&answers=',
    'blackout-slots-faulty': '/settings/blackouts/slots?from=2031-03-05&to=2031-03-03&duration=soon&zone=UTC&answers=',
  };
}

// The longest story of all: its parts share out over the workers.
test.describe.configure({ mode: 'parallel' });

for (const state of ['empty', 'filled'] as const) {
  test(`every page, ${state}`, async ({ lull, api, open, complaints }) => {
    test.setTimeout(300_000);
    // The page that is not there says so by its status.
    complaints.expect(/no\/such\/page.*404/);
    const pages = state === 'empty' ? EMPTY : await fill(api, lull.folder);
    const reader = await open('reader', { as: ADMIN });
    const stranger = await open('stranger');
    for (const [name, path] of [...Object.entries(pages), ['login', '/login'] as const]) {
      const page = name === 'login' ? stranger : reader;
      await test.step(name, async () => {
        await goLive(page, path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await look(page, `${state}-${name}`);
      });
    }
  });
}

test('what appears on the way', async ({ lull, api, open, complaints }) => {
  test.setTimeout(300_000);
  // Forms that are refused say so by their status.
  complaints.expect(/app\/.*(401|422)/);
  await api.define(COUNTING);
  const running = await api.run('count-lines', { until: join(lull.folder, 'never') });
  const reader = await open('reader', { as: ADMIN });

  await test.step('a wrong password', async () => {
    const page = await open('stranger');
    const login = new LoginPage(page);
    await goLive(page, '/login');
    await login.fill({ ...ADMIN, password: 'not-the-password' });
    await login.send.click();
    await expect(page.getByRole('alert')).toBeVisible();
    await look(page, 'way-login-wrong');
  });

  await test.step('a definition with a fault', async () => {
    const editor = new ProcessEditor(reader);
    await goLive(reader, '/processes/new');
    await editor.definition.fill(FAULTY);
    await editor.save.click();
    await expect(editor.problems).toContainText('nobody');
    await look(reader, 'way-definition-faulty');
  });

  await test.step('a run without what it needs', async () => {
    const run = new RunPage(reader);
    await goLive(reader, '/processes/count-lines/run');
    await run.run.click();
    await expect(run.problems).toBeVisible();
    await look(reader, 'way-run-refused');
  });

  await test.step('a token just made', async () => {
    const profile = new ProfilePage(reader);
    await goLive(reader, '/profile');
    await profile.tokenName.fill('backup');
    await profile.makeToken.click();
    await expect(profile.secret).toBeVisible();
    await look(reader, 'way-token-made');
  });

  await test.step('the question before a cancel', async () => {
    await goLive(reader, `/requests/${running.id}`);
    await reader.getByRole('button', { name: 'Cancel…' }).click();
    await expect(reader.getByRole('dialog')).toBeVisible();
    await look(reader, 'way-cancel');
  });

  await test.step('what Save will do', async () => {
    const settings = new SystemSettings(reader);
    await goLive(reader, '/settings/system');
    await settings.box.check();
    await settings.fill({ reason: 'index rebuild' });
    await settings.save.click();
    await expect(settings.enable).toBeVisible();
    await look(reader, 'way-review');
  });

  await test.step('a blackout, planned step by step', async () => {
    await api.blackout({ name: 'index rebuild', start: local(90), duration: '2h' });
    const wizard = new BlackoutWizard(reader);
    await goLive(reader, '/settings/blackouts/new');
    await wizard.next.click();
    await expect(wizard.problems).toBeVisible();
    await look(reader, 'way-wizard-what-faulty');
    await wizard.name.fill(PATCH_DAY.name);
    await wizard.reason.fill(PATCH_DAY.reason);
    await wizard.message.fill(PATCH_DAY.message);
    await wizard.next.click();
    await expect(wizard.start).toBeVisible();
    await wizard.start.fill('2031-03-30T01:00');
    await wizard.end.fill('2031-03-30T04:00');
    await wizard.zone.selectOption('Europe/Berlin');
    await look(reader, 'way-wizard-when');
    await wizard.repeats.selectOption('months');
    await wizard.monthBy.selectOption('nth');
    await wizard.nth.selectOption('last');
    await wizard.nthWeekday.selectOption('sun');
    await expect(wizard.nextDates).toContainText('Every last Sunday');
    await look(reader, 'way-wizard-when-again');
    await wizard.repeats.selectOption('never');
    await wizard.next.click();
    await expect(wizard.drainLead).toBeVisible();
    await wizard.waitForIt.check();
    await wizard.wait.fill('20m');
    await look(reader, 'way-wizard-how');
    await wizard.maintenanceOnly.check();
    await wizard.next.click();
    await expect(wizard.create).toBeVisible();
    await look(reader, 'way-wizard-review');
    await wizard.change('when').click();
    await wizard.start.fill(local(120));
    await wizard.end.fill('');
    await wizard.duration.fill('90m');
    await wizard.zone.selectOption('UTC');
    await wizard.next.click();
    await expect(wizard.drainLead).toBeVisible();
    await wizard.next.click();
    await expect(wizard.create).toBeVisible();
    await look(reader, 'way-wizard-review-close');
  });

  await test.step('a blackout that waits for a confirmation', async () => {
    const soon = new Date(Date.now() + 3_000).toISOString().slice(0, 19);
    const id = await api.blackout({ ...PATCH_DAY, zone: 'UTC', start: soon, duration: '1s', hard_maximum: '1h' });
    await expect.poll(() => api.stage(id)).toBe('awaiting_confirmation');
    await goLive(reader, `/settings/blackouts/${id}`);
    await expect(new BlackoutPage(reader).confirm).toBeVisible();
    await look(reader, 'way-blackout-confirm');
    await api.act(id, 'confirm');
  });

  await test.step('the question before a blackout is called off', async () => {
    const id = await api.blackout({ ...PATCH_DAY, start: '2031-03-30T02:30' });
    const blackout = new BlackoutPage(reader);
    await goLive(reader, `/settings/blackouts/${id}`);
    await blackout.callOff.click();
    await expect(blackout.reallyCallOff).toBeVisible();
    await look(reader, 'way-blackout-cancel');
  });

  await test.step('the navigation of a narrow window', async () => {
    await goLive(reader, '/requests');
    await reader.setViewportSize({ width: 390, height: 844 });
    await reader.getByRole('button', { name: 'Menu' }).click();
    await expect(reader.getByRole('link', { name: 'Processes' })).toBeVisible();
    await look(reader, 'way-menu', [390]);
  });
});
