import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { LoginPage } from '../pages/login';
import { MaintenancePage } from '../pages/maintenance';
import { RequestPage } from '../pages/request';
import { RequestsPage } from '../pages/requests';
import { UsersPage } from '../pages/users';
import { ASKING, COUNTING, DONE, QUICK } from '../support/definitions';
import { goLive } from '../support/live';
import { ADMIN, expect, test } from '../support/story';

test('a refusal under a quiet hold appears in an open list, and can be made good there', async ({ api, open }) => {
  await api.define(DONE);
  await api.maintenance({ enabled: true, reason: 'index rebuild' });
  await expect.poll(() => api.phase()).toBe('quiet');
  const page = await open('reader', { as: ADMIN });
  const list = new RequestsPage(page);
  await goLive(page, '/requests');
  await expect(page.locator('.empty').getByRole('link', { name: 'Run a process…' })).toBeVisible();
  await api.run('done');
  await expect(list.row('Could Not Start')).toBeVisible();
  await list.row('done').getByRole('button', { name: 'Run when it opens' }).click();
  await expect(list.row('Could Not Start')).toContainText('Runs when it opens');
});

test('a choice filters at once, and the pages follow each other', async ({ api, open }) => {
  await api.define(DONE);
  await api.define(QUICK);
  for (let times = 0; times < 51; times += 1) {
    await api.run('done');
  }
  const page = await open('reader', { as: ADMIN });
  const list = new RequestsPage(page);
  await goLive(page, '/requests');
  await list.nextPage.click();
  await expect(list.rows).toHaveCount(1);
  await expect(page).toHaveURL(/cursor=/);
  await list.firstPage.click();
  await expect(list.rows).toHaveCount(50);
  await list.status.selectOption('Failed');
  await expect(page).toHaveURL(/status=failed/);
  await expect(page.locator('main')).toContainText('No request fits.');
  await page.getByRole('link', { name: 'Clear' }).click();
  await expect(list.rows).toHaveCount(50);
  await expect(list.status).toHaveValue('');

  // The newest pushes the last one of this page onto the next.
  await api.run('say-hello');
  await expect(list.row('say-hello')).toBeVisible();
  await list.nextPage.click();
  await expect(list.rows).toHaveCount(2);
});

