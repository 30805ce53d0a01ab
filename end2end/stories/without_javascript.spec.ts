import { Banner } from '../pages/banner';
import { LoginPage } from '../pages/login';
import { MaintenancePage } from '../pages/maintenance';
import { ProcessEditor } from '../pages/processes';
import { ProfilePage } from '../pages/profile';
import { RequestPage } from '../pages/request';
import { RunPage } from '../pages/run';
import { SystemSettings } from '../pages/settings';
import { TaskPage } from '../pages/tasks';
import { UsersPage } from '../pages/users';
import { Api } from '../support/api';
import { ASKING, COUNTING, FAULTY, QUICK } from '../support/definitions';
import { submit } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

const PLAIN = { javaScriptEnabled: false };

test('logging in: wrong, then right, and on to the page that was asked for', async ({ open }) => {
  const page = await open('plain', PLAIN);
  const login = new LoginPage(page);
  await page.goto('/tasks');
  await expect(page).toHaveURL(/\/login\?next=/);

  await login.fill({ ...ADMIN, password: 'not-the-password' });
  await submit(page, login.send);
  await expect(page.getByRole('alert')).toContainText('There is a problem');
  await expect(login.username).toHaveValue(ADMIN.username);
  await expect(login.password).toHaveValue('');

  await login.password.fill(ADMIN.password);
  await submit(page, login.send);
  await expect(page).toHaveURL(/\/tasks$/);

  await submit(page, page.getByRole('button', { name: 'Log out' }));
  await expect(login.send).toBeVisible();
});

test('defining a process: faults beside the text, nothing typed lost, mended, run with inputs', async ({ open }) => {
  const page = await open('plain', { ...PLAIN, as: ADMIN });
  const editor = new ProcessEditor(page);
  await editor.goto();
  await editor.definition.fill(FAULTY);
  await submit(page, editor.save);
  await expect(editor.problems).toContainText('nobody');
  await expect(editor.problems).toContainText(/line \d+/i);
  await expect(editor.definition).toHaveValue(FAULTY);

  await editor.definition.fill(QUICK);
  await submit(page, editor.check);
  await expect(editor.problems).toBeHidden();
  await expect(editor.definition).toHaveValue(QUICK);
  await submit(page, editor.save);
  await expect(page.getByRole('heading', { level: 1, name: 'say-hello' })).toBeVisible();

  await page.locator('main').getByRole('link', { name: /^Run/ }).first().click();
  const run = new RunPage(page);
  await run.input('whom').fill('reader');
  await submit(page, run.run);
  const request = new RequestPage(page);
  await expect(async () => {
    await page.reload();
    await expect(request.status).toHaveText('Succeeded', { timeout: 1 });
  }).toPass();
  await expect(request.log).toContainText('hello reader');

  await test.step('a second version', async () => {
    await page.goto('/processes');
    await page.locator('main').getByRole('link', { name: 'say-hello', exact: true }).click();
    await page.locator('main').getByRole('link', { name: /^Edit/ }).click();
    await expect(editor.definition).toHaveValue(QUICK);
    await editor.definition.fill(QUICK.replace('echo "hello', 'echo "good morning'));
    await submit(page, editor.save);
    await expect(page.getByRole('heading', { level: 1, name: 'say-hello' })).toBeVisible();
    await page.locator('main').getByRole('link', { name: 'Versions' }).click();
    await page.getByRole('link', { name: 'What changed in version 2' }).click();
    await expect(page.getByRole('region', { name: 'From version 1 to version 2' })).toContainText('good morning');
  });
});

test('running: a missing input is said beside its field, and the other stays', async ({ api, open }) => {
  await api.define(COUNTING.replace('required: true }', 'required: true }\n  - { name: note }'));
  const page = await open('plain', { ...PLAIN, as: ADMIN });
  const run = new RunPage(page);
  await run.goto('count-lines');
  await run.input('note').fill('kept');
  await submit(page, run.run);
  await expect(run.problems).toBeVisible();
  await expect(run.input('until')).toHaveAttribute('aria-invalid', 'true');
  await expect(run.input('note')).toHaveValue('kept');
});

test('answering a task: without the comment it asks for, then with it', async ({ api, open }) => {
  await api.define(ASKING);
  const { id } = await api.run('sign-off');
  await expect.poll(async () => (await api.tasks()).length).toBe(1);
  const page = await open('plain', { ...PLAIN, as: ADMIN });
  await page.goto('/tasks');
  await page.getByRole('link', { name: 'Respond' }).click();

  const task = new TaskPage(page);
  await task.succeeded.check();
  await task.properties.fill('quality=good');
  await submit(page, task.send);
  await expect(task.comment).toHaveAttribute('aria-invalid', 'true');
  await expect(task.succeeded).toBeChecked();
  await expect(task.properties).toHaveValue('quality=good');

  await task.comment.fill('Read it twice.');
  await submit(page, task.send);
  await expect.poll(async () => (await api.request(id)).status).toBe('succeeded');
});

