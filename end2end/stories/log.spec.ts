import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator } from '@playwright/test';

import { RequestPage } from '../pages/request';
import { CHATTY } from '../support/definitions';
import { goLive } from '../support/live';
import { ADMIN, expect, test } from '../support/story';

const FIRST = 'row 1 of a log that is longer than what a page begins with';

test('a log is followed, paused, wrapped, coloured and downloaded', async ({ lull, api, open }) => {
  await api.define(CHATTY);
  const until = join(lull.folder, 'the-end');
  const { id } = await api.run('chatty', { until });
  const page = await open('reader', { as: ADMIN });
  const { log } = new RequestPage(page);
  await goLive(page, `/requests/${id}`);
  await expect(log).toContainText('tick 2');
  await expect(page.locator('.log-link')).toHaveText('Live');
  await expect(log).not.toContainText(FIRST);

  const red = log.getByText('red', { exact: true });
  await expect(red).toHaveClass(/ansi-ink-1/);
  const plain = log.getByText('and plain');
  expect(await colour(red)).not.toBe(await colour(plain));

  await page.getByRole('button', { name: 'Pause' }).click();
  const before = await log.innerText();
  await expect(page.getByRole('button', { name: /^Go on \(\d+ new\)/ })).toBeVisible();
  expect(await log.innerText()).toBe(before);
  await page.getByRole('button', { name: /^Go on/ }).click();
  await expect.poll(() => log.innerText()).not.toBe(before);

  const wide = () => log.evaluate((it) => it.scrollWidth > it.clientWidth);
  expect(await wide()).toBe(true);
  await page.getByLabel('Wrap lines').check();
  expect(await wide()).toBe(false);

  await writeFile(until, '');
  await expect.poll(async () => (await api.request(id)).status).toBe('succeeded');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download' }).click(),
  ]);
  const text = await readFile(await file.path(), 'utf8');
  expect(text.startsWith(FIRST)).toBe(true);
  expect(text).toContain('tick 1\n');
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';
  test(`the address of a line opens the log around it, ${how}`, async ({ lull, api, open }) => {
    await api.define(CHATTY);
    const until = join(lull.folder, 'the-end');
    await writeFile(until, '');
    const { id } = await api.run('chatty', { until });
    await expect.poll(async () => (await api.request(id)).status).toBe('succeeded');
    const page = await open('reader', { as: ADMIN, javaScriptEnabled });
    const { log } = new RequestPage(page);
    const go = (path: string) => (javaScriptEnabled ? goLive(page, path) : page.goto(path).then(() => undefined));
    const line = (number: number) => page.locator(`#talk-L${number}`);

    await go(`/requests/${id}`);
    await expect(line(9001)).toContainText('red and plain');
    await line(9001).getByRole('link').click();
    await expect(page).toHaveURL(/\?step=talk&attempt=1&at=9001#talk-L9001$/);
    await expect(line(9001)).toBeInViewport();
    expect(await isTarget(line(9001)), 'it is marked').toBe(true);

    // Somebody else gets the address of a line far before what a page begins with.
    await go(`/requests/${id}?step=talk&attempt=1&at=4321#talk-L4321`);
    await expect(line(4321)).toContainText('row 4321 of');
    await expect(line(4321)).toBeInViewport();
    expect(await isTarget(line(4321)), 'it is marked').toBe(true);
    await expect(log).not.toContainText(FIRST);
    await page.getByRole('link', { name: 'Show the log from its beginning' }).click();
    await expect(line(1)).toContainText(FIRST);
  });
}

function colour(text: Locator): Promise<string> {
  return text.evaluate((it) => getComputedStyle(it).color);
}

function isTarget(line: Locator): Promise<boolean> {
  return line.evaluate((it) => it.matches(':target'));
}
