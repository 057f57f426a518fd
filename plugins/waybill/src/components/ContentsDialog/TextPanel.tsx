import styles from './ContentsDialog.module.css';

/** Text of a package, as it is: nothing of it is interpreted. */
export function TextPanel(props: {
  label: string;
  text: string;
  isCut?: boolean;
}) {
  const { label, text, isCut } = props;
  return (
    <div className={styles.panel}>
      <textarea
        // What scrolls must be reachable by keyboard.
        className={styles.text}
        aria-label={label}
        readOnly
        value={text}
      />
      {isCut && (
        <p className={styles.quiet}>
          It is longer: download {label} to read all of it.
        </p>
      )}
    </div>
  );
}
