import { Table, useBreakpoint } from '@backstage/ui';
import type {
  Placement,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useMemo } from 'react';
import { groupNotes } from '../../presentation/serving';
import { narrowColumns, wideColumns } from './versionColumns';

/** Every version of the model with its verdict, and where it runs. */
export function VersionsTable(props: {
  versions: readonly VersionSummary[];
  placements: readonly Placement[];
  onOpen: (version: VersionSummary) => void;
}) {
  const { versions, placements, onOpen } = props;
  const { up } = useBreakpoint();
  const isWide = up('md');
  const columns = useMemo(
    () => (isWide ? wideColumns(onOpen) : narrowColumns(onOpen)),
    [isWide, onOpen],
  );
  const rows = useMemo(() => {
    const titles = new Map(
      placements.map(({ environment }) => [
        environment.name,
        environment.title,
      ]),
    );
    return versions.map(version => ({
      ...version,
      id: version.tag,
      runsIn: placements
        .filter(({ runningDigest }) => runningDigest === version.digest)
        .map(({ environment }) => environment.title),
      notes: groupNotes(
        version.serving ?? [],
        name => titles.get(name) ?? name,
      ),
    }));
  }, [versions, placements]);
  return (
    <Table columnConfig={columns} data={rows} pagination={{ type: 'none' }} />
  );
}
