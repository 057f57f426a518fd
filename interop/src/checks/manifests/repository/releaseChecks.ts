import { promises as fs } from 'node:fs';
import path from 'node:path';
import { generateSigningKeys } from '../../../controlPlane/signingKeys';
import { runSuccessfully } from '../../../processes';
import { buildWaybill } from '../../../tools';
import { expect, expectEqual, type Check } from '../../check';
import type { GeneratedRepository } from './GeneratedRepository';
import { environmentFor } from './pythonTests';
import { repositoryOf, type RepositoryRun } from './RepositoryRun';
import { askModel } from './askModel';

/** The version that is in the Kitfile, and in no environment yet. */
const VERSION = '1.0.0';

type Shell = (
  script: string,
  env?: Readonly<Record<string, string>>,
) => Promise<string>;

/**
 * What the pipeline does for a tag, by the scripts that it runs: make the model, pack, sign, attest and verify it, and open
 * the change; then the package is unpacked and served. One repository by kit and cosign, one by waybill.
 */
export function releaseChecks(run: RepositoryRun): Check[] {
  return [
    {
      name: 'repository sklearn: made, packed by kit, signed and attested by cosign, unpacked, served, and bumped',
      run: signal => releaseByKit(run, signal),
    },
    {
      name: 'repository onnx: made, packed, signed, attested and verified by waybill, unpacked, served, and bumped',
      run: signal => releaseByWaybill(run, signal),
    },
  ];
}

async function releaseByKit(
  run: RepositoryRun,
  signal: AbortSignal,
): Promise<void> {
  const repository = repositoryOf(run, 'sklearn');
  const shell = await prepare(run, repository, signal, ['kit', 'cosign']);
  const keys = await generateSigningKeys(
    run.tools,
    path.join(run.folder, 'kit-keys'),
  );
  const signingConfig = path.join(run.folder, 'signing-config.json');
  await fs.writeFile(
    signingConfig,
    '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}',
  );
  const env = {
    KIT_FLAGS: '--plain-http',
    // In place of the job's identity: this suite has a key and no Fulcio.
    COSIGN_FLAGS: `--key ${keys.privateKeyFile} --signing-config ${signingConfig} --allow-http-registry`,
    COSIGN_PASSWORD: await fs.readFile(keys.passwordFile, 'utf8'),
  };
  await shell('ci/pack.sh', env);
  await shell('ci/sign.sh', env);
  await shell('ci/attest.sh', env);
  const reference = await referenceOf(repository);
  const verify = [
    ...['--key', keys.publicKeyFile, '--insecure-ignore-tlog'],
    ...['--allow-http-registry', reference],
  ];
  const cosign = (args: readonly string[]) =>
    runSuccessfully(run.tools.path('cosign'), args, {
      env: { HOME: run.folder },
      signal,
    });
  await cosign(['verify', ...verify]);
  await cosign(['verify-attestation', '--type', 'slsaprovenance1', ...verify]);
  const target = path.join(run.folder, 'kit-unpacked');
  await runSuccessfully(
    run.tools.path('kit'),
    ['unpack', reference, '--dir', target, '--filter', 'model', '--plain-http'],
    { env: { HOME: run.folder }, signal },
  );
  // Where KServe's own server looks.
  await fs.access(path.join(target, 'model.joblib'));
  await serve(run, repository, target, signal);
  await bump(run, repository, shell, signal);
  await refusesToPublishAgain(shell, env);
}

async function releaseByWaybill(
  run: RepositoryRun,
  signal: AbortSignal,
): Promise<void> {
  const repository = repositoryOf(run, 'onnx');
  const waybill = await buildWaybill(run.folder, signal);
  const shell = await prepare(
    run,
    repository,
    signal,
    [],
    path.dirname(waybill),
  );
  const keys = await generateSigningKeys(
    run.tools,
    path.join(run.folder, 'waybill-keys'),
  );
  const env = {
    PACKAGE_FORMAT: 'modelcar',
    WAYBILL_FLAGS: '--plain-http',
    WAYBILL_SIGN_FLAGS: `--key ${keys.privateKeyFile} --plain-http`,
    WAYBILL_VERIFY_FLAGS: `--key ${keys.publicKeyFile} --plain-http`,
    SIGNER_IDENTITY: 'nobody',
    SIGNER_ISSUER: 'https://issuer.example.com',
    COSIGN_PASSWORD: await fs.readFile(keys.passwordFile, 'utf8'),
  };
  for (const step of ['pack', 'sign', 'attest', 'verify']) {
    await shell(`ci/${step}.sh`, env);
  }
  const reference = await referenceOf(repository);
  const target = path.join(run.folder, 'waybill-unpacked');
  await runSuccessfully(
    waybill,
    ['unpack', reference, '-d', target, '--plain-http'],
    { env: { HOME: run.folder }, signal },
  );
  const models = (await fs.readdir(target)).includes('models')
    ? path.join(target, 'models')
    : target;
  // Where Triton looks.
  await fs.access(path.join(models, repository.name, '1', 'model.onnx'));
  await serve(run, repository, models, signal);
  await bump(run, repository, shell, signal);
}

