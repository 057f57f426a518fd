import type { JsonObject } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import { runAction } from '../../__testUtils__/runAction';
import {
  declareModel,
  IRIS,
  overlayOf,
  publishVersion,
} from '../../__testUtils__/runningModel';
import { createDoubles } from '../../__testUtils__/shipDoubles';
import { createOnboardModelAction } from './action';

describe('waybill:model:onboard', () => {
  let doubles: ReturnType<typeof createDoubles>;
  let digest: string;

  beforeEach(async () => {
    doubles = createDoubles();
    digest = await publishVersion(doubles, '1.0.0');
  });

  const run = (change: JsonObject = {}, isDryRun = false) =>
    runAction(
      createOnboardModelAction(doubles.dependencies),
      {
        gitUrl: 'https://git.example.com/ml/iris',
        owner: 'group:default/ml-team',
        ...change,
      },
      { workspacePath: '/nowhere', isDryRun },
    );

  const proposed = (path: string) =>
    doubles.git.branches.get('ml/iris@waybill/onboard-iris')?.get(path);

  it('adds the model to the catalog and leaves the layout as it is', async () => {
    declareModel(doubles, `oci://${IRIS}@${digest}`);
    const { output } = await run();
    expect(doubles.git.commits).toMatchObject([
      { branch: 'waybill/onboard-iris', paths: ['catalog-info.yaml'] },
    ]);
    const [document] = parseAllDocuments(proposed('catalog-info.yaml') ?? '');
    expect(document.toJS()).toMatchObject({
      kind: 'Resource',
      metadata: {
        name: 'iris',
        annotations: { 'waybill.dev/repository': IRIS },
      },
      spec: { type: 'ai-model', owner: 'group:default/ml-team' },
    });
    expect(output).toMatchObject({
      repository: IRIS,
      name: 'iris',
      references: [
        { environment: 'dev', path: 'k8s/dev/iris.yaml', line: 11, digest },
        { environment: 'staging', path: 'k8s/staging/iris.yaml', digest },
      ],
      pullRequestUrl: 'https://git.example.com/ml/iris/pulls/1',
    });
    expect(doubles.git.pulls[0].body).toContain('`k8s/dev/iris.yaml:11`');
  });

  it('refuses a tag, and pins it where it is told to', async () => {
    declareModel(doubles, `oci://${IRIS}:1.0.0`);
    await expect(run()).rejects.toThrow(
      /k8s\/dev\/iris\.yaml:11: .* is named by tag.* 'pin' .*\[NOT_PINNED\]/,
    );
    expect(doubles.git.commits).toEqual([]);
    const { output } = await run({ pin: true });
    expect(proposed('k8s/dev/iris.yaml')).toBe(
      overlayOf(`oci://${IRIS}:1.0.0@${digest}`),
    );
    expect(output.files).toEqual([
      'catalog-info.yaml',
      'k8s/dev/iris.yaml',
      'k8s/staging/iris.yaml',
    ]);
    expect(output.references[0]).toMatchObject({ tag: '1.0.0', digest });
  });

  it('adds the entity behind others, and is done where it is there', async () => {
    const others =
      '# ours\napiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: flowers}\nspec: {owner: ml}\n';
    const files = declareModel(doubles, `oci://${IRIS}@${digest}`, {
      'catalog-info.yaml': others,
    });
    await run({ directCommit: true });
    const text = files.get('catalog-info.yaml') ?? '';
    expect(text.startsWith(`${others}---\n`)).toBe(true);
    expect(parseAllDocuments(text)).toHaveLength(2);
    const { output } = await run({ directCommit: true });
    expect(output).toMatchObject({ isChanged: false, files: [] });
    expect(doubles.git.commits).toHaveLength(1);
  });

  it('sends nothing in a dry run', async () => {
    declareModel(doubles, `oci://${IRIS}@${digest}`);
    const { log, output } = await run({}, true);
    expect(log).toContain('+++ b/catalog-info.yaml');
    expect(output.isChanged).toBe(true);
    expect(doubles.git.commits).toEqual([]);
  });

  describe('changes nothing', () => {
    it.each<[string, string, Record<string, string>, JsonObject, RegExp]>([
      [
        'where the model is not in a registry',
        's3://models/iris',
        {},
        {},
        /k8s\/dev\/iris\.yaml:11: The model is at s3:\/\/models\/iris.*\[FORM_NOT_SUPPORTED\]/,
      ],
      [
        'where there are several',
        `oci://${IRIS}:1.0.0`,
        {
          'k8s/dev/rose.yaml': overlayOf(
            'oci://registry.example.com/models/rose:1.0.0',
          ),
        },
        {},
        /names 2 models: .*models\/iris, .*models\/rose \[AMBIGUOUS_TARGET\]/,
      ],
      [
        'where the tag is not in the registry',
        `oci://${IRIS}:0.9.0`,
        {},
        { pin: true },
        /iris:0\.9\.0 is not in the registry.*\[DIGEST_NOT_FOUND\]/,
      ],
      [
        'where another entity has the name',
        `oci://${IRIS}:1.0.0`,
        { 'catalog-info.yaml': 'kind: Resource\nmetadata: {name: iris}\n' },
        { pin: true },
        /\[ALREADY_ONBOARDED\]/,
      ],
      [
        'where nothing names a model',
        '',
        {},
        {},
        /Nothing in the repository names a model.*\[REFERENCE_NOT_FOUND\]/,
      ],
      [
        'for an owner that is none',
        `oci://${IRIS}:1.0.0`,
        {},
        { pin: true, owner: 'no owner' },
        /\[INVALID_OWNER\]/,
      ],
    ])('%s', async (_, uri, files, change, message) => {
      declareModel(doubles, uri, files);
      await expect(run(change)).rejects.toThrow(message);
      expect(doubles.git.commits).toEqual([]);
    });
  });
});
