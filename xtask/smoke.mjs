// Opens the one executable in a browser: the last step of `cargo xtask dist`.
//
// It starts away from the checkout, so that nothing but the executable can answer.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(new URL('../end2end/package.json', import.meta.url));
const { chromium } = require('playwright-core');

const folder = await mkdtemp(join(tmpdir(), 'lull-smoke-'));
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const lull = spawn(process.env.LULL_BIN, ['serve'], {
  cwd: folder,
  env: { PATH: process.env.PATH, HOME: folder, LULL_ADDR: `127.0.0.1:${port}`, LULL_DATA_DIR: join(folder, 'data'), LULL_ADMIN_PASSWORD: 'smoke-test-only' },
  stdio: ['ignore', 'pipe', 'pipe'],
});
let said = '';
lull.stdout.on('data', (words) => { said += words; });
lull.stderr.on('data', (words) => { said += words; });
const ended = new Promise((resolve) => lull.once('exit', (code, signal) => resolve(signal ?? code)));
let failure = null;

try {
  await answers(`${origin}/readyz`, 30_000);
  await opens();
  console.log('smoke test: the executable serves its pages in Chromium');
} catch (e) {
  failure = e;
} finally {
  lull.kill('SIGTERM');
  const end = await ended;
  if (!failure && end !== 0) {
    failure = new Error(`after SIGTERM it ended with ${end}`);
  }
  await rm(folder, { recursive: true, force: true });
}
if (failure) {
  console.error(`error: the smoke test failed: ${failure.message}\n${said.split('\n').slice(-20).join('\n')}`);
  process.exitCode = 1;
}

async function opens() {
  const args = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  if (process.getuid() === 0) {
    args.push('--no-sandbox');
  }
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args });
  try {
    const page = await browser.newPage();
    const complaints = [];
    const packed = new Map();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (e) => complaints.push(String(e)));
    page.on('response', (response) => {
      packed.set(new URL(response.url()).pathname, [response.status(), response.headers()['content-encoding']]);
    });
    const module = page.waitForResponse((response) => response.url().endsWith('.wasm'), { timeout: 15_000 });
    const first = await page.goto(origin, { waitUntil: 'load' });
    expect(first.status() === 200, `the first page answered ${first.status()}`);
    expect((await module).status() === 200, 'the pages\' code was not served');
    await page.waitForLoadState('load');
    expect((await page.locator('h1').first().innerText()).trim() !== '', 'the first page has no heading');
    for (const [path, [status, encoding]] of packed) {
      if (path.startsWith('/pkg/')) {
        expect(status === 200 && encoding === 'br', `${path}: ${status}, content-encoding ${encoding}`);
      }
    }
    expect([...packed.keys()].some((path) => path.endsWith('.css')), 'the page asked for no style sheet');
    // Whatever was reported while the page was taken over has arrived by now.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    expect(complaints.length === 0, `the browser complained: ${complaints.join(' · ')}`);
  } finally {
    await browser.close();
  }
}

function expect(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

async function answers(url, limit) {
  const end = AbortSignal.timeout(limit);
  while (!end.aborted) {
    const code = lull.exitCode ?? lull.signalCode;
    if (code !== null) throw new Error(`it ended with ${code}`);
    const answer = await fetch(url, { signal: end }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not answer within ${limit / 1000} s`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
