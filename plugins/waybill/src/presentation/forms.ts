import type { Verdict } from '@waybill/backstage-plugin-waybill-common';

const FORM: Readonly<Record<Verdict['forms'][number], string>> = {
  bundle: 'Sigstore bundle',
  legacy: 'legacy .sig',
};

export function nameForm(form: Verdict['forms'][number]): string {
  return FORM[form] ?? form;
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
