import path from 'node:path';
import { startRegistry } from '../../../controlPlane';
import { findFreePorts, ManagedProcess } from '../../../processes';
import { findDockerRegistry, type Tools } from '../../../tools';
import type { RegistryUnderTest } from '../../roundTrips';

export interface StartedRegistry extends RegistryUnderTest {
  stop(): Promise<void>;
}

/** Starts the registries that only the package checks use: an older distribution, and go-containerregistry's. */
export async function startMatrixRegistries(options: {
  readonly tools: Tools;
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}): Promise<StartedRegistry[]> {
  const { tools, folder, log, signal } = options;
  const started = [
    await startCraneRegistry(
      tools,
      path.join(folder, 'crane-registry'),
      signal,
    ),
  ];
  const older = await findDockerRegistry(log);
  if (!older.isAvailable) {
    log(`without distribution 2.8: ${older.reason}`);
    return started;
  }
  const { host, stop } = await startRegistry({
    folder: path.join(folder, 'distribution-2.8'),
    tools,
    program: older.path,
    signal,
  });
  return [...started, { label: 'distribution 2.8', host, stop }];
}

async function startCraneRegistry(
  tools: Tools,
  folder: string,
  signal: AbortSignal,
): Promise<StartedRegistry> {
  const { port } = await findFreePorts(['port']);
  const host = `127.0.0.1:${port}`;
  const registry = await ManagedProcess.start(
    {
      name: 'crane-registry',
      file: tools.path('crane'),
      args: ['registry', 'serve', '--address', host],
      health: { type: 'http', url: `http://${host}/v2/` },
    },
    folder,
  );
  await registry.untilHealthy(signal);
  return {
    label: 'go-containerregistry',
    host,
    stop: () => registry.stop(),
  };
}
