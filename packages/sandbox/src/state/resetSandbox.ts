import { promises as fs } from 'node:fs';
import { layoutOf } from './layout';
import { refuseWhileRunning } from './RunningFile';
import { readState } from './SandboxState';

/**
 * Clears everything that a sandbox has kept in the folder.
 *
 * @returns false where no sandbox has kept anything there; then the folder is left alone, whatever it is
 * @throws SandboxError STATE_IN_USE, STATE_INVALID
 */
export async function resetSandbox(stateDir: string): Promise<boolean> {
  const layout = layoutOf(stateDir);
  await refuseWhileRunning(layout);
  if (!(await readState(layout))) return false;
  await fs.rm(layout.root, { recursive: true, force: true });
  return true;
}
