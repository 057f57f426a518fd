import { Button, Cell, type ColumnConfig } from '@backstage/ui';
import type { VersionSummary } from '@waybill/backstage-plugin-waybill-common';
import { formatBytes } from '../../presentation/formatBytes';
import { Age } from '../Age';
import { Digest } from '../Digest';
import type { GroupedNote } from '../../presentation/serving';
import { ServingNotes } from '../ServingNotes';
import { VerdictLabel } from '../VerdictLabel';
import styles from './VersionsTable.module.css';

export interface VersionRow extends VersionSummary {
  readonly id: string;
  /** Titles of the environments whose ready pods hold this digest. */
  readonly runsIn: readonly string[];
  readonly notes: readonly GroupedNote[];
}

type OnOpen = (version: VersionSummary) => void;

function ContentsButton(props: { row: VersionRow; onOpen: OnOpen }) {
  const { row, onOpen } = props;
  return (
    <Button
      variant="secondary"
      size="small"
      aria-label={`Contents of ${row.tag}`}
      onPress={() => onOpen(row)}
    >
      Contents
    </Button>
  );
}

function NameCell(props: { row: VersionRow; onOpen?: OnOpen }) {
  const { row, onOpen } = props;
  return (
    <Cell>
      <div className={styles.stack}>
        <span className={styles.tag}>{row.tag}</span>
        <Digest digest={row.digest} />
        {onOpen && (
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
            <ServingNotes notes={row.notes} isBrief />
            <span className={styles.open}>
              <ContentsButton row={row} onOpen={onOpen} />
            </span>
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
    width: '4fr',
    cell: row => (
      <Cell>
        <div className={styles.stack}>
          <span>
            <VerdictLabel state={row.verdict.state} />
          </span>
          <span className={styles.quiet}>{row.verdict.message}</span>
          <ServingNotes notes={row.notes} isBrief />
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

/** For a phone: all in one column. */
export function narrowColumns(onOpen: OnOpen): ColumnConfig<VersionRow>[] {
  return [
    {
      id: 'version',
      label: 'Version',
      isRowHeader: true,
      cell: row => <NameCell row={row} onOpen={onOpen} />,
    },
  ];
}

export function wideColumns(onOpen: OnOpen): ColumnConfig<VersionRow>[] {
  return [
    ...WIDE_COLUMNS,
    {
      id: 'contents',
      label: 'Contents',
      width: '1fr',
      cell: row => (
        <Cell>
          <ContentsButton row={row} onOpen={onOpen} />
        </Cell>
      ),
    },
  ];
}
