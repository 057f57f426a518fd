import type { Config } from '@backstage/config';
import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import type { PackageReader } from './PackageReader';
import type { PackageFacts } from './VersionStore';

/** Reads real registries through the adapters of waybill-node. */
export class RegistryPackageReader implements PackageReader {
  readonly policies = 'none';

  static fromConfig(_config: Config): RegistryPackageReader {
    return new RegistryPackageReader();
  }

  async listTags(): Promise<string[]> {
    throw new Error('No registry adapter yet.');
  }

  async resolve(): Promise<string | undefined> {
    throw new Error('No registry adapter yet.');
  }

  async inspect(): Promise<PackageFacts> {
    throw new Error('No registry adapter yet.');
  }

  async verify(): Promise<Verdict> {
    throw new Error('No registry adapter yet.');
  }
}
