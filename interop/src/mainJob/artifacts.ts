import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runSuccessfully } from '../processes';
import type { PlaceUnderTest } from './PlaceUnderTest';

export function modelRepository(place: PlaceUnderTest, model: string): string {
  return `${place.registryHost}/models/${model}`;
}

export function manifestsRepository(
  place: PlaceUnderTest,
  model: string,
): string {
  return `${modelRepository(place, model)}-manifests`;
}

/** What a tag names, as the real crane reads it. */
export async function digestOf(
  place: PlaceUnderTest,
  reference: string,
): Promise<string> {
  const result = await runSuccessfully(
    place.tools.path('crane'),
    ['digest', '--insecure', reference],
    { env: { HOME: place.folder } },
  );
  return result.stdout.trim();
}

/** Tags that are versions: signatures have tags as well. */
export async function versionsOf(
  place: PlaceUnderTest,
  repository: string,
): Promise<string[]> {
  const result = await runSuccessfully(
    place.tools.path('crane'),
    ['ls', '--insecure', repository],
    { env: { HOME: place.folder } },
  );
  return result.stdout.split('\n').filter(tag => /^\d+\.\d+\.\d+/.test(tag));
}

export async function deleteManifest(
  place: PlaceUnderTest,
  reference: string,
): Promise<void> {
  await runSuccessfully(
    place.tools.path('crane'),
    ['delete', '--insecure', reference],
    { env: { HOME: place.folder } },
  );
}

/** Pushes a manifest like another one under a new tag: other bytes, so another digest, which nobody has signed. */
export async function pushUnsignedCopy(
  place: PlaceUnderTest,
  repository: string,
  tags: { readonly from: string; readonly to: string },
): Promise<void> {
  const oras = (...args: string[]) =>
    runSuccessfully(place.tools.path('oras'), args, {
      env: { HOME: place.folder },
    });
  const { stdout } = await oras(
    'manifest',
    'fetch',
    '--plain-http',
    `${repository}:${tags.from}`,
  );
  const manifest = JSON.parse(stdout) as { annotations?: object };
  const file = path.join(place.folder, 'unsigned.json');
  await fs.writeFile(
    file,
    JSON.stringify({
      ...manifest,
      annotations: {
        ...manifest.annotations,
        'waybill.dev/interop': 'unsigned',
      },
    }),
  );
  await oras(
    'manifest',
    'push',
    '--plain-http',
    `${repository}:${tags.to}`,
    file,
  );
}

/** Unpacks the manifests of a version into a folder. */
export async function unpackManifests(
  place: PlaceUnderTest,
  reference: string,
  target: string,
): Promise<void> {
  const crane = (...args: string[]) =>
    runSuccessfully(place.tools.path('crane'), [...args, '--insecure'], {
      env: { HOME: place.folder },
    });
  const archive = path.join(place.folder, 'manifests.tar');
  await crane('export', reference, archive);
  await fs.mkdir(target, { recursive: true });
  await runSuccessfully('tar', ['-xf', archive, '-C', target]);
}
