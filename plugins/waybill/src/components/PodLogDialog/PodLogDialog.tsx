import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Skeleton,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEffect, useRef, useState } from 'react';
import { waybillApiRef, type PodLogTarget } from '../../api';
import styles from './PodLogDialog.module.css';

interface LogState {
  readonly text?: string;
  readonly error?: Error;
  readonly isPending: boolean;
}

/** The newest lines of a pod's log. */
export function PodLogDialog(props: {
  target: PodLogTarget;
  onClose: () => void;
}) {
  const { target, onClose } = props;
  const { log, reload } = usePodLog(target);
  return (
    <Dialog
      isOpen
      isDismissable
      onOpenChange={isOpen => !isOpen && onClose()}
      width="min(1000px, 94vw)"
      height="min(720px, 86vh)"
    >
      <DialogHeader>
        Log of <span className={styles.pod}>{target.pod}</span>
      </DialogHeader>
      <DialogBody>
        <LogText log={log} />
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" isPending={log.isPending} onPress={reload}>
          Refresh
        </Button>
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function LogText({ log }: { log: LogState }) {
  const { text, error } = log;
  const textRef = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // The end of a log is what says why it ended.
    textRef.current?.scrollTo?.({ top: textRef.current.scrollHeight });
  }, [text]);

  if (error) {
    return (
      <Alert
        status="danger"
        icon
        title="The log could not be read"
        description={`${error.message} The pod may be gone, or its container may not have started yet: look at its state, then refresh.`}
      />
    );
  }
  if (text === undefined) {
    return <Skeleton width="100%" height={240} />;
  }
  if (text.trim() === '') {
    return (
      <p className={styles.empty}>The pod has not written anything yet.</p>
    );
  }
  return (
    // A text area, because what scrolls must be reachable by keyboard.
    <textarea
      ref={textRef}
      className={styles.text}
      aria-label="Log"
      wrap="off"
      readOnly
      value={text}
    />
  );
}

function usePodLog({ entityRef, environment, pod }: PodLogTarget) {
  const api = useApi(waybillApiRef);
  const [log, setLog] = useState<LogState>({ isPending: true });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const request = new AbortController();
    setLog(({ text }) => ({ text, isPending: true }));
    api
      .getPodLog({ entityRef, environment, pod }, { signal: request.signal })
      .then(
        text => ({ text, isPending: false }),
        error => ({ error: error as Error, isPending: false }),
      )
      .then(result => !request.signal.aborted && setLog(result));
    return () => request.abort();
  }, [api, entityRef, environment, pod, attempt]);
  return { log, reload: () => setAttempt(count => count + 1) };
}
