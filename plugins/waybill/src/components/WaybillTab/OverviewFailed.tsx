import { Alert, Button } from '@backstage/ui';

/** Shown when not even one answer came. */
export function OverviewFailed(props: { error: Error; onRetry: () => void }) {
  return (
    <Alert
      status="danger"
      icon
      role="alert"
      title="The waybill of this model could not be read"
      description={`${props.error.message} ${adviceFor(props.error)}`}
      customActions={
        <Button size="small" variant="secondary" onPress={props.onRetry}>
          Try now
        </Button>
      }
    />
  );
}

function adviceFor(error: Error): string {
  const status =
    'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : undefined;
  if (status === 401 || status === 403) {
    return 'Sign in again, or ask for the permission to read this model.';
  }
  if (status === 404) {
    return 'Check that the Waybill backend plugin is installed and that the catalog knows this model.';
  }
  return 'The page keeps asking. If this stays, look at the log of the Waybill backend.';
}
