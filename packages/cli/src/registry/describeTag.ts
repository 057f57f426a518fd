import {
  formatReference,
  validateTag,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '@waybill/backstage-plugin-waybill-node';
import { ExitCode } from '../errors/exitCodes';
import type { WriteReference } from './references';

/** What writing a tag would do: what a dry run has to say. */
export interface TagOutlook {
  readonly status: 'new' | 'present' | 'taken';
  readonly line: string;
  readonly exitCode: number;
}

/** Asks a registry whether a tag is free for a digest. @throws InvalidReferenceError; RegistryError */
export async function describeTag(
  client: RegistryClient,
  { repository, tag }: WriteReference,
  { digest }: Descriptor,
  signal: AbortSignal,
): Promise<TagOutlook> {
  const name = formatReference({ ...repository, tag: validateTag(tag) });
  const existing = await client.resolve(repository, tag, { signal });
  if (!existing)
    return {
      status: 'new',
      line: `Dry run: ${name} would be written; nothing was sent`,
      exitCode: ExitCode.ok,
    };
  if (existing.digest === digest)
    return {
      status: 'present',
      line: `Dry run: ${name} is there already, nothing would be sent`,
      exitCode: ExitCode.ok,
    };
  return {
    status: 'taken',
    line: `Dry run: ${name} is ${existing.digest} already and would be refused: versions are immutable, choose a new one`,
    exitCode: ExitCode.refused,
  };
}
