import type { Page } from '@playwright/test';

import { Banner } from '../pages/banner';
import { BlackoutPage, BlackoutsPage, BlackoutWizard, local } from '../pages/blackouts';
import { DONE } from '../support/definitions';
import { goLive, untilLive } from '../support/live';
import { type Press, presser } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

const MESSAGE = 'Deployments pause for the patch day.';

/** The last Sunday of next year's March, when Berlin's clocks jump from two to three. */
function clocksGoForward(): Date {
  const day = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 2, 31));
  day.setUTCDate(31 - day.getUTCDay());
  return day;
}

/** Goes through the steps up to the review. */
async function plan(page: Page, go: Press): Promise<void> {
  const wizard = new BlackoutWizard(page);
  await wizard.name.fill('patch day');
  await wizard.reason.fill('kernel, see CHG-4711');
  await wizard.message.fill(MESSAGE);
  await go(wizard.next);
  await expect(wizard.step).toContainText('When');
  await expect(wizard.zone).toHaveValue('UTC');
  await wizard.start.fill(local(120));
  await wizard.duration.fill('90m');
  await go(wizard.next);
  await expect(wizard.step).toContainText('How');
  await expect(wizard.announceLead).toHaveValue('24h');
  await expect(wizard.drainLead).toHaveValue('30m');
  await expect(wizard.fullSystem).toBeChecked();
  await wizard.maintenanceOnly.check();
  await go(wizard.next);
  await expect(wizard.step).toContainText('Review');
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`a blackout is planned step by step, ${how}, and everybody is told at once`, async ({ api, open }) => {
    await api.define(DONE);
    const at = new Date(Date.now() + 150 * 60_000).toISOString();
    const page = await open('planner', { as: ADMIN, javaScriptEnabled });
    const stranger = await open('stranger');
    await goLive(stranger, '/login');
    const reader = await open('reader', { as: ADMIN });
    await goLive(reader, '/requests');
    const go = presser(page, javaScriptEnabled);

    await page.goto('/settings/system');
    await page.getByRole('link', { name: 'Manage Maintenance Blackouts' }).click();
    await expect(page.locator('main')).toContainText('No blackout is planned.');
    const list = new BlackoutsPage(page);
    await (javaScriptEnabled ? untilLive(page, () => page.goto('/settings/blackouts/new')) : list.create.first().click());
    await plan(page, go);
    const wizard = new BlackoutWizard(page);
    await expect(wizard.part('patch day')).toContainText('UTC (yours)');
    await expect(wizard.part('What will happen')).toContainText('it is announced as soon as this is saved');
    await expect(wizard.part('What it hits')).toContainText('No request is scheduled in it.');
    expect(await api.phase()).toBe('open');

    if (javaScriptEnabled) {
      await test.step('the review fits the screen of a small laptop', async () => {
        await page.setViewportSize({ width: 1280, height: 800 });
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        expect(height, 'pixels from top to bottom').toBeLessThanOrEqual(800);
      });
    }

    await test.step('back through all steps, with everything as it was typed', async () => {
      await go(wizard.back);
      await expect(wizard.maintenanceOnly).toBeChecked();
      await go(wizard.back);
      await expect(wizard.duration).toHaveValue('90m');
      await go(wizard.back);
      await expect(wizard.name).toHaveValue('patch day');
      await expect(wizard.message).toHaveValue(MESSAGE);
      for (const step of ['When', 'How', 'Review']) {
        await go(wizard.next);
        await expect(wizard.step).toContainText(step);
      }
    });

    await test.step('what is scheduled meanwhile is told', async () => {
      await api.plan('done', at);
      await go(wizard.change('how'));
      await go(wizard.next);
      await expect(wizard.part('What it hits')).toContainText('1 request scheduled in it will not start.');
      await expect(wizard.part('What it hits')).toContainText(ADMIN.username);
    });

    await go(wizard.create);
    const blackout = new BlackoutPage(page);
    await expect(blackout.heading).toHaveText('patch day');
    await expect(blackout.stage).toHaveText('Announced');
    await expect(page.locator('main')).toContainText('The blackout is planned.');
    expect(await api.phase()).toBe('announced');

    await expect(new Banner(stranger).words).toContainText('Maintenance is planned.');
    await expect(new Banner(stranger).words).toContainText(MESSAGE);
    await expect(stranger.getByRole('link', { name: 'Details' })).toBeHidden();
    await expect(new Banner(reader).words).toContainText(MESSAGE);
    await reader.getByRole('link', { name: 'Details' }).click();
    await expect(new BlackoutPage(reader).heading).toHaveText('patch day');

    await page.goto('/settings/blackouts');
    await expect(list.row('patch day')).toContainText('Announced');
    await expect(list.row('patch day')).toContainText('UTC');
    await expect(list.row('patch day')).toContainText(ADMIN.username);
  });

  test(`a fault leads to its step and its field, ${how}`, async ({ open, complaints }) => {
    complaints.expect(/app\/blackouts\/step.*422/);
    const page = await open('planner', { as: ADMIN, javaScriptEnabled });
    const go = presser(page, javaScriptEnabled);
    const wizard = new BlackoutWizard(page);
    await (javaScriptEnabled ? goLive(page, '/settings/blackouts/new') : wizard.goto());
    await wizard.reason.fill('kept');
    await go(wizard.next);
    await expect(wizard.problems).toContainText('“name” is missing');
    await expect(wizard.name).toHaveAttribute('aria-invalid', 'true');
    await expect(wizard.reason).toHaveValue('kept');
    await wizard.name.fill('patch day');
    await go(wizard.next);
    await expect(wizard.step).toContainText('When');

    await go(wizard.next);
    await expect(wizard.start).toHaveAttribute('aria-invalid', 'true');
    await expect(wizard.end).toHaveAttribute('aria-invalid', 'true');
    await wizard.start.fill(local(-120));
    await wizard.end.fill(local(-60));
    await go(wizard.next);
    await expect(wizard.problems).toContainText('has passed in UTC');
    await wizard.start.fill(local(120));
    await wizard.end.fill(local(180));
    await go(wizard.next);
    await expect(wizard.step).toContainText('How');

    await wizard.maintenanceOnly.check();
    await wizard.hardMaximum.fill('5m');
    await go(wizard.next);
    await expect(wizard.step).toContainText('How');
    await expect(wizard.hardMaximum).toHaveAttribute('aria-invalid', 'true');
    await wizard.hardMaximum.fill('');
    await go(wizard.next);
    await expect(wizard.step).toContainText('Review');

    await test.step('what is at fault at the end of the way leads back to its own step', async () => {
      await go(wizard.change('when'));
      await wizard.end.fill(local(40 * 24 * 60));
      await go(wizard.back);
      await wizard.name.fill('');
      await go(wizard.next);
      await expect(wizard.step).toContainText('What and why');
      await wizard.name.fill('patch day, again');
      await go(wizard.next);
      await expect(wizard.step).toContainText('When');
      await go(wizard.next);
      await expect(wizard.end).toHaveAttribute('aria-invalid', 'true');
      await expect(wizard.problems).toContainText('shorten it');
    });
  });
}

