import { Alert, Button, Skeleton } from '@backstage/ui';
import type { ReactNode } from 'react';
import type { RequestState } from '../../hooks/useRequest';
import styles from './ContentsDialog.module.css';

/** What came of a request: the answer, why there is none, or that it is under way. */
export function RequestOutcome<T>(props: {
  request: RequestState<T> & { readonly reload: () => void };
  title: string;
  children: (value: T) => ReactNode;
}) {
  const { request, title, children } = props;
  if (request.value !== undefined) {
    return <>{children(request.value)}</>;
  }
  if (request.error) {
    return (
      <div className={styles.failed}>
        <Alert
          status="danger"
          icon
          title={title}
          description={request.error.message}
        />
        <Button variant="secondary" onPress={request.reload}>
          Try again
        </Button>
      </div>
    );
  }
  return (
    <div role="status" aria-label="Reading" className={styles.failed}>
      <Skeleton width="40%" height={20} />
      <Skeleton width="100%" height={160} />
    </div>
  );
}
