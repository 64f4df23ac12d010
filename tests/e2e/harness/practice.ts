import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { program } from './app.ts';
import { SAMPLE } from './places.ts';

/** What the journal of the practice services says of a request. */
export interface Entry {
  method: string;
  path: string;
  applied: boolean;
  /** SHA-256 of the file that was taken in. */
  payload_sha256: string | null;
}

/** A caption track, as YouTube tells it. */
export interface Track {
  id: string;
  snippet: { name: string; trackKind: string; isDraft: boolean };
}

/** What the practice services hold, as far as it is asked for here. */
interface World {
  studio: { caption_files: { content: string }[] };
  youtube: { tracks: { content: string }[] };
}

/** The file among those that are held whose bytes a request brought. */
function held(files: readonly { content: string }[], { payload_sha256 }: Entry): string {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const found = files.find(({ content }) => sha256(content) === payload_sha256);
  if (found === undefined) throw new Error('what the journal says was sent is not held');
  return found.content;
}

/** Studio, YouTube and Rev, played on this machine. */
export class Practice {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    private readonly control: number,
  ) {}

  /** Starts them with the newcomer's world, or another in a file; they end with this process. */
  static async start(world?: string): Promise<Practice> {
    const services = realpathSync(process.env['CUEWRIGHT_PRACTICE_PROGRAM'] ?? join(dirname(program()), 'practice-services'));
    const child = spawn(services, ['--media', SAMPLE, '--tied', ...(world === undefined ? [] : ['--world', world])], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { port, control_port } = JSON.parse(line) as { port: number; control_port: number };
    return new Practice(child, port, control_port);
  }

  /** What the editor is told of them. */
  get env(): Record<string, string> {
    return { CUEWRIGHT_PRACTICE: String(this.port) };
  }

  /** Nobody can be reached any more, as without a network. */
  async goOffline(): Promise<void> {
    await this.post('faults', [{ match: {}, act: { kind: 'refuse' } }]);
  }

  /** Everybody can be reached again. */
  async comeBack(): Promise<void> {
    await this.post('faults', []);
  }

  /** Moves their clock on. */
  async wait(seconds: number): Promise<void> {
    await this.post('clock', { advance_s: seconds });
  }

  /** The requests that changed something, of a method and on a path. */
  async applied(method: string, path: RegExp): Promise<Entry[]> {
    const journal = (await this.get('journal')) as Entry[];
    return journal.filter((entry) => entry.applied && entry.method === method && path.test(entry.path));
  }

  /** How often captions of a track were fetched from YouTube. */
  async downloads(): Promise<number> {
    const journal = (await this.get('journal')) as Entry[];
    return journal.filter(({ method, path }) => method === 'GET' && /^\/youtube\/v3\/captions\/./.test(path)).length;
  }

  /** The captions that Studio took last, as they arrived; they must be what the journal says was sent. */
  async handedIn(entry: Entry): Promise<string> {
    return held((await this.world()).studio.caption_files, entry);
  }

  /** The captions of a track of the practice video that YouTube took with a request. */
  async pushed(entry: Entry): Promise<string> {
    return held((await this.world()).youtube.tracks, entry);
  }

  private async world(): Promise<World> {
    return ((await this.get('state')) as { world: World }).world;
  }

  /** A track of the practice video by its name, as YouTube tells it. */
  async track(name: string): Promise<Track> {
    const list = (await this.youtube('GET', '/youtube/v3/captions?part=id%2Csnippet&videoId=LampAndLens')) as { items: Track[] };
    const found = list.items.find((one) => one.snippet.name === name && one.snippet.trackKind === 'standard');
    if (found === undefined) throw new Error(`the video has no track "${name}"`);
    return found;
  }

  /** Gives a track of the practice video other captions, as someone else would. */
  async changeTrack({ id }: Track, captions: string): Promise<void> {
    const parts = [
      `--b\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify({ id })}\r\n`,
      `--b\r\nContent-Type: application/octet-stream\r\n\r\n${captions}\r\n--b--\r\n`,
    ];
    await this.youtube('PUT', '/upload/youtube/v3/captions?part=id&uploadType=multipart', parts.join(''));
  }

  private async youtube(method: string, path: string, body?: string): Promise<unknown> {
    const headers = { Authorization: 'Bearer practice-youtube-access', 'Content-Type': 'multipart/related; boundary=b' };
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** The numbers of the orders at Rev. */
  async orders(): Promise<string[]> {
    const headers = { Authorization: 'Rev practice-rev-client:practice-rev-user', Accept: 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${this.port}/api/v1/orders`, { headers });
    const list = (await answer.json()) as { orders: { order_number: string }[] };
    return list.orders.map((order) => order.order_number);
  }

  /** Ends them. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private async get(name: string): Promise<unknown> {
    return (await fetch(`http://127.0.0.1:${this.control}/__sim/${name}`)).json();
  }

  private async post(name: string, body: unknown): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.control}/__sim/${name}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the control plane: ${await answer.text()}`);
  }
}
