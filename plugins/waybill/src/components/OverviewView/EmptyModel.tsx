import { Box, ButtonLink } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { RiShip2Line } from '@remixicon/react';
import { shipModelRouteRef } from '../../routes';
import styles from './OverviewView.module.css';

/** Shown for a model of which nothing has been pushed or delivered. */
export function EmptyModel() {
  const shipModelLink = useRouteRef(shipModelRouteRef);
  return (
    <Box bg="neutral" className={styles.empty}>
      <RiShip2Line className={styles.emptyIcon} aria-hidden="true" />
      <p className={styles.emptyTitle}>No version has been pushed yet</p>
      <p className={styles.emptyText}>
        Ship one with the template: it packages, signs and publishes the model
        and declares it in Git. Its waybill appears here while it travels.
      </p>
      {shipModelLink && (
        <ButtonLink href={shipModelLink()} variant="primary">
          Ship a model
        </ButtonLink>
      )}
    </Box>
  );
}
