import type { Locator, Page } from '@playwright/test';

/** The strip on top of every page. */
export class Banner {
  /** The strip, always there. */
  readonly strip: Locator;
  /** What it says; empty while Lull is open. */
  readonly words: Locator;
  /** Said when the stream has been cut for a while. */
  readonly paused: Locator;

  constructor(private readonly page: Page) {
    this.strip = page.locator('header.strip');
    this.words = this.strip.getByRole('status');
    this.paused = this.strip.getByText('Live updates paused');
  }

  /** When it first says this, by the browser's clock in milliseconds, which is this host's. */
  seenAt(words: string): Promise<number> {
    return this.page.evaluate(
      (words) =>
        new Promise<number>((resolve) => {
          const banner = document.querySelector('header.strip [role=status]');
          if (!banner) throw new Error('there is no banner');
          const look = () => {
            if (!banner.textContent?.includes(words)) return;
            observer.disconnect();
            resolve(Date.now());
          };
          const observer = new MutationObserver(look);
          observer.observe(banner, { childList: true, characterData: true, subtree: true });
          look();
        }),
      words,
    );
  }
}
