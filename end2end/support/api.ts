import { ADMIN, type Lull } from './lull';

/** A request as REST tells it; only what the stories look at. */
export interface RequestRecord {
  id: string;
  status: string;
  refusal?: { rule: string; reason: string | null; owner: string } | null;
}

/** Somebody at the REST interface: sets a scene up, and looks behind the pages. */
export class Api {
  private constructor(
    private readonly lull: Lull,
    private readonly token: string,
  ) {}

  /** Logs in. */
  static async as(lull: Lull, who: { username: string; password: string } = ADMIN): Promise<Api> {
    const answer = await fetch(`${lull.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: lull.url },
      body: JSON.stringify({ username: who.username, password: who.password }),
    });
    const { token } = (await settled(answer)) as { token: string };
    return new Api(lull, token);
  }

  /** Gives the user's id. */
  async addUser(username: string, role: 'administrator' | 'operator' | 'viewer', password: string): Promise<string> {
    return ((await this.call('POST', '/users', { username, role, password })) as { id: string }).id;
  }

  async define(definition: string): Promise<string> {
    return ((await this.call('POST', '/processes', { definition })) as { id: string }).id;
  }

  /** Saves another version. */
  async update(process: string, definition: string): Promise<void> {
    await this.call('PUT', `/processes/${process}`, { definition });
  }

  async cancel(id: string): Promise<void> {
    await this.call('POST', `/requests/${id}/cancel`);
  }

  /** Starts a process; under a hold this is its refusal. */
  async run(process: string, inputs: Record<string, string> = {}): Promise<RequestRecord> {
    const answer = await this.send('POST', '/requests', { process, inputs });
    const body = (await answer.json()) as RequestRecord & { request?: RequestRecord };
    if (answer.status === 409 && body.request) {
      return body.request;
    }
    if (!answer.ok) {
      throw new Error(`POST /requests: ${answer.status} ${JSON.stringify(body)}`);
    }
    return body;
  }

  /** Has a process start at an instant. */
  async plan(process: string, at: string): Promise<void> {
    await this.call('POST', '/requests', { process, inputs: {}, at });
  }

  async request(id: string): Promise<RequestRecord> {
    return (await this.call('GET', `/requests/${id}`)) as RequestRecord;
  }

  async tasks(): Promise<{ id: string; prompt: string }[]> {
    return ((await this.call('GET', '/tasks')) as { items: { id: string; prompt: string }[] }).items;
  }

  async respond(task: string, answer: { outcome: string; comment: string }): Promise<void> {
    await this.call('POST', `/tasks/${task}/respond`, answer);
  }

  async maintenance(change: Record<string, unknown>): Promise<void> {
    await this.call('PUT', '/maintenance', change);
  }

  /** Plans a blackout that leaves the database online, unless the draft says otherwise; gives its id. */
  async blackout(draft: Record<string, unknown>): Promise<string> {
    const whole = { zone: 'UTC', database_offline: false, ...draft };
    return ((await this.call('POST', '/blackouts', whole)) as { id: string }).id;
  }

  /** How far a blackout has come. */
  async stage(id: string): Promise<string> {
    const blackout = (await this.call('GET', `/blackouts/${id}`)) as { occurrence: { stage: { stage: string } } };
    return blackout.occurrence.stage.stage;
  }

  /** Does something to a blackout: `cancel`, `end`, `confirm`. */
  async act(id: string, act: string): Promise<void> {
    await this.call('POST', `/blackouts/${id}/${act}`);
  }

  /** Changes a blackout. */
  async change(id: string, edit: Record<string, unknown>): Promise<void> {
    await this.call('PATCH', `/blackouts/${id}`, edit);
  }

  async phase(): Promise<string> {
    return ((await this.call('GET', '/status')) as { phase: string }).phase;
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    return settled(await this.send(method, path, body));
  }

  private send(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.lull.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

async function settled(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${answer.url}: ${answer.status} ${text}`);
  }
  return text === '' ? undefined : JSON.parse(text);
}
