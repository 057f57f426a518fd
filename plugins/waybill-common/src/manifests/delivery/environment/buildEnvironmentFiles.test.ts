import { parseAllDocuments } from 'yaml';
import { buildArgoHealthCustomization } from '../../argocd';
import type { EnvironmentFilesInput } from './EnvironmentFilesInput';
import { buildEnvironmentFiles } from './buildEnvironmentFiles';

const PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
-----END PUBLIC KEY-----
`;
const PRIVATE_KEY = PUBLIC_KEY.replace(/PUBLIC/g, 'ENCRYPTED SIGSTORE PRIVATE');

const flux: EnvironmentFilesInput = {
  environment: { name: 'dev', namespace: 'models-dev' },
  engine: 'flux',
  fleet: {
    url: 'https://git.example.com/ml/fleet',
    branch: 'main',
    path: 'clusters/dev',
  },
  tenant: 'ml',
  viewers: 'ml-team',
  keys: [{ name: 'release', publicKeyPem: PUBLIC_KEY }],
  alerts: { type: 'slack', secret: 'slack-url', channel: '#models' },
  receiver: { type: 'harbor', secret: 'receiver-token' },
  imageAutomation: [
    {
      name: 'iris',
      repository: 'registry.example.com/models/iris',
      range: '1.x',
    },
  ],
  repositories: [
    {
      name: 'registry-read',
      type: 'oci',
      url: 'registry.example.com/models/iris-manifests',
      origin: {
        kind: 'ExternalSecret',
        store: { name: 'vault' },
        username: { key: 'ml/registry', property: 'username' },
        password: { key: 'ml/registry', property: 'password' },
      },
    },
  ],
};

const argo: EnvironmentFilesInput = {
  environment: flux.environment,
  engine: 'argo-cd',
  fleet: flux.fleet,
  tenant: 'ml',
  viewers: 'ml-team',
  operators: ['ml-leads'],
  project: { sourceRepos: ['oci://registry.example.com/models/*'] },
  repositories: flux.repositories,
};

function read(input: EnvironmentFilesInput) {
  const files = buildEnvironmentFiles(input);
  return new Map(
    files.map(({ path, content }) => [
      path,
      path.endsWith('.md')
        ? [content]
        : parseAllDocuments(content).map(document => document.toJS()),
    ]),
  );
}

const kindsOf = (files: ReturnType<typeof read>, path: string) =>
  files.get(path)?.map(({ kind }) => kind);

describe('buildEnvironmentFiles', () => {
  describe('for Flux', () => {
    const files = read(flux);

    it('writes the agreed files and no other', () => {
      expect([...files.keys()]).toEqual([
        'clusters/dev/environment/tenant.yaml',
        'clusters/dev/environment/verification.yaml',
        'clusters/dev/environment/repositories.yaml',
        'clusters/dev/environment/alerts.yaml',
        'clusters/dev/environment/receiver.yaml',
        'clusters/dev/environment/image-automation.yaml',
        'bootstrap/dev/fleet.yaml',
        'bootstrap/dev/README.md',
      ]);
    });

    it('gives the tenant rights in its namespace, to an account beside the delivery objects', () => {
      const tenant = files.get('clusters/dev/environment/tenant.yaml')!;
      expect(
        tenant.map(({ kind, metadata }) => [
          kind,
          metadata.namespace,
          metadata.name,
        ]),
      ).toEqual([
        ['Namespace', undefined, 'models-dev'],
        ['ServiceAccount', 'flux-system', 'ml-delivery'],
        ['Role', 'models-dev', 'ml-delivery'],
        ['RoleBinding', 'models-dev', 'ml-delivery'],
        ['RoleBinding', 'models-dev', 'ml-viewers'],
      ]);
      expect(tenant[3].subjects).toEqual([
        {
          kind: 'ServiceAccount',
          name: 'ml-delivery',
          namespace: 'flux-system',
        },
      ]);
      const groups = tenant[2].rules.flatMap(
        (rule: { apiGroups: string[] }) => rule.apiGroups,
      );
      expect(groups).not.toContain('rbac.authorization.k8s.io');
      expect(JSON.stringify(tenant[2].rules)).not.toContain('"*"');
      expect(JSON.stringify(tenant[2].rules)).not.toContain('secrets');
      // Without them Flux' health check of a Deployment never ends.
      for (const resource of ['pods', 'replicasets']) {
        expect(tenant[2].rules).toContainEqual(
          expect.objectContaining({
            resources: [resource],
            verbs: ['get', 'list', 'watch'],
          }),
        );
      }
    });

    it('lets Helm keep its releases', () => {
      const helm = read({ ...flux, form: 'helm' });
      const [, , role] = helm.get('clusters/dev/environment/tenant.yaml')!;
      expect(role.rules).toContainEqual(
        expect.objectContaining({ apiGroups: [''], resources: ['secrets'] }),
      );
    });

    it('names credentials and writes none', () => {
      const [secret] = files.get('clusters/dev/environment/repositories.yaml')!;
      expect(secret).toMatchObject({
        kind: 'ExternalSecret',
        metadata: { name: 'registry-read', namespace: 'flux-system' },
        spec: {
          secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
          target: { template: { type: 'kubernetes.io/dockerconfigjson' } },
        },
      });
    });

    it('says in the README what to do and what to configure', () => {
      const [readme] = files.get('bootstrap/dev/README.md')!;
      expect(readme).toContain(
        'kubectl apply --filename bootstrap/dev/fleet.yaml',
      );
      expect(readme).toContain('        serviceAccountName: ml-delivery\n');
    });

    it('leaves out what is not asked for', () => {
      const { environment, engine, fleet, tenant } = flux;
      expect([...read({ environment, engine, fleet, tenant }).keys()]).toEqual([
        'clusters/dev/environment/tenant.yaml',
        'bootstrap/dev/fleet.yaml',
        'bootstrap/dev/README.md',
      ]);
    });
  });

  describe('for Argo CD', () => {
    const files = read(argo);

    it('writes the agreed files and no other', () => {
      expect([...files.keys()]).toEqual([
        'clusters/dev/environment/namespaces.yaml',
        'clusters/dev/environment/project.yaml',
        'clusters/dev/environment/repositories.yaml',
        'bootstrap/dev/fleet.yaml',
        'bootstrap/dev/argocd-cm.yaml',
        'bootstrap/dev/README.md',
      ]);
      expect(kindsOf(files, 'bootstrap/dev/fleet.yaml')).toEqual([
        'Application',
      ]);
    });

    it('adds to Argo CD’s configuration so that it is seen, and nothing but the health', () => {
      const [configMap] = files.get('bootstrap/dev/argocd-cm.yaml')!;
      expect(configMap.metadata).toEqual({
        name: 'argocd-cm',
        namespace: 'argocd',
        labels: { 'app.kubernetes.io/part-of': 'argocd' },
      });
      expect(configMap.data).toEqual(buildArgoHealthCustomization());
    });

    it('bounds the team by its project', () => {
      const [{ spec }] = files.get('clusters/dev/environment/project.yaml')!;
      expect(spec).toMatchObject({
        sourceRepos: ['oci://registry.example.com/models/*'],
        destinations: [
          { server: 'https://kubernetes.default.svc', namespace: 'models-dev' },
        ],
        clusterResourceWhitelist: [],
      });
      expect(spec.namespaceResourceWhitelist).toContainEqual({
        group: 'serving.kserve.io',
        kind: 'InferenceService',
      });
      expect(spec.namespaceResourceWhitelist).not.toContainEqual(
        expect.objectContaining({ kind: 'Role' }),
      );
      expect(spec.roles).toEqual([
        {
          name: 'operator',
          groups: ['ml-leads'],
          policies: [
            'p, proj:ml:operator, applications, get, ml/*, allow',
            'p, proj:ml:operator, applications, sync, ml/*, allow',
            'p, proj:ml:operator, applications, action/*, ml/*, allow',
            'p, proj:ml:operator, logs, get, ml/*, allow',
          ],
        },
        {
          name: 'viewer',
          groups: ['ml-team'],
          policies: ['p, proj:ml:viewer, applications, get, ml/*, allow'],
        },
      ]);
    });

    it('keeps the namespace of models when its declaration goes', () => {
      const [namespace] = files.get(
        'clusters/dev/environment/namespaces.yaml',
      )!;
      expect(namespace.metadata.annotations).toEqual({
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      });
    });
  });

  it.each<[string, Partial<EnvironmentFilesInput>, string]>([
    ['tenant', { tenant: 'ML' }, 'INVALID_NAME'],
    ['fleet.path', { fleet: { ...flux.fleet, path: '../x' } }, 'INVALID_VALUE'],
    [
      'fleet.url',
      { fleet: { ...flux.fleet, url: 'https://a:b@git.example.com/f' } },
      'INVALID_VALUE',
    ],
    [
      'keys[0].publicKeyPem',
      { keys: [{ name: 'release', publicKeyPem: PRIVATE_KEY }] },
      'INVALID_VALUE',
    ],
    ['keys', { keys: [] }, 'NO_SIGNER'],
    ['viewers', { viewers: 'system:masters' }, 'INVALID_VALUE'],
    ['project', { project: { sourceRepos: ['*'] } }, 'IGNORED_FIELD'],
    [
      'namespaces',
      { environment: { name: 'dev', namespace: 'flux-system' } },
      'CONFLICT',
    ],
    [
      'channel',
      { alerts: { type: 'slack', secret: 'a', channel: 'a\nb' } },
      'INVALID_VALUE',
    ],
  ])('refuses %s of %j', (field, change, code) => {
    expect(() => buildEnvironmentFiles({ ...flux, ...change })).toThrow(
      expect.objectContaining({ code, field }),
    );
  });

  it.each<[string, Partial<EnvironmentFilesInput>, string]>([
    ['project', { project: undefined }, 'MISSING'],
    ['keys', { keys: flux.keys }, 'IGNORED_FIELD'],
    ['sourceRepos', { project: { sourceRepos: [] } }, 'MISSING'],
    ['sourceRepos[0]', { project: { sourceRepos: ['*'] } }, 'INVALID_VALUE'],
    [
      'sourceRepos[0]',
      { project: { sourceRepos: ['https://*/x'] } },
      'INVALID_VALUE',
    ],
    [
      'project',
      { project: { name: 'default', sourceRepos: ['https://a/b'] } },
      'INVALID_NAME',
    ],
    ['operators', { operators: ['system:masters'] }, 'INVALID_VALUE'],
  ])('for Argo CD refuses %s of %j', (field, change, code) => {
    expect(() => buildEnvironmentFiles({ ...argo, ...change })).toThrow(
      expect.objectContaining({ code, field }),
    );
  });

  it('tells nobody a password', () => {
    const input = {
      ...flux,
      fleet: { ...flux.fleet, url: 'https://bot:hunter2@git.example.com/f' },
    };
    expect(() => buildEnvironmentFiles(input)).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('hunter2'),
      }),
    );
  });
});
