import { createMockDirectory } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import {
  createDoubles,
  MODEL_FILES,
  writeFiles,
} from './__testUtils__/shipDoubles';
import { runAction } from './__testUtils__/runAction';
import {
  declareModel,
  IRIS,
  publishVersion,
} from './__testUtils__/runningModel';
import { createActions } from './createActions';
import { applyBuild } from './actions/build-package/apply';
import { applyPush } from './actions/push-package/apply';
import { planPush } from './actions/push-package/plan';
import { importPlanOf } from './__testUtils__/shipDoubles';

describe('the examples of the actions', () => {
  const workspace = createMockDirectory();
  const all = createActions(createDoubles().dependencies);
  const examples = all.flatMap(action =>
    (action.examples ?? []).map(
      ({ description, example }) => [action.id, description, example] as const,
    ),
  );

  beforeEach(async () => {
    workspace.clear();
    await writeFiles(workspace.resolve('model'), MODEL_FILES);
    await writeFiles(workspace.resolve('repository'), {
      'catalog-info.yaml': 'kind: Resource\n',
      'deploy/base/kustomization.yaml': 'resources: []\n',
    });
  });

  it('exist for each action', () => {
    expect(new Set(examples.map(([id]) => id))).toEqual(
      new Set(all.map(({ id }) => id)),
    );
  });

  it.each(examples)('%s: %s', async (id, _, example) => {
    const doubles = createDoubles();
    const action = createActions(doubles.dependencies).find(
      candidate => candidate.id === id,
    )!;
    const [step] = parse(example).steps as {
      action: string;
      input: JsonObject;
    }[];
    expect(step.action).toBe(id);
    const input = await prepare(step.input, id, doubles);
    const { output, log } = await runAction(action, input, {
      workspacePath: workspace.path,
    });
    expect(Object.keys(output)).not.toEqual([]);
    expect(log[0]).toMatch(/^Plan: /);
  });

  /** An example cannot know the digest of files that a test writes, nor can it sign. */
  async function prepare(
    input: JsonObject,
    id: string,
    doubles: ReturnType<typeof createDoubles>,
  ): Promise<JsonObject> {
    const context = { workspacePath: workspace.path, log: () => undefined };
    const { dependencies } = doubles;
    if (id === 'waybill:package:push' && input.digest) {
      const spec = { format: 'modelcar' as const, annotations: {} };
      const { built } = await applyBuild(
        { path: 'model', spec },
        dependencies,
        context,
      );
      return { ...input, digest: built.descriptor.digest };
    }
    const readsPackage =
      id === 'waybill:package:attest' && input.type !== 'provenance';
    if (input.from || readsPackage) {
      const isConversion = id === 'waybill:package:convert';
      const plan = planPush(
        {
          path: 'model',
          repository: 'registry.example.com/models/iris',
          version: '1.0.0',
          format:
            isConversion && input.format === 'modelcar'
              ? 'modelkit'
              : 'modelcar',
        },
        dependencies.settings,
      );
      const pushed = await applyPush(plan, dependencies, context);
      if (readsPackage) return { ...input, digest: pushed.descriptor.digest };
    }
    if (id === 'waybill:model:import') {
      doubles.imports.set('*', importPlanOf(MODEL_FILES));
    }
    if (id === 'waybill:version:bump' || id === 'waybill:model:onboard') {
      const declared = await publishVersion(doubles, '1.0.0');
      const digest = await publishVersion(doubles, '1.1.0');
      declareModel(doubles, `oci://${IRIS}@${declared}`);
      return { ...input, ...(input.digest && { digest }) };
    }
    if (id === 'waybill:repository:fetch') {
      doubles.git.repositories.set(
        'ml/iris',
        new Map([['deploy/base/kustomization.yaml', 'resources: []\n']]),
      );
    }
    if (id === 'waybill:package:verify') {
      doubles.signing.signatures.add(`${input.repository}@${input.digest}`);
    }
    return input;
  }
});
