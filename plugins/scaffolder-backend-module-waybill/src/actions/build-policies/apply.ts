import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveFolder } from '../../workspace';
import type { PoliciesPlan } from './plan';

/** Replaces the target folder by the planned files. */
export async function applyPolicies(
  plan: PoliciesPlan,
  context: { readonly workspacePath: string },
): Promise<void> {
  const folder = resolveFolder(context.workspacePath, plan.targetPath);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { path, content } of plan.files) {
    await writeFile(join(folder, path), content);
  }
}
