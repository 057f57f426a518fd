import {
  formatReference,
  validateTag,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  RegistryError,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import { connect } from '../registry/connect';
import { parseToRead, type ReadReference } from '../registry/references';
import type { CommandContext } from '../commands/CommandContext';
import type { RegistryOptions } from '../commands/options/registryOptions';

/** A version that is signed, attested or verified: always by its digest, whatever tag was said. */
export interface Subject {
  readonly client: RegistryClient;
  readonly repository: ReadReference['repository'];
  readonly descriptor: Descriptor;
  /** As it was given, without `oci://`. */
  readonly reference: string;
  readonly pinnedReference: string;
}

/**
 * Finds the digest of a reference.
 *
 * @throws CliError `USAGE`; InvalidReferenceError `TAG_LATEST`; RegistryError `NOT_FOUND`
 */
export async function resolveSubject(
  context: CommandContext,
  text: string,
  options: RegistryOptions,
): Promise<Subject> {
  const { repository, tagOrDigest, tag } = parseToRead(text);
  if (tag) validateTag(tag);
  const client = await connect(context, options, { all: [repository.host] });
  const descriptor = await client.resolve(repository, tagOrDigest, {
    signal: context.signal,
  });
  const reference = text.replace(/^oci:\/\//, '');
  if (!descriptor)
    throw new RegistryError({
      code: 'NOT_FOUND',
      message: `The registry ${repository.host} has no ${reference}.`,
    });
  return {
    client,
    repository,
    descriptor,
    reference,
    pinnedReference: formatReference({
      ...repository,
      digest: descriptor.digest,
    }),
  };
}
