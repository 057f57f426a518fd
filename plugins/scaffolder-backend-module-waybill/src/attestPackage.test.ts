/** What `waybill:package:attest` says of a package, on a registry in memory. */
import { createMockDirectory } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { runAction } from './__testUtils__/runAction';
import {
  createDoubles,
  MODEL_FILES,
  writeFiles,
} from './__testUtils__/shipDoubles';
import { createActions } from './createActions';

const IRIS = 'registry.example.com/models/iris';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const TASK = {
  id: 'task-7',
  templateRef: 'template:default/ship-a-model',
  userRef: 'user:default/ada',
  secrets: { token: 'very-secret', short: 'a' },
};

describe('waybill:package:attest', () => {
  const workspace = createMockDirectory();
  let doubles: ReturnType<typeof createDoubles>;
  let digest: string;

  const run = (name: string, input: JsonObject, isDryRun = false) =>
    runAction(
      createActions(doubles.dependencies).find(
        ({ id }) => id === `waybill:package:${name}`,
      )!,
      input,
      { workspacePath: workspace.path, task: TASK, isDryRun },
    );
  const attest = (input: JsonObject, isDryRun = false) =>
    run('attest', { repository: IRIS, digest, ...input }, isDryRun);
  const statement = (predicateType: string): Record<string, any> =>
    doubles.signing.statements.get(`${IRIS}@${digest} ${predicateType}`)!;

  beforeEach(async () => {
    workspace.clear();
    doubles = createDoubles();
    await writeFiles(workspace.resolve('model'), MODEL_FILES);
    const { output } = await run('push', {
      path: 'model',
      repository: IRIS,
      version: '1.0.0',
      format: 'modelkit',
    });
    digest = output.digest;
  });

  it('says of which task, inputs and materials a package is made, without secrets', async () => {
    const { output } = await attest({
      type: 'provenance',
      parameters: { name: 'iris', password: 'x', note: 'it is very-secret' },
      materials: [
        { uri: 'git+https://git.example.com/ml/models', digest: COMMIT },
        { uri: `${IRIS}@${DIGEST}`, name: 'base' },
        { uri: 'hf://acme/iris', digest: 'main' },
        { uri: 'none' },
        {},
      ],
    });
    expect(output).toEqual({
      repository: IRIS,
      digest,
      predicateType: 'https://slsa.dev/provenance/v1',
      key: 'default',
    });
    const said = statement('https://slsa.dev/provenance/v1');
    expect(said).toMatchObject({
      buildDefinition: {
        externalParameters: {
          template: TASK.templateRef,
          parameters: { name: 'iris' },
        },
        internalParameters: { startedBy: TASK.userRef },
        resolvedDependencies: [
          {
            uri: 'git+https://git.example.com/ml/models',
            digest: { gitCommit: COMMIT },
          },
          {
            uri: `oci://${IRIS}@${DIGEST}`,
            digest: { sha256: DIGEST.slice(7) },
            name: 'base',
          },
          { uri: 'hf://acme/iris', annotations: { revision: 'main' } },
        ],
      },
      runDetails: {
        builder: { id: 'http://localhost:7007/api/scaffolder' },
        metadata: {
          invocationId: 'http://localhost:7007/api/scaffolder/v2/tasks/task-7',
        },
      },
    });
    expect(JSON.stringify(said)).not.toContain('very-secret');
    expect(
      said.buildDefinition.externalParameters.parameters,
    ).not.toHaveProperty('password');
  });

  it.each([
    ['cyclonedx', 'https://cyclonedx.org/bom', '"name":"model.joblib"'],
    ['spdx', 'https://spdx.dev/Document', 'model.joblib'],
    [
      'model-card',
      'https://waybill.dev/predicates/model-card/v1',
      '"path":"README.md"',
    ],
  ])('says what is in a package: %s', async (type, predicateType, expected) => {
    await attest({ type, version: '1.0.0' });
    expect(JSON.stringify(statement(predicateType))).toContain(expected);
  });

  it('finds that it was said before', async () => {
    await attest({ type: 'cyclonedx' });
    const { log } = await attest({ type: 'cyclonedx' });
    expect(log.at(-1)).toBe("Attested by 'default' before: nothing to add");
  });

  it('says nothing in a dry run', async () => {
    const { output, log } = await attest({ type: 'cyclonedx' }, true);
    expect(log).toEqual([
      `Plan: attest cyclonedx (https://cyclonedx.org/bom) of ${IRIS}@${digest} with the default key, as Sigstore bundle and as .att`,
    ]);
    expect(output.key).toBeUndefined();
    expect(doubles.signing.statements.size).toBe(0);
  });

  it('refuses a registry that is not configured', async () => {
    await expect(
      attest({ type: 'cyclonedx', repository: 'elsewhere.example/iris' }),
    ).rejects.toThrow('[REGISTRY_NOT_CONFIGURED]');
  });
});

describe('waybill:package:verify', () => {
  it('gives the whole verdict, with the attestations that were asked for', async () => {
    const doubles = createDoubles();
    doubles.signing.signatures.add(`${IRIS}@${DIGEST}`);
    const action = createActions(doubles.dependencies).find(
      ({ id }) => id === 'waybill:package:verify',
    )!;
    const { output, log } = await runAction(
      action,
      {
        repository: IRIS,
        digest: DIGEST,
        attestations: ['https://slsa.dev/provenance/v1'],
      },
      { workspacePath: '/nowhere' },
    );
    expect(log[0]).toContain('with attestations of SLSA provenance');
    expect(output.verdict).toEqual({
      state: 'verified',
      reason: 'SignatureVerified',
      message: "Signed by 'default'",
      policy: 'portal',
      key: 'default',
      signer: { keyName: 'default' },
      forms: ['bundle', 'legacy'],
      attestations: [
        {
          predicateType: 'https://slsa.dev/provenance/v1',
          form: 'bundle',
          isAccepted: true,
        },
      ],
      findings: [],
      checkedAt: '2026-11-21T10:00:00.000Z',
    });
  });
});
