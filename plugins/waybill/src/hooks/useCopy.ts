import { useEffect, useState } from 'react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';

const CONFIRMATION_MS = 2000;

/** Copies a text, and says for two seconds that it did. */
export function useCopy(text: string) {
  const [, copyToClipboard] = useCopyToClipboard();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) {
      return undefined;
    }
    const timer = setTimeout(() => setIsCopied(false), CONFIRMATION_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => {
    copyToClipboard(text);
    setIsCopied(true);
  };
  return { isCopied, copy };
}
