import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import type { ProgramResult } from '../../processes';
import type { Form, Trust } from './signers';
import { cosign, waybill, type TrustPlace } from './TrustPlace';

/** What a verifier said, with its words for the message of a check that fails. */
export interface Answer {
  readonly isAccepted: boolean;
  readonly words: string;
}

/** One column of the matrix. */
export interface TrustVerifier {
  readonly name: string;
  verify(
    place: TrustPlace,
    reference: string,
    form: Form,
    trust: Trust,
  ): Promise<Answer>;
}

export const TRUST_VERIFIERS: readonly TrustVerifier[] = [
  {
    name: 'waybill',
    verify: async (place, reference, form, trust) => {
      const result = await waybill(
        place,
        'verify',
        reference,
        ...waybillTrust(trust),
        ...(hasNoRoomForLog(form, trust) ? ['--require-timestamp'] : []),
      );
      return { ...accepts(result), isAccepted: hasVerified(result, form) };
    },
  },
  {
    name: 'cosign',
    verify: async (place, reference, form, trust) =>
      accepts(
        await cosign(
          place,
          'verify',
          ...cosignTrust(trust),
          ...(hasNoRoomForLog(form, trust) ? ['--insecure-ignore-tlog'] : []),
          `--new-bundle-format=${form === 'bundle'}`,
          reference,
        ),
      ),
  },
];

/** The older form keeps entries of Rekor v1 only: a timestamp proves when it was signed. */
function hasNoRoomForLog(form: Form, trust: Trust): boolean {
  return form === 'legacy' && trust.kind === 'identity';
}

function waybillTrust(trust: Trust): string[] {
  return trust.kind === 'key'
    ? ['--key', trust.publicKeyFile]
    : [
        '--certificate-identity',
        trust.subject,
        '--certificate-oidc-issuer',
        trust.issuer,
        '--trusted-root',
        trust.trustedRootFile,
      ];
}

function cosignTrust(trust: Trust): string[] {
  return trust.kind === 'key'
    ? [
        `--key=${trust.publicKeyFile}`,
        '--insecure-ignore-tlog',
        ...(trust.digestAlgorithm
          ? [`--signature-digest-algorithm=${trust.digestAlgorithm}`]
          : []),
      ]
    : [
        `--certificate-identity=${trust.subject}`,
        `--certificate-oidc-issuer=${trust.issuer}`,
        `--trusted-root=${trust.trustedRootFile}`,
        '--use-signed-timestamps',
      ];
}

function accepts({ command, exitCode, stdout, stderr }: ProgramResult): Answer {
  return {
    isAccepted: exitCode === 0,
    words: `\`${command}\` ended with ${exitCode}: ${`${stdout}${stderr}`
      .trim()
      .slice(-1500)}`,
  };
}

function hasVerified({ exitCode, stdout }: ProgramResult, form: Form): boolean {
  if (exitCode !== 0) return false;
  const verdict = JSON.parse(stdout) as Verdict;
  return verdict.state === 'verified' && verdict.forms.includes(form);
}
