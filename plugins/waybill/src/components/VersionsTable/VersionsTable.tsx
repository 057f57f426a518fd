import { Table, useBreakpoint } from '@backstage/ui';
import type {
  Placement,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useMemo } from 'react';
import type { OpenTrust } from '../../presentation/openTrust';
import { groupNotes } from '../../presentation/serving';
import { narrowColumns, wideColumns } from './versionColumns';

/** Every version of the model with its verdict, and where it runs. */
export function VersionsTable(props: {
  versions: readonly VersionSummary[];
  placements: readonly Placement[];
  onOpen: (version: VersionSummary) => void;
  onOpenTrust: OpenTrust;
}) {
  const { versions, placements, onOpen, onOpenTrust } = props;
  const { up } = useBreakpoint();
  const isWide = up('md');
  const columns = useMemo(() => {
    const actions = { onOpen, onOpenTrust };
    return isWide ? wideColumns(actions) : narrowColumns(actions);
  }, [isWide, onOpen, onOpenTrust]);
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
