import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

import { artifacts } from './place';

const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'] as const;
/** Widths at which nothing may be wider than the window, besides those of the pictures. */
const BETWEEN = [720, 1024, 1440];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Looks at a page in both widths and schemes. */
export async function look(page: Page, name: string, widths = WIDTHS): Promise<void> {
  await mkdir(artifacts, { recursive: true });
  for (const width of widths) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const title = `${name}-${width}-${colorScheme}`;
      await page.screenshot({ path: join(artifacts, `${title}.png`), fullPage: true });
      expect.soft(await found(page, width, colorScheme), `${title}: what axe finds`).toEqual([]);
    }
    expect.soft(await overflow(page), `${name}-${width}: pixels wider than the window`).toBeLessThanOrEqual(0);
  }
  for (const width of widths === WIDTHS ? BETWEEN : []) {
    await page.setViewportSize({ width, height: 800 });
    expect.soft(await overflow(page), `${name}-${width}: pixels wider than the window`).toBeLessThanOrEqual(0);
  }
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** What axe holds against the page. In the dark only colours differ, and those do not by width. */
async function found(page: Page, width: number, colorScheme: string): Promise<unknown[]> {
  if (colorScheme === 'dark' && width !== WIDTHS[0]) return [];
  const axe = new AxeBuilder({ page });
  const { passes, violations } = await (colorScheme === 'dark' ? axe.withRules('color-contrast') : axe.withTags(RULES)).analyze();
  expect(passes.length, 'rules that axe could apply').toBeGreaterThan(0);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })));
}