test('the zone is the viewer\'s until another is chosen, and the review tells all that matter', async ({ open }) => {
  const page = await open('planner', { as: ADMIN, timezoneId: 'Asia/Tokyo' });
  const wizard = new BlackoutWizard(page);
  await goLive(page, '/settings/blackouts/new');
  await wizard.name.fill('patch day');
  await wizard.next.click();
  await expect(wizard.zone).toHaveValue('Asia/Tokyo');
  await wizard.zone.selectOption('Europe/Berlin');
  const day = clocksGoForward();
  const date = `${day.getUTCDate()} Mar ${day.getUTCFullYear()}`;
  await wizard.start.fill(`${day.toISOString().slice(0, 10)}T02:30`);
  await wizard.duration.fill('1 h');
  await wizard.next.click();
  await wizard.maintenanceOnly.check();
  await wizard.next.click();
  const start = wizard.part('patch day').getByRole('row', { name: /^Start/ });
  for (const time of ['03:30 CEST', '10:30 JST', '01:30 UTC']) {
    await expect(start).toContainText(`Sun ${date}, ${time}`);
  }
  await expect(page.locator('main')).toContainText('The clock jumps over');
});

test('the wizard needs no mouse', async ({ api, open }) => {
  const page = await open('typist', { as: ADMIN });
  const wizard = new BlackoutWizard(page);
  await goLive(page, '/settings/blackouts/new');
  await wizard.name.focus();
  await page.keyboard.type('patch day');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'When', exact: true })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(wizard.start).toBeFocused();
  await wizard.start.fill(local(120));
  await wizard.duration.focus();
  await page.keyboard.type('1h');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'How', exact: true })).toBeFocused();
  await wizard.fullSystem.focus();
  await page.keyboard.press('ArrowDown');
  await expect(wizard.maintenanceOnly).toBeChecked();
  await expect(wizard.cancelIt).toBeHidden();
  await wizard.drainLead.focus();
  await page.keyboard.press('Enter');
  await expect(wizard.step).toContainText('Review');
  await wizard.create.focus();
  await page.keyboard.press('Enter');
  await expect(new BlackoutPage(page).heading).toHaveText('patch day');
  expect(await api.phase()).toBe('announced');
});
