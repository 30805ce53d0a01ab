import { BlackoutForm, BlackoutPage, ScopeChoice } from '../pages/blackouts';
import { goLive } from '../support/live';
import { look } from '../support/look';
import { presser } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

const WEEKLY = {
  name: 'index rebuild',
  start: '2031-03-01T02:30',
  duration: '1h',
  recurrence: { every: { weeks: 1 }, count: 12 },
};

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`a series has one date moved, one cancelled, later ones changed, and all renamed, ${how}`, async ({ api, open }) => {
    const id = await api.blackout(WEEKLY);
    const page = await open('planner', { as: ADMIN, javaScriptEnabled });
    const go = presser(page, javaScriptEnabled);
    const to = (path: string) => (javaScriptEnabled ? goLive(page, path) : page.goto(path));
    const blackout = new BlackoutPage(page);
    const form = new BlackoutForm(page);
    const scope = new ScopeChoice(page);
    await to(`/settings/blackouts/${id}`);
    await expect(blackout.dates).toContainText('every Saturday at 02:30 in UTC, 12 times');
    await expect(blackout.datesToCome).toHaveCount(10);

    await test.step('one date is moved', async () => {
      await blackout.date('8 Mar 2031').click();
      await expect(blackout.change).toHaveAttribute('href', /date=2031-03-08T02:30/);
      await blackout.change.click();
      await expect(scope.one).toBeChecked();
      await form.start.fill('2031-03-09T04:00');
      await go(scope.save);
      await expect(page.getByRole('status').filter({ hasText: 'The change is in force.' })).toBeVisible();
      await expect(blackout.datesToCome.filter({ hasText: 'Changed' })).toContainText('9 Mar 2031, 04:00');
    });

    await test.step('one is cancelled, and stands there struck through', async () => {
      await to(`/settings/blackouts/${id}?date=2031-03-15T02:30`);
      await blackout.callOff.click();
      await expect(scope.one).toBeChecked();
      await expect(blackout.question).toContainText('This one and those after it: 10 dates, until 2031-05-17');
      await go(blackout.reallyCallOff);
      const row = blackout.datesToCome.filter({ hasText: 'Cancelled' });
      await expect(row.locator('s')).toContainText('15 Mar 2031');
      await expect(blackout.callOff).toHaveCount(0);
    });

    await test.step('this date and later ones become a series of their own', async () => {
      await to(`/settings/blackouts/${id}/edit?date=2031-03-22T02:30`);
      await scope.later.check();
      await form.duration.fill('2h');
      await go(scope.save);
      await expect(page.getByRole('status').filter({ hasText: 'a series of their own' })).toBeVisible();
      expect(page.url()).not.toContain(id);
      await expect(blackout.dates).toContainText('9 times');
      await expect(blackout.datesToCome.first()).toContainText('22 Mar 2031, 02:30 to 04:30');
    });

    await test.step('all of the old one are renamed, and what was changed for itself keeps its plan', async () => {
      await to(`/settings/blackouts/${id}`);
      await blackout.change.click();
      await scope.all.check();
      await form.name.fill('nightly index rebuild');
      await go(scope.save);
      await expect(page.getByText('2031-03-08 02:30 has a plan of its own and keeps it.')).toBeVisible();
      await expect(blackout.heading).toHaveText('nightly index rebuild');
      await expect(blackout.datesToCome).toHaveCount(3);
    });

    if (javaScriptEnabled) {
      await look(page, 'way-series');
    }
  });
}
