import { defineConfig } from '@playwright/test';

// Chromium's sandbox does not work for root, and is left alone for everybody else.
const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'stories',
  outputDir: 'test-results',
  // A browser and a server each; on two cores what is measured in milliseconds suffers from more.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  // Rendering and answers of a debug build on a busy host; what is promised faster says so where it is asked.
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
