import { BlackoutForm, BlackoutPage, BlackoutsPage, local } from '../pages/blackouts';
import { goLive } from '../support/live';
import { presser } from '../support/plain';
import { ADMIN, expect, test } from '../support/story';

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`one that is not held yet is changed and called off, ${how}`, async ({ api, open, complaints }) => {
    complaints.expect(/app\/blackouts\/edit.*(412|422)/);
    const start = local(26 * 60);
    const message = 'Deployments pause for the patch day.';
    const id = await api.blackout({ name: 'patch day', start, duration: '1h', message });
    const page = await open('planner', { as: ADMIN, javaScriptEnabled });
    const go = presser(page, javaScriptEnabled);
    const to = (path: string) => (javaScriptEnabled ? goLive(page, path) : page.goto(path));
    const blackout = new BlackoutPage(page);
    const form = new BlackoutForm(page);
    const save = page.getByRole('button', { name: 'Save the change' });
    await to(`/settings/blackouts/${id}`);
    await expect(blackout.stage).toHaveText('Planned');
    await blackout.change.click();
    await expect(form.duration).toHaveValue('1h');
    await form.duration.fill('0m');
    await go(save);
    await expect(form.duration).toHaveAttribute('aria-invalid', 'true');

    await test.step('what somebody else saved meanwhile is not written over unseen', async () => {
      await api.change(id, { reason: 'theirs' });
      await form.duration.fill('2h');
      await go(save);
      await expect(form.problems).toContainText('Somebody else changed this');
      await expect(form.duration).toHaveValue('2h');
    });
    await expect(async () => {
      await go(save);
      await expect(blackout.heading).toHaveText('patch day', { timeout: 2_000 });
    }).toPass();
    await expect(blackout.plan).toContainText('for 2 h in UTC');

    await blackout.callOff.click();
    await go(blackout.reallyCallOff);
    await expect(blackout.stage).toHaveText('Called off');
    await expect(blackout.change).toBeHidden();
    await expect(blackout.course).toContainText(`${ADMIN.username} called it off`);
    const list = new BlackoutsPage(page);
    await to('/settings/blackouts');
    await expect(page.locator('main')).toContainText('No blackout is planned.');
    await list.range.selectOption('Past 30 days');
    await go(list.show);
    await expect(list.row('patch day')).toContainText('Called off');
  });

  test(`one under way is extended, ended early and confirmed, ${how}`, async ({ api, open, complaints }) => {
    complaints.expect(/app\/blackouts\/extend.*422/);
    const page = await open('planner', { as: ADMIN, javaScriptEnabled });
    const go = presser(page, javaScriptEnabled);
    const to = (path: string) => (javaScriptEnabled ? goLive(page, path) : page.goto(path));
    const blackout = new BlackoutPage(page);
    const soon = new Date(Date.now() + 2_000).toISOString().slice(0, 19);
    const id = await api.blackout({ name: 'patch day', start: soon, duration: '1h', at_end: 'confirm' });
    await to(`/settings/blackouts/${id}`);
    await expect(blackout.change).toBeHidden();
    await blackout.newEnd.fill(local(5));
    await go(blackout.extend);
    await expect(blackout.newEnd).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByRole('alert')).toContainText('not later than the present one');
    await blackout.newEnd.fill('2031-03-04T12:00');
    await go(blackout.extend);
    await expect(page.getByRole('alert')).toContainText('longer than');
    const later = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 16);
    await blackout.newEnd.fill(later);
    await go(blackout.extend);
    await expect(blackout.course.getByRole('row').filter({ hasText: 'Planned end' })).toContainText(later.slice(11));

    await expect.poll(() => Date.now() > Date.parse(`${soon}Z`) + 1_000).toBe(true);
    await (javaScriptEnabled ? Promise.resolve() : page.reload());
    await blackout.end.click();
    await go(blackout.reallyEnd);
    await expect(blackout.stage).toHaveText('Waits for a confirmation');
    expect(await api.phase()).toBe('quiet');
    await go(blackout.confirm);
    await expect(blackout.stage).toHaveText('Over');
    await expect(blackout.course).toContainText(`${ADMIN.username} confirmed`);
    for (const [what, by] of [
      ['It was planned.', ADMIN.username],
      ['The end was moved to', ADMIN.username],
      ['Nothing new started any more', 'Lull, by itself'],
      ['It was ended early.', ADMIN.username],
      ['It was confirmed that it may open.', ADMIN.username],
    ] as const) {
      await expect(blackout.history.getByRole('row').filter({ hasText: what })).toContainText(by);
    }
    expect(await api.phase()).toBe('open');
  });
}

test('who may only read sees blackouts and changes none', async ({ api, open, complaints }) => {
  complaints.expect(/settings\/blackouts\/new.*403/);
  const viewer = { username: 'vera', password: 'vera-password' };
  await api.addUser(viewer.username, 'viewer', viewer.password);
  const id = await api.blackout({ name: 'patch day', start: local(120), duration: '1h' });
  const page = await open('viewer', { as: viewer });
  await goLive(page, '/settings/system');
  await page.getByRole('link', { name: 'See Maintenance Blackouts' }).click();
  await expect(new BlackoutsPage(page).row('patch day')).toBeVisible();
  await expect(new BlackoutsPage(page).create).toHaveCount(0);
  await page.getByRole('link', { name: 'patch day' }).click();
  const blackout = new BlackoutPage(page);
  await expect(blackout.plan).toBeVisible();
  for (const act of [blackout.change, blackout.callOff, blackout.extend]) {
    await expect(act).toBeHidden();
  }
  await page.goto('/settings/blackouts/new');
  await expect(page.getByRole('alert')).toContainText('Manage Maintenance Mode');
  expect(await api.stage(id)).toBe('announced');
});
