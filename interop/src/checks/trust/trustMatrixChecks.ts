import { expect, type Check } from '../check';
import { pushModel, type TrustPlace } from './TrustPlace';
import { trustSigners, type Form, type TrustSigner } from './signers';
import type { TrustTable } from './TrustTable';
import type { KeyFiles, KeyName } from './trustKeys';
import { TRUST_VERIFIERS, type TrustVerifier } from './verifiers';

/** Signer × form × verifier on one registry: accepted by the right trust, and refused by another. */
export function trustMatrixChecks(options: {
  readonly place: TrustPlace;
  readonly keys: Readonly<Record<KeyName, KeyFiles>>;
  readonly table: TrustTable;
}): Check[] {
  const { place, keys, table } = options;
  return trustSigners(place, keys).flatMap((signer, index) => {
    let signed: Promise<string> | undefined;
    const sign = () => {
      signed ??= signOnce(place, signer, `signer-${index}`);
      return signed;
    };
    return signer.forms.flatMap(form =>
      TRUST_VERIFIERS.map(verifier => ({
        name: `trust: ${signer.name}, ${form}, verified by ${verifier.name}, ${place.registry.label}`,
        run: async () => {
          table.record(signer.name, form, verifier.name, 'FAILED');
          await checkCell(place, await sign(), { signer, form, verifier });
          table.record(signer.name, form, verifier.name, 'ok');
        },
      })),
    );
  });
}

async function signOnce(
  place: TrustPlace,
  signer: TrustSigner,
  name: string,
): Promise<string> {
  const reference = await pushModel(place, name);
  await signer.sign(place, reference);
  return reference;
}

async function checkCell(
  place: TrustPlace,
  reference: string,
  {
    signer,
    form,
    verifier,
  }: { signer: TrustSigner; form: Form; verifier: TrustVerifier },
): Promise<void> {
  const { trust, distrust } = signer;
  const right = await verifier.verify(place, reference, form, trust);
  expect(right.isAccepted, `it is not accepted: ${right.words}`);
  const wrong = await verifier.verify(place, reference, form, distrust);
  expect(!wrong.isAccepted, `somebody else's trust accepts it: ${wrong.words}`);
}
