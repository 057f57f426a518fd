import {
  deploymentInput,
  FULL_PROFILE,
  HTTP_ROUTE,
} from './__testUtils__/deploymentInput';
import { REFUSALS } from './__testUtils__/deploymentRefusals';
import { foreign, prometheus, type Changes } from './__testUtils__/refusal';
import { buildDeploymentObjects } from './buildDeploymentObjects';
import { listDeploymentProblems } from './listDeploymentProblems';

describe('listDeploymentProblems', () => {
  it.each([
    ['the smallest declaration', {}],
    ['a base', { package: foreign(undefined) }],
    [
      'all that an environment may want',
      { serving: { route: HTTP_ROUTE }, profile: FULL_PROFILE },
    ],
    ['a ModelPack for kit', { package: { format: 'modelpack' } }],
    [
      'a modelcar as volume',
      { delivery: 'image-volume', package: { format: 'modelcar' } },
    ],
    [
      'a model that sleeps',
      {
        profile: {
          replicas: { min: 0, max: 2 },
          autoscaling: { class: 'keda', metric: 'rps', prometheus },
        },
      },
    ],
    [
      'a limit that stands for a request',
      {
        profile: {
          replicas: { min: 1, max: 2 },
          resources: { limits: { cpu: '1' } },
        },
      },
    ],
  ] as readonly (readonly [string, Changes])[])(
    'has nothing against %s',
    (_, changes) => {
      expect(listDeploymentProblems(deploymentInput(changes))).toEqual([]);
    },
  );

  it.each(REFUSALS)('refuses %s', (_, changes, code, field) => {
    const input = deploymentInput(changes);
    expect(listDeploymentProblems(input)).toContainEqual(
      expect.objectContaining({ code, field }),
    );
    expect(() => buildDeploymentObjects(input)).toThrow(
      expect.objectContaining({ name: 'ManifestError' }),
    );
  });

  it('says what is wrong, where and what to do', () => {
    expect(
      listDeploymentProblems(
        deploymentInput({ profile: { disruptionBudget: { minAvailable: 1 } } }),
      ),
    ).toEqual([
      {
        code: 'CONFLICT',
        field: 'profile.disruptionBudget.minAvailable',
        message:
          'With 1 replica and minAvailable 1 no pod could ever be evicted, and a node with one could not be emptied: raise profile.replicas.min, or change the budget.',
      },
    ]);
  });

  it('shows little of a text that is long or hostile', () => {
    const problems = listDeploymentProblems(
      deploymentInput({
        serving: { livenessPath: `\u0007${'a'.repeat(9999)}` },
        profile: { env: { ['x y'.repeat(999)]: '1' } },
      }),
    );
    expect(problems).toHaveLength(2);
    for (const { message, field } of problems) {
      expect(message.length).toBeLessThan(250);
      expect(field.length).toBeLessThan(150);
      expect(message).not.toMatch(/\p{C}/u);
    }
  });

  it('lists every problem at once', () => {
    expect(
      listDeploymentProblems(
        deploymentInput({
          serving: { port: 1, image: undefined },
          profile: { gpu: { count: -1 } },
        }),
      ).map(({ field }) => field),
    ).toEqual(['serving.image', 'serving.port', 'profile.gpu.count']);
  });
});
