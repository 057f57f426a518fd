import { parse, parseAllDocuments } from 'yaml';
import { buildModelRepository } from '../buildModelRepository';
import type { ModelRepositoryInput } from '../ModelRepositoryInput';
import { GENERATED_EXAMPLES } from '../__testUtils__/generatedExamples';
import { ACTIONS, IMAGES } from '../pins';

const kit = GENERATED_EXAMPLES['iris-sklearn'];
const modelcar = GENERATED_EXAMPLES['digits-onnx'];

async function read(input: ModelRepositoryInput, path: string) {
  const files = await buildModelRepository(input);
  return files.find(file => file.path === path)!.content;
}

function onGhcr(input: ModelRepositoryInput): ModelRepositoryInput {
  const { declaration } = input;
  return {
    ...input,
    declaration: {
      ...declaration,
      package: { ...declaration.package, repository: 'ghcr.io/ml/iris' },
    },
  };
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const WORKFLOW = '.github/workflows/model.yaml';

describe('the workflow of GitHub', () => {
  const jobsOf = async (
    input: ModelRepositoryInput,
  ): Promise<Record<string, Job>> => parse(await read(input, WORKFLOW)).jobs;

  it('names every action by its commit, with the version beside it', async () => {
    for (const input of [kit, modelcar]) {
      const text = await read(input, WORKFLOW);
      const uses = text.match(/uses: .*/g) ?? [];
      expect(uses.length).toBeGreaterThan(5);
      for (const line of uses) {
        const [, name, commit, version] =
          /^uses: ([^@]+)@([0-9a-f]{40}) # (v\S+)$/.exec(line) ?? [];
        expect(ACTIONS[name as keyof typeof ACTIONS]).toEqual({
          commit,
          version,
        });
      }
    }
  });

  it('allows each job only what it needs', async () => {
    const text = await read(kit, WORKFLOW);
    expect(parse(text).permissions).toEqual({});
    const jobs = await jobsOf(kit);
    expect(
      Object.entries(jobs).map(([name, { permissions }]) => [
        name,
        permissions,
      ]),
    ).toEqual([
      ['test', { contents: 'read' }],
      ['make', { contents: 'read' }],
      ['release', { contents: 'read', 'id-token': 'write' }],
      ['bump', { contents: 'write', 'pull-requests': 'write' }],
    ]);
  });

  it('writes packages beside the repository with the job’s own token', async () => {
    const { release } = await jobsOf(onGhcr(kit));
    expect(release.permissions).toEqual({
      contents: 'read',
      packages: 'write',
      'id-token': 'write',
    });
    expect(JSON.stringify(release)).not.toContain('secrets.REGISTRY');
  });

  it('has no expression in a script, and a secret in no more than the step that needs it', async () => {
    const jobs = await jobsOf(modelcar);
    const steps = Object.values(jobs).flatMap(job => job.steps);
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(
      JSON.stringify(Object.values(jobs).map(({ env }) => env)),
    ).not.toContain('secrets.');
    expect(
      steps
        .filter(({ env }) => JSON.stringify(env ?? {}).includes('secrets.'))
        .map(({ run }) => run),
    ).toEqual(['bash ci/login.sh']);
  });

  it('releases tags only, in the order pack, sign, attest, verify', async () => {
    const jobs = parse(await read(kit, WORKFLOW)).jobs;
    expect(jobs.test.if).toBeUndefined();
    for (const name of ['make', 'release', 'bump']) {
      expect(jobs[name].if).toBe("startsWith(github.ref, 'refs/tags/v')");
    }
    const scripts = jobs.release.steps.map(({ run }: Step) => run);
    expect(
      scripts.filter((run?: string) =>
        /^bash ci\/(pack|sign|attest|verify)/.test(run ?? ''),
      ),
    ).toEqual(
      ['pack', 'sign', 'attest', 'verify'].map(name => `bash ci/${name}.sh`),
    );
  });
});

describe('the pipeline of GitLab', () => {
  it('signs with a token of its own, in one job alone', async () => {
    const pipeline = parse(await read(kit, '.gitlab-ci.yml'));
    const jobs = ['test', 'make', 'release', 'bump'];
    expect(jobs.filter(name => pipeline[name].id_tokens)).toEqual(['release']);
    expect(pipeline.release.id_tokens).toEqual({
      SIGSTORE_ID_TOKEN: { aud: 'sigstore' },
    });
    expect(pipeline.stages).toEqual(jobs);
  });

  it('names images by digest', async () => {
    const pipeline = parse(await read(modelcar, '.gitlab-ci.yml'));
    expect(pipeline.release.image).toBe(IMAGES.node);
    expect(pipeline.default.image).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  it('hands the model on', async () => {
    const { make } = parse(await read(kit, '.gitlab-ci.yml'));
    expect(make.artifacts.paths).toEqual(['model.joblib', 'build/predicates']);
    expect(
      parse(await read(modelcar, '.gitlab-ci.yml')).make.artifacts.paths,
    ).toEqual(['model', 'build/predicates']);
  });
});

describe('the pipeline of Tekton', () => {
  it('takes parameters as variables and never as text of a script', async () => {
    const text = await read(kit, '.tekton/pipeline.yaml');
    const [pipeline] = parseAllDocuments(text).map(document => document.toJS());
    const scripts: string[] = pipeline.spec.tasks.flatMap(
      ({ taskSpec }: { taskSpec: { steps: { script: string }[] } }) =>
        taskSpec.steps.map(({ script }) => script),
    );
    expect(scripts.length).toBeGreaterThan(4);
    expect(scripts.filter(script => script.includes('$(params.'))).toEqual([]);
  });

  it('gives each task the parameters that it names', async () => {
    const pipeline = parse(await read(kit, '.tekton/pipeline.yaml'));
    const declared = new Set(
      pipeline.spec.params.map(({ name }: { name: string }) => name),
    );
    for (const { params = [], taskSpec } of pipeline.spec.tasks) {
      const names = params.map(({ name }: { name: string }) => name);
      expect(
        (taskSpec.params ?? []).map(({ name }: { name: string }) => name),
      ).toEqual(names);
      expect(names.filter((name: string) => !declared.has(name))).toEqual([]);
    }
  });

  it('runs without root and with images by digest', async () => {
    const pipeline = parse(await read(kit, '.tekton/pipeline.yaml'));
    for (const { taskSpec } of pipeline.spec.tasks) {
      expect(taskSpec.stepTemplate.securityContext.runAsNonRoot).toBe(true);
      for (const { image } of taskSpec.steps) {
        expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
      }
    }
  });
});
