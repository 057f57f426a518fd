import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError, NotModifiedError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { testDatabases } from '../__testUtils__/testDatabase';
import type { Model } from '../services/ModelDirectory';
import { DeclarationReader } from './DeclarationReader';
import { DeclarationStore } from './DeclarationStore';

const databases = testDatabases();
const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const MODEL: Model = {
  entityRef: 'resource:default/iris',
  repository: 'registry.example.com/models/iris',
  sourceUrl: 'https://git.example.com/ml/iris/src/branch/main/',
  deployPath: 'deploy',
};

const overlay = (digest: string) => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: iris}
spec: {predictor: {model: {storageUri: "oci://registry.example.com/models/iris@${digest}"}}}
`;

describe('DeclarationReader', () => {
  let store: DeclarationStore;
  let reader: DeclarationReader;
  let now: Date;
  const readUrl = jest.fn();
  const signal = new AbortController().signal;

  beforeEach(async () => {
    readUrl.mockReset();
    now = new Date('2026-11-21T10:00:00.000Z');
    store = new DeclarationStore(await databases.open('SQLITE_3'));
    reader = new DeclarationReader({
      urlReader: mockServices.urlReader.mock({ readUrl }),
      integrations: ScmIntegrations.fromConfig(mockServices.rootConfig()),
      store,
      environments: [
        {
          name: 'dev',
          title: 'Development',
          cluster: 'dev',
          namespace: 'models',
        },
      ],
      now: () => now,
    });
  });

  const answer = (text: string, etag = 'etag-1') => ({
    buffer: async () => Buffer.from(text),
    etag,
  });
  const known = async () => (await store.list(MODEL.entityRef))[0];

  it('reads the overlay of each environment beside the entity', async () => {
    readUrl.mockResolvedValue(answer(overlay(DIGEST)));

    expect(await reader.refresh(MODEL, signal)).toEqual(['dev']);

    const url =
      'https://git.example.com/ml/iris/src/branch/main/deploy/environments/dev/inference-service.yaml';
    expect(readUrl).toHaveBeenCalledWith(
      url,
      expect.objectContaining({ etag: undefined }),
    );
    expect(await known()).toEqual({
      declaration: {
        environment: 'dev',
        url,
        state: 'found',
        storageUri: `oci://registry.example.com/models/iris@${DIGEST}`,
        digest: DIGEST,
        revision: 'etag-1',
        asOf: now.toISOString(),
      },
    });
  });

  it('says which environments have another declaration now', async () => {
    readUrl.mockResolvedValue(answer(overlay(DIGEST)));
    await reader.refresh(MODEL, signal);
    expect(await reader.refresh(MODEL, signal)).toEqual([]);

    readUrl.mockResolvedValue(answer(overlay(OTHER), 'etag-2'));
    expect(await reader.refresh(MODEL, signal)).toEqual(['dev']);
    expect((await known()).declaration.digest).toBe(OTHER);
  });

  it('asks only for what has changed, and takes the same as confirmed', async () => {
    readUrl.mockResolvedValueOnce(answer(overlay(DIGEST)));
    await reader.refresh(MODEL, signal);
    now = new Date(now.getTime() + 60_000);
    readUrl.mockRejectedValueOnce(new NotModifiedError());

    expect(await reader.refresh(MODEL, signal)).toEqual([]);
    expect(readUrl).toHaveBeenLastCalledWith(
      expect.any(String),
      expect.objectContaining({ etag: 'etag-1' }),
    );
    expect((await known()).declaration).toMatchObject({
      digest: DIGEST,
      asOf: now.toISOString(),
    });
  });

  it('reads the version that image automation keeps, where the overlay takes it from there', async () => {
    readUrl.mockImplementation(async (url: string) => {
      if (url.endsWith('/model-version.yaml')) {
        return answer(
          `kind: ConfigMap\ndata:\n  version: 1.4.0\n  digest: ${DIGEST}\n`,
        );
      }
      return answer(overlay('from-model-version'));
    });
    await reader.refresh(MODEL, signal);
    expect((await known()).declaration).toMatchObject({
      state: 'found',
      version: '1.4.0',
      digest: DIGEST,
      url: expect.stringContaining('/environments/dev/model-version.yaml'),
    });
  });

  it('reads what a Deployment pins, and asks for that file first from then on', async () => {
    const text = `kind: Deployment
metadata:
  name: iris
  annotations:
    waybill.dev/model: registry.example.com/models/iris@${DIGEST}
`;
    readUrl.mockImplementation(async (url: string) => {
      if (!url.endsWith('/deployment.yaml')) throw new NotFoundError(url);
      return answer(text);
    });
    await reader.refresh(MODEL, signal);
    expect((await known()).declaration).toMatchObject({
      state: 'found',
      digest: DIGEST,
      url: expect.stringContaining('/environments/dev/deployment.yaml'),
    });

    readUrl.mockClear();
    await reader.refresh(MODEL, signal);
    expect(readUrl).toHaveBeenCalledTimes(1);
  });

  it('takes a file that is not there as a fact', async () => {
    readUrl.mockRejectedValue(new NotFoundError('no such file'));
    await reader.refresh(MODEL, signal);

    expect(await known()).toMatchObject({ declaration: { state: 'missing' } });
    expect((await known()).problem).toBeUndefined();
  });

  it('keeps what was declared while Git cannot be read, as old as it is', async () => {
    readUrl.mockResolvedValueOnce(answer(overlay(DIGEST)));
    await reader.refresh(MODEL, signal);
    const readAt = now.toISOString();
    now = new Date(now.getTime() + 60_000);
    readUrl.mockRejectedValue(new Error('connect ECONNREFUSED'));

    expect(await reader.refresh(MODEL, signal)).toEqual(['dev']);
    expect(await known()).toMatchObject({
      declaration: { digest: DIGEST, asOf: readAt },
      problem: 'Error: connect ECONNREFUSED',
    });
  });

  it('says that it could not read where it never could', async () => {
    readUrl.mockRejectedValue(new Error('connect ECONNREFUSED'));
    await reader.refresh(MODEL, signal);

    expect(await known()).toMatchObject({
      declaration: {
        state: 'unreadable',
        error: 'Error: connect ECONNREFUSED',
      },
    });
  });

  it.each([
    ['is larger than overlays are', 'x'.repeat(300_000), 'unreadable'],
    ['is no YAML', '{{{', 'unreadable'],
    [
      'pins no digest',
      overlay(DIGEST).replace(`@${DIGEST}`, ':1.0.0'),
      'unpinned',
    ],
  ])('takes in a file that %s', async (_name, text, state) => {
    readUrl.mockResolvedValue(answer(text));
    await reader.refresh(MODEL, signal);

    expect((await known()).declaration).toMatchObject({
      state,
      error: expect.any(String),
    });
  });

  it('reads nothing for a model without a source', async () => {
    expect(
      await reader.refresh({ ...MODEL, sourceUrl: undefined }, signal),
    ).toEqual([]);
    expect(readUrl).not.toHaveBeenCalled();
  });

  it('forgets models that are gone', async () => {
    readUrl.mockResolvedValue(answer(overlay(DIGEST)));
    await reader.refresh(MODEL, signal);
    await store.forgetModelsExcept([MODEL.entityRef]);
    expect([...(await store.listAll()).keys()]).toEqual([MODEL.entityRef]);

    await store.forgetModelsExcept([]);
    expect((await store.listAll()).size).toBe(0);
  });
});
