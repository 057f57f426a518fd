import { useApi } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import {
  selectPolicies,
  type Environment,
  type TrustPolicySummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback } from 'react';
import { waybillApiRef } from '../../api';
import { useRequest } from '../../hooks/useRequest';
import { inkClass } from '../../presentation/ink';
import { RequestOutcome } from '../RequestOutcome';
import { PolicyGenerator } from './PolicyGenerator';
import styles from './PoliciesDialog.module.css';

/** Policies that make a cluster refuse what the portal does not trust, made from the portal's trust policies. */
export function PoliciesDialog(props: {
  repository: string;
  environments: readonly Environment[];
  onClose: () => void;
}) {
  const { repository, environments, onClose } = props;
  const api = useApi(waybillApiRef);
  const request = useRequest(
    useCallback(
      (signal: AbortSignal) => api.getTrustPolicies({ signal }),
      [api],
    ),
  );
  return (
    <Dialog
      isOpen
      isDismissable
      onOpenChange={isOpen => !isOpen && onClose()}
      width="min(1040px, 94vw)"
      height="min(860px, 90vh)"
    >
      <DialogHeader>Policies for clusters</DialogHeader>
      <DialogBody>
        <div className={`${styles.root} ${inkClass}`}>
          <RequestOutcome
            request={request}
            title="The trust policies could not be read"
          >
            {({ items }) =>
              items.length === 0 ? (
                <p className={styles.quiet}>
                  The portal has no trust policy to make one from. Add one to{' '}
                  <code>waybill.verification.policies</code> of its
                  configuration.
                </p>
              ) : (
                <PolicyGenerator
                  policies={nearestFirst(items, repository)}
                  environments={environments}
                />
              )
            }
          </RequestOutcome>
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

/** Those that speak of this model before the others. */
function nearestFirst(
  items: readonly TrustPolicySummary[],
  repository: string,
): TrustPolicySummary[] {
  const near = new Set(selectPolicies(items, repository).map(p => p.name));
  return [
    ...items.filter(({ name }) => near.has(name)),
    ...items.filter(({ name }) => !near.has(name)),
  ];
}
