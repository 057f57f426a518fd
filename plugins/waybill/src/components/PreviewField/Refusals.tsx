import { Alert } from '@backstage/ui';
import type { EditingRefusal } from '@waybill/backstage-plugin-waybill-common';

/** What stands in the way, with file and line. */
export function Refusals(props: { refusals: readonly EditingRefusal[] }) {
  return (
    <>
      {props.refusals.map(({ code, path, line, message }) => (
        <Alert
          key={`${path} ${line} ${message}`}
          status="warning"
          icon
          role="alert"
          title={
            path ? `${path}${line ? `, line ${line}` : ''}` : 'Not changed'
          }
          description={`${message} (${code})`}
        />
      ))}
    </>
  );
}
