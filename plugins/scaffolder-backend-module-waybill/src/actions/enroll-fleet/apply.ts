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
  const url = `url: oci://${plan.manifestsRepository}`;
  const isOurs = existing?.content
    .split(/\r?\n/)
    .some(line => line.trim() === url);
  if (existing && !isOurs) {
    throw new ShipError({
      code: 'FLEET_ENTRY_TAKEN',
      message: `${path} in ${plan.fleet.owner}/${plan.fleet.name} delivers another model under the name '${plan.name}': choose another name, or remove that file first`,
    });
  }
  return scm.commitFiles(
    plan.fleet,
    { branch: plan.branch, message: plan.message, files: [{ path, content }] },
    context,
  );
}
