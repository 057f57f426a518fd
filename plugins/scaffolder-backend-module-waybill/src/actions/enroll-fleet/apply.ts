import type { ScmClient } from '@waybill/backstage-plugin-waybill-node';
import { ShipError } from '../../ShipError';
import type { EnrollPlan } from './plan';

/**
 * Commits the entry. An entry of the same name that delivers another model is refused: two teams may choose one name.
 *
 * @throws ShipError `FLEET_ENTRY_TAKEN`
 * @throws ScmError
 */
export async function applyEnroll(
  plan: EnrollPlan,
  scm: ScmClient,
  context: { readonly signal?: AbortSignal },
): Promise<{ readonly commit: string }> {
  const { path, content } = plan.file;
  const existing = await scm.readFile(
    plan.fleet,
    { path, ref: plan.branch },
    context,
  );
  if (existing && !isSameSource(existing.content, content)) {
    throw new ShipError({
      code: 'FLEET_ENTRY_TAKEN',
      message: `${path} in ${plan.fleet.owner}/${plan.fleet.name} delivers from elsewhere under the name '${plan.name}', perhaps another model: choose another name, or remove that file first`,
    });
  }
  return scm.commitFiles(
    plan.fleet,
    { branch: plan.branch, message: plan.message, files: [{ path, content }] },
    context,
  );
}

/** Whether all that an entry delivers from is in the other one as well. */
function isSameSource(existing: string, planned: string): boolean {
  const found = new Set(sourcesOf(existing));
  return sourcesOf(planned).every(source => found.has(source));
}

/** Where Flux (`url`, and `chart` of a Helm release) and Argo CD (`repoURL`) take it from. */
function sourcesOf(content: string): string[] {
  return content.split(/\r?\n/).flatMap(line => {
    const match = /^\s*(?:url|repoURL|chart): (\S.*?)\s*$/.exec(line);
    return match ? [match[1]] : [];
  });
}
