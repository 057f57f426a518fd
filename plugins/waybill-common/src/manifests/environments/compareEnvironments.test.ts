import {
  declarationOf,
  deployment,
  inferenceService,
} from './__testUtils__/declarations';
import { compareEnvironments } from './compareEnvironments';

describe('compareEnvironments', () => {
  const declaration = declarationOf(inferenceService);

  it('tells the fields that differ, and the objects that one side has alone', () => {
    const found = compareEnvironments(declaration, 'dev', 'staging');
    expect(found).toContainEqual({
      object: 'InferenceService/iris',
      path: 'spec.predictor.minReplicas',
      from: 1,
      to: 2,
    });
    expect(found).toContainEqual({
      object: 'InferenceService/iris',
      path: 'metadata.annotations[waybill.dev/version]',
      from: '1.0.0',
      to: '1.0.1',
    });
    expect(found).toContainEqual({
      object: 'Job/iris-load',
      path: '',
      to: expect.objectContaining({ kind: 'Job' }),
    });
  });

  it('names variables and containers, and not their places', () => {
    const found = compareEnvironments(
      declarationOf(deployment),
      'dev',
      'production',
    );
    expect(found).toContainEqual({
      object: 'Deployment/iris',
      path: 'spec.template.spec.containers[server].env[SHARED].value',
      from: '1',
      to: '2',
    });
    expect(found).toContainEqual({
      object: 'Deployment/iris',
      path: 'spec.template.spec.containers[server].env[EXTRA]',
      to: { name: 'EXTRA', value: 'no' },
    });
  });

  it('tells nothing of the namespace, and nothing where nothing differs', () => {
    const twins = declarationOf(inferenceService, [
      { name: 'a', namespace: 'one', profile: {} },
      { name: 'b', namespace: 'two', profile: {} },
    ]);
    expect(compareEnvironments(twins, 'a', 'b')).toEqual([]);
  });

  it('is the other way round from the other side', () => {
    const there = compareEnvironments(declaration, 'dev', 'production');
    const back = compareEnvironments(declaration, 'production', 'dev');
    const key = (path: string, object: string) => `${object} ${path}`;
    expect(back.map(({ object, path }) => key(path, object)).sort()).toEqual(
      there.map(({ object, path }) => key(path, object)).sort(),
    );
    expect(back).toContainEqual(
      expect.objectContaining({
        path: 'spec.predictor.minReplicas',
        from: 3,
        to: 1,
      }),
    );
  });

  it('refuses an environment that is not declared', () => {
    expect(() => compareEnvironments(declaration, 'dev', 'qa')).toThrow(
      expect.objectContaining({
        code: 'NO_ENVIRONMENT',
        message: expect.stringContaining('dev, staging, production'),
      }),
    );
  });
});
