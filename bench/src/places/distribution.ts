import { startRegistry } from '@waybill/interop';
import type { Bench } from '../Bench';
import type { Place } from './Place';

/** Starts the distribution registry on the folder, which may hold what an earlier one left there. */
export async function startDistribution(
  { tools, signal }: Bench,
  folder: string,
): Promise<Place> {
  const { host, pid, stop } = await startRegistry({ folder, tools, signal });
  if (pid === undefined) {
    throw new Error('the registry runs without a process id');
  }
  return { host, pid, stop };
}
