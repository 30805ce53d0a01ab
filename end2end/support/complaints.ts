import type { BrowserContext, ConsoleMessage } from '@playwright/test';

/**
 * What the browsers of a story complained about: errors and warnings on the console (panics, failed hydration and
 * violations of the content security policy among them) and uncaught errors.
 */
export class Complaints {
  private readonly heard: string[] = [];
  private readonly meant: RegExp[] = [];

  /** Listens to every page of a context. */
  follow(context: BrowserContext, who: string): void {
    context.on('console', (message) => this.hear(who, message));
    context.on('weberror', (error) => this.heard.push(`${who}: uncaught ${error.error()}`));
  }

  /** Names complaints that this story brings about on purpose, such as a refused connection. */
  expect(pattern: RegExp): void {
    this.meant.push(pattern);
  }

  /** The others. */
  unexpected(): string[] {
    return this.heard.filter((words) => !this.meant.some((pattern) => pattern.test(words)));
  }

  private hear(who: string, message: ConsoleMessage): void {
    if (message.type() === 'error' || message.type() === 'warning') {
      this.heard.push(`${who}: ${message.type()} at ${message.location().url}: ${message.text()}`);
    }
  }
}
