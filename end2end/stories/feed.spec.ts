import { BlackoutsPage } from '../pages/blackouts';
import { FeedPanel } from '../pages/feed';
import { ImportPage } from '../pages/import';
import { goLive } from '../support/live';
import { presser } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

/** A monthly series, and an event that no rule of Lull's means. */
const CALENDAR = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'BEGIN:VEVENT',
  'UID:patch',
  'SUMMARY:Patch day',
  'DTSTART;TZID=Europe/Berlin:20310304T020000',
  'DURATION:PT1H',
  'RRULE:FREQ=MONTHLY',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:ticking',
  'SUMMARY:Ticking',
  'DTSTART;TZID=Europe/Berlin:20310304T020000',
  'DURATION:PT1M',
  'RRULE:FREQ=HOURLY',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`a calendar subscribes by an address that is shown once and can be revoked, ${how}`, async ({ api, open }) => {
    await api.blackout({ name: 'patch day', start: '2031-03-04T08:00', duration: '1h' });
    const page = await open('subscriber', { as: ADMIN, javaScriptEnabled });
    const go = presser(page, javaScriptEnabled);
    const feed = new FeedPanel(page);
    await (javaScriptEnabled ? goLive(page, '/profile') : page.goto('/profile'));
    await feed.name.fill('phone');
    await go(feed.make);
    await expect(feed.address).toContainText('/calendar.ics?key=lull_feed_');
    const address = (await feed.address.textContent()) ?? '';
    await expect(feed.row('phone')).toContainText('never');
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/calendar');
    expect(await answer.text()).toContain('SUMMARY:patch day');

    await page.reload();
    await expect(feed.row('phone')).toBeVisible();
    await expect(feed.address).toHaveCount(0);
    await feed.revoke('phone').click();
    await go(feed.revokeIndeed('phone'));
    await expect(feed.row('phone')).toContainText('Revoked');
    expect((await fetch(address)).status).toBe(404);
  });

  test(`a calendar is imported after a look at it, and known the next time, ${how}`, async ({ open }) => {
    const page = await open('importer', { as: ADMIN, javaScriptEnabled });
    const go = presser(page, javaScriptEnabled);
    const to = (path: string) => (javaScriptEnabled ? goLive(page, path) : page.goto(path));
    const importing = new ImportPage(page);
    const choose = async () => {
      await to('/settings/blackouts/import');
      await expect(importing.heading).toBeVisible();
      if (javaScriptEnabled) {
        const buffer = Buffer.from(CALENDAR);
        await importing.file.setInputFiles({ name: 'ops.ics', mimeType: 'text/calendar', buffer });
        await expect(importing.calendar).toHaveValue(/SUMMARY:Patch day/);
      } else {
        await expect(importing.file).toHaveCount(0);
        await importing.calendar.fill(CALENDAR);
      }
      await go(importing.review);
    };

    await test.step('what is no calendar is said, and stays', async () => {
      await to('/settings/blackouts/import');
      await importing.calendar.fill('nonsense');
      await go(importing.review);
      await expect(importing.problems).toContainText(/the calendar/i);
      await expect(importing.calendar).toHaveValue('nonsense');
    });
    await choose();
    await expect(importing.events).toHaveCount(1);
    await expect(importing.events.nth(0)).toContainText('Would be planned');
    await expect(importing.wanted('Patch day')).toBeChecked();
    await expect(page.locator('main')).toContainText('Line 15: “Ticking”');
    await go(importing.import);
    await expect(new BlackoutsPage(page).row('Patch day')).toBeVisible();

    await choose();
    await expect(importing.events.nth(0)).toContainText('Planned already');
    await expect(importing.import).toHaveCount(0);
  });
}