test('the switch: review, save, edit, a refused start that shall run when it opens, end', async ({ api, open }) => {
  await api.define(QUICK);
  const page = await open('plain', { ...PLAIN, as: ADMIN });
  const settings = new SystemSettings(page);
  const banner = new Banner(page);
  await settings.goto();
  await settings.box.check();
  await settings.fill({ reason: 'index rebuild', message: 'Back by four.', estimatedEnd: '2031-03-04T12:00' });
  await submit(page, settings.save);
  await expect(settings.consequences.filter({ hasText: 'Nothing runs at the moment.' })).toBeVisible();
  await expect(banner.words).toBeEmpty();

  await test.step('back, with everything as it was typed', async () => {
    await page.getByRole('link', { name: 'Back to the settings' }).click();
    await expect(settings.box).toBeChecked();
    await expect(settings.reason).toHaveValue('index rebuild');
    await expect(settings.estimatedEnd).toHaveValue('2031-03-04T12:00');
    await submit(page, settings.save);
  });
  await submit(page, settings.enable);
  await expect(banner.words).toContainText('index rebuild');
  expect(await api.phase()).toBe('quiet');

  const refused = await api.run('say-hello');
  const request = new RequestPage(page);
  await request.goto(refused.id);
  await submit(page, request.runWhenOpen);
  await expect(request.refusal).toContainText('It runs when maintenance ends');

  await new MaintenancePage(page).goto();
  await submit(page, page.getByRole('button', { name: 'End maintenance…' }));
  await submit(page, settings.end);
  await expect(banner.words).toBeEmpty();
  expect(await api.phase()).toBe('open');
});

test('the other settings: a bad number is said beside its field, a good one is kept', async ({ open }) => {
  const page = await open('plain', { ...PLAIN, as: ADMIN });
  await new SystemSettings(page).goto();
  const pace = page.getByLabel('Opening pace');
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await pace.fill('many');
  await submit(page, save);
  await expect(pace).toHaveAttribute('aria-invalid', 'true');
  await expect(pace).toHaveValue('many');
  await pace.fill('7');
  await submit(page, save);
  await page.reload();
  await expect(pace).toHaveValue('7');
});

test('users: a short password is refused, a good one lets in, a disabled one stays out', async ({ open, lull }) => {
  const page = await open('plain', { ...PLAIN, as: ADMIN });
  const users = new UsersPage(page);
  await users.goto();
  await users.username.fill('otto');
  await users.password.fill('short');
  await users.role.selectOption('operator');
  await submit(page, users.add);
  await expect(users.password).toHaveAttribute('aria-invalid', 'true');
  await expect(users.username).toHaveValue('otto');
  await expect(users.role).toHaveValue('operator');
  await expect(users.password).toHaveValue('');

  await users.password.fill('otto-password');
  await submit(page, users.add);
  await expect(users.row('otto')).toContainText('Operator');
  await Api.as(lull, { username: 'otto', password: 'otto-password' });

  await users.row('otto').getByRole('link', { name: /^Change/ }).click();
  await page.getByLabel('New password').fill('another-password');
  await submit(page, page.getByRole('button', { name: 'Set the password' }));
  await Api.as(lull, { username: 'otto', password: 'another-password' });

  await users.goto();
  await users.row('otto').getByRole('link', { name: /^Change/ }).click();
  await users.mayNotLogIn.check();
  await submit(page, users.save);
  await users.goto();
  await expect(users.row('otto')).toContainText('Disabled');
  await expect(Api.as(lull, { username: 'otto', password: 'another-password' })).rejects.toThrow();
});

test('the profile: zone, password, and a token whose secret is shown once', async ({ open, lull }) => {
  const page = await open('plain', { ...PLAIN, as: ADMIN });
  const profile = new ProfilePage(page);
  await profile.goto();
  await profile.zone.selectOption('Asia/Tokyo');
  await submit(page, profile.saveZone);
  await expect(profile.zone).toHaveValue('Asia/Tokyo');

  await profile.tokenName.fill('backup');
  await profile.tokenDays.fill('soon');
  await submit(page, profile.makeToken);
  await expect(profile.tokenDays).toHaveAttribute('aria-invalid', 'true');
  await expect(profile.tokenName).toHaveValue('backup');
  await profile.tokenDays.fill('30');
  await submit(page, profile.makeToken);
  const secret = (await profile.secret.innerText()).trim();
  const asToken = () =>
    fetch(`${lull.url}/api/v1/processes`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await asToken()).status).toBe(200);
  await page.reload();
  await profile.goto();
  await expect(profile.secret).toBeHidden();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: 'Revoke…' }).click();
  await submit(page, page.getByRole('button', { name: 'Revoke the token' }));
  await expect(page.getByRole('row').filter({ hasText: 'backup' })).toContainText(/revoked/i);
  expect((await asToken()).status).toBe(401);

  await profile.oldPassword.fill(ADMIN.password);
  await profile.newPassword.fill('a-newer-password');
  await profile.againPassword.fill('a-typing-mistake');
  await submit(page, profile.changePassword);
  await expect(profile.againPassword).toHaveAttribute('aria-invalid', 'true');
  await profile.oldPassword.fill(ADMIN.password);
  await profile.newPassword.fill('a-newer-password');
  await profile.againPassword.fill('a-newer-password');
  await submit(page, profile.changePassword);
  await Api.as(lull, { ...ADMIN, password: 'a-newer-password' });
});
