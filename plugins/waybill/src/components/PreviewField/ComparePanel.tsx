import { Select } from '@backstage/ui';
import type {
  EnvironmentDifference,
  PreviewRequest,
} from '@waybill/backstage-plugin-waybill-common';
import { withoutFutureDigest } from '../../forms/draftDeclaration';
import styles from './PreviewField.module.css';

const MAX_LENGTH = 300;

/** What two environments get differently, object by object. */
export function ComparePanel(props: {
  environments: readonly string[];
  compare: NonNullable<PreviewRequest['compare']>;
  differences: readonly EnvironmentDifference[];
  onCompare: (compare: PreviewRequest['compare']) => void;
}) {
  const { environments, compare, differences, onCompare } = props;
  const options = environments.map(name => ({ value: name, label: name }));
  return (
    <div className={styles.panel}>
      <div className={styles.pair}>
        <Select
          label="From"
          options={options}
          value={compare.from}
          onChange={next => onCompare({ ...compare, from: String(next) })}
        />
        <Select
          label="To"
          options={options}
          value={compare.to}
          onChange={next => onCompare({ ...compare, to: String(next) })}
        />
      </div>
      {differences.length === 0 ? (
        <p className={styles.quiet}>They get the same.</p>
      ) : (
        <table className={styles.table} aria-label="Differences">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">{compare.from}</th>
              <th scope="col">{compare.to}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ object, path, from, to }) => (
              <tr key={`${object} ${path}`}>
                <th scope="row">
                  <span className={styles.object}>{object}</span>
                  <code>{path || 'the whole object'}</code>
                </th>
                <td data-label={compare.from}>
                  <Value value={from} isWhole={path === ''} />
                </td>
                <td data-label={compare.to}>
                  <Value value={to} isWhole={path === ''} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Value({ value, isWhole }: { value: unknown; isWhole: boolean }) {
  if (value === undefined) {
    return <span className={styles.quiet}>not there</span>;
  }
  if (isWhole) {
    return <>there</>;
  }
  const text =
    typeof value === 'string' ? value : JSON.stringify(value, undefined, 1);
  return (
    <code>
      {withoutFutureDigest(text).slice(0, MAX_LENGTH)}
      {text.length > MAX_LENGTH && ' …'}
    </code>
  );
}
