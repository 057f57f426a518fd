import styles from './TrustDialog.module.css';

/** The words themselves, for those who want to see all of them. */
export function PredicateText(props: {
  label: string;
  text: string;
  isCut: boolean;
  predicateType: string;
}) {
  const { label, text, isCut, predicateType } = props;
  return (
    <details className={styles.raw} open={isCut}>
      <summary>As it is written</summary>
      <p className={styles.line}>
        <code>{predicateType}</code>
      </p>
      <textarea
        className={styles.text}
        aria-label={`${label} as it is written`}
        readOnly
        value={isCut ? text : indent(text)}
      />
      {isCut && (
        <p className={styles.quiet}>
          It is longer than the portal shows: read all of it with{' '}
          <code>cosign verify-attestation</code>, as the tab Commands says.
        </p>
      )}
    </details>
  );
}

function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
