import { DONE } from '../support/definitions';
import { goLive, untilLive } from '../support/live';
import { ADMIN, expect, test } from '../support/story';

/** The code of the processes' pages. */
const PART = /\/pkg\/split_processes\.[0-9a-f]+\.wasm$/;

test('the code of a page comes when the page is visited, and once', async ({ open }) => {
  const page = await open('reader', { as: ADMIN });
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/\.wasm$/.test(request.url())) {
      asked.push(request.url());
    }
  });
  await goLive(page, '/requests');
  expect(asked.filter((url) => !/lull_bg/.test(url))).toEqual([]);
  await page.getByRole('link', { name: 'Processes', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Processes');
  expect(asked.filter((url) => PART.test(url))).toHaveLength(1);
  expect(new Set(asked).size).toBe(asked.length);
});

test('a page whose code does not come on the way to it comes whole, and is used without script', async ({
  api,
  complaints,
  open,
}) => {
  complaints.expect(/net::ERR_FAILED|Failed to fetch/);
  await api.define(DONE);
  const page = await open('reader', { as: ADMIN });
  await page.route(PART, (route) => route.abort());
  await goLive(page, '/requests');
  const whole = page.waitForEvent('domcontentloaded');
  await page.getByRole('link', { name: 'Processes', exact: true }).click();
  await whole;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Processes');
  await expect(page).toHaveURL(/\/processes$/);

  await page.getByRole('link', { name: 'done', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('done');
  await page.unroute(PART);
  await untilLive(page, () => page.getByRole('link', { name: 'Processes', exact: true }).first().click());
  await page.evaluate(() => ((window as { kept?: boolean }).kept = true));
  await page.getByRole('link', { name: 'done', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('done');
  expect(await page.evaluate(() => (window as { kept?: boolean }).kept)).toBe(true);
});
