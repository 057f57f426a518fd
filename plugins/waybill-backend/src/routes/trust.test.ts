import { mockServices } from '@backstage/backend-test-utils';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { TrustPolicySummary } from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from '@waybill/backstage-plugin-waybill-node';
import request from 'supertest';
import { FakeTrustReader } from '../__testUtils__/FakeTrustReader';
import { DIGEST, REPOSITORY, service } from '../__testUtils__/goldenObjects';
import { startWaybill } from '../__testUtils__/startWaybill';
import { waitFor } from '../__testUtils__/waitFor';

const MODEL = '/api/waybill/models/resource/default/iris';
const VERSION = `${MODEL}/versions/${DIGEST}`;
const POLICY: TrustPolicySummary = {
  name: 'portal',
  repositories: [`${REPOSITORY}/**`],
  keys: [{ name: 'release', publicKeyPem: 'PEM', keyHint: 'hint' }],
  identities: [],
  transparencyLog: 'optional',
  timestamp: 'optional',
  attestations: [],
};

describe('routes about trust', () => {
  let waybill: Awaited<ReturnType<typeof startWaybill>>;
  let trust: FakeTrustReader;
  afterEach(() => waybill.stop());

  const start = async (features: BackendFeature[] = []) => {
    trust = new FakeTrustReader();
    waybill = await startWaybill(
      [trust.factory(), ...features],
      undefined,
      async ({ packages }) => {
        packages.trust = [POLICY];
      },
    );
    await waitFor(async () => {
      const { body } = await request(waybill.server).get(MODEL);
      return body.versions?.length > 0;
    }, 'a version');
    waybill.packages.calls.length = 0;
    return waybill.server;
  };

  const allowOnly = (...names: string[]) =>
    mockServices.permissions.mock({
      authorize: async ([{ permission }]) => [
        {
          result: names.includes(permission.name)
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
        },
      ],
    }).factory;

  it('tells whose word counts', async () => {
    const server = await start();
    const { status, body } = await request(server).get(
      '/api/waybill/trust-policies',
    );
    expect([status, body]).toEqual([200, { items: [POLICY] }]);
  });

  it('tells what is attached and whether it counts', async () => {
    const server = await start();
    const source = `sha256:${'5'.repeat(64)}`;
    const known = await request(server).get(MODEL);
    waybill.packages.verdicts.set(DIGEST, {
      ...known.body.versions[0].verdict,
      attestations: [
        {
          predicateType: 'https://slsa.dev/provenance/v1',
          form: 'bundle',
          source,
          isAccepted: true,
          signer: { keyName: 'release' },
        },
      ],
    });
    await waitFor(async () => {
      const { body } = await request(server).post(`${VERSION}/verify`);
      return body.attestations?.length === 1;
    }, 'a verdict with the attestation');
    trust.attached = [
      {
        form: 'bundle',
        source,
        sizeBytes: 10,
        predicateType: 'https://slsa.dev/provenance/v1',
        predicate: { builder: 'me' },
        claimedSigner: { keyHint: 'hint' },
      },
      {
        form: 'legacy',
        source: 'sha256:other',
        sizeBytes: 10,
        predicateType: 'https://cyclonedx.org/bom',
        predicate: { components: 'x'.repeat(300 * 1024) },
      },
      {
        form: 'bundle',
        source: 'sha256:bad',
        sizeBytes: 1,
        problem: 'no JSON',
      },
      {
        form: 'bundle',
        source: 'sha256:big',
        sizeBytes: 9e9,
        isTooLarge: true,
      },
    ];
    const { body } = await request(server).get(`${VERSION}/attestations`);

    expect(body.digest).toBe(DIGEST);
    expect(body.items).toMatchObject([
      {
        isAccepted: true,
        signer: { keyName: 'release' },
        predicate: '{\n  "builder": "me"\n}',
        isCut: false,
      },
      {
        isAccepted: false,
        message: expect.stringContaining('check again'),
        isCut: true,
      },
      { predicateType: 'unknown', isAccepted: false, message: 'no JSON' },
      { isAccepted: false, isCut: true },
    ]);
    expect(body.items[0].message).toBeUndefined();
    expect(body.items[1].predicate).toHaveLength(256 * 1024);
    expect(trust.asked).toEqual([{ maxPredicateBytes: 256 * 1024 }]);
  });

  it('says that a registry is away', async () => {
    const server = await start();
    trust.failure = new RegistryError({ code: 'UNREACHABLE', message: 'away' });
    const { status } = await request(server).get(`${VERSION}/attestations`);
    expect(status).toBe(503);
  });

  it('asks what an environment would admit, with the object that serves there', async () => {
    const server = await start();
    const url = `${VERSION}/admission?environment=dev`;
    const { status, body } = await request(server).get(url);
    expect([status, body]).toEqual([200, trust.answer]);
    expect(trust.questions[0]).toMatchObject({
      environment: { name: 'dev', namespace: 'models' },
      repository: REPOSITORY,
      digest: DIGEST,
    });
    expect(trust.questions[0].object).toBeUndefined();

    await waybill.dev.tell(
      'InferenceService',
      { type: 'upserted', object: service() },
      'models',
    );
    await waitFor(async () => {
      await request(server).get(url);
      return trust.questions.at(-1)?.object !== undefined;
    }, 'a question with an object');
    expect(trust.questions.at(-1)?.object).toMatchObject({
      kind: 'InferenceService',
      metadata: { name: 'iris', namespace: 'models' },
      spec: {
        predictor: { model: { storageUri: `oci://${REPOSITORY}@${DIGEST}` } },
      },
    });
    expect(trust.questions.at(-1)?.object?.status).toBeUndefined();
  });

  it('checks again when somebody asks, and says that it did', async () => {
    const auditor = mockServices.auditor.mock();
    const [success, fail] = [jest.fn(), jest.fn()];
    auditor.createEvent.mockResolvedValue({ success, fail });
    const server = await start([auditor.factory]);
    waybill.packages.signed.delete(DIGEST);
    const { body } = await waitFor(async () => {
      const response = await request(server).post(`${VERSION}/verify`);
      return response.body.state === 'unsigned' && response;
    }, 'a new verdict');

    expect(body).toMatchObject({ digest: DIGEST, reason: 'NoSignature' });
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'version-verify',
        meta: { entity: 'resource:default/iris', digest: DIGEST },
      }),
    );
    expect(success).toHaveBeenCalledWith({ meta: { state: 'unsigned' } });
    const overview = await request(server).get(MODEL);
    expect(overview.body.versions[0].verdict.state).toBe('unsigned');
    expect(waybill.messages()).toContainEqual({
      type: 'placement-changed',
      repository: REPOSITORY,
    });
  });

  it.each([
    [
      'a digest that is no version',
      `${MODEL}/versions/sha256:${'e'.repeat(64)}/attestations`,
      404,
    ],
    [
      'what is no digest',
      `${MODEL}/versions/latest/admission?environment=dev`,
      404,
    ],
    [
      'an environment that is not configured',
      `${VERSION}/admission?environment=moon`,
      404,
    ],
    ['no environment', `${VERSION}/admission`, 400],
    [
      'another model',
      `/api/waybill/models/resource/default/wine/versions/${DIGEST}/attestations`,
      404,
    ],
  ])('refuses %s', async (_, url, expected) => {
    const server = await start();
    const { status } = await request(server).get(url);
    expect(status).toBe(expected);
    expect([trust.asked, trust.questions]).toEqual([[], []]);
  });

  it('needs a permission to read, and another one to check again', async () => {
    const server = await start([allowOnly('waybill.model.read')]);
    const { status } = await request(server).post(`${VERSION}/verify`);
    expect(status).toBe(403);
    expect(waybill.packages.calls).not.toContain(`verify ${DIGEST}`);

    const read = await request(server).get(`${VERSION}/attestations`);
    expect(read.status).toBe(200);
  });

  it.each([
    '/api/waybill/trust-policies',
    `${VERSION}/attestations`,
    `${VERSION}/admission?environment=dev`,
  ])('needs the permission to read models for %s', async url => {
    trust = new FakeTrustReader();
    waybill = await startWaybill([trust.factory(), allowOnly()]);
    const { status } = await request(waybill.server).get(url);
    expect(status).toBe(403);
    expect([trust.asked, trust.questions]).toEqual([[], []]);
  });
});