test('work items and their number are live', async ({ api, open }) => {
  await api.define(ASKING);
  const page = await open('reader', { as: ADMIN });
  await goLive(page, '/tasks');
  await expect(page.locator('main')).toContainText('Nothing waits for a person.');
  await api.run('sign-off');
  await expect(page.getByRole('link', { name: 'Respond' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Work items 1 waiting' })).toBeVisible();
  const [task] = await api.tasks();
  await api.respond(task?.id ?? '', { outcome: 'succeeded', comment: 'Read it twice.' });
  await expect(page.locator('main')).toContainText('Nothing waits for a person.');
  await expect(page.getByRole('link', { name: 'Work items', exact: true })).toBeVisible();
});

test('a work item that comes as another goes takes its place', async ({ api, open }) => {
  await api.define(ASKING.replace('shell: echo published', 'manual: { prompt: "And this one?" }'));
  await api.run('sign-off');
  await expect.poll(async () => (await api.tasks()).length).toBe(1);
  const page = await open('reader', { as: ADMIN });
  await goLive(page, '/tasks');
  await expect(page.getByRole('link', { name: 'Is the report right?' })).toBeVisible();
  const [task] = await api.tasks();
  await api.respond(task?.id ?? '', { outcome: 'succeeded', comment: 'Read it twice.' });
  await expect(page.getByRole('link', { name: 'And this one?' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Is the report right?' })).toBeHidden();
});

test('an ended session is said, with the way to log in', async ({ lull, api, open, complaints }) => {
  complaints.expect(/401/);
  await api.addUser('vera', 'viewer', 'viewer-password');
  const vera = { username: 'vera', password: 'viewer-password' };
  const page = await open('reader', { as: vera });
  await goLive(page, '/requests');
  const out = await page.context().request.post('/app/session/out', { form: {}, headers: { origin: lull.url } });
  expect(out.ok()).toBe(true);
  await expect(page.getByRole('alert')).toContainText('your session has ended');
  await page.getByRole('alert').getByRole('link', { name: 'Log in' }).click();
  const login = new LoginPage(page);
  await login.fill(vera);
  await login.send.click();
  await expect(page).toHaveURL(/\/requests$/);
});

test('a cancel and a repeat are asked and told in place', async ({ lull, api, open }) => {
  await api.define(COUNTING);
  const { id } = await api.run('count-lines', { until: join(lull.folder, 'never') });
  const page = await open('reader', { as: ADMIN });
  const request = new RequestPage(page);
  await goLive(page, `/requests/${id}`);
  await page.getByRole('button', { name: 'Cancel…' }).click();
  const question = page.getByRole('dialog');
  await expect(question).toContainText('1 running step is');
  await question.getByRole('button', { name: 'Back' }).click();
  await expect(question).toBeHidden();
  expect((await api.request(id)).status).toBe('running');
  await page.getByRole('button', { name: 'Cancel…' }).click();
  await question.getByRole('button', { name: 'Cancel the request' }).click();
  await expect(request.status).toHaveText('Cancelled');
  await page.getByRole('button', { name: 'Repeat' }).click();
  await expect(request.status).toHaveText('Running');
  expect(request.id()).not.toBe(id);
  await api.cancel(request.id());
});

test('one cancel that fails is told in its own question only', async ({ lull, api, open, complaints }) => {
  complaints.expect(/app\/requests\/cancel.*422|422.*app\/requests\/cancel/);
  await api.define(COUNTING);
  const until = join(lull.folder, 'never');
  const ids = [(await api.run('count-lines', { until })).id, (await api.run('count-lines', { until })).id];
  await api.maintenance({ enabled: true, reason: 'index rebuild' });
  const page = await open('reader', { as: ADMIN });
  await goLive(page, '/maintenance');
  // The answer of a server that refuses, whenever it is asked.
  await page.route('**/app/requests/cancel', (route) =>
    route.fulfill({
      status: 422,
      contentType: 'application/json',
      body: JSON.stringify({ Invalid: [{ path: 'request', message: 'It has ended already.' }] }),
    }),
  );
  await page.getByRole('button', { name: 'Cancel…' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the request' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('It has ended already.');
  await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Cancel…' }).nth(1).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('alert')).toBeHidden();
  await Promise.all(ids.map((id) => api.cancel(id)));
});

test('the examples are loaded, and two versions compared', async ({ api, open }) => {
  const page = await open('reader', { as: ADMIN });
  await goLive(page, '/requests');
  await page.getByRole('button', { name: 'Load the examples' }).click();
  await expect(page.locator('main')).toContainText('The examples are loaded.');
  await expect(page.locator('main').getByRole('link', { name: 'steady-work', exact: true })).toBeVisible();

  const process = await api.define(QUICK);
  await api.update(process, QUICK.replace('echo "hello', 'echo "good morning'));
  await page.goto(`/processes/${process}/versions`);
  await page.getByRole('link', { name: 'What changed in version 2' }).click();
  const compared = page.getByRole('region', { name: 'From version 1 to version 2' });
  await expect(compared).toContainText('good morning');
  await expect(compared.locator('.change-gone')).toHaveCount(1);
});

test('the forecast comes from past runs', async ({ lull, api, open }) => {
  await api.define(COUNTING);
  const [first, second] = [join(lull.folder, 'first'), join(lull.folder, 'second')];
  const past = await api.run('count-lines', { until: first });
  const page = await open('reader', { as: ADMIN });
  await goLive(page, `/requests/${past.id}`);
  await expect(new RequestPage(page).log).toContainText('line 24 by process', { timeout: 30_000 });
  await writeFile(first, '');
  await expect.poll(async () => (await api.request(past.id)).status).toBe('succeeded');
  const { id } = await api.run('count-lines', { until: second });
  await api.maintenance({ enabled: true, reason: 'index rebuild' });
  await goLive(page, '/maintenance');
  await expect(page.locator('.figure')).toContainText('Quiet at about');
  await expect(new MaintenancePage(page).stillRunning.getByRole('row').nth(1)).toContainText('likely by');
  await writeFile(second, '');
  await expect.poll(async () => (await api.request(id)).status).toBe('succeeded');
  await expect(page.locator('.figure')).toHaveText('Quiet');
});

test('what a form made is said, and the form is empty again', async ({ open }) => {
  const page = await open('reader', { as: ADMIN });
  const users = new UsersPage(page);
  await goLive(page, '/settings/users');
  await users.username.fill('otto');
  await users.password.fill('otto-password');
  await users.add.click();
  await expect(page.getByText('The user is added, and may log in.')).toBeVisible();
  await expect(users.row('otto')).toBeVisible();
  await expect(users.username).toHaveValue('');
  await expect(users.password).toHaveValue('');
  await users.row('otto').getByRole('link', { name: /^Change/ }).click();
  await users.mayNotLogIn.check();
  await users.save.click();
  await expect(page.getByText('The change is in force.')).toBeVisible();
});

test('who may not manage users or read the trail gets no forms for it', async ({ api, open, complaints }) => {
  complaints.expect(/settings\/(users|audit).*403|403.*settings/);
  await api.addUser('vera', 'viewer', 'viewer-password');
  const page = await open('viewer', { as: { username: 'vera', password: 'viewer-password' } });
  for (const path of ['/settings/users', '/settings/audit']) {
    await goLive(page, path);
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.locator('main form')).toHaveCount(0);
  }
});
