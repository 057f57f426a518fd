import type { IncomingMessage, ServerResponse } from 'node:http';

/** The side of a registry that takes uploads: what a test does not change is as it should be. */
export class ScriptedUploads {
  private chunks: Buffer[] = [];
  size = 0;
  readonly ranges: (string | undefined)[] = [];
  sessions = 0;

  constructor(
    private readonly change: {
      put?(
        uploads: ScriptedUploads,
        request: IncomingMessage,
        response: ServerResponse,
      ): boolean | Promise<boolean>;
      state?(uploads: ScriptedUploads, response: ServerResponse): void;
      headers?: Record<string, string>;
      post?(request: IncomingMessage, response: ServerResponse): boolean;
    },
  ) {}

  readonly handle = async (
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    const { change } = this;
    const location = `/v2/models/iris/blobs/uploads/${this.sessions}?state=a`;
    if (request.method === 'HEAD') {
      response.writeHead(404).end();
    } else if (request.method === 'POST') {
      if (change.post?.(request, response)) return;
      this.sessions += 1;
      this.chunks = [];
      this.size = 0;
      response.writeHead(202, { location, ...change.headers }).end();
    } else if (request.method === 'GET') {
      if (change.state) change.state(this, response);
      else
        response
          .writeHead(204, { location, range: `0-${this.size - 1}` })
          .end();
    } else {
      this.ranges.push(request.headers['content-range']);
      if (await change.put?.(this, request, response)) return;
      for await (const chunk of request) this.take(chunk);
      const isEnd = request.method === 'PUT';
      response.writeHead(isEnd ? 201 : 202, { location }).end();
    }
  };

  take(chunk: Buffer) {
    this.chunks.push(chunk);
    this.size += chunk.length;
  }

  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

/** Takes some bytes of the first request, and breaks the connection. */
export function breakFirst(atLeast: number) {
  let isBroken = false;
  return async (uploads: ScriptedUploads, request: IncomingMessage) => {
    if (isBroken) return false;
    isBroken = true;
    const { socket } = request;
    for await (const chunk of request) {
      uploads.take(chunk);
      if (uploads.size >= atLeast) break;
    }
    socket.destroy();
    return true;
  };
}
