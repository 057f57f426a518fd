import fc from 'fast-check';
import type { EnvironmentProfile, ServingInput } from '../declaration';
import { CANARY, DIGEST, llm, service } from './__testUtils__/servingInputs';
import { buildKserveObjects } from './buildKserveObjects';
import type { KserveSpec } from './KserveSurroundings';
import { listKserveProblems } from './problems';

const IMAGE = `registry.example.com/server@${DIGEST}`;
const own = { modelFormat: undefined, container: { image: IMAGE } };
const kpa = { autoscaling: { class: 'kpa' } } as const;
const knative = { deploymentMode: 'Knative' } as const;
const named = (name: string, profile: EnvironmentProfile = {}) => ({
  ...service({}, profile),
  name,
});

/** How many objects are built, or the name of what is thrown. */
function outcomeOf(input: ServingInput<KserveSpec>): unknown {
  try {
    return buildKserveObjects(input).length;
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

describe('listKserveProblems', () => {
  it.each<[string, ServingInput<KserveSpec>]>([
    ['a plain model', service()],
    ['a base', service({}, {}, null)],
    [
      'requests and limits that fit',
      service(
        {},
        {
          resources: {
            requests: { cpu: '250m', memory: '512Mi' },
            limits: { cpu: '500m', memory: '1Gi' },
          },
        },
      ),
    ],
    [
      'a canary beside a name that just fits',
      named('a'.repeat(41), { canary: CANARY }),
    ],
    ['a long name without a canary', named('a'.repeat(48))],
    [
      'a runtime of the cluster’s own',
      service({
        runtime: 'ours',
        isOwnRuntime: true,
        modelFormat: { name: 'tea' },
      }),
    ],
    [
      'scaling to zero in Knative',
      service(knative, { replicas: { min: 0, max: 2 }, ...kpa }),
    ],
    [
      'an own server in Knative, tried',
      service({ ...own, ...knative }, { canary: CANARY }),
    ],
    [
      'fetch, of which the cluster decides',
      service({ storage: { scheme: 'oci+fetch' } }),
    ],
    ['a hub', llm({ storage: { scheme: 'uri', uri: 'hf://acme/llama' } })],
  ])('takes %s', (_, input) => {
    expect(listKserveProblems(input)).toEqual([]);
  });

  it('believes what it is told of the cluster’s runtimes', () => {
    const runtimes = [
      { name: 'ours', formats: [{ name: 'tea', isAutoSelected: true }] },
    ];
    const tea = { modelFormat: { name: 'tea' } };
    expect(listKserveProblems(service(tea), { runtimes })).toEqual([]);
    expect(
      listKserveProblems(service({ ...tea, runtime: 'ours' }), { runtimes }),
    ).toEqual([]);
    expect(
      listKserveProblems(service({ ...tea, runtime: 'ours' }), {
        runtimes: [{ ...runtimes[0], isDisabled: true }],
      }),
    ).toMatchObject([
      { code: 'UNKNOWN_RUNTIME', message: expect.stringMatching(/disabled/) },
    ]);
  });

  it('never throws, whatever stands in place of a field', () => {
    const places = ['name', 'serving', 'profile', 'package'] as const;
    const fields = [
      ...['storage', 'container', 'modelFormat', 'env', 'args', 'transformer'],
      ...['replicas', 'resources', 'gpu', 'canary', 'furtherCanaries'],
      ...['tolerations', 'nodeSelector', 'autoscaling', 'digest', 'kind'],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(service({ env: { A: '1' } }), llm({ args: [] })),
        fc.constantFrom(...places),
        fc.option(fc.constantFrom(...fields), { nil: undefined }),
        fc.jsonValue({ maxDepth: 2 }),
        (input, place, field, value) => {
          const changed = {
            ...input,
            [place]: field
              ? { ...(input[place] as object), [field]: value }
              : value,
          } as ServingInput<KserveSpec>;
          const problems = listKserveProblems(changed);
          expect(problems.every(({ message }) => message.length < 2_000)).toBe(
            true,
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('is what the builder goes by', () => {
    const count = fc.integer({ min: -1, max: 5 });
    const inputs = fc.record({
      mode: fc.constantFrom('Standard' as const, 'Knative' as const),
      scheme: fc.constantFrom('oci', 'oci+native', 'kit', 'uri', 'x'),
      min: count,
      max: fc.option(count, { nil: undefined }),
      kind: fc.option(fc.constantFrom('hpa', 'keda', 'kpa', 'none'), {
        nil: undefined,
      }),
      metric: fc.option(fc.constantFrom('cpu', 'memory', 'rps'), {
        nil: undefined,
      }),
      gpus: count,
      percent: fc.integer({ min: -1, max: 101 }),
      hasCanary: fc.boolean(),
    });
    fc.assert(
      fc.property(inputs, given => {
        const input = service(
          {
            deploymentMode: given.mode,
            storage: { scheme: given.scheme as 'oci' },
          },
          {
            replicas: { min: given.min, max: given.max },
            gpu: { count: given.gpus },
            ...(given.kind && {
              autoscaling: {
                class: given.kind as 'hpa',
                metric: given.metric as 'cpu',
              },
            }),
            ...(given.hasCanary && {
              canary: { ...CANARY, trafficPercent: given.percent },
            }),
          },
        );
        const isRefused = listKserveProblems(input).length > 0;
        expect(outcomeOf(input)).toBe(isRefused ? 'ManifestError' : 1);
      }),
      { numRuns: 300 },
    );
  });
});
