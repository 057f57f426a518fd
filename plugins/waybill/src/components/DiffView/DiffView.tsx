import { VisuallyHidden } from '@backstage/ui';
import { diffHunks, lineDiff, type DiffLine } from '../../forms/lineDiff';
import styles from './DiffView.module.css';

const SIGNS: Readonly<Record<DiffLine['kind'], string>> = {
  same: ' ',
  removed: '−',
  added: '+',
};

const WORDS: Readonly<Record<DiffLine['kind'], string>> = {
  same: '',
  removed: 'Removed: ',
  added: 'Added: ',
};

/** A file before and after, line by line. */
export function DiffView(props: {
  label: string;
  before: string;
  after: string;
}) {
  const { label, before, after } = props;
  const hunks = diffHunks(lineDiff(before, after));
  return (
    <div role="region" aria-label={label} className={styles.root}>
      {hunks.map(lines => (
        <ol key={`${lines[0].before}-${lines[0].after}`}>
          {lines.map(({ kind, text, before: old, after: fresh }) => (
            <li
              key={`${old}-${fresh}`}
              data-kind={kind}
              className={styles.line}
            >
              <span className={styles.number} aria-hidden="true">
                {fresh ?? old}
              </span>
              <span className={styles.sign} aria-hidden="true">
                {SIGNS[kind]}
              </span>
              <code className={styles.text}>
                <VisuallyHidden>{WORDS[kind]}</VisuallyHidden>
                {text}
              </code>
            </li>
          ))}
        </ol>
      ))}
      {hunks.length === 0 && <p className={styles.none}>Nothing changes.</p>}
    </div>
  );
}
