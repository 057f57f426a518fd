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
} from '@backstage/ui';
import type {
  VersionContents,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback } from 'react';
import { waybillApiRef } from '../../api';
import { useRequest } from '../../hooks/useRequest';
import { inkClass } from '../../presentation/ink';
import { AboutPanel } from './AboutPanel';
import { ComparePanel } from './ComparePanel';
import { FilesPanel } from './FilesPanel';
import { RequestOutcome } from '../RequestOutcome';
import { TextPanel } from './TextPanel';
import styles from './ContentsDialog.module.css';

/** What is in the package of a version, and how it differs from another one. */
export function ContentsDialog(props: {
  entityRef: string;
  version: VersionSummary;
  versions: readonly VersionSummary[];
  titleOf: (environment: string) => string;
  onClose: () => void;
}) {
  const { entityRef, version, versions, titleOf, onClose } = props;
  const api = useApi(waybillApiRef);
  const { digest, tag } = version;
  const request = useRequest(
    useCallback(
      (signal: AbortSignal) =>
        api.getVersionContents({ entityRef, digest }, { signal }),
      [api, entityRef, digest],
    ),
  );
  return (
    <Dialog
      isOpen
      isDismissable
      onOpenChange={isOpen => !isOpen && onClose()}
      width="min(1040px, 94vw)"
      height="min(760px, 88vh)"
    >
      <DialogHeader>
        Contents of <span className={styles.tag}>{tag}</span>
      </DialogHeader>
      <DialogBody>
        <div className={`${styles.root} ${inkClass}`}>
          <RequestOutcome
            request={request}
            title="The package could not be read"
          >
            {contents => (
              <ContentsTabs
                {...{ entityRef, version, versions, contents, titleOf }}
              />
            )}
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

function ContentsTabs(props: {
  entityRef: string;
  version: VersionSummary;
  versions: readonly VersionSummary[];
  contents: VersionContents;
  titleOf: (environment: string) => string;
}) {
  const { entityRef, version, versions, contents, titleOf } = props;
  const others = versions.filter(({ digest }) => digest !== version.digest);
  return (
    <Tabs>
      <TabList>
        <Tab id="files">Files</Tab>
        <Tab id="about">About</Tab>
        {contents.kitfile && <Tab id="kitfile">Kitfile</Tab>}
        {contents.modelCard && <Tab id="card">Model card</Tab>}
        {others.length > 0 && <Tab id="compare">Compare</Tab>}
      </TabList>
      <TabPanel id="files">
        <FilesPanel entityRef={entityRef} contents={contents} />
      </TabPanel>
      <TabPanel id="about">
        <AboutPanel contents={contents} titleOf={titleOf} />
      </TabPanel>
      {contents.kitfile && (
        <TabPanel id="kitfile">
          <TextPanel label="Kitfile" text={contents.kitfile} />
        </TabPanel>
      )}
      {contents.modelCard && (
        <TabPanel id="card">
          <TextPanel
            label={contents.modelCard.path}
            text={contents.modelCard.text}
            isCut={contents.modelCard.isCut}
          />
        </TabPanel>
      )}
      {others.length > 0 && (
        <TabPanel id="compare">
          <ComparePanel
            entityRef={entityRef}
            version={version}
            others={others}
          />
        </TabPanel>
      )}
    </Tabs>
  );
}
