import { Alert, Button } from '@backstage/ui';
import { adviceFor } from '../../presentation/adviceFor';

/** Shown when not even one answer came. */
export function OverviewFailed(props: { error: Error; onRetry: () => void }) {
  return (
    <Alert
      status="danger"
      icon
      role="alert"
      title="The waybill of this model could not be read"
      description={`${props.error.message} ${adviceFor(
        props.error,
        'The page keeps asking. If this stays, look at the log of the Waybill backend.',
      )}`}
      customActions={
        <Button size="small" variant="secondary" onPress={props.onRetry}>
          Try now
        </Button>
      }
    />
  );
}
