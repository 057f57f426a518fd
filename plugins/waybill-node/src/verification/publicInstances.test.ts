import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SignatureMaterial } from '@waybill/backstage-plugin-waybill-common';
import { MemoryRegistryClient } from '../registry';
import { readBundle } from '../sigstore';
import { AttachedTo, repository } from './__testUtils__/AttachedTo';
import { gatherSignatureMaterial } from './gatherSignatureMaterial';
import { parseTrustRoot } from './trustRoots/parseTrustRoot';

const read = (name: string) =>
  readFileSync(path.join(__dirname, '__fixtures__/instances', `${name}.json`));

/** What the trust root of an instance says of one of its bundles. */
async function gather(
  bundle: Buffer,
  root: string,
  digest: string,
): Promise<SignatureMaterial[]> {
  const client = new MemoryRegistryClient();
  const subject = { mediaType: 'application/octet-stream', size: 1, digest };
  await new AttachedTo(client, subject).bundle(bundle);
  const trustRoot = parseTrustRoot(
    JSON.parse(read(root).toString()),
    new Date(),
  );
  const { material } = await gatherSignatureMaterial({
    client,
    repository,
    digest,
    policies: [
      {
        name: 'instance',
        repositories: ['**'],
        keys: [],
        identities: [],
        trustRoot: root,
        transparencyLog: 'optional',
        timestamp: 'optional',
        attestations: [],
      },
    ],
    trustRoots: { load: async () => trustRoot },
    thorough: true,
  });
  return material;
}

const subjectOf = (bundle: Buffer) => readBundle(bundle).subjectDigests[0];

const GITHUB = 'https://github.com/login/oauth';
const GITHUB_ACTIONS = 'https://token.actions.githubusercontent.com';

describe('what public instances of Sigstore wrote', () => {
  it.each([
    [
      'sigstore-js-2.0.0-provenance',
      GITHUB_ACTIONS,
      '2023',
      'https://slsa.dev',
    ],
    ['slsa-provenance-0.0.7', GITHUB, '2022', 'https://slsa.dev'],
    ['cosign-attestation', GITHUB, '2025', 'https://cosign.sigstore.dev'],
  ])('is verified with its log entry: %s', async (name, issuer, year, type) => {
    const bundle = read(name);
    expect(await gather(bundle, 'public-good-root', subjectOf(bundle))).toEqual(
      [
        {
          form: 'bundle',
          kind: 'attestation',
          source: expect.stringMatching(/^sha256:/),
          predicateType: expect.stringMatching(type),
          outcome: 'valid',
          trustRoot: 'public-good-root',
          certificate: expect.objectContaining({
            issuer,
            subject: expect.stringMatching(/@/),
          }),
          logEntry: {
            logIndex: expect.stringMatching(/^\d{6,}$/),
            logId: expect.stringMatching(/^[0-9a-f]{64}$/),
            integratedAt: expect.stringMatching(`^${year}-`),
          },
        },
      ],
    );
  });

  it('is not believed by the root of another instance', async () => {
    const bundle = read('cosign-attestation');
    const [entry] = await gather(bundle, 'scaffolding-root', subjectOf(bundle));
    expect(entry.outcome).toBe('log-entry-invalid');
  });

  it('is replayed under another digest', async () => {
    const [entry] = await gather(
      read('sigstore-js-2.0.0-provenance'),
      'public-good-root',
      `sha256:${'a'.repeat(64)}`,
    );
    expect(entry.outcome).toBe('replayed');
  });

  it.each([
    ['two-signatures', 'one signature'],
    ['message-signature', 'no DSSE envelope'],
  ])(
    'is not read where it is no envelope with one signature: %s',
    async (name, words) => {
      const digest = `sha256:${'a'.repeat(64)}`;
      expect(await gather(read(name), 'public-good-root', digest)).toEqual([
        expect.objectContaining({
          outcome: 'malformed',
          message: expect.stringContaining(words),
        }),
      ]);
    },
  );
});
