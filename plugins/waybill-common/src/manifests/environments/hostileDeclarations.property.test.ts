/** Whatever is accepted renders the same in every form, also with text that YAML, Kustomize or Helm would read. */
import fc from 'fast-check';
import type { EnvironmentProfile, ModelDeclaration } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import {
  declarationOf,
  deployment,
  digestOf,
  inferenceService,
} from './__testUtils__/declarations';
import { helmTemplate } from './__testUtils__/helmTemplate';
import { kustomizeBuild } from './__testUtils__/kustomizeBuild';
import { buildDeployFiles } from './buildDeployFiles';
import { listDeclarationProblems } from './listDeclarationProblems';
import { objectKey } from './objectNames';
import { renderEnvironment } from './renderEnvironment';

const hostileText = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30 }),
  fc.constantFrom(
    '{{ .Values.model.digest }}',
    '{{- end }}',
    '}}{{',
    '${HOME}',
    '$(URL)',
    'no',
    '1_000',
    '0x10',
    '012',
    '~',
    '- a',
    '# note',
    '*alias',
    '&anchor',
    '!!binary x',
    '\ue000\ue001\ue002',
    'a: b',
    '{a: b}',
    'two\nlines\n',
    ' padded ',
    '1e3',
    '2026-01-01',
    '"',
    "'",
    '\\',
    '%p',
  ),
);

const env = fc.dictionary(
  fc.constantFrom('ALPHA', 'BETA', 'GAMMA', 'DELTA'),
  hostileText,
);

const profile: fc.Arbitrary<EnvironmentProfile> = fc.record(
  {
    replicas: fc.record({ min: fc.integer({ min: 1, max: 5 }) }),
    env,
    logLevel: fc.constantFrom('debug', 'info', 'warning', 'error'),
    gpu: fc.record({ count: fc.integer({ min: 1, max: 8 }) }),
    isMonitored: fc.boolean(),
    nodeSelector: fc.dictionary(
      fc.constantFrom('pool', 'example.com/zone'),
      fc.constantFrom('a', 'true', '1', ''),
    ),
    syntheticLoad: fc.record({
      requestsPerSecond: fc.integer({ min: 1, max: 100 }),
      durationSeconds: fc.integer({ min: 1, max: 86_400 }),
      image: fc.constant(`registry.example.com/curl@${digestOf('1')}`),
      body: hostileText,
    }),
    canary: fc.record({
      trafficPercent: fc.integer({ min: 0, max: 100 }),
      version: fc.constantFrom('1.1.0', '2.0.0-rc.1'),
      digest: fc.constantFrom(digestOf('b'), digestOf('c')),
    }),
  },
  { requiredKeys: [] },
);

const declarations: fc.Arbitrary<ModelDeclaration> = fc
  .tuple(
    fc.constantFrom(
      inferenceService,
      { ...inferenceService, deploymentMode: 'Knative' as const },
      deployment,
    ),
    env,
    fc.array(hostileText, { maxLength: 3 }),
    fc.array(profile, { minLength: 1, maxLength: 3 }),
  )
  .map(([serving, variables, args, profiles]) =>
    declarationOf(
      { ...serving, env: variables, args },
      profiles.map((each, index) => ({
        name: `e${index}`,
        namespace: `n${index}`,
        profile: each,
      })),
    ),
  );

function sorted(objects: readonly KubernetesManifest[]): KubernetesManifest[] {
  return [...objects].sort((a, b) => (objectKey(a) < objectKey(b) ? -1 : 1));
}

describe('a declaration with hostile text', () => {
  it('renders the same in every form, or is refused', () => {
    let accepted = 0;
    fc.assert(
      fc.property(declarations, declaration => {
        if (listDeclarationProblems(declaration).length > 0) return;
        accepted += 1;
        const helm = { ...declaration, form: 'helm' } as const;
        const files = buildDeployFiles(declaration);
        const chart = buildDeployFiles(helm);
        for (const { name, namespace } of declaration.environments) {
          expect(sorted(kustomizeBuild(files, `environments/${name}`))).toEqual(
            sorted(renderEnvironment(declaration, name)),
          );
          expect(
            sorted(helmTemplate(chart, { environment: name, namespace })),
          ).toEqual(sorted(renderEnvironment(helm, name)));
        }
      }),
      { numRuns: 200 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});
