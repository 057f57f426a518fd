import { useApi } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import type {
  FileChange,
  ValueChange,
  VersionComparison,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback, useState } from 'react';
import { waybillApiRef } from '../../api';
import { useRequest } from '../../hooks/useRequest';
import { CHANGES, countsInWords } from '../../presentation/changes';
import { formatBytes } from '../../presentation/formatBytes';
import { toneClass } from '../../presentation/tone';
import { RequestOutcome } from '../RequestOutcome';
import styles from './ContentsDialog.module.css';

/** How a version differs from another one, file by file. */
export function ComparePanel(props: {
  entityRef: string;
  version: VersionSummary;
  /** Newest first, without the version itself. */
  others: readonly VersionSummary[];
}) {
  const { entityRef, version, others } = props;
  const api = useApi(waybillApiRef);
  const [from, setFrom] = useState(others[0].digest);
  const to = version.digest;
  const request = useRequest(
    useCallback(
      (signal: AbortSignal) =>
        api.compareVersions({ entityRef, from, to }, { signal }),
      [api, entityRef, from, to],
    ),
  );
  return (
    <div className={styles.panel}>
      <Select
        label={`What is new in ${version.tag} since`}
        options={others.map(({ digest, tag }) => ({
          value: digest,
          label: tag,
        }))}
        value={from}
        onChange={next => next && setFrom(String(next))}
      />
      <RequestOutcome
        request={request}
        title="The versions could not be compared"
      >
        {comparison => <Comparison comparison={comparison} />}
      </RequestOutcome>
    </div>
  );
}

function Comparison({ comparison }: { comparison: VersionComparison }) {
  const { files, counts, isSame, kitfile, annotations } = comparison;
  return (
    <>
      <p role="status" className={styles.summary}>
        {isSame ? 'All files are the same.' : countsInWords(counts)}
      </p>
      {files.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Change</th>
              <th scope="col" className={styles.number}>
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {files.map(change => (
              <ChangeRow key={change.path} change={change} />
            ))}
          </tbody>
        </table>
      )}
      <ValueChanges title="Kitfile" changes={kitfile} />
      <ValueChanges title="Annotations" changes={annotations} />
    </>
  );
}

function ChangeRow({ change }: { change: FileChange }) {
  const { label, tone } = CHANGES[change.change];
  return (
    <tr>
      <th scope="row" className={styles.path}>
        <code>{change.path}</code>
        {change.change === 'renamed' && (
          <span className={styles.quiet}> was {change.before.path}</span>
        )}
      </th>
      <td className={`${styles.change} ${toneClass(tone)}`}>{label}</td>
      <td className={styles.number}>{sizesOf(change)}</td>
    </tr>
  );
}

function sizesOf(change: FileChange): string {
  if ('file' in change) {
    return formatBytes(change.file.sizeBytes);
  }
  const { before, after } = change;
  return before.sizeBytes === after.sizeBytes
    ? formatBytes(after.sizeBytes)
    : `${formatBytes(before.sizeBytes)} → ${formatBytes(after.sizeBytes)}`;
}

function ValueChanges(props: {
  title: string;
  changes: readonly ValueChange[];
}) {
  const { title, changes } = props;
  if (changes.length === 0) {
    return null;
  }
  return (
    <section aria-label={title}>
      <h3 className={styles.heading}>{title}</h3>
      <dl className={styles.facts}>
        {changes.map(({ place, before, after }) => (
          <div key={place} className={styles.fact}>
            <dt>
              <code className={styles.wrap}>{keyOf(place)}</code>
            </dt>
            <dd className={styles.wrap}>
              {before !== undefined && <del>{before}</del>}{' '}
              {after !== undefined && <ins>{after}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** An annotation's key has dots in it, and is told as `["org.opencontainers…"]`. */
function keyOf(place: string): string {
  return /^\["([^"]+)"\]$/.exec(place)?.[1] ?? place;
}
