import { Button, Cell, type ColumnConfig } from '@backstage/ui';
import type { VersionSummary } from '@waybill/backstage-plugin-waybill-common';
import { formatBytes } from '../../presentation/formatBytes';
import type { OpenTrust } from '../../presentation/openTrust';
import { Age } from '../Age';
import { Digest } from '../Digest';
import type { GroupedNote } from '../../presentation/serving';
import { ServingNotes } from '../ServingNotes';
import { VerdictSummary } from '../VerdictSummary';
import styles from './VersionsTable.module.css';

export interface VersionRow extends VersionSummary {
  readonly id: string;
  /** Titles of the environments whose ready pods hold this digest. */
  readonly runsIn: readonly string[];
  readonly notes: readonly GroupedNote[];
}

interface RowActions {
  readonly onOpen: (version: VersionSummary) => void;
  readonly onOpenTrust: OpenTrust;
}

function RowButtons(props: { row: VersionRow; actions: RowActions }) {
  const { row, actions } = props;
  return (
    <div className={styles.buttons}>
      <Button
        variant="secondary"
        size="small"
        aria-label={`Trust in ${row.tag}`}
        onPress={() => actions.onOpenTrust({ digest: row.digest })}
      >
        Trust
      </Button>
      <Button
        variant="secondary"
        size="small"
        aria-label={`Contents of ${row.tag}`}
        onPress={() => actions.onOpen(row)}
      >
        Contents
      </Button>
    </div>
  );
}

function NameCell(props: { row: VersionRow; actions?: RowActions }) {
  const { row, actions } = props;
  return (
    <Cell>
      <div className={styles.stack}>
        <span className={styles.tag}>{row.tag}</span>
        <Digest digest={row.digest} />
        {actions && (
          <>
            <span className={styles.quiet}>
              {row.format} · {formatBytes(row.sizeBytes)}{' '}
              <Age at={row.createdAt} prefix="· " />
            </span>
            <VerdictSummary verdict={row.verdict} />
            {row.runsIn.length > 0 && (
              <span>Runs in {row.runsIn.join(', ')}</span>
            )}
            <ServingNotes notes={row.notes} isBrief />
            <RowButtons row={row} actions={actions} />
          </>
        )}
      </div>
    </Cell>
  );
}

const WIDE_COLUMNS: readonly ColumnConfig<VersionRow>[] = [
  {
    id: 'version',
    label: 'Version',
    isRowHeader: true,
    width: '2fr',
    cell: row => <NameCell row={row} />,
  },
  {
    id: 'verdict',
    label: 'Verdict',
    width: '5fr',
    cell: row => (
      <Cell>
        <div className={styles.stack}>
          <VerdictSummary verdict={row.verdict} />
          <ServingNotes notes={row.notes} isBrief />
        </div>
      </Cell>
    ),
  },
  {
    id: 'runsIn',
    label: 'Runs in',
    width: '1.5fr',
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

/** For a phone: all in one column. */
export function narrowColumns(actions: RowActions): ColumnConfig<VersionRow>[] {
  return [
    {
      id: 'version',
      label: 'Version',
      isRowHeader: true,
      cell: row => <NameCell row={row} actions={actions} />,
    },
  ];
}

export function wideColumns(actions: RowActions): ColumnConfig<VersionRow>[] {
  return [
    ...WIDE_COLUMNS,
    {
      id: 'details',
      label: 'Details',
      width: 124,
      cell: row => (
        <Cell>
          <RowButtons row={row} actions={actions} />
        </Cell>
      ),
    },
  ];
}
