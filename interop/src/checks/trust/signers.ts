import { promises as fs } from 'node:fs';
import path from 'node:path';
import { cosignSucceeds, waybillSucceeds, type TrustPlace } from './TrustPlace';
import type { KeyFiles, KeyName } from './trustKeys';

export type Form = 'bundle' | 'legacy';

/** By what a verifier is to trust a signature. */
export type Trust =
  | {
      readonly kind: 'key';
      readonly publicKeyFile: string;
      /** Where cosign has to be told it: it signs by the key's type and verifies with SHA-256. */
      readonly digestAlgorithm?: string;
    }
  | {
      readonly kind: 'identity';
      readonly subject: string;
      readonly issuer: string;
      readonly trustedRootFile: string;
    };

/** One line of the matrix: who signs, with what. */
export interface TrustSigner {
  readonly name: string;
  readonly forms: readonly Form[];
  readonly trust: Trust;
  /** What the same verifier must refuse. */
  readonly distrust: Trust;
  sign(place: TrustPlace, reference: string): Promise<void>;
}

const SUBJECT = 'release@example.com';

/** Every signer of the matrix. */
export function trustSigners(
  place: TrustPlace,
  keys: Readonly<Record<KeyName, KeyFiles>>,
): TrustSigner[] {
  const byKey = (
    program: string,
    key: KeyName,
    forms: readonly Form[],
    sign: TrustSigner['sign'],
  ): TrustSigner => ({
    name: `${program}, key ${key}`,
    forms,
    trust: {
      kind: 'key',
      publicKeyFile: keys[key].publicKeyFile,
      ...(key === 'P-384' && { digestAlgorithm: 'sha384' }),
    },
    distrust: { kind: 'key', publicKeyFile: keys['a stranger'].publicKeyFile },
    sign,
  });
  const byWaybill = (key: KeyName) =>
    byKey('waybill', key, ['bundle', 'legacy'], (to, reference) =>
      signAgain(to, reference, '--key', keys[key].privateKeyFile),
    );
  const byCosign = (key: KeyName, form: Form) =>
    byKey('cosign', key, [form], (to, reference) =>
      signWithCosign(to, reference, keys[key].privateKeyFile, form),
    );
  return [
    ...(['P-256', 'P-384', 'Ed25519', 'RSA-3072'] as const).map(byWaybill),
    byWaybill("cosign's"),
    byWaybill("Waybill's, encrypted"),
    byCosign("cosign's", 'bundle'),
    byCosign("cosign's", 'legacy'),
    byCosign("Waybill's, encrypted", 'bundle'),
    byCosign("Waybill's, encrypted", 'legacy'),
    keyless(place, 'waybill', ['bundle', 'legacy'], signKeyless),
    keyless(place, 'cosign', ['bundle'], signKeylessWithCosign),
  ];
}

function keyless(
  { sigstore }: TrustPlace,
  program: string,
  forms: readonly Form[],
  sign: TrustSigner['sign'],
): TrustSigner {
  const trust = {
    kind: 'identity',
    subject: SUBJECT,
    issuer: sigstore.issuer.url,
    trustedRootFile: sigstore.trustedRootFile,
  } as const;
  return {
    name: `${program}, keyless`,
    forms,
    trust,
    distrust: { ...trust, subject: 'stranger@example.com' },
    sign,
  };
}

/** Twice, since the second time must add nothing. */
async function signAgain(
  place: TrustPlace,
  reference: string,
  ...options: readonly string[]
): Promise<void> {
  const sign = async () =>
    JSON.parse(await waybillSucceeds(place, 'sign', reference, ...options)) as {
      readonly status: string;
    };
  const statuses = [(await sign()).status, (await sign()).status];
  if (statuses.join() !== 'signed,present')
    throw new Error(`signing twice says ${statuses.join(', then ')}`);
}

async function signKeyless(
  place: TrustPlace,
  reference: string,
): Promise<void> {
  const { sigstore } = place;
  await signAgain(
    place,
    reference,
    '--keyless',
    '--fulcio-url',
    sigstore.fulcioUrl,
    '--rekor-url',
    sigstore.rekorUrl,
    '--rekor-version',
    '2',
    '--timestamp-url',
    sigstore.timestampUrl,
    '--identity-token-file',
    await writeToken(place),
  );
}

async function signWithCosign(
  place: TrustPlace,
  reference: string,
  privateKeyFile: string,
  form: Form,
): Promise<void> {
  const options =
    form === 'bundle'
      ? [`--signing-config=${await writeEmptySigningConfig(place)}`]
      : [
          '--use-signing-config=false',
          '--tlog-upload=false',
          '--new-bundle-format=false',
        ];
  await cosignSucceeds(
    place,
    'sign',
    `--key=${privateKeyFile}`,
    '--yes',
    ...options,
    reference,
  );
}

/** No services to ask: the signature goes to the registry and nowhere else. */
export async function writeEmptySigningConfig({
  folder,
}: TrustPlace): Promise<string> {
  const file = path.join(folder, 'no-services.json');
  await fs.writeFile(
    file,
    '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}',
  );
  return file;
}

async function signKeylessWithCosign(
  place: TrustPlace,
  reference: string,
): Promise<void> {
  const { sigstore } = place;
  await cosignSucceeds(
    place,
    'sign',
    '--yes',
    `--signing-config=${sigstore.signingConfigFile}`,
    `--trusted-root=${sigstore.trustedRootFile}`,
    `--identity-token=${await writeToken(place)}`,
    reference,
  );
}

async function writeToken({ folder, sigstore }: TrustPlace): Promise<string> {
  const file = path.join(folder, 'token.jwt');
  await fs.writeFile(file, sigstore.issuer.issueToken(SUBJECT), {
    mode: 0o600,
  });
  return file;
}