/** A clone with a remote, the model in it, and a shell that has the programs of the pipeline. */
async function prepare(
  run: RepositoryRun,
  repository: GeneratedRepository,
  signal: AbortSignal,
  programs: readonly string[],
  ...folders: readonly string[]
): Promise<Shell> {
  const { python } = await environmentFor(run, repository.variant, signal);
  const paths = [
    ...programs.map(name => path.dirname(run.tools.path(name))),
    ...folders,
    path.dirname(python),
    process.env.PATH ?? '',
  ].join(':');
  const shell: Shell = async (script, env = {}) => {
    const { stdout } = await runSuccessfully('bash', ['-c', `bash ${script}`], {
      cwd: repository.folder,
      env: {
        HOME: run.folder,
        PATH: paths,
        PYTHONDONTWRITEBYTECODE: '1',
        MODEL_REPOSITORY: `${run.registry}/models/${repository.name}`,
        VERSION,
        // Whatever pipeline runs this suite is not the one that is tried.
        GITHUB_ACTIONS: '',
        GITLAB_CI: '',
        ...env,
      },
      signal,
      timeoutMs: 5 * 60_000,
    });
    return stdout;
  };
  await raiseVersion(repository);
  await createRemote(run, repository, signal);
  expectEqual(
    (
      await runPython(
        python,
        repository,
        ['ci/version.py', `v${VERSION}`],
        run,
        signal,
      )
    ).trim(),
    VERSION,
    'the version that is released',
  );
  await runPython(python, repository, ['code/train.py'], run, signal);
  await runPython(
    python,
    repository,
    ['ci/predicates.py', 'build/predicates'],
    run,
    signal,
  );
  return shell;
}

async function runPython(
  python: string,
  { folder }: GeneratedRepository,
  args: readonly string[],
  run: RepositoryRun,
  signal: AbortSignal,
): Promise<string> {
  const { stdout } = await runSuccessfully(python, ['-B', ...args], {
    cwd: folder,
    env: { HOME: run.folder },
    signal,
    timeoutMs: 5 * 60_000,
  });
  return stdout;
}

/** As whoever releases does it, by hand. */
async function raiseVersion({ folder }: GeneratedRepository): Promise<void> {
  const file = path.join(folder, 'Kitfile');
  const text = await fs.readFile(file, 'utf8');
  await fs.writeFile(
    file,
    text.replace('version: 0.9.0', `version: ${VERSION}`),
  );
}

async function createRemote(
  run: RepositoryRun,
  { folder, variant }: GeneratedRepository,
  signal: AbortSignal,
): Promise<void> {
  const remote = path.join(run.folder, `${variant}.git`);
  const git = (...args: string[]) =>
    runSuccessfully('git', args, {
      cwd: folder,
      env: { HOME: run.folder, GIT_CONFIG_NOSYSTEM: '1' },
      signal,
    });
  await git('init', '--quiet', '--bare', '--initial-branch=main', remote);
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'interop');
  await git('config', 'user.email', 'interop@localhost');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Begin');
  await git('remote', 'add', 'origin', remote);
  await git('push', '--quiet', 'origin', 'main');
}

async function referenceOf({ folder }: GeneratedRepository): Promise<string> {
  const text = await fs.readFile(
    path.join(folder, 'build', 'reference'),
    'utf8',
  );
  const reference = text.trim();
  expect(
    /^127\.0\.0\.1:\d+\/models\/[a-z-]+@sha256:[0-9a-f]{64}$/.test(reference),
    `build/reference has '${reference}'`,
  );
  return reference;
}

async function serve(
  run: RepositoryRun,
  repository: GeneratedRepository,
  modelPath: string,
  signal: AbortSignal,
): Promise<void> {
  const { python } = await environmentFor(run, repository.variant, signal);
  await askModel({ run, repository, python, modelPath, signal });
}

/** The change of the pipeline, on a branch of its own: one environment, and nothing but digest and version. */
async function bump(
  run: RepositoryRun,
  repository: GeneratedRepository,
  shell: Shell,
  signal: AbortSignal,
): Promise<void> {
  const reference = await referenceOf(repository);
  await shell('ci/open_change.sh', {
    REFERENCE: reference,
    BUMP_ENVIRONMENT: 'dev',
    BASE_BRANCH: 'main',
  });
  const { stdout } = await runSuccessfully(
    'git',
    ['diff', '--unified=0', 'main', `waybill/dev-${VERSION}`],
    { cwd: path.join(run.folder, `${repository.variant}.git`), signal },
  );
  const changed: readonly string[] = stdout.match(/^[+-](?![+-]).*$/gm) ?? [];
  const files: readonly string[] = stdout.match(/^\+\+\+ .*$/gm) ?? [];
  expectEqual(files.length, 1, 'files that the change touches');
  expect(files[0].includes('deploy/environments/dev/'), files[0]);
  expectEqual(changed.length, 4, `lines of the change:\n${stdout}`);
  const [, digest] = reference.split('@');
  expect(
    changed.some(line => line.startsWith('+') && line.includes(digest)) &&
      changed.some(line => line.startsWith('+') && line.endsWith(VERSION)),
    `The change names neither digest nor version:\n${stdout}`,
  );
}

async function refusesToPublishAgain(
  shell: Shell,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const answer = await shell('ci/pack.sh', env).catch(error => error as Error);
  expect(
    answer instanceof Error && answer.message.includes('published already'),
    'A version that is published was published again',
  );
}
