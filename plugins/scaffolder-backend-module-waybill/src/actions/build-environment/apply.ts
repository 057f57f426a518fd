import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resolveFolder } from '../../workspace';
import type { EnvironmentPlan } from './plan';

/** Replaces the target folder by the planned files. */
export async function applyEnvironment(
  plan: EnvironmentPlan,
  context: { readonly workspacePath: string; readonly signal?: AbortSignal },
): Promise<void> {
  const folder = resolveFolder(context.workspacePath, plan.targetPath);
  await rm(folder, { recursive: true, force: true });
  for (const { path, content } of plan.files) {
    context.signal?.throwIfAborted();
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
