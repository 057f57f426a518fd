import {
  formatReference,
  isModelKitReference,
  parseReference,
  type Kitfile,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../../registry';
import { PackagingError } from '../PackagingError';
import { readKit } from './kitOf';
import { notValid, readPackageManifest } from './readPackageManifest';

/** As many as kit 1.15 follows. */
const MAX_PARENTS = 10;

/**
 * Reads the Kitfiles of the ModelKits that bring the model, where `model.path` is the reference of one: what they hold,
 * the ModelKit that refers to them leaves out, as kit does.
 *
 * @returns nearest first; none where the model is a file
 * @throws PackagingError `REFERENCE_CYCLE`, `PACKAGE_NOT_VALID` where the reference is of no ModelKit; RegistryError;
 * InvalidReferenceError where it names no registry
 * @public
 */
export async function readParentKitfiles(
  client: RegistryClient,
  kitfile: Kitfile,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Kitfile[]> {
  const parents: Kitfile[] = [];
  const visited = new Set<string>();
  for (let next = parentOf(kitfile); next; next = parentOf(parents.at(-1)!)) {
    if (visited.has(next) || parents.length === MAX_PARENTS)
      throw new PackagingError({
        code: 'REFERENCE_CYCLE',
        message: visited.has(next)
          ? `The model is taken from ${next}, and that leads back to itself: name another ModelKit in model.path.`
          : `The model is taken from more than ${MAX_PARENTS} ModelKits in a row: name one of the last in model.path.`,
      });
    visited.add(next);
    parents.push(await readKitfileOf(client, next, options));
  }
  return parents;
}

/** The ModelKit that a Kitfile takes its model from. */
function parentOf({ model }: Kitfile): string | undefined {
  const path = model?.path ?? '';
  return isModelKitReference(path)
    ? formatReference(parseReference(path))
    : undefined;
}

async function readKitfileOf(
  client: RegistryClient,
  reference: string,
  options: { readonly signal?: AbortSignal },
): Promise<Kitfile> {
  const { host, path, tag, digest } = parseReference(reference);
  const repository = { host, path };
  const read = await readPackageManifest(
    client,
    repository,
    digest ?? tag ?? 'latest',
    options,
  );
  const kit = await readKit({ client, repository, ...options }, read);
  if (kit) return kit.kitfile;
  throw notValid(
    reference,
    'a Kitfile takes its model from it, and it is no ModelKit',
  );
}
