import { Banner } from '../pages/banner';
import { ProcessEditor } from '../pages/processes';
import { RequestsPage } from '../pages/requests';
import { SystemSettings } from '../pages/settings';
import { ASKING, DONE, QUICK } from '../support/definitions';
import { submit } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

/** Settings, saving and looking for things, with JavaScript off. */
const PLAIN = { javaScriptEnabled: false, as: ADMIN };

test('a definition that somebody else saved meanwhile is shown before it is written over', async ({ api, open }) => {
  const process = await api.define(QUICK);
  const page = await open('plain', PLAIN);
  const editor = new ProcessEditor(page);
  await page.goto(`/processes/${process}/edit`);
  await api.update(process, QUICK.replace('echo "hello', 'echo "theirs'));
  const mine = QUICK.replace('echo "hello', 'echo "mine');
  await editor.definition.fill(mine);
  await submit(page, editor.save);
  await expect(editor.problems).toContainText('Somebody else changed this');
  await expect(editor.definition).toHaveValue(mine);
  await expect(page.getByRole('heading', { name: 'What version 2 changed' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Changes' })).toContainText('theirs');

  await page.getByLabel(/^Save mine as version 3/).check();
  await submit(page, editor.save);
  await expect(page.getByRole('heading', { level: 1, name: 'say-hello' })).toBeVisible();
  await expect(page.locator('main')).toContainText('Version 3');
});

test('a switch that somebody else turned meanwhile is not turned back unseen', async ({ api, open }) => {
  await api.maintenance({ enabled: true, reason: 'index rebuild' });
  const page = await open('plain', PLAIN);
  const settings = new SystemSettings(page);
  await settings.goto();
  await settings.box.uncheck();
  await submit(page, settings.save);
  await api.maintenance({ enabled: true, reason: 'index rebuild, second part' });
  await submit(page, settings.end);
  const problem = page.getByRole('alert');
  await expect(problem).toContainText('Somebody else changed this');
  expect(await api.phase()).toBe('quiet');
  // Whoever has read what changed may go on.
  await submit(page, settings.end);
  await expect(new Banner(page).words).toBeEmpty();
  expect(await api.phase()).toBe('open');
});

test('the review repeats what people will be told, and the expiry is in force', async ({ api, open }) => {
  const page = await open('plain', PLAIN);
  const settings = new SystemSettings(page);
  await settings.goto();
  await settings.box.check();
  await settings.fill({ reason: 'index rebuild', message: 'Back by four.' });
  await settings.expires.fill('2001-01-01T00:00');
  await submit(page, settings.save);
  await expect(settings.expires).toHaveAttribute('aria-invalid', 'true');
  await settings.expires.fill('2031-03-04T12:00');
  await submit(page, settings.save);
  const facts = page.locator('main dl');
  for (const words of ['index rebuild', 'Back by four.', 'not known', '4 Mar 2031, 12:00 UTC']) {
    await expect(facts).toContainText(words);
  }
  await submit(page, settings.enable);
  await expect(new Banner(page).words).toContainText('ends by itself at 4 Mar 2031, 12:00 UTC');
  await settings.goto();
  await expect(settings.expires).toHaveValue('2031-03-04T12:00');
  expect(await api.phase()).toBe('quiet');
});

test('finding requests: search, status, time, and page by page', async ({ api, open }) => {
  await api.define(DONE);
  const hello = await api.define(QUICK);
  for (let times = 0; times < 55; times += 1) {
    await api.run('done');
  }
  await api.run('say-hello');
  const page = await open('plain', PLAIN);
  const list = new RequestsPage(page);
  await page.goto('/requests');
  await expect(list.rows).toHaveCount(50);
  await list.nextPage.click();
  await expect(list.rows).toHaveCount(6);
  await expect(list.nextPage).toBeHidden();
  await list.firstPage.click();
  await expect(list.rows).toHaveCount(50);

  await list.search.fill('hello');
  await list.time.selectOption('Last hour');
  await submit(page, list.apply);
  await expect(list.rows).toHaveCount(1);
  await expect(list.search).toHaveValue('hello');
  await list.status.selectOption('Failed');
  await submit(page, list.apply);
  await expect(page.locator('main')).toContainText('No request fits.');

  await page.goto(`/requests?process=${hello}&status=succeeded`);
  await expect(page.locator('main')).toContainText('Only requests of say-hello');
  await page.getByRole('link', { name: 'Show those of all processes' }).click();
  await expect(list.rows).toHaveCount(50);
  await expect(list.status).toHaveValue('succeeded');
});

test('finding processes and audit entries, page by page', async ({ api, open }) => {
  for (let number = 100; number < 152; number += 1) {
    await api.define(DONE.replace('name: done', `name: job-${number}`));
  }
  const page = await open('plain', PLAIN);
  const list = new RequestsPage(page);
  await page.goto('/processes');
  await expect(list.rows).toHaveCount(50);
  await list.nextPage.click();
  await expect(list.rows).toHaveCount(2);
  await page.getByLabel('Search by name').fill('job-15');
  await submit(page, list.apply);
  await expect(list.rows).toHaveCount(2);

  await page.goto('/settings/audit');
  await page.getByLabel('What begins with').fill('process.');
  await page.getByLabel('By', { exact: true }).fill(ADMIN.username);
  await submit(page, page.getByRole('button', { name: 'Filter' }));
  await expect(page.getByLabel('What begins with')).toHaveValue('process.');
  await expect(list.rows).toHaveCount(50);
  await list.nextPage.click();
  await expect(list.rows).toHaveCount(2);
  await expect(list.row('process.create')).toHaveCount(2);
});

test('work items, page by page, and those that were answered', async ({ api, open }) => {
  await api.define(ASKING);
  for (let times = 0; times < 51; times += 1) {
    await api.run('sign-off');
  }
  await expect.poll(async () => (await api.tasks()).length).toBe(50);
  const page = await open('plain', PLAIN);
  const list = new RequestsPage(page);
  await page.goto('/tasks');
  await expect(list.rows).toHaveCount(50);
  await expect(page.getByRole('link', { name: 'Work items 51 waiting' })).toBeVisible();
  await list.nextPage.click();
  await expect(list.rows).toHaveCount(1);
  const [first] = await api.tasks();
  await api.respond(first?.id ?? '', { outcome: 'succeeded', comment: 'Read it twice.' });
  await page.goto('/tasks');
  await expect(list.rows).toHaveCount(50);
  await expect(list.nextPage).toBeHidden();
  await page.getByRole('link', { name: 'Show answered ones too' }).click();
  await list.nextPage.click();
  await expect(list.row('Succeeded')).toHaveCount(1);
});
