import type { Verdict } from '@waybill/backstage-plugin-waybill-common';

type Form = Verdict['forms'][number];

/** Form of a signature: a bundle, or a layer under cosign's tag. */
export function nameForm(form: Form): string {
  return form === 'bundle' ? 'Sigstore bundle' : 'legacy .sig';
}

/** Form of an attestation. */
export function nameAttestationForm(form: Form): string {
  return form === 'bundle' ? 'Sigstore bundle' : 'legacy .att';
}

/** Whether a bundle that does not count stands before the signature that does: cosign and Flux then overlook it. */
export function isSignatureHidden(verdict: Verdict): boolean {
  return (
    verdict.state === 'verified' &&
    !verdict.forms.includes('bundle') &&
    [...verdict.findings, ...verdict.attestations].some(
      ({ form }) => form === 'bundle',
    )
  );
}
