import type { PresentSigner } from '../signing/forms/presentForms';
import type { Signer } from '../signing/Signer';

/** Whom to look for among what is there already. */
export async function presentSignerOf(
  signer: Signer,
  signal?: AbortSignal,
): Promise<PresentSigner> {
  return signer.kind === 'key'
    ? signer
    : { kind: 'keyless', certificate: await signer.certify({ signal }) };
}
