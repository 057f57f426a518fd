import type { SigningTools } from '../../dependencies';
import type { SignPlan } from './plan';

/** Signs, unless the same key has signed this digest already. */
export async function applySign(
  plan: SignPlan,
  signing: SigningTools,
  context: {
    readonly log: (line: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<{
  readonly keyName: string;
  readonly digests: readonly string[];
}> {
  const { keyName, wasSigned, digests } = await signing.sign(plan, {
    key: plan.key,
    recursive: plan.recursive,
    signal: context.signal,
  });
  context.log(
    wasSigned
      ? `Signed by the key '${keyName}' before: nothing to add`
      : `Signed with the key '${keyName}'`,
  );
  return { keyName, digests };
}
