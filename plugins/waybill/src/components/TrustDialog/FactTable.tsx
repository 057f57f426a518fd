import type { Fact } from '../../presentation/predicates';
import styles from './TrustDialog.module.css';

/** Values of a document, each with its place. */
export function FactTable(props: { facts: readonly Fact[]; label: string }) {
  const { facts, label } = props;
  if (facts.length === 0) {
    return <p className={styles.quiet}>It states none.</p>;
  }
  return (
    <table className={styles.table} aria-label={label}>
      <tbody>
        {facts.map(({ place, value }, index) => (
          <tr key={index}>
            <th scope="row" className={styles.place}>
              {place}
            </th>
            <td className={styles.value}>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
