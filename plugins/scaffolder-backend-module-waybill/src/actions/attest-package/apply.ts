import {
  describePackageForSbom,
  modelCardOf,
  readContents,
  sbomOf,
} from '@waybill/backstage-plugin-waybill-node';
import type { ActionDependencies } from '../../dependencies';
import type { AttestPlan } from './plan';

/** Attests, unless the same key has said the same of this digest already. */
export async function applyAttest(
  plan: AttestPlan,
  dependencies: Pick<ActionDependencies, 'client' | 'signing'>,
  context: {
    readonly log: (line: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<{ readonly keyName: string }> {
  const { signal, log } = context;
  const predicate =
    plan.provenance ?? (await describe(plan, dependencies, signal));
  const { keyName, wasAttested } = await dependencies.signing.attest(plan, {
    key: plan.key,
    predicateType: plan.predicateType,
    predicate,
    signal,
  });
  log(
    wasAttested
      ? `Attested by '${keyName}' before: nothing to add`
      : `Attested ${plan.type} with '${keyName}'`,
  );
  return { keyName };
}

/** What the package itself tells. */
async function describe(
  { repository, digest, type, version }: AttestPlan,
  { client }: Pick<ActionDependencies, 'client'>,
  signal: AbortSignal | undefined,
): Promise<object> {
  const contents = await readContents(client, repository, digest, { signal });
  const facts = await describePackageForSbom(client, contents, {
    version,
    signal,
  });
  if (type === 'model-card') return modelCardOf(facts).predicate;
  return sbomOf(facts, { format: type === 'spdx' ? 'spdx' : 'cyclonedx' })
    .predicate;
}
