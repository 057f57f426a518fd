import { VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { shortDigest } from '../../presentation/shortDigest';
import styles from './Digest.module.css';

const CONFIRMATION_MS = 2000;

/** A digest, shortened, with a button that copies all of it. */
export function Digest({ digest }: { digest: string }) {
  const [, copy] = useCopyToClipboard();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) {
      return undefined;
    }
    const timer = setTimeout(() => setIsCopied(false), CONFIRMATION_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  return (
    <span className={styles.root}>
      <code className={styles.digest} title={digest}>
        {shortDigest(digest)}
      </code>
      <button
        type="button"
        className={styles.copy}
        aria-label={`Copy digest ${shortDigest(digest)}`}
        onClick={() => {
          copy(digest);
          setIsCopied(true);
        }}
      >
        {isCopied ? <RiCheckLine /> : <RiFileCopyLine />}
      </button>
      {isCopied && <VisuallyHidden role="status">Digest copied</VisuallyHidden>}
    </span>
  );
}
