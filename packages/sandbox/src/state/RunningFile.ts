import { promises as fs } from 'node:fs';
import { z } from 'zod';
import { SandboxError } from '../errors';
import type { StateLayout } from './layout';

const runningSchema = z.object({
  pid: z.number(),
  controlUrl: z.string().optional(),
});

/** Who runs on the folder, and where it can be spoken to. */
export type RunningInfo = z.infer<typeof runningSchema>;

/** @returns the process that runs on the folder, `undefined` where there is none (any more) */
export async function findRunning(
  layout: StateLayout,
): Promise<RunningInfo | undefined> {
  try {
    const info = runningSchema.parse(
      JSON.parse(await fs.readFile(layout.runningFile, 'utf8')),
    );
    return isAlive(info.pid) ? info : undefined;
  } catch {
    // Not there, or half-written by a process that ended.
    return undefined;
  }
}

/** Takes the folder for this process. @throws SandboxError STATE_IN_USE */
export async function claimFolder(layout: StateLayout): Promise<void> {
  await fs.mkdir(layout.root, { recursive: true, mode: 0o700 });
  const content = JSON.stringify({ pid: process.pid });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await fs.writeFile(layout.runningFile, content, {
        flag: 'wx',
        mode: 0o600,
      });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    await refuseWhileRunning(layout);
    await fs.rm(layout.runningFile, { force: true });
  }
  throw inUse(layout, undefined);
}

/** @throws SandboxError STATE_IN_USE */
export async function refuseWhileRunning(layout: StateLayout): Promise<void> {
  const running = await findRunning(layout);
  if (running) throw inUse(layout, running.pid);
}

export async function announce(
  layout: StateLayout,
  controlUrl: string,
): Promise<void> {
  await fs.writeFile(
    layout.runningFile,
    JSON.stringify({ pid: process.pid, controlUrl }),
    { mode: 0o600 },
  );
}

export async function releaseFolder(layout: StateLayout): Promise<void> {
  await fs.rm(layout.runningFile, { force: true });
}

function inUse(layout: StateLayout, pid: number | undefined): SandboxError {
  const who = pid === undefined ? 'another process' : `process ${pid}`;
  return new SandboxError({
    code: 'STATE_IN_USE',
    message: `a sandbox runs on ${layout.root} (${who}): stop it first, or choose another folder with --state <folder>`,
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
