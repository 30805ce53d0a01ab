import { BlackoutForm, BlackoutPage, BlackoutWizard } from '../pages/blackouts';
import { goLive } from '../support/live';
import { presser } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

const YEAR = new Date().getUTCFullYear() + 1;

/** The last Sunday of a month of next year, as pages write it; months count from 0. */
function lastSunday(month: number): string {
  const day = new Date(Date.UTC(YEAR, month + 1, 0));
  day.setUTCDate(day.getUTCDate() - day.getUTCDay());
  return `Sun ${day.getUTCDate()} ${day.toLocaleString('en', { month: 'short', timeZone: 'UTC' })} ${YEAR}`;
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`maintenance that comes again is planned, explained and changed, ${how}`, async ({ open, complaints }) => {
    complaints.expect(/app\/blackouts\/step.*422/);
    const page = await open('planner', { as: ADMIN, javaScriptEnabled });
    await page.setViewportSize({ width: 1280, height: 800 });
    const go = presser(page, javaScriptEnabled);
    const wizard = new BlackoutWizard(page);
    await (javaScriptEnabled ? goLive(page, '/settings/blackouts/new') : wizard.goto());
    await wizard.name.fill('rotate keys');
    await go(wizard.next);
    await expect(wizard.step).toContainText('When');
    await expect(wizard.nextDates).toContainText('Not complete yet.');

    await test.step('what has no meaning is not asked', async () => {
      for (const field of [wizard.every, wizard.sunday, wizard.monthBy, wizard.nth, wizard.ends, wizard.count]) {
        await expect(field).toBeHidden();
      }
    });

    await wizard.start.fill(`${YEAR}-01-01T02:30`);
    await wizard.duration.fill('1h');
    await wizard.zone.selectOption('Europe/Berlin');
    await wizard.repeats.selectOption('months');
    await wizard.monthBy.selectOption('nth');
    await wizard.nth.selectOption('last');
    await wizard.nthWeekday.selectOption('sun');

    await test.step('the rule is told in words, with its next dates and the jump in March', async () => {
      if (javaScriptEnabled) {
        await expect(wizard.showDates).toBeHidden();
      } else {
        await go(wizard.showDates);
        await expect(wizard.step).toContainText('When');
      }
      await expect(wizard.nextDates).toContainText('Every last Sunday at 02:30 in Europe/Berlin; on ');
      await expect(wizard.nextDates).toContainText(`March ${YEAR} the clock jumps over it, it will be 03:30`);
      const dates = wizard.nextDates.getByRole('listitem');
      await expect(dates).toHaveCount(10);
      await expect(dates.nth(0)).toContainText(`${lastSunday(0)}, 02:30 to 03:30 CET`);
      await expect(dates.nth(0)).toContainText('· 01:30 UTC');
      await expect(dates.nth(2)).toContainText(`${lastSunday(2)}, 03:30 to 04:30 CEST`);
      await expect(dates.nth(2)).toContainText('The clock jumps over');
      await expect(dates.nth(3)).toContainText(`${lastSunday(3)}, 02:30 to 03:30 CEST`);
    });

    await test.step('the step fits the screen of a small laptop', async () => {
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      expect(height, 'pixels from top to bottom').toBeLessThanOrEqual(800);
    });

    await test.step('a fault is told beside its field, and the rest stays', async () => {
      await wizard.ends.selectOption('count');
      await wizard.count.fill('0');
      if (javaScriptEnabled) {
        await expect(wizard.nextDates).toContainText('Not complete yet.');
      }
      await go(wizard.next);
      await expect(wizard.problems).toContainText('is none at all: write 1 or more');
      await expect(wizard.count).toHaveAttribute('aria-invalid', 'true');
      await expect(wizard.nth).toHaveValue('last');
      await wizard.ends.selectOption('never');
    });

    await go(wizard.next);
    await expect(wizard.step).toContainText('How');
    await wizard.maintenanceOnly.check();
    await go(wizard.next);
    await expect(wizard.part('When it comes')).toContainText('Every last Sunday at 02:30 in Europe/Berlin');
    await expect(wizard.part('When it comes').getByRole('listitem')).toHaveCount(10);
    await go(wizard.create);
    const blackout = new BlackoutPage(page);
    await expect(blackout.heading).toHaveText('rotate keys');

    await test.step('it is changed to every two weeks', async () => {
      const form = new BlackoutForm(page);
      await blackout.change.click();
      await expect(form.repeats).toBeHidden();
      await page.getByLabel(/^All that are to come/).check();
      await expect(form.repeats).toHaveValue('months');
      await expect(form.monthBy).toHaveValue('nth');
      await expect(form.nth).toHaveValue('last');
      await expect(form.nthWeekday).toHaveValue('sun');
      await expect(form.nextDates).toContainText('Every last Sunday at 02:30 in Europe/Berlin');
      await form.repeats.selectOption('weeks');
      await form.every.fill('2');
      await form.sunday.check();
      if (javaScriptEnabled) {
        await expect(form.nextDates).toContainText('Every 2 weeks on Sunday at 02:30 in Europe/Berlin');
      }
      await go(page.getByRole('button', { name: 'Save the change' }));
      await expect(blackout.heading).toHaveText('rotate keys');
      await blackout.change.click();
      await expect(form.repeats).toHaveValue('weeks');
      await expect(form.every).toHaveValue('2');
      await expect(form.sunday).toBeChecked();
      await expect(form.monthBy).toBeHidden();
    });
  });
}
