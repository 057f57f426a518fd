import { Alert, Button } from '@backstage/ui';
import { Age } from '../Age';

/** Says that what is shown is old, how old, and why. */
export function StaleAlert(props: {
  error: Error;
  asOf: string;
  onRetry: () => void;
}) {
  return (
    <Alert
      status="warning"
      icon
      role="alert"
      title={
        <>
          Not up to date: this is what was known <Age at={props.asOf} />
        </>
      }
      description={`${props.error.message} The page keeps asking.`}
      customActions={
        <Button size="small" variant="secondary" onPress={props.onRetry}>
          Try now
        </Button>
      }
    />
  );
}
