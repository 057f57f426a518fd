import type { PackageFormat } from '@waybill/backstage-plugin-waybill-common';
import type { Check } from '../../check';
import type { RegistryUnderTest } from '../../roundTrips';
import { allCells, type Cell } from './cells';
import type { ClientName } from './clients';
import { RegistryMatrix, type MatrixOptions } from './RegistryMatrix';

/** One check for each cell of the matrix that can be, on each registry. What a client writes, it writes once. */
export function packageMatrixChecks(options: MatrixOptions): Check[] {
  const cells = allCells().filter(({ job }) => job !== 'none');
  const digests = new Map<PackageFormat, string>();
  return options.registries.flatMap(registry => {
    const matrix = new RegistryMatrix(options, registry, digests);
    return cells
      .filter(cell => isTried(cell, registry, options))
      .map(cell => ({
        name: `package matrix: ${cell.format} from ${cell.writer} to ${cell.reader} on ${registry.label}`,
        run: signal => matrix.tryCell(cell, signal),
      }));
  });
}

function isTried(
  { writer, reader }: Cell,
  { label }: RegistryUnderTest,
  { withCommand }: MatrixOptions,
): boolean {
  const command: ClientName = 'waybill command';
  return (
    withCommand.includes(label) || (writer !== command && reader !== command)
  );
}
