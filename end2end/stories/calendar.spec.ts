import { BlackoutPage, BlackoutWizard } from '../pages/blackouts';
import { CalendarPage } from '../pages/calendar';
import type { Api } from '../support/api';
import { DONE } from '../support/definitions';
import { goLive } from '../support/live';
import { look } from '../support/look';
import { presser } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

const DAY = '2031-03-04';
const WORDS = 'Tuesday 4 March 2031';

/** A blackout over midnight, and a request in the morning. */
async function fill(api: Api): Promise<string> {
  await api.define(DONE);
  await api.plan('done', `${DAY}T03:00:00Z`);
  return api.blackout({ name: 'patch day', start: `${DAY}T22:00`, duration: '5h' });
}

/** A start that is refused now. */
async function refuse(api: Api): Promise<string> {
  await api.maintenance({ enabled: true, reason: 'index rebuild' });
  const refused = await api.run('done');
  await api.maintenance({ enabled: false });
  return refused.id;
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`month, week and list show what is planned, and a day leads into the wizard, ${how}`, async ({ api, open }) => {
    const id = await fill(api);
    const page = await open('reader', { as: ADMIN, javaScriptEnabled });
    const go = presser(page, javaScriptEnabled);
    const to = (path: string) => (javaScriptEnabled ? goLive(page, path) : page.goto(path));
    const calendar = new CalendarPage(page);
    await to('/requests');
    await page.getByRole('link', { name: 'Calendar', exact: true }).click();
    await expect(calendar.heading).toBeVisible();
    await to(`/calendar?view=month&day=${DAY}`);
    await expect(calendar.title).toHaveText('March 2031');
    await expect(calendar.day(DAY)).toHaveAttribute('aria-current', 'date');
    await expect(calendar.day(DAY)).toContainText(`${WORDS}: 1 blackout, 1 scheduled`);
    await expect(calendar.place(DAY)).toContainText('patch day');
    await expect(calendar.place(DAY)).toContainText('1 scheduled');
    await expect(calendar.place('2031-03-05')).toContainText('patch day');
    await expect(calendar.place('2031-03-06')).not.toContainText('patch day');
    await expect(calendar.chosen).toContainText(WORDS);
    await expect(calendar.chosen).toContainText('from 22:00 patch day Planned');
    await expect(calendar.chosen).toContainText('03:00 done Scheduled');
    await expect(calendar.chosen.getByRole('link', { name: 'patch day' })).toHaveAttribute(
      'href',
      `/settings/blackouts/${id}`,
    );
    await expect(calendar.year.getByRole('link', { name: /^Mar.*closed 5 h on 2 days/ })).toBeVisible();
    await expect(calendar.year.getByRole('link', { name: /^Apr.*nothing closed/ })).toBeVisible();

    await test.step('another day', async () => {
      await calendar.day('2031-03-05').click();
      await expect(calendar.chosen).toContainText('until 03:00 patch day');
      await calendar.day('2031-03-06').click();
      await expect(calendar.chosen).toContainText('Nothing on this day.');
    });

    await test.step('the week', async () => {
      await calendar.view('Week').click();
      await expect(calendar.title).toHaveText('3 to 9 March 2031');
      await expect(calendar.place(DAY)).toContainText('from 22:00 patch day');
      await expect(calendar.place(DAY)).toContainText('03:00 done');
      await calendar.next.click();
      await expect(calendar.title).toHaveText('10 to 16 March 2031');
      await expect(calendar.week).not.toContainText('patch day');
    });

    await test.step('the list', async () => {
      await calendar.view('List').click();
      await expect(calendar.title).toHaveText('March 2031');
      await expect(calendar.listed(WORDS)).toContainText('patch day');
      await calendar.previous.click();
      await expect(calendar.title).toHaveText('February 2031');
      await expect(page.locator('main')).toContainText('There is nothing in February 2031.');
      await calendar.year.getByRole('link', { name: /^Mar/ }).click();
      await expect(calendar.listed(WORDS)).toBeVisible();
    });

    await to(`/calendar?view=month&day=2031-03-20`);
    await go(calendar.plan);
    const wizard = new BlackoutWizard(page);
    await expect(wizard.step).toContainText('What and why');
    await wizard.name.fill('index rebuild');
    await go(wizard.next);
    await expect(wizard.start).toHaveValue('2031-03-20T00:00');
    await expect(wizard.end).toHaveValue('');
    await wizard.duration.fill('1h');
    await go(wizard.next);
    await wizard.maintenanceOnly.check();
    await go(wizard.next);
    await go(wizard.create);
    await expect(new BlackoutPage(page).heading).toHaveText('index rebuild');
  });
}

