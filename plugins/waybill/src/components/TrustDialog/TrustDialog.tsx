import { useApi } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Tab,
  TabList,
  TabPanel,
  Tabs,
  VisuallyHidden,
} from '@backstage/ui';
import type {
  Environment,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback, useState } from 'react';
import { waybillApiRef } from '../../api';
import { useRequest } from '../../hooks/useRequest';
import { inkClass } from '../../presentation/ink';
import type { TrustTarget } from '../../presentation/openTrust';
import { AdmissionPanel } from './AdmissionPanel';
import { AttestationsPanel } from './AttestationsPanel';
import { ManualPanel } from './ManualPanel';
import { useFreshVerdict } from './useFreshVerdict';
import { VerdictPanel } from './VerdictPanel';
import styles from './TrustDialog.module.css';

/** Whether a version may be trusted, by whose word, and how we know. */
export function TrustDialog(props: {
  entityRef: string;
  repository: string;
  version: Pick<VersionSummary, 'tag' | 'digest' | 'verdict'>;
  environments: readonly Environment[];
  initialTab?: TrustTarget['tab'];
  /** Called when a check made a new verdict. */
  onChecked: () => void;
  onClose: () => void;
}) {
  const { entityRef, repository, version, environments, onClose } = props;
  const api = useApi(waybillApiRef);
  const [tab, setTab] = useState(props.initialTab ?? 'verdict');
  const { verdict, isChecking, error, check } = useFreshVerdict(props);
  const policies = useRequest(
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
      height="min(800px, 90vh)"
    >
      <DialogHeader>
        Trust in <span className={styles.tag}>{version.tag}</span>
      </DialogHeader>
      <DialogBody>
        <div className={`${styles.root} ${inkClass}`}>
          <Tabs
            selectedKey={tab}
            onSelectionChange={key => setTab(key as typeof tab)}
          >
            <TabList>
              <Tab id="verdict">Verdict</Tab>
              <Tab id="attestations">Attestations</Tab>
              {environments.length > 0 && <Tab id="admission">Admission</Tab>}
              <Tab id="manual">Commands</Tab>
            </TabList>
            <TabPanel id="verdict">
              <VerdictPanel
                verdict={verdict}
                policies={policies}
                checkError={error}
              />
            </TabPanel>
            <TabPanel id="attestations">
              <AttestationsPanel
                // Read again when the verdict is a new one.
                key={verdict.checkedAt}
                entityRef={entityRef}
                digest={version.digest}
              />
            </TabPanel>
            {environments.length > 0 && (
              <TabPanel id="admission">
                <AdmissionPanel
                  entityRef={entityRef}
                  digest={version.digest}
                  environments={environments}
                />
              </TabPanel>
            )}
            <TabPanel id="manual">
              <ManualPanel
                repository={repository}
                verdict={verdict}
                policies={policies}
              />
            </TabPanel>
          </Tabs>
        </div>
      </DialogBody>
      <DialogFooter>
        <VisuallyHidden role="status">
          {isChecking ? 'Checking' : ''}
        </VisuallyHidden>
        <Button variant="secondary" isPending={isChecking} onPress={check}>
          Check again
        </Button>
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
