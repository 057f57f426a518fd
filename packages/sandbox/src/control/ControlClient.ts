import { z } from 'zod';
import { SandboxError, type SandboxErrorCode } from '../errors';
import { findRunning, layoutOf, readState } from '../state';

const statusSchema = z.object({
  registry: z.string(),
  git: z.string(),
  clusters: z.array(z.object({ name: z.string(), url: z.string() })),
  faults: z.array(z.string()),
});
const errorSchema = z.object({ code: z.string(), message: z.string() });

/** What a sandbox tells of itself. */
export type SandboxStatus = z.infer<typeof statusSchema>;

/** Speaks to the sandbox that runs on a folder, from another process. */
export class ControlClient {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws SandboxError NOT_RUNNING */
  static async connect(stateDir: string): Promise<ControlClient> {
    const layout = layoutOf(stateDir);
    const [state, running] = [
      await readState(layout),
      await findRunning(layout),
    ];
    if (!state || !running?.controlUrl) throw notRunning(layout.root);
    return new ControlClient(running.controlUrl, state.controlToken);
  }

  status(): Promise<SandboxStatus> {
    return this.#send('GET', '/status');
  }

  breakIt(request: {
    what: string;
    cluster?: string;
    namespace?: string;
    message?: string;
  }): Promise<SandboxStatus> {
    return this.#send('POST', '/break', request);
  }

  mend(what: string): Promise<SandboxStatus> {
    return this.#send('POST', '/mend', { what });
  }

  async #send(
    method: string,
    path: string,
    body?: object,
  ): Promise<SandboxStatus> {
    let response: Response;
    try {
      response = await fetch(this.url + path, {
        method,
        headers: { Authorization: `Bearer ${this.token}` },
        body: body && JSON.stringify(body),
      });
    } catch (error) {
      throw notRunning(this.url, error);
    }
    const answer: unknown = await response.json();
    if (response.ok) return statusSchema.parse(answer);
    const { code, message } = errorSchema.parse(answer);
    throw new SandboxError({ code: code as SandboxErrorCode, message });
  }
}

function notRunning(where: string, cause?: unknown): SandboxError {
  return new SandboxError({
    code: 'NOT_RUNNING',
    message: `no sandbox runs on ${where}: start it with yarn sandbox, or name its folder with --state <folder>`,
    cause,
  });
}
