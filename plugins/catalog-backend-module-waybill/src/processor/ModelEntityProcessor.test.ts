import type { Entity } from '@backstage/catalog-model';
import { ModelEntityProcessor } from './ModelEntityProcessor';

const LOCATION = { type: 'url', target: 'https://git.example.com/ml/iris' };

function model(repository?: string, changes: Partial<Entity> = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: 'iris',
      annotations:
        repository === undefined
          ? {}
          : { 'waybill.dev/repository': repository },
    },
    spec: { type: 'ai-model', owner: 'team-ml' },
    ...changes,
  };
}

async function process(entity: Entity) {
  const emit = jest.fn();
  const result = await new ModelEntityProcessor().postProcessEntity(
    entity,
    LOCATION,
    emit,
  );
  expect(result).toBe(entity);
  return emit.mock.calls.map(([emitted]) => emitted);
}

describe('ModelEntityProcessor', () => {
  it.each([
    ['a repository', model('registry.example.com:5000/models/iris')],
    ['no repository yet', model()],
    [
      'another type',
      model('nonsense', { spec: { type: 'database', owner: 'team-ml' } }),
    ],
    ['another kind', model('nonsense', { kind: 'Component' })],
  ])('says nothing of an entity with %s', async (_name, entity) => {
    expect(await process(entity)).toEqual([]);
  });

  it.each([
    'nonsense',
    'registry.example.com/models/Iris',
    'registry.example.com/models/iris:1.0.0',
    'https://registry.example.com/iris',
    '',
  ])(
    'refuses the repository %p and says which annotation and entity',
    async repository => {
      const [emitted, ...more] = await process(model(repository));

      expect(more).toEqual([]);
      expect(emitted).toMatchObject({
        type: 'error',
        location: LOCATION,
        error: { name: 'InputError' },
      });
      expect(emitted.error.message).toContain(
        "Annotation 'waybill.dev/repository' of 'resource:default/iris' must name an OCI repository as host/path: ",
      );
    },
  );
});
