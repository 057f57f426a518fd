import { Table, useBreakpoint } from '@backstage/ui';
import type {
  Placement,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useMemo } from 'react';
import { NARROW_COLUMNS, WIDE_COLUMNS } from './versionColumns';

/** Every version of the model with its verdict, and where it runs. */
export function VersionsTable(props: {
  versions: readonly VersionSummary[];
  placements: readonly Placement[];
}) {
  const { versions, placements } = props;
  const { up } = useBreakpoint();
  const isWide = up('md');
  const rows = useMemo(
    () =>
      versions.map(version => ({
        ...version,
        id: version.tag,
        runsIn: placements
          .filter(({ runningDigest }) => runningDigest === version.digest)
          .map(({ environment }) => environment.title),
      })),
    [versions, placements],
  );
  return (
    <Table
      columnConfig={isWide ? WIDE_COLUMNS : NARROW_COLUMNS}
      data={rows}
      pagination={{ type: 'none' }}
    />
  );
}
