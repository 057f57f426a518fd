import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  digestOf,
  manifestsRepository,
  modelRepository,
  unpackManifests,
  type PlaceUnderTest,
} from '../../mainJob';
import { runProgram, runSuccessfully } from '../../processes';
import { expect, expectEqual, type Check } from '../check';
import { writeSchemas } from './crdSchemas';
import { cloneFleet } from './fleet';

const MODEL = 'iris';
const VERSION = '1.0.0';

const SUBJECTS = [
  {
    what: 'the package',
    repository: (place: PlaceUnderTest) => modelRepository(place, MODEL),
  },
  {
    what: 'the manifests',
    repository: (place: PlaceUnderTest) => manifestsRepository(place, MODEL),
  },
];

export interface PublishedOptions {
  readonly place: () => PlaceUnderTest;
  readonly publicKeyFile: () => string;
}

/** What the portal has published, in the eyes of the tools that others use on it. */
export function publishedChecks(options: PublishedOptions): Check[] {
  const check = (
    name: string,
    run: (place: PlaceUnderTest) => Promise<void>,
  ): Check => ({
    name: `published by the portal: ${name}`,
    run: () => run(options.place()),
  });
  return [
    ...SUBJECTS.flatMap(({ what, repository }) => [
      check(`cosign verifies the bundle of ${what}`, place =>
        verify(place, repository(place), options.publicKeyFile(), []),
      ),
      check(`cosign verifies the legacy signature of ${what}`, place =>
        verify(place, repository(place), options.publicKeyFile(), [
          '--new-bundle-format=false',
        ]),
      ),
      check(`oras and crane copy ${what} whole`, place =>
        copyWhole(place, repository(place)),
      ),
    ]),
    check('crane validates the package', place => validate(place)),
    check(
      'a modelcar: an image without entry point, files below models/',
      modelcar,
    ),
    check('kustomize builds each overlay, kubeconform accepts it', overlays),
    check('kubeconform accepts what the fleet delivers', fleetEntries),
  ];
}

async function verify(
  place: PlaceUnderTest,
  repository: string,
  publicKeyFile: string,
  args: readonly string[],
): Promise<void> {
  const digest = await digestOf(place, `${repository}:${VERSION}`);
  const cosign = (key: string) =>
    runProgram(
      place.tools.path('cosign'),
      [
        'verify',
        `--key=${key}`,
        '--insecure-ignore-tlog',
        '--allow-http-registry',
        ...args,
        `${repository}@${digest}`,
      ],
      { env: { HOME: place.folder } },
    );
  const good = await cosign(publicKeyFile);
  expect(
    good.exitCode === 0,
    `cosign ends with ${good.exitCode}: ${good.stderr}`,
  );
  const bad = await cosign(await otherKey(place));
  expect(bad.exitCode !== 0, 'cosign accepts another key');
}

async function otherKey(place: PlaceUnderTest): Promise<string> {
  const folder = await fs.mkdtemp(path.join(place.folder, 'other-key-'));
  await runSuccessfully(place.tools.path('cosign'), ['generate-key-pair'], {
    cwd: folder,
    env: { HOME: folder, COSIGN_PASSWORD: '' },
  });
  return path.join(folder, 'cosign.pub');
}

/**
 * Config, manifest and the presence of all layers. Without `--fast` crane unpacks every layer as gzip, which a package's
 * are not: their bytes are checked by {@link copyWhole}.
 */
async function validate(place: PlaceUnderTest): Promise<void> {
  await runSuccessfully(
    place.tools.path('crane'),
    [
      'validate',
      '--insecure',
      '--fast',
      '--remote',
      `${modelRepository(place, MODEL)}:${VERSION}`,
    ],
    { env: { HOME: place.folder } },
  );
}

/** Both check every byte against its digest on the way. */
async function copyWhole(
  place: PlaceUnderTest,
  repository: string,
): Promise<void> {
  const layout = await fs.mkdtemp(path.join(place.folder, 'layout-'));
  const env = { HOME: place.folder };
  const source = `${repository}:${VERSION}`;
  await runSuccessfully(
    place.tools.path('oras'),
    [
      'cp',
      '--from-plain-http',
      '--to-oci-layout',
      source,
      `${layout}:${VERSION}`,
    ],
    { env },
  );
  const copy = `${place.registryHost}/copies/${path
    .basename(layout)
    .toLowerCase()}:${VERSION}`;
  await runSuccessfully(
    place.tools.path('crane'),
    ['push', '--insecure', layout, copy],
    { env },
  );
  expectEqual(
    await digestOf(place, copy),
    await digestOf(place, source),
    'digest of the copy',
  );
}

async function modelcar(place: PlaceUnderTest): Promise<void> {
  const reference = `${modelRepository(place, MODEL)}:${VERSION}`;
  const crane = async (...args: string[]) =>
    (
      await runSuccessfully(
        place.tools.path('crane'),
        [...args, '--insecure'],
        { env: { HOME: place.folder } },
      )
    ).stdout;
  const { config } = JSON.parse(await crane('config', reference)) as {
    config?: { Entrypoint?: unknown };
  };
  expectEqual(config?.Entrypoint, undefined, 'entry point of the image');
  const archive = path.join(place.folder, 'modelcar.tar');
  await crane('export', reference, archive);
  const { stdout } = await runSuccessfully('tar', ['-tf', archive]);
  const files = stdout.split('\n').filter(name => !name.endsWith('/'));
  expect(
    files.includes('models/model.joblib'),
    `models/model.joblib is not among the image's files: ${files.join(' ')}`,
  );
}

async function overlays(place: PlaceUnderTest): Promise<void> {
  const deploy = await fs.mkdtemp(path.join(place.folder, 'deploy-'));
  await unpackManifests(
    place,
    `${manifestsRepository(place, MODEL)}:${VERSION}`,
    deploy,
  );
  const names = await fs.readdir(path.join(deploy, 'environments'));
  expect(names.includes(place.environment), `overlays: ${names.join(', ')}`);
  const digest = await digestOf(
    place,
    `${modelRepository(place, MODEL)}:${VERSION}`,
  );
  for (const name of names) {
    const { stdout } = await runSuccessfully(place.tools.path('kustomize'), [
      'build',
      path.join(deploy, 'environments', name),
    ]);
    expect(
      stdout.includes(`oci://${modelRepository(place, MODEL)}@${digest}`),
      `the overlay ${name} does not pin ${digest}:\n${stdout}`,
    );
    await conform(place, stdout);
  }
}

async function fleetEntries(place: PlaceUnderTest): Promise<void> {
  const clone = await cloneFleet(place);
  const folder = path.join(clone, 'clusters', place.environment);
  const names = (await fs.readdir(folder)).filter(name =>
    name.endsWith('.yaml'),
  );
  expect(
    names.length > 0,
    `the fleet delivers nothing to ${place.environment}`,
  );
  for (const name of names) {
    await conform(place, await fs.readFile(path.join(folder, name), 'utf8'));
  }
}

async function conform(place: PlaceUnderTest, input: string): Promise<void> {
  const schemas = await writeSchemas(
    place.tools,
    path.join(place.folder, 'schemas'),
  );
  await runSuccessfully(
    place.tools.path('kubeconform'),
    [
      '-strict',
      '-summary',
      '-schema-location',
      `${schemas}/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json`,
      '-',
    ],
    { input },
  );
}
