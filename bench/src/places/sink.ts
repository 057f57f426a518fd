import { findFreePorts, ManagedProcess } from '@waybill/interop';
import type { Bench } from '../Bench';
import type { Place } from './Place';

/** Starts the registry that keeps nothing. */
export async function startSink(
  { programs, signal }: Bench,
  folder: string,
): Promise<Place> {
  const { port } = await findFreePorts(['port']);
  const host = `127.0.0.1:${port}`;
  const sink = await ManagedProcess.start(
    {
      name: 'sink',
      file: programs.sink,
      args: [host],
      health: { type: 'http', url: `http://${host}/v2/` },
    },
    folder,
  );
  try {
    await sink.untilHealthy(signal);
  } catch (error) {
    await sink.stop();
    throw error;
  }
  if (sink.pid === undefined) {
    throw new Error('the sink runs without a process id');
  }
  return { host, pid: sink.pid, stop: () => sink.stop() };
}
