import { generateKeyPairSync } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  buildSignatureStatement,
  PredicateType,
} from '@waybill/backstage-plugin-waybill-common';
import {
  attachBundle,
  HttpRegistryClient,
  loadSigner,
  signPackage,
  signStatement,
  type KeySigner,
} from '@waybill/backstage-plugin-waybill-node';
import { runSuccessfully } from '../../processes';
import type { AdmissionPlace } from './AdmissionPlace';

/** How a candidate is signed. */
export type CandidateKind =
  | 'signed'
  | 'unsigned'
  | 'by a stranger'
  | 'attested only'
  | 'signed and attested';

export interface Candidates {
  readonly publicKeyPem: string;
  /** Below which all candidates are: `host/admission`. */
  readonly repositories: string;
  /** `host/path@digest` of each. */
  readonly references: Readonly<Record<CandidateKind, string>>;
}

/** Pushes an image for each kind and signs it with Waybill's own signer. */
export async function writeCandidates(
  place: AdmissionPlace,
): Promise<Candidates> {
  await fs.mkdir(place.folder, { recursive: true });
  const ours = await newSigner('ours');
  const stranger = await newSigner('stranger');
  const push = (name: string) => pushImage(place, name);
  const signed = await push('signed');
  const both = await push('both');
  const strange = await push('strange');
  const attested = await push('attested');
  await sign(place, signed, ours);
  await sign(place, both, ours);
  await sign(place, strange, stranger);
  await attest(place, both, ours);
  await attest(place, attested, ours);
  return {
    publicKeyPem: ours.publicKeyPem,
    repositories: `${place.registryHost}/admission`,
    references: {
      signed,
      unsigned: await push('unsigned'),
      'by a stranger': strange,
      'attested only': attested,
      'signed and attested': both,
    },
  };
}

async function newSigner(keyName: string): Promise<KeySigner> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return loadSigner({
    keyName,
    privateKeyPem: privateKey
      .export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  });
}

async function pushImage(
  { tools, folder, registryHost }: AdmissionPlace,
  name: string,
): Promise<string> {
  const source = path.join(folder, 'images', name);
  await fs.mkdir(source, { recursive: true });
  await fs.writeFile(path.join(source, 'name'), name);
  const layer = path.join(folder, `${name}.tar`);
  await runSuccessfully('tar', ['-cf', layer, '-C', source, '.']);
  const repository = `${registryHost}/admission/${name}`;
  const { stdout } = await runSuccessfully(
    tools.path('crane'),
    [
      'append',
      '--oci-empty-base',
      '--insecure',
      `--new_layer=${layer}`,
      `--new_tag=${repository}:1.0.0`,
    ],
    { env: { HOME: folder } },
  );
  return `${repository}@${stdout.trim().split('@')[1]}`;
}

async function placeOf({ registryHost }: AdmissionPlace, reference: string) {
  const [name, digest] = reference.split('@');
  const client = new HttpRegistryClient([
    { host: registryHost, plainHttp: true },
  ]);
  const repository = {
    host: registryHost,
    path: name.slice(registryHost.length + 1),
  };
  const descriptor = await client.resolve(repository, digest);
  if (!descriptor) throw new Error(`There is no ${reference}`);
  return { client, repository, descriptor, now: new Date() };
}

async function sign(
  place: AdmissionPlace,
  reference: string,
  signer: KeySigner,
): Promise<void> {
  await signPackage({ ...(await placeOf(place, reference)), signer });
}

async function attest(
  place: AdmissionPlace,
  reference: string,
  signer: KeySigner,
): Promise<void> {
  const target = await placeOf(place, reference);
  const statement = JSON.parse(
    buildSignatureStatement(target.descriptor.digest),
  );
  const bundle = await signStatement(
    {
      ...statement,
      predicateType: PredicateType.provenance,
      predicate: { buildDefinition: {}, runDetails: {} },
    },
    signer,
  );
  await attachBundle({
    ...target,
    subject: target.descriptor,
    bundle,
    predicateType: PredicateType.provenance,
  });
}
