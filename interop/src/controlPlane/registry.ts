import { promises as fs } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { findFreePorts, ManagedProcess } from '../processes';
import type { Tools } from '../tools';

export interface RunningRegistry {
  /** `127.0.0.1:40123` */
  readonly host: string;
  readonly url: string;
  readonly pid?: number;
  stop(): Promise<void>;
}

/** Starts a distribution registry over plain HTTP, with deletion allowed. */
export async function startRegistry(options: {
  readonly folder: string;
  readonly tools: Tools;
  /** Any free one where absent. */
  readonly port?: number;
  /** The one that is built (3.1.1) where absent. */
  readonly program?: string;
  /** The registry's own `auth` section; anybody may do anything where absent. */
  readonly auth?: object;
  readonly signal?: AbortSignal;
}): Promise<RunningRegistry> {
  const port = options.port ?? (await findFreePorts(['port'])).port;
  const host = `127.0.0.1:${port}`;
  await fs.mkdir(options.folder, { recursive: true });
  const file = path.join(options.folder, 'registry.yaml');
  await fs.writeFile(
    file,
    stringify({
      version: '0.1',
      log: { level: 'warn', accesslog: { disabled: true } },
      storage: {
        filesystem: { rootdirectory: path.join(options.folder, 'data') },
        delete: { enabled: true },
      },
      http: { addr: host },
      ...(options.auth ? { auth: options.auth } : {}),
    }),
  );
  const registry = await ManagedProcess.start(
    {
      name: 'registry',
      file: options.program ?? options.tools.path('registry'),
      args: ['serve', file],
      env: { OTEL_TRACES_EXPORTER: 'none' },
      // What wants credentials refuses a probe, and serves.
      health: options.auth
        ? { type: 'port', port }
        : { type: 'http', url: `http://${host}/v2/` },
    },
    options.folder,
  );
  try {
    await registry.untilHealthy(options.signal);
  } catch (error) {
    await registry.stop();
    throw error;
  }
  return {
    host,
    url: `http://${host}`,
    pid: registry.pid,
    stop: () => registry.stop(),
  };
}
