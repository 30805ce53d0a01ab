import type { Locator, Page } from '@playwright/test';

import { Banner } from '../pages/banner';
import { LoginPage } from '../pages/login';
import { RequestPage } from '../pages/request';
import { RunPage } from '../pages/run';
import { SystemSettings } from '../pages/settings';
import { TaskPage } from '../pages/tasks';
import { ASKING, QUICK } from '../support/definitions';
import { goLive, untilLive } from '../support/live';
import { ADMIN, expect, test } from '../support/story';

/** Presses Tab until something has the focus; every stop on the way must show that it has it. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let stops = 0; stops < 80; stops += 1) {
    await page.keyboard.press('Tab');
    const shown = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return 'the page itself';
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
      const visible = (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
      return visible ? '' : at.outerHTML.slice(0, 120);
    });
    expect(shown === 'the page itself' ? '' : shown, 'the focus is visible').toBe('');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}

test('the first stop leads over the navigation to the content', async ({ open }) => {
  const page = await open('keys', { as: ADMIN });
  await goLive(page, '/requests');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

test('logging in, ticking the box and saving, with the keyboard only', async ({ open, api }) => {
  const page = await open('keys');
  const login = new LoginPage(page);
  await goLive(page, '/login');
  await tabTo(page, login.username);
  await page.keyboard.type(ADMIN.username);
  await tabTo(page, login.password);
  await page.keyboard.type(ADMIN.password);
  await untilLive(page, () => page.keyboard.press('Enter'));

  const settings = new SystemSettings(page);
  await tabTo(page, page.getByRole('link', { name: 'Settings' }));
  await page.keyboard.press('Enter');
  await tabTo(page, settings.box);
  await page.keyboard.press('Space');
  await tabTo(page, settings.reason);
  await page.keyboard.type('index rebuild');
  await tabTo(page, settings.save);
  await page.keyboard.press('Enter');
  await tabTo(page, settings.enable);
  await page.keyboard.press('Enter');
  await expect(new Banner(page).words).toContainText('index rebuild');
  expect(await api.phase()).toBe('quiet');
});

test('running a process and answering its task, with the keyboard only', async ({ open, api }) => {
  await api.define(ASKING);
  await api.define(QUICK);
  const page = await open('keys', { as: ADMIN });
  await goLive(page, '/processes');
  await tabTo(page, page.locator('main').getByRole('link', { name: 'sign-off', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'sign-off' })).toBeVisible();
  await tabTo(page, page.locator('main').getByRole('link', { name: /^Run/ }).first());
  await page.keyboard.press('Enter');
  await tabTo(page, new RunPage(page).run);
  await page.keyboard.press('Enter');
  const request = new RequestPage(page);
  await expect(request.status).toHaveText('Running');

  const task = new TaskPage(page);
  await tabTo(page, page.getByRole('link', { name: /^Work items/ }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('link', { name: 'Respond' }));
  await page.keyboard.press('Enter');
  await tabTo(page, task.succeeded);
  await page.keyboard.press('Space');
  await tabTo(page, task.comment);
  await page.keyboard.type('Read it twice.');
  await tabTo(page, task.send);
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toContainText('Read it twice.');
  await expect.poll(async () => (await api.tasks()).length).toBe(0);
});
