import { parse } from 'yaml';
import type { ModelDeclaration } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import {
  canary,
  declarationOf,
  DECLARATIONS,
  deployment,
  digestOf,
  inferenceService,
  threeEnvironments,
} from './__testUtils__/declarations';
import { helmTemplate } from './__testUtils__/helmTemplate';
import { kustomizeBuild } from './__testUtils__/kustomizeBuild';
import { buildDeployFiles } from './buildDeployFiles';
import { objectKey } from './objectNames';
import { renderEnvironment } from './renderEnvironment';

function filesOf(declaration: ModelDeclaration): Map<string, string> {
  return new Map(
    buildDeployFiles(declaration).map(({ path, content }) => [path, content]),
  );
}

function sorted(objects: readonly KubernetesManifest[]): KubernetesManifest[] {
  return [...objects].sort((a, b) => (objectKey(a) < objectKey(b) ? -1 : 1));
}

describe('buildDeployFiles', () => {
  const cases = DECLARATIONS.flatMap(([name, declaration]) =>
    declaration.environments.map(
      environment =>
        [name, environment.name, environment.namespace, declaration] as const,
    ),
  );

  it.each(cases)(
    'writes as Kustomize what %s is in %s',
    (_, environment, _namespace, declaration) => {
      const files = buildDeployFiles({ ...declaration, form: 'kustomize' });
      expect(
        sorted(kustomizeBuild(files, `environments/${environment}`)),
      ).toEqual(sorted(renderEnvironment(declaration, environment)));
    },
  );

  it.each(cases)(
    'writes as a Helm chart what %s is in %s',
    (_, environment, namespace, declaration) => {
      const helm = { ...declaration, form: 'helm' } as const;
      expect(
        sorted(
          helmTemplate(buildDeployFiles(helm), {
            environment,
            namespace,
          }),
        ),
      ).toEqual(sorted(renderEnvironment(helm, environment)));
    },
  );

  it('gives the same bytes for the same declaration', () => {
    for (const form of ['kustomize', 'helm'] as const) {
      const declaration = { ...declarationOf(inferenceService), form };
      expect(buildDeployFiles({ ...declaration })).toEqual(
        buildDeployFiles(declaration),
      );
    }
  });

  describe('as Kustomize', () => {
    const declaration = declarationOf(
      inferenceService,
      threeEnvironments({ staging: { canary } }),
    );
    const files = filesOf(declaration);

    it('has a base, components for what an environment takes as a whole, and the environments', () => {
      expect([...files.keys()]).toEqual([
        'base/inference-service.yaml',
        'base/kustomization.yaml',
        'components/synthetic-load/job-load.yaml',
        'components/synthetic-load/kustomization.yaml',
        'components/disruption-budget/pod-disruption-budget.yaml',
        'components/disruption-budget/kustomization.yaml',
        'components/monitoring/pod-monitor.yaml',
        'components/monitoring/kustomization.yaml',
        'environments/dev/profile.yaml',
        'environments/dev/inference-service.yaml',
        'environments/dev/kustomization.yaml',
        'environments/staging/profile.yaml',
        'environments/staging/inference-service.yaml',
        'environments/staging/kustomization.yaml',
        'environments/production/profile.yaml',
        'environments/production/inference-service.yaml',
        'environments/production/kustomization.yaml',
      ]);
    });

    it('keeps the pin and the canary in a file of their own', () => {
      expect(
        parse(files.get('environments/staging/inference-service.yaml')!),
      ).toMatchObject({
        metadata: {
          name: 'iris',
          annotations: { 'waybill.dev/version': '1.0.1' },
        },
        spec: {
          predictor: {
            model: {
              storageUri: `oci://registry.example.com/models/iris@${digestOf(
                'c',
              )}`,
            },
          },
          canary: [{ trafficPercent: 10 }],
        },
      });
      const profile = files.get('environments/staging/profile.yaml')!;
      expect(profile).not.toContain('sha256:');
      expect(profile).not.toContain('canary');
    });

    it('patches what differs and nothing else', () => {
      expect(files.get('environments/dev/profile.yaml')).toBe(
        [
          'apiVersion: serving.kserve.io/v1beta1',
          'kind: InferenceService',
          'metadata:',
          '  name: iris',
          'spec:',
          '  predictor:',
          '    minReplicas: 1',
          '    maxReplicas: 1',
          '    model:',
          '      env:',
          '        - name: KSERVE_LOGLEVEL',
          '          value: DEBUG',
          '      resources:',
          '        requests:',
          '          cpu: 250m',
          '          memory: 1Gi',
          '        limits:',
          '          cpu: "1"',
          '          memory: 1Gi',
          '',
        ].join('\n'),
      );
    });

    it('has the load run anew with each version, which is written in one place', () => {
      const kustomization = parse(
        files.get('environments/staging/kustomization.yaml')!,
      );
      expect(kustomization.components).toEqual([
        '../../components/synthetic-load',
      ]);
      expect(kustomization.replacements[0].source.fieldPath).toBe(
        'metadata.annotations.[waybill.dev/version]',
      );
      expect(
        files.get('components/synthetic-load/job-load.yaml'),
      ).not.toContain('1.0.1');
    });

    it('merges into lists of Kubernetes’ own kinds by name', () => {
      const patch = parse(
        filesOf(declarationOf(deployment)).get(
          'environments/dev/profile.yaml',
        )!,
      );
      expect(patch.spec.template.spec.containers).toEqual([
        {
          name: 'server',
          env: expect.arrayContaining([{ name: 'LOG_LEVEL', value: 'debug' }]),
          resources: {
            requests: { cpu: '250m', memory: '1Gi' },
            limits: { cpu: '1', memory: '1Gi' },
          },
        },
      ]);
    });
  });

  describe('as a Helm chart', () => {
    const files = filesOf({
      ...declarationOf(
        deployment,
        threeEnvironments({ suffix: '-gpu', staging: { canary } }),
      ),
      form: 'helm',
    });

    it('has a chart, and values for each environment', () => {
      expect(
        [...files.keys()].filter(path => !path.startsWith('chart/templates/')),
      ).toEqual([
        'chart/Chart.yaml',
        'chart/values.yaml',
        'chart/values.schema.json',
        'environments/dev/values.yaml',
        'environments/staging/values.yaml',
        'environments/production/values.yaml',
      ]);
    });

    it('says once in the values which version runs, and nowhere in the templates', () => {
      const templates = [...files].filter(([path]) =>
        path.startsWith('chart/templates/'),
      );
      expect(templates.map(([, content]) => content).join('')).not.toMatch(
        /models\/iris@sha256:/,
      );
      const values = files.get('environments/staging/values.yaml')!;
      expect(parse(values)).toMatchObject({
        model: {
          repository: 'registry.example.com/models/iris',
          version: '1.0.1',
          digest: digestOf('c'),
        },
        canary: { enabled: true, version: '1.1.0', digest: digestOf('b') },
      });
      expect(values.split(digestOf('c'))).toHaveLength(2);
    });

    it('runs no version by itself', () => {
      expect(parse(files.get('chart/values.yaml')!).model).toEqual({
        repository: 'registry.example.com/models/iris',
        version: '',
        digest: '',
      });
      const schema = JSON.parse(files.get('chart/values.schema.json')!);
      expect(schema.properties.model.properties.digest.pattern).toBe(
        '^sha256:[0-9a-f]{64}$',
      );
      expect(schema.additionalProperties).toBe(false);
    });

    it('writes braces that are not Helm’s as text', () => {
      expect(files.get('chart/templates/deployment.yaml')).toContain(
        '--template={{ "{{" }} .model }}',
      );
    });
  });

  it('refuses what has a problem, with the words of the problem', () => {
    const [dev] = threeEnvironments();
    expect(() =>
      buildDeployFiles(declarationOf(inferenceService, [dev, dev])),
    ).toThrow(
      expect.objectContaining({
        code: 'CONFLICT',
        field: 'environments[1].name',
      }),
    );
  });
});
