import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect } from '@playwright/test';

import { executable, site } from './place';

/** The first administrator. */
export const ADMIN = { username: 'admin', password: 'first-admin-password' };

/** A real server on a folder and a port of its own. */
export class Lull {
  private child: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    private readonly port: number,
  ) {}

  /** Starts one on an empty folder. */
  static async start(): Promise<Lull> {
    if (!existsSync(executable)) {
      throw new Error(`there is no ${executable}: run \`cargo xtask build\`, or say where it is by LULL_BIN`);
    }
    const folder = await mkdtemp(join(tmpdir(), 'lull-story-'));
    const lull = new Lull(folder, await freePort());
    await mkdir(lull.data, { mode: 0o700 });
    await lull.startAgain();
    return lull;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts on the same folder and port. Returns once it says that it is ready, or that it lives: it is not ready offline. */
  async startAgain(until: 'ready' | 'alive' = 'ready'): Promise<void> {
    const log = createWriteStream(this.logFile, { flags: 'a' });
    const child = spawn(executable, ['serve'], {
      cwd: this.folder,
      env: {
        ...this.environment,
        LULL_ADDR: `127.0.0.1:${this.port}`,
        LULL_ADMIN_PASSWORD: ADMIN.password,
        LULL_SITE: site,
        LULL_LOG_FORMAT: 'human',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    this.child = child;
    await expect
      .poll(() => this.says(until, child), { message: `lull is ${until} (its log: ${this.logFile})`, timeout: 20_000 })
      .toBe(true);
  }

  /** Runs `lull ctl` on its host, as an operator would; gives what that says. */
  async ctl(...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(executable, ['ctl', ...words, '--data-dir', this.data], {
      cwd: this.folder,
      env: this.environment,
    });
    return stdout;
  }

  /** Ends it the hard way, as a power cut would. */
  async killNine(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it and deletes its folder. */
  async close(): Promise<void> {
    await this.end('SIGTERM');
    // A step that goes on under its supervisor may still write there.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  /** What it has logged so far. */
  async log(): Promise<string> {
    return readFile(this.logFile, 'utf8');
  }

  private get logFile(): string {
    return join(this.folder, 'lull.log');
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: this.folder,
      TZ: 'UTC',
      LULL_DATA_DIR: this.data,
    };
  }

  private async says(what: 'ready' | 'alive', child: ChildProcess): Promise<boolean> {
    if (child.exitCode !== null) {
      throw new Error(`lull ended at once with ${child.exitCode}:\n${await this.log()}`);
    }
    const answer = await fetch(`${this.url}/${what === 'ready' ? 'readyz' : 'healthz'}`).catch(() => undefined);
    return answer?.status === 200;
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const gone = once(child, 'exit');
    child.kill(signal);
    const tooLate = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(tooLate);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('no free port');
  }
  return address.port;
}
