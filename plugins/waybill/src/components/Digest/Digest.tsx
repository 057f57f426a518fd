import { VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useCopy } from '../../hooks/useCopy';
import { shortDigest } from '../../presentation/shortDigest';
import styles from './Digest.module.css';

/** A digest, shortened, with a button that copies all of it. */
export function Digest({ digest }: { digest: string }) {
  const { isCopied, copy } = useCopy(digest);
  return (
    <span className={styles.root}>
      <code className={styles.digest} title={digest}>
        {shortDigest(digest)}
      </code>
      <button
        type="button"
        className={styles.copy}
        aria-label={`Copy digest ${shortDigest(digest)}`}
        onClick={copy}
      >
        {isCopied ? <RiCheckLine /> : <RiFileCopyLine />}
      </button>
      {isCopied && <VisuallyHidden role="status">Digest copied</VisuallyHidden>}
    </span>
  );
}