test('a start that was refused is marked today', async ({ api, open }) => {
  await api.define(DONE);
  const id = await refuse(api);
  const page = await open('reader', { as: ADMIN });
  const calendar = new CalendarPage(page);
  await goLive(page, '/calendar');
  const link = page.locator('main').getByRole('link', { name: 'done', exact: true });
  for (const view of ['Month', 'Week', 'List'] as const) {
    await calendar.view(view).click();
    await expect(calendar.view(view)).toHaveAttribute('aria-current', 'page');
    await expect(link).toHaveAttribute('href', `/requests/${id}`);
    await expect(page.locator('main')).toContainText('Could Not Start');
  }
});

test('the arrows lead from day to day, Tab stops at one of them, and Enter chooses it', async ({ api, open }) => {
  await fill(api);
  const page = await open('keys', { as: ADMIN });
  const calendar = new CalendarPage(page);
  await goLive(page, `/calendar?view=month&day=2031-03-03`);
  await expect(calendar.month.locator('.calendar-day:not([tabindex="-1"])')).toHaveCount(1);
  await calendar.day('2031-03-03').focus();
  await page.keyboard.press('ArrowRight');
  await expect(calendar.day(DAY)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('End');
  await expect(calendar.day('2031-03-09')).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(calendar.chosen).toContainText('patch day');
  await expect(calendar.day(DAY)).toHaveAttribute('aria-current', 'date');
});

test('what is planned meanwhile appears by itself when the status tells of it', async ({ api, open }) => {
  const page = await open('reader', { as: ADMIN });
  await goLive(page, '/calendar?view=list');
  await expect(page.locator('main')).toContainText('There is nothing');
  const start = new Date(Date.now() + 60_000).toISOString().slice(0, 19);
  await api.blackout({ name: 'at once', start, duration: '1h' });
  await expect(page.locator('main').getByRole('link', { name: 'at once' }).first()).toBeVisible();
});

test('a month at 390: dots, and the chosen day beneath; a week is a list of days', async ({ api, open }) => {
  await fill(api);
  const page = await open('reader', { as: ADMIN });
  const calendar = new CalendarPage(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await goLive(page, `/calendar?view=month&day=${DAY}`);
  await expect(calendar.place(DAY).getByRole('link', { name: 'patch day' })).toBeHidden();
  await expect(calendar.place(DAY).locator('.calendar-dots')).toBeVisible();
  await expect(calendar.chosen).toContainText('patch day');
  await look(page, 'calendar-narrow', [390]);
  await calendar.view('Week').click();
  await expect(calendar.place(DAY)).toContainText('from 22:00 patch day');
  await expect(calendar.week.locator('.calendar-hours').first()).toBeHidden();
});

test('who may only read sees it all and plans nothing', async ({ api, open }) => {
  await fill(api);
  const viewer = { username: 'vera', password: 'vera-password' };
  await api.addUser(viewer.username, 'viewer', viewer.password);
  const page = await open('viewer', { as: viewer });
  const calendar = new CalendarPage(page);
  await goLive(page, `/calendar?view=month&day=${DAY}`);
  await expect(calendar.chosen).toContainText('patch day');
  await expect(calendar.plan).toHaveCount(0);
});

test('days are those of the zone of the viewer, which is named, and one of 23 hours says so', async ({ api, open }) => {
  await fill(api);
  const page = await open('reader', { as: ADMIN, timezoneId: 'Europe/Berlin' });
  const calendar = new CalendarPage(page);
  await goLive(page, `/calendar?view=month&day=${DAY}`);
  await expect(page.locator('.calendar-head')).toContainText('Times in Europe/Berlin');
  await expect(calendar.chosen).toContainText('from 23:00 patch day');
  await calendar.day('2031-03-30').click();
  await expect(calendar.chosen).toContainText('This day has 23 hours.');
});
