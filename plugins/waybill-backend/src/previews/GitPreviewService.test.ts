import { FUTURE_DIGEST } from '@waybill/backstage-plugin-waybill-common';
import type { ScmTree } from '@waybill/backstage-plugin-waybill-node';
import { DIGEST, REPOSITORY } from '../__testUtils__/goldenObjects';
import { GitPreviewService } from './GitPreviewService';

const OLD = `sha256:${'1'.repeat(64)}`;
const MANIFEST = `# Reviewed
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  annotations: {waybill.dev/version: 1.0.0}   # for people
spec: {predictor: {model: {storageUri: "oci://${REPOSITORY}@${OLD}"}}}
`;
const KUSTOMIZATION = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [model.yaml]
`;

const REQUEST = {
  gitUrl: 'https://git.example.com/ml/iris',
  environments: ['dev'],
  repository: REPOSITORY,
  version: '1.1.0',
};

function withFiles(
  files: Readonly<Record<string, string>>,
  part = {},
  limit = { take: () => true },
) {
  const asked: unknown[] = [];
  const tree: ScmTree = {
    commit: 'abc1234',
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
    isTruncated: false,
    skipped: [],
    ...part,
  };
  const service = new GitPreviewService(
    host => ({
      readTree: async (repo, { include, ref }) => {
        asked.push({ host, ...repo, ref });
        return {
          ...tree,
          files: tree.files.filter(({ path }) => include(path)),
        };
      },
    }),
    {
      knows: () => true,
      resolve: async (_, tag) => (tag === '1.1.0' ? DIGEST : undefined),
    },
    limit,
  );
  const { signal } = new AbortController();
  return {
    asked,
    preview: (request = {}) =>
      service.edits({ ...REQUEST, ...request }, signal),
    references: (query = {}) =>
      service.references({ gitUrl: REQUEST.gitUrl, ...query }, signal),
  };
}

const FILES = {
  'deploy/environments/dev/model.yaml': MANIFEST,
  'deploy/environments/dev/kustomization.yaml': KUSTOMIZATION,
  'README.md': `oci://${REPOSITORY}@${OLD}`,
};

describe('GitPreviewService', () => {
  it('gives each file before and after, with all that people wrote around it', async () => {
    const { asked, preview } = withFiles(FILES);
    const { commit, edits, refusals } = await preview({ branch: 'next' });
    expect(asked).toEqual([
      { host: 'git.example.com', owner: 'ml', name: 'iris', ref: 'next' },
    ]);
    expect([commit, refusals]).toEqual(['abc1234', []]);
    expect(edits).toEqual([
      {
        path: 'deploy/environments/dev/model.yaml',
        before: MANIFEST,
        after: MANIFEST.replace(OLD, DIGEST).replace('1.0.0', '1.1.0'),
      },
    ]);
  });

  it('says what stands in the way, where it is', async () => {
    const { preview } = withFiles({
      ...FILES,
      'deploy/environments/dev/model.yaml': MANIFEST.replace(
        '@sha256',
        '@{{ .Values.digest }}',
      ),
    });
    const { edits, refusals } = await preview();
    expect(edits).toEqual([]);
    expect(refusals[0].message).not.toBe('');
  });

  it('says that an environment is not there', async () => {
    const { preview } = withFiles(FILES);
    const { refusals } = await preview({ environments: ['moon'] });
    expect(refusals[0].code).toBe('ENVIRONMENT_NOT_FOUND');
  });

  it('tells where not everything was read', async () => {
    const { preview } = withFiles(FILES, { isTruncated: true });
    expect((await preview()).notes).toContain(
      'The repository has more files than are looked at: name a folder',
    );
  });

  it('refuses what is no version', async () => {
    await expect(
      withFiles(FILES).preview({ version: 'latest' }),
    ).rejects.toMatchObject({ code: 'TAG_LATEST' });
  });

  it('shows the change of a version that is still to be packaged', async () => {
    const { edits } = await withFiles(FILES).preview({ version: '9.0.0' });
    expect(edits[0].after).toContain(`${REPOSITORY}@${FUTURE_DIGEST}`);
  });

  it('takes the digest that it is told', async () => {
    const digest = `sha256:${'9'.repeat(64)}`;
    const { edits } = await withFiles(FILES).preview({ digest });
    expect(edits[0].after).toContain(digest);
  });

  it('reads nothing where too much was read already', async () => {
    const { asked, references } = withFiles(FILES, {}, { take: () => false });
    await expect(references()).rejects.toMatchObject({
      code: 'TOO_MANY_PREVIEWS',
    });
    expect(asked).toEqual([]);
  });

  it('finds what runs, and where that is written', async () => {
    const { references, total, refusals } = await withFiles(FILES).references();
    expect([total, refusals]).toEqual([1, []]);
    expect(references).toMatchObject([
      {
        environment: 'dev',
        path: 'deploy/environments/dev/model.yaml',
        line: 7,
        repository: REPOSITORY,
        digest: OLD,
        version: '1.0.0',
      },
    ]);
  });
});
