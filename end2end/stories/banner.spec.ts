import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { Banner } from '../pages/banner';
import { LoginPage } from '../pages/login';
import { ASKING, DONE, QUICK } from '../support/definitions';
import { goLive, untilLive } from '../support/live';
import { source } from '../support/place';
import { ADMIN, expect, test } from '../support/story';
import { Wire } from '../support/wire';

const HELD = 'Maintenance: nothing new starts';
/** The next day's noon in UTC: 21:00 in Tokyo, 17:30 in Kolkata, in summer and in winter. */
const END = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T12:00:00Z`;
const HOLD = { enabled: true, reason: 'index rebuild', message: 'Back by four.', estimated_end: END };

test('the banner is in the first HTML of every page', async ({ lull, api, open }) => {
  const process = await api.define(ASKING);
  const user = await api.addUser('otto', 'operator', 'otto-password');
  const blackout = await api.blackout({ name: 'patch day', start: '2031-03-04T12:00', duration: '1h' });
  const request = await api.run('sign-off');
  await expect.poll(async () => (await api.tasks()).length).toBe(1);
  const [task] = await api.tasks();
  const ids: Record<string, string> = {
    '/requests': request.id,
    '/tasks': task?.id ?? '',
    '/processes': process,
    '/settings/users': user,
    '/settings/blackouts': blackout,
  };
  await api.maintenance(HOLD);
  const context = (await open('reader', { as: ADMIN })).context();
  const paths = (await routes()).map((route) => {
    const list = route.slice(0, route.indexOf('/:id'));
    return route.replace(':id', ids[list] ?? '');
  });
  for (const path of [...paths, '/no/such/page']) {
    expect(path, 'an id for every route').not.toMatch(/\/$|\/\/|:/);
    const answer = await context.request.get(`${lull.url}${path}`);
    const html = await answer.text();
    expect(html, path).toContain(HELD);
    expect(html, path).toContain('index rebuild');
  }
});

test('strangers read the public message on the log-in page, and nowhere the reason or the owner', async ({
  api,
  open,
}) => {
  await api.maintenance({ ...HOLD, reason: 'the-secret-reason' });
  const page = await open('stranger');
  const html = await (await page.context().request.get('/login')).text();
  expect(html).toContain('Back by four.');
  expect(html).not.toContain('the-secret-reason');

  await goLive(page, '/login');
  await expect(new Banner(page).words).toContainText('Back by four.');
  await expect(new Banner(page).words).not.toContainText(ADMIN.username);
  expect(await page.content()).not.toContain('the-secret-reason');
});

for (const width of [1280, 390]) {
  for (const path of ['/requests', '/login']) {
    test(`nothing moves when the banner comes and goes, ${path}, ${width} wide`, async ({ api, open }) => {
      await api.define(DONE);
      await api.define(QUICK);
      for (let times = 0; times < 12; times += 1) {
        await api.run(times % 2 ? 'done' : 'say-hello');
      }
      const viewport = { width, height: 800 };
      const page = await open('reader', path === '/login' ? { viewport } : { as: ADMIN, viewport });
      await page.addInitScript(() => {
        const shifts: number[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          shifts.push(...list.getEntries().map((entry) => (entry as PerformanceEntry & { value: number }).value));
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await goLive(page, path);
      const banner = new Banner(page);
      const before = await page.locator('main').boundingBox();

      await api.maintenance(HOLD);
      await expect(banner.words).toContainText(HELD);
      expect((await page.locator('main').boundingBox())?.y).toEqual(before?.y);
      await api.maintenance({ enabled: false });
      await expect(banner.words).toBeEmpty();
      // What the observer tells comes in order: once it has told of this one, it has told of all before it.
      await page.evaluate(() => document.querySelector('main')?.prepend(document.createElement('hr')));
      await expect.poll(() => shifts(page)).not.toEqual([]);
      expect(await shifts(page), 'the one that was made on purpose').toHaveLength(1);
    });
  }
}

test('a long reason and a long message can be read whole', async ({ api, open }) => {
  const long = (words: string) => `${words} `.repeat(40).slice(0, 300).trim();
  const [reason, message] = [long('index rebuild after the import'), long('back by four, if nothing else breaks')];
  await api.maintenance({ enabled: true, reason, message });
  for (const width of [1280, 390]) {
    const viewport = { width, height: 800 };
    const stranger = await open('stranger', { viewport });
    await goLive(stranger, '/login');
    await expect(stranger.locator('main').getByText(message)).toBeVisible();
    expect(await stranger.content()).not.toContain(reason);

    const page = await open('reader', { as: ADMIN, viewport });
    await goLive(page, '/maintenance');
    const hold = page.getByRole('region', { name: 'Why, and until when' });
    for (const words of [reason, message]) {
      await expect(hold.getByText(words)).toBeVisible();
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, 'pixels wider than the window').toBeLessThanOrEqual(0);
  }
});

test('a stream that was cut comes back by itself and tells the present state', async ({
  lull,
  api,
  open,
  complaints,
}) => {
  complaints.expect(/ERR_(EMPTY_RESPONSE|CONNECTION_RESET|CONNECTION_CLOSED|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)/);
  const wire = await Wire.to(lull.url);
  const page = await open('reader', { baseURL: wire.url, as: ADMIN });
  const banner = new Banner(page);
  await goLive(page, '/requests');

  await test.step('closed while it was cut', async () => {
    wire.cut();
    await expect(banner.paused).toBeVisible();
    await api.maintenance(HOLD);
    await expect(banner.words).toBeEmpty();
    await untilLive(page, async () => wire.mend());
    await expect(banner.words).toContainText(HELD);
    await expect(banner.paused).toBeHidden();
  });

  await test.step('opened while it was cut', async () => {
    wire.cut();
    await expect(banner.paused).toBeVisible();
    await api.maintenance({ enabled: false });
    await expect(banner.words).toContainText(HELD);
    await untilLive(page, async () => wire.mend());
    await expect(banner.words).toBeEmpty();
  });
  // The reader first: a page without its server complains.
  await page.context().close();
  wire.close();
});

test('times are in the reader’s zone, which is named; the profile’s zone wins over the browser’s', async ({
  lull,
  api,
  open,
}) => {
  await api.maintenance(HOLD);
  const page = await open('reader', { as: ADMIN, timezoneId: 'Asia/Tokyo' });
  const { request } = page.context();
  const html = async () => (await request.get('/requests')).text();
  const banner = new Banner(page);

  expect(await html(), 'not known before the first page').toContain('12:00 UTC');
  await goLive(page, '/requests');
  await expect(banner.words).toContainText('21:00 JST');
  expect(await html(), 'known from a cookie afterwards').toContain('21:00 JST');

  await request.post('/app/profile/zone', { form: { zone: 'Asia/Kolkata' }, headers: { origin: lull.url } });
  expect(await html()).toContain('17:30 IST');
  await goLive(page, '/requests');
  await expect(banner.words).toContainText('17:30 IST');
});

test('script in a reason is text', async ({ api, open }) => {
  const script = '</script><script>window.ran=1</script><img src=x onerror="window.ran=1">';
  const page = await open('reader', { as: ADMIN });
  const stranger = await open('stranger');
  await goLive(stranger, '/login');
  await api.maintenance({ enabled: true, reason: script, message: script });

  // In the stream, in the first HTML, and in what the first HTML hands to script.
  await expect(new Banner(stranger).words).toContainText(script);
  await new LoginPage(stranger).logIn(ADMIN);
  for (const path of ['/requests', '/maintenance', '/settings/system', '/settings/audit']) {
    await goLive(page, path);
    await expect(new Banner(page).words).toContainText(script);
    expect(await page.evaluate(() => 'ran' in window), path).toBe(false);
  }
  expect(await stranger.evaluate(() => 'ran' in window)).toBe(false);
});

function shifts(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
}

/** Every path of the app, as its table of routes has them. */
async function routes(): Promise<string[]> {
  const table = await readFile(join(source, 'routes.rs'), 'utf8');
  const paths = [...table.matchAll(/path!\("([^"]+)"\)/g)].flatMap((found) => found[1] ?? []);
  expect(paths.length, 'routes found').toBeGreaterThan(15);
  return paths.filter((path) => path !== '/');
}
