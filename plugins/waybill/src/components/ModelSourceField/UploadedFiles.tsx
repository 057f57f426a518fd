import { Box, Button } from '@backstage/ui';
import type { UploadReceipt } from '@waybill/backstage-plugin-waybill-common';
import { RiCheckLine } from '@remixicon/react';
import { formatBytes } from '../../presentation/formatBytes';
import { toneClass } from '../../presentation/tone';
import styles from './ModelSourceField.module.css';

const MAX_SHOWN = 50;

/** What has been uploaded: the files as the portal received them. */
export function UploadedFiles(props: {
  receipt?: UploadReceipt;
  onRemove: () => void;
}) {
  const { receipt, onRemove } = props;
  return (
    <Box bg="neutral" className={styles.uploaded}>
      <div className={`${styles.progressLine} ${toneClass('positive')}`}>
        <span className={styles.uploadedTitle} role="status">
          <RiCheckLine className={styles.uploadedIcon} aria-hidden="true" />
          {receipt
            ? `Uploaded ${countFiles(receipt.files.length)}, ${formatBytes(
                receipt.sizeBytes,
              )}`
            : 'Uploaded earlier'}
        </span>
        <Button variant="tertiary" size="small" onPress={onRemove}>
          Choose others
        </Button>
      </div>
      {receipt && (
        <>
          <ul className={styles.files} aria-label="Uploaded files">
            {receipt.files.slice(0, MAX_SHOWN).map(file => (
              <li key={file.path}>
                <code>{file.path}</code>
                <span>{formatBytes(file.sizeBytes)}</span>
              </li>
            ))}
            {receipt.files.length > MAX_SHOWN && (
              <li>and {receipt.files.length - MAX_SHOWN} more</li>
            )}
          </ul>
          <p className={styles.note}>
            Kept until {new Date(receipt.expiresAt).toLocaleString()}.
          </p>
        </>
      )}
    </Box>
  );
}

function countFiles(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
