import { VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useCopy } from '../../hooks/useCopy';
import styles from './CopyBlock.module.css';

/** Text to take along, with a button that copies it. */
export function CopyBlock(props: { label: string; text: string }) {
  const { label, text } = props;
  const { isCopied, copy } = useCopy(text);
  return (
    <div className={styles.root}>
      <pre className={styles.text} role="region" aria-label={label}>
        {text}
      </pre>
      <button
        type="button"
        className={styles.copy}
        aria-label={`Copy ${label}`}
        onClick={copy}
      >
        {isCopied ? <RiCheckLine /> : <RiFileCopyLine />}
      </button>
      {isCopied && <VisuallyHidden role="status">Copied</VisuallyHidden>}
    </div>
  );
}
