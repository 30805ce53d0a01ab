import { BlackoutPage, BlackoutsPage, BlackoutWizard, QuietSlotsPage } from '../pages/blackouts';
import type { Api } from '../support/api';
import { DONE } from '../support/definitions';
import { goLive } from '../support/live';
import { presser } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

const DAY = '2031-03-04';

/** A request at three in the morning, and a blackout from eight to nine. */
async function aDay(api: Api): Promise<void> {
  await api.define(DONE);
  await api.plan('done', `${DAY}T03:00:00Z`);
  await api.blackout({ name: 'patch day', start: `${DAY}T08:00`, duration: '1h' });
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`a quiet slot is found, says why, and is planned, ${how}`, async ({ api, open }) => {
    await aDay(api);
    const page = await open('planner', { as: ADMIN, javaScriptEnabled });
    const go = presser(page, javaScriptEnabled);
    const to = (path: string) => (javaScriptEnabled ? goLive(page, path) : page.goto(path));
    const search = new QuietSlotsPage(page);
    await to('/settings/blackouts');
    await new BlackoutsPage(page).quietSlots.click();
    await expect(search.heading).toBeVisible();
    await expect(search.duration).toHaveValue('1h');
    await expect(search.slots).toHaveCount(0);

    await test.step('what is at fault is said beside its field, and the rest stays', async () => {
      await search.from.fill(DAY);
      await search.to.fill(DAY);
      await search.duration.fill('soon');
      await go(search.find);
      await expect(search.problems).toContainText('is not a duration');
      await expect(search.duration).toHaveAttribute('aria-invalid', 'true');
      await expect(search.from).toHaveValue(DAY);
    });

    await search.duration.fill('2 h');
    await go(search.find);
    await expect(search.problems).toBeHidden();
    await expect(search.slots).toHaveCount(9);
    await expect(search.slots.nth(0)).toContainText('Tue 4 Mar 2031, 00:00 to 02:00 UTC');
    await expect(search.slots.nth(1)).toContainText('03:45 to 05:45 UTC');
    await expect(search.slots.nth(1)).toContainText('no run');
    await expect(search.slots.nth(1)).toContainText('It hits nothing that is planned.');
    await expect(search.slots.nth(1)).toContainText('The blackout patch day begins 2h15m after it.');

    await go(search.plan(1));
    const wizard = new BlackoutWizard(page);
    await expect(wizard.step).toContainText('What and why');
    await wizard.name.fill('index rebuild');
    await go(wizard.next);
    await expect(wizard.start).toHaveValue(`${DAY}T03:45`);
    await expect(wizard.end).toHaveValue(`${DAY}T05:45`);
    await expect(wizard.zone).toHaveValue('UTC');

    await test.step('another one is looked for from the wizard, whose answers come along', async () => {
      await wizard.quietSlots.click();
      await expect(search.heading).toBeVisible();
      await search.from.fill(DAY);
      await search.to.fill(DAY);
      await search.duration.fill('4h');
      await go(search.find);
      await expect(search.slots.nth(0)).toContainText('09:30 to 13:30 UTC');
      await go(search.plan(0));
      await expect(wizard.step).toContainText('When');
      await expect(wizard.start).toHaveValue(`${DAY}T09:30`);
      await expect(wizard.end).toHaveValue(`${DAY}T13:30`);
    });
    await go(wizard.next);
    await wizard.maintenanceOnly.check();
    await go(wizard.next);
    await expect(wizard.part('What it hits')).toContainText('No request is scheduled in it.');
    await go(wizard.create);
    await expect(new BlackoutPage(page).heading).toHaveText('index rebuild');
  });
}

test('who may only read finds quiet slots and plans none', async ({ api, open }) => {
  await api.define(DONE);
  await api.plan('done', `${DAY}T03:00:00Z`);
  const viewer = { username: 'vera', password: 'vera-password' };
  await api.addUser(viewer.username, 'viewer', viewer.password);
  const page = await open('viewer', { as: viewer });
  const search = new QuietSlotsPage(page);
  await goLive(page, `/settings/blackouts/slots?from=${DAY}&to=${DAY}&duration=24h`);
  await expect(search.slots).toHaveCount(1);
  await expect(search.slots.nth(0)).toContainText('1 run');
  await expect(search.slots.nth(0)).toContainText('It hits 1 planned request: done.');
  await expect(search.plan(0)).toHaveCount(0);
});
