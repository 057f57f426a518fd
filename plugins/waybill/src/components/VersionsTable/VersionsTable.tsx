import { Cell, Table, useBreakpoint, type ColumnConfig } from '@backstage/ui';
import type {
  Placement,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useMemo } from 'react';
import { formatBytes } from '../../presentation/formatBytes';
import { Age } from '../Age';
import { Digest } from '../Digest';
import { VerdictLabel } from '../VerdictLabel';
import styles from './VersionsTable.module.css';

interface VersionRow extends VersionSummary {
  readonly id: string;
  /** Titles of the environments whose ready pods hold this digest. */
  readonly runsIn: readonly string[];
}

/** Every version of the model with its verdict, and where it runs. */
export const VersionsTable = (props: {
  versions: readonly VersionSummary[];
  placements: readonly Placement[];
}) => {
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
      className={styles.table}
      columnConfig={isWide ? WIDE_COLUMNS : NARROW_COLUMNS}
      data={rows}
      pagination={{ type: 'none' }}
    />
  );
};

const NameCell = (props: { row: VersionRow; isWide: boolean }) => {
  const { row, isWide } = props;
  return (
    <Cell>
      <div className={styles.stack}>
        <span className={styles.tag}>{row.tag}</span>
        <Digest digest={row.digest} />
        {!isWide && (
          <>
            <span className={styles.quiet}>
              {row.format} · {formatBytes(row.sizeBytes)}{' '}
              <Age at={row.createdAt} prefix="· " />
            </span>
            <span>
              <VerdictLabel
                state={row.verdict.state}
                message={row.verdict.message}
              />
            </span>
            <span className={styles.quiet}>{row.verdict.message}</span>
            {row.runsIn.length > 0 && (
              <span>Runs in {row.runsIn.join(', ')}</span>
            )}
          </>
        )}
      </div>
    </Cell>
  );
};

const NARROW_COLUMNS: ColumnConfig<VersionRow>[] = [
  {
    id: 'version',
    label: 'Version',
    isRowHeader: true,
    cell: row => <NameCell row={row} isWide={false} />,
  },
];

const WIDE_COLUMNS: ColumnConfig<VersionRow>[] = [
  {
    id: 'version',
    label: 'Version',
    isRowHeader: true,
    width: '2fr',
    cell: row => <NameCell row={row} isWide />,
  },
  {
    id: 'verdict',
    label: 'Verdict',
    width: '4fr',
    cell: row => (
      <Cell>
        <div className={styles.stack}>
          <span>
            <VerdictLabel state={row.verdict.state} />
          </span>
          <span className={styles.quiet}>{row.verdict.message}</span>
        </div>
      </Cell>
    ),
  },
  {
    id: 'runsIn',
    label: 'Runs in',
    width: '2fr',
    cell: row => (
      <Cell>
        {row.runsIn.length > 0 ? (
          row.runsIn.join(', ')
        ) : (
          <span className={styles.quiet}>Nowhere</span>
        )}
      </Cell>
    ),
  },
  {
    id: 'format',
    label: 'Format',
    width: '1fr',
    cell: row => <Cell>{row.format}</Cell>,
  },
  {
    id: 'size',
    label: 'Size',
    width: '1fr',
    cell: row => (
      <Cell className={styles.number}>{formatBytes(row.sizeBytes)}</Cell>
    ),
  },
  {
    id: 'created',
    label: 'Created',
    width: '1fr',
    cell: row => (
      <Cell className={styles.number}>
        {row.createdAt ? (
          <Age at={row.createdAt} />
        ) : (
          <span className={styles.quiet}>Not stated</span>
        )}
      </Cell>
    ),
  },
];
