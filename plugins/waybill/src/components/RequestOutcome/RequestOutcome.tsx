import { Alert, Button, Skeleton } from '@backstage/ui';
import type { ReactNode } from 'react';
import type { RequestState } from '../../hooks/useRequest';
import { adviceFor } from '../../presentation/adviceFor';
import styles from './RequestOutcome.module.css';

/** What came of a request: the answer, why there is none, or that it is under way. */
export function RequestOutcome<T>(props: {
  request: RequestState<T> & { readonly reload: () => void };
  title: string;
  /** Height of what is awaited, in pixels. */
  height?: number;
  children: (value: T) => ReactNode;
}) {
  const { request, title, height = 160, children } = props;
  if (request.value !== undefined) {
    return <>{children(request.value)}</>;
  }
  if (request.error) {
    return (
      <div className={styles.root}>
        <Alert
          status="danger"
          icon
          role="alert"
          title={title}
          description={`${request.error.message} ${adviceFor(
            request.error,
            'Try again; if this stays, look at the log of the Waybill backend.',
          )}`}
        />
        <Button variant="secondary" onPress={request.reload}>
          Try again
        </Button>
      </div>
    );
  }
  return (
    <div role="status" aria-label="Reading" className={styles.root}>
      <Skeleton width="40%" height={20} />
      <Skeleton width="100%" height={height} />
    </div>
  );
}
