import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { ModelDirectory } from './ModelDirectory';

function entity(
  name: string,
  annotations: Record<string, string>,
  changes: Partial<Entity> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default', annotations },
    spec: { type: 'ai-model' },
    ...changes,
  };
}

const REPOSITORY = {
  'waybill.dev/repository': 'registry.example.com/models/iris',
};

async function read(annotations: Record<string, string>) {
  const directory = new ModelDirectory({
    catalog: catalogServiceMock({ entities: [entity('iris', annotations)] }),
    auth: mockServices.auth(),
  });
  return directory.getModel(
    { kind: 'resource', namespace: 'default', name: 'iris' },
    mockCredentials.user(),
  );
}

describe('ModelDirectory', () => {
  it.each([
    [
      'source-location',
      'url:https://git.example.com/ml/iris/src/branch/main/',
      'https://git.example.com/ml/iris/src/branch/main/',
    ],
    [
      'source-location',
      'url:https://git.example.com/ml/iris/src/branch/main',
      'https://git.example.com/ml/iris/src/branch/main/',
    ],
    [
      'managed-by-location',
      'url:https://git.example.com/ml/iris/src/branch/main/catalog-info.yaml',
      'https://git.example.com/ml/iris/src/branch/main/',
    ],
    ['managed-by-location', 'file:/etc/catalog-info.yaml', undefined],
  ])(
    'finds the source of a model by its %s %s',
    async (annotation, value, expected) => {
      const model = await read({
        ...REPOSITORY,
        [`backstage.io/${annotation}`]: value,
      });

      expect(model.sourceUrl).toBe(expected);
    },
  );

  it.each([
    ['models/iris/deploy/', 'models/iris/deploy'],
    ['../../other/repository', 'deploy'],
    ['a b', 'deploy'],
    ['', 'deploy'],
  ])('takes the deploy path %p as %p', async (annotation, expected) => {
    expect(
      await read({ ...REPOSITORY, 'waybill.dev/deploy-path': annotation }),
    ).toMatchObject({ deployPath: expected });
  });

  it.each([
    'nonsense',
    'registry.example.com/models/iris:1.0.0',
    'registry.example.com/../x',
  ])(
    'refuses the repository %p and says which annotation to mend',
    async repository => {
      await expect(
        read({ 'waybill.dev/repository': repository }),
      ).rejects.toMatchObject({
        code: 'NOT_A_MODEL',
        message: expect.stringContaining("'waybill.dev/repository'"),
      });
    },
  );

  it('lists usable models with the rights of the backend', async () => {
    const catalog = catalogServiceMock({
      entities: [
        entity('iris', REPOSITORY),
        entity('unpackaged', {}),
        entity('database', REPOSITORY, { spec: { type: 'database' } }),
      ],
    });
    const getEntities = jest.spyOn(catalog, 'getEntities');

    const models = await new ModelDirectory({
      catalog,
      auth: mockServices.auth(),
    }).listModels();

    expect(models.map(({ entityRef }) => entityRef)).toEqual([
      'resource:default/iris',
    ]);
    expect(getEntities).toHaveBeenCalledWith(expect.anything(), {
      credentials: expect.objectContaining({
        principal: expect.objectContaining({ type: 'service' }),
      }),
    });
  });
});
