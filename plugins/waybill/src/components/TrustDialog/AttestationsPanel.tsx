import { useApi } from '@backstage/frontend-plugin-api';
import type { AttestationDocument } from '@waybill/backstage-plugin-waybill-common';
import { useCallback } from 'react';
import { waybillApiRef } from '../../api';
import { useRequest } from '../../hooks/useRequest';
import { groupDocuments } from '../../presentation/attestations';
import { RequestOutcome } from '../RequestOutcome';
import { AttestationSection } from './AttestationSection';
import styles from './TrustDialog.module.css';

/** What is attached to a version besides signatures, and what it says. */
export function AttestationsPanel(props: {
  entityRef: string;
  digest: string;
}) {
  const { entityRef, digest } = props;
  const api = useApi(waybillApiRef);
  const request = useRequest(
    useCallback(
      (signal: AbortSignal) =>
        api.getVersionAttestations({ entityRef, digest }, { signal }),
      [api, entityRef, digest],
    ),
  );
  return (
    <div className={styles.panel}>
      <RequestOutcome
        request={request}
        title="The attestations could not be read"
      >
        {({ items }) =>
          items.length === 0 ? (
            <NothingAttested />
          ) : (
            groupDocuments(items).map(({ document, forms }, index) => (
              <AttestationSection
                key={keyOf(document, index)}
                document={document}
                forms={forms}
              />
            ))
          )
        }
      </RequestOutcome>
    </div>
  );
}

function NothingAttested() {
  return (
    <p className={styles.quiet}>
      Nothing is attested of this version. The template that ships a model and{' '}
      <code>waybill attest</code> attach where it came from, what is in it and
      its model card.
    </p>
  );
}

function keyOf(
  { predicateType, source }: AttestationDocument,
  index: number,
): string {
  return `${predicateType} ${source ?? index}`;
}
