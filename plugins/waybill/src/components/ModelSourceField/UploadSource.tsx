import { Alert, Box, Button } from '@backstage/ui';
import { RiUploadCloud2Line } from '@remixicon/react';
import { useRef, useState, type DragEvent } from 'react';
import { formatBytes } from '../../presentation/formatBytes';
import { filesFromDrop, filesFromInput } from './collectFiles';
import { UploadedFiles } from './UploadedFiles';
import { useUpload, type UploadState } from './useUpload';
import styles from './ModelSourceField.module.css';

/** Files of the person's own machine, chosen or dropped, sent at once. */
export function UploadSource(props: {
  value?: string;
  onChange: (source: string | undefined) => void;
}) {
  const { value, onChange } = props;
  const { state, start, reset } = useUpload({
    uploadedId: value?.replace(/^upload:/, ''),
    onDone: onChange,
  });

  if (state.step === 'done') {
    return <UploadedFiles receipt={state.receipt} onRemove={reset} />;
  }
  if (state.step === 'reading' || state.step === 'sending') {
    return <UploadProgress state={state} onCancel={reset} />;
  }
  return (
    <div className={styles.source}>
      <DropZone
        onDrop={transfer => start(() => filesFromDrop(transfer))}
        onChoose={files => start(() => filesFromInput(files))}
      />
      {state.step === 'failed' && (
        <Alert
          status="danger"
          icon
          role="alert"
          title="The files could not be uploaded"
          description={state.error.message}
        />
      )}
    </div>
  );
}

function DropZone(props: {
  onDrop: (transfer: DataTransfer) => void;
  onChoose: (files: FileList) => void;
}) {
  const [isOver, setIsOver] = useState(false);
  const drag = (isInside: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setIsOver(isInside);
  };
  return (
    <Box
      bg="neutral"
      className={styles.drop}
      data-over={isOver || undefined}
      onDragEnter={drag(true)}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={event => {
        drag(false)(event);
        props.onDrop(event.dataTransfer);
      }}
    >
      <RiUploadCloud2Line className={styles.dropIcon} aria-hidden="true" />
      <p className={styles.dropText}>
        Drop a model folder or its files here, or
      </p>
      <div className={styles.dropButtons}>
        <FileButton label="Choose folder" isFolder onChoose={props.onChoose} />
        <FileButton label="Choose files" onChoose={props.onChoose} />
      </div>
    </Box>
  );
}

function FileButton(props: {
  label: string;
  isFolder?: boolean;
  onChoose: (files: FileList) => void;
}) {
  const { label, isFolder, onChoose } = props;
  const inputRef = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant="secondary"
        size="small"
        onPress={() => inputRef.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={inputRef}
        type="file"
        multiple
        hidden
        aria-label={label}
        {...(isFolder ? { webkitdirectory: '' } : {})}
        onChange={event => {
          if (event.target.files?.length) {
            onChoose(event.target.files);
          }
        }}
      />
    </>
  );
}

function UploadProgress(props: {
  state: Extract<UploadState, { step: 'reading' | 'sending' }>;
  onCancel: () => void;
}) {
  const { state, onCancel } = props;
  const isSending = state.step === 'sending' && state.totalBytes > 0;
  const percent = isSending
    ? Math.floor((100 * state.sentBytes) / state.totalBytes)
    : 0;
  return (
    <div className={styles.progress}>
      <progress
        className={styles.bar}
        aria-label="Upload"
        max={100}
        value={isSending ? percent : undefined}
      />
      <div className={styles.progressLine}>
        <span>
          {isSending
            ? `${percent} % · ${formatBytes(state.sentBytes)} of ${formatBytes(
                state.totalBytes,
              )}`
            : 'Reading the files'}
        </span>
        <Button variant="tertiary" size="small" onPress={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
