import type { Readable } from 'node:stream';
import type {
  ContentsComparison,
  PackageContents,
  PackageDescription,
  PackagedFile,
  RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';

/** What the backend asks of registries about the inside of packages; the adapters of waybill-node answer it. */
export interface ContentsReader {
  readContents(
    repository: RepositoryName,
    digest: string,
    signal: AbortSignal,
  ): Promise<PackageContents>;
  describe(
    contents: PackageContents,
    signal: AbortSignal,
  ): Promise<PackageDescription>;
  compare(
    before: PackageContents,
    after: PackageContents,
    signal: AbortSignal,
  ): Promise<ContentsComparison>;
  openFile(
    contents: PackageContents,
    file: PackagedFile,
    signal: AbortSignal,
  ): Readable;
}
