import { TestWorkplace } from '../../__testUtils__/TestWorkplace';
import { writeKeyPair } from '../../__testUtils__/keyPairs';

const TOKEN = 'glpat-very-secret-token';
const GITLAB = {
  GITLAB_CI: 'true',
  CI_PROJECT_URL: 'https://gitlab.example/acme/iris',
  CI_COMMIT_SHA: 'a'.repeat(40),
  CI_COMMIT_TAG: '1.0.0',
  CI_JOB_URL: 'https://gitlab.example/acme/iris/-/jobs/7',
  CI_JOB_NAME: `publish ${TOKEN}`,
  CI_RUNNER_ID: '12',
  CI_CONFIG_PATH: '.gitlab-ci.yml',
  CI_JOB_TOKEN: TOKEN,
  CI_JOB_STARTED_AT: '2026-11-21T10:00:00Z',
};
const GITHUB = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_REPOSITORY: 'acme/iris',
  GITHUB_SHA: 'b'.repeat(40),
  GITHUB_REF: 'refs/tags/v1.0.0',
  GITHUB_RUN_ID: '99',
  GITHUB_WORKFLOW_REF: 'acme/iris/.github/workflows/ship.yaml@refs/tags/v1.0.0',
  RUNNER_ENVIRONMENT: 'github-hosted',
};

describe('waybill attest', () => {
  let workplace: TestWorkplace;
  let iris: string;

  const waybill = (args: readonly string[], env = {}) =>
    workplace.waybill([...args, '--plain-http'], { env });
  const attest = (type: string, ...more: string[]) => [
    ...['attest', iris, '--key', 'release.key', '--type', type, ...more],
  ];

  beforeAll(async () => {
    workplace = await TestWorkplace.open();
    await writeKeyPair(workplace, 'release');
    iris = await workplace.publishIris('modelkit');
    await waybill(['sign', iris, '--key', 'release.key']);
  });
  afterAll(() => workplace.close());

  it('says where a package comes from, which a verification can ask for', async () => {
    const made = await waybill(attest('slsaprovenance1', '--json'), GITLAB);
    expect(JSON.parse(made.stdout)).toMatchObject({
      command: 'attest',
      status: 'attested',
      predicateType: 'https://slsa.dev/provenance/v1',
      added: ['bundle', 'legacy'],
    });
    const again = await waybill(attest('slsaprovenance1'), GITLAB);
    expect(again.stdout).toContain('already: nothing was added');
    const verified = await waybill([
      ...['verify', iris, '-k', 'release.pub'],
      ...['--require-attestation', 'slsaprovenance1'],
    ]);
    expect(verified.stdout).toContain('Attested: SLSA provenance (accepted)');
    expect(verified.exitCode).toBe(0);
  });

  it.each([
    [
      'GitLab',
      GITLAB,
      {
        source: 'git+https://gitlab.example/acme/iris@refs/tags/1.0.0',
        path: '.gitlab-ci.yml',
      },
      'https://gitlab.example/acme/iris/-/runners/12',
      'https://gitlab.example/acme/iris/-/jobs/7',
    ],
    [
      'GitHub Actions',
      GITHUB,
      {
        source: 'git+https://github.example/acme/iris@refs/tags/v1.0.0',
        path: '.github/workflows/ship.yaml',
      },
      'https://github.example/actions/runner/github-hosted',
      'https://github.example/acme/iris/actions/runs/99/attempts/1',
    ],
  ])(
    'makes provenance of what %s tells, and leaves secrets out',
    async (_, env, pipeline, builder, invocationId) => {
      const run = await waybill(attest('slsaprovenance1', '-n', '--json'), env);
      expect(JSON.parse(run.stdout)).toMatchObject({
        status: 'planned',
        predicate: {
          buildDefinition: {
            externalParameters: { pipeline },
            resolvedDependencies: [{ uri: pipeline.source }],
          },
          runDetails: { builder: { id: builder }, metadata: { invocationId } },
        },
      });
      expect(run.stdout).not.toContain(TOKEN);
    },
  );

  it.each([
    [
      'cyclonedx',
      {
        bomFormat: 'CycloneDX',
        components: expect.arrayContaining([
          expect.objectContaining({ name: 'model.joblib' }),
        ]),
      },
    ],
    ['spdxjson', { spdxVersion: expect.stringMatching(/^SPDX-2/) }],
    ['model-card', { name: 'iris', document: { path: 'README.md' } }],
  ])('makes %s of the package', async (type, expected) => {
    const run = await waybill(attest(type, '--dry-run', '--json'));
    expect(JSON.parse(run.stdout).predicate).toMatchObject(expected);
  });

  it('says what it is given', async () => {
    await workplace.writeFolder('.', { 'report.json': '{"accuracy":0.97}' });
    const type = 'https://acme.example/evaluation/v1';
    const run = await waybill(attest(type, '-p', 'report.json'));
    expect(run.stdout).toMatch(/^Attested https:\/\/acme\.example\S+ of /);
    const verified = await waybill([
      ...['verify', iris, '-k', 'release.pub', '--require-attestation', type],
    ]);
    expect(verified.exitCode).toBe(0);
  });

  it('refuses what is not signed, and signs it where it is asked to', async () => {
    await workplace.writeFolder('new', { 'model.onnx': 'new' });
    const reference = `${workplace.host}/models/new:1.0.0`;
    await waybill(['push', 'new', reference]);
    const args = ['attest', reference, '-k', 'release.key', '-t', 'cyclonedx'];
    const refused = await waybill(args);
    expect(refused.stderr).toContain('[NOT_SIGNED]');
    expect(refused.exitCode).toBe(3);
    const { stdout } = await waybill([...args, '--sign']);
    expect(stdout).toMatch(/^Signed .*\nAttested CycloneDX SBOM of /);
  });

  it.each([
    [['-t', 'what'], 'no type of attestation'],
    [['-t', 'slsaprovenance1'], 'give the predicate with --predicate'],
    [['-t', 'https://acme.example/x'], 'Nobody but you knows'],
    [['-t', 'cyclonedx', '-p', 'none.json'], '[FILE_UNREADABLE]'],
    [['-t', 'cyclonedx', '-p', 'release.pub'], 'with a JSON object'],
  ])('refuses %j with 2', async (args, said) => {
    const run = await waybill(['attest', iris, '-k', 'release.key', ...args]);
    expect(run.stderr).toContain(said);
    expect(run.exitCode).toBe(2);
  });
});
