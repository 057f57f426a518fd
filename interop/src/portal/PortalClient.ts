import type {
  ModelOverview,
  UploadReceipt,
} from '@waybill/backstage-plugin-waybill-common';
import { GivenUpError, lastLines, waitUntil } from '../processes';

interface TaskEvent {
  readonly body: { readonly message?: string; readonly stepId?: string };
}

/** A scaffolder task that did not complete. */
export class TaskFailedError extends Error {
  readonly log: string;

  constructor(template: string, status: string, log: string) {
    super(
      `The task of template ${template} ended as ${status}; the end of its log:\n${lastLines(
        log,
        15,
      )}`,
    );
    this.name = 'TaskFailedError';
    this.log = log;
  }
}

const TASK_DEADLINE_MS = 120_000;
// Guest tokens live for an hour.
const TOKEN_LIFETIME_MS = 30 * 60_000;

/** What a person does in the portal, over its HTTP API and signed in as guest. */
export class PortalClient {
  readonly #url: string;
  readonly #signal?: AbortSignal;
  #token?: { readonly value: string; readonly readAt: number };

  constructor(options: {
    readonly url: string;
    readonly signal?: AbortSignal;
  }) {
    this.#url = options.url;
    this.#signal = options.signal;
  }

  /** Sends model files as the form does. */
  async upload(tar: Buffer): Promise<UploadReceipt> {
    return await this.#json<UploadReceipt>('POST', '/api/waybill/uploads', {
      contentType: 'application/x-tar',
      headers: { 'X-Waybill-Filename': 'model.tar' },
      body: tar,
    });
  }

  /** Fills the form of a template and waits until its task is done. */
  async runTemplate(
    name: string,
    values: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const templateRef = `template:default/${name}`;
    const { id } = await this.#json<{ id: string }>(
      'POST',
      '/api/scaffolder/v2/tasks',
      {
        contentType: 'application/json',
        body: JSON.stringify({ templateRef, values }),
      },
    );
    const task = `/api/scaffolder/v2/tasks/${id}`;
    const status = await waitUntil(
      async () => {
        const answer = await this.#json<{ status: string }>('GET', task);
        return ['open', 'processing'].includes(answer.status)
          ? undefined
          : answer.status;
      },
      {
        what: `the task of template ${name}`,
        deadlineMs: TASK_DEADLINE_MS,
        intervalMs: 300,
        signal: this.#signal,
        describe: async () => lastLines(await this.#taskLog(task), 15),
      },
    );
    if (status !== 'completed') {
      throw new TaskFailedError(name, status, await this.#taskLog(task));
    }
  }

  /** What the Waybill tab of a model shows. */
  overview(name: string): Promise<ModelOverview> {
    return this.#json<ModelOverview>(
      'GET',
      `/api/waybill/models/resource/default/${name}`,
    );
  }

  /** Waits until the catalog knows a template: it reads its locations after its start. */
  async untilTemplate(name: string): Promise<void> {
    await waitUntil(
      async () =>
        await this.#json<object>(
          'GET',
          `/api/catalog/entities/by-name/template/default/${name}`,
        ),
      {
        what: `the template ${name} in the catalog`,
        deadlineMs: 60_000,
        intervalMs: 500,
        signal: this.#signal,
      },
    );
  }

  async #taskLog(task: string): Promise<string> {
    const events = await this.#json<TaskEvent[]>('GET', `${task}/events`);
    return events
      .map(({ body }) => `${body.stepId ?? ''} ${body.message ?? ''}`.trim())
      .join('\n');
  }

  async #json<T>(
    method: string,
    path: string,
    content?: {
      readonly contentType: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: Buffer | string;
    },
  ): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#guestToken()}`,
        ...content?.headers,
        ...(content && { 'content-type': content.contentType }),
      },
      body: content?.body,
      signal: this.#signal,
    });
    if (!response.ok) {
      const text = (await response.text()).slice(0, 1000);
      throw new Error(
        `${method} ${path} is answered with ${response.status}: ${text}`,
      );
    }
    return (await response.json()) as T;
  }

  async #guestToken(): Promise<string> {
    const isFresh =
      this.#token && Date.now() - this.#token.readAt < TOKEN_LIFETIME_MS;
    if (!this.#token || !isFresh) {
      const response = await fetch(`${this.#url}/api/auth/guest/refresh`, {
        signal: this.#signal,
      });
      if (!response.ok) {
        throw new GivenUpError(
          `The portal lets no guest in: ${
            response.status
          } ${await response.text()}`,
        );
      }
      const { backstageIdentity } = (await response.json()) as {
        backstageIdentity: { token: string };
      };
      this.#token = { value: backstageIdentity.token, readAt: Date.now() };
    }
    return this.#token.value;
  }
}
