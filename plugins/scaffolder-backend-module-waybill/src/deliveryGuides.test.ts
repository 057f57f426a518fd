/** Runs what the guides on Flux and Argo CD show: their configuration is read, their steps are planned. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { parse } from 'yaml';
import { TRUST_POLICY } from './__testUtils__/shipDoubles';
import {
  planEnvironment,
  type EnvironmentInput,
} from './actions/build-environment/plan';
import { planEnroll } from './actions/enroll-fleet/plan';
import { readSettings } from './settings';

interface Sample {
  readonly waybill?: { readonly environments: readonly object[] };
  readonly steps?: readonly {
    readonly action: string;
    readonly input: EnvironmentInput;
  }[];
}

function read(guide: string): { samples: Sample[]; text: string } {
  const text = readFileSync(
    resolve(__dirname, '../../../docs/guides', guide),
    'utf8',
  );
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)];
  return { text, samples: blocks.map(([, yaml]) => parse(yaml)) };
}

describe.each(['flux.md', 'argo-cd.md'])('docs/guides/%s', guide => {
  const { samples, text } = read(guide);
  const settings = readSettings(
    new ConfigReader({
      waybill: {
        registries: [{ host: 'registry.example.com' }],
        environments: samples.flatMap(
          ({ waybill }) => waybill?.environments ?? [],
        ) as never,
      },
    }),
  );
  const steps = samples.flatMap(sample => sample.steps ?? []);

  it('shows steps that are planned, and files that they write', () => {
    expect(steps.map(({ action }) => action)).toEqual(
      steps.map(() => 'waybill:environment:build'),
    );
    const files = steps.flatMap(
      ({ input }) => planEnvironment(input, [TRUST_POLICY], settings).files,
    );
    const readme = files.find(({ path }) => path.endsWith('README.md'));
    expect(text).toContain(readme!.path.replace('/README.md', '/'));
  });

  it('shows environments in which a model can be enrolled', () => {
    expect(settings.environments.length).toBeGreaterThan(0);
    for (const { name } of settings.environments) {
      const plan = planEnroll(
        {
          name: 'iris',
          environment: name,
          manifestsRepository: 'registry.example.com/models/iris-manifests',
        },
        settings,
      );
      expect(plan.file.path).toBe(`clusters/${name}/iris.yaml`);
    }
  });
});
