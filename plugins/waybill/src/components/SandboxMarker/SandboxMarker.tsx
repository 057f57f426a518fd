import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { RiTestTubeLine } from '@remixicon/react';
import styles from './SandboxMarker.module.css';

/** Says on every page of a portal on the sandbox that it is a demonstration. */
export function SandboxMarker() {
  const config = useApi(configApiRef);
  if (config.getOptionalBoolean('waybill.isSandbox') !== true) {
    return null;
  }
  return (
    <aside className={styles.marker} aria-label="Sandbox">
      <RiTestTubeLine className={styles.icon} aria-hidden="true" />
      Sandbox: a demonstration, nothing here is real
    </aside>
  );
}
