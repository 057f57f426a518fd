import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import type { Environment } from '@waybill/backstage-plugin-waybill-common';
import { useCallback, useId, useState } from 'react';
import { waybillApiRef } from '../../api';
import { useRequest } from '../../hooks/useRequest';
import { RequestOutcome } from '../RequestOutcome';
import { Forecast } from './Forecast';
import styles from './TrustDialog.module.css';

/** Each question asks a cluster for its policies, and for a dry run: of more than these only when somebody wants it. */
const MAX_ASKED_AT_ONCE = 4;

/** Whether the clusters would take the version in, environment by environment. */
export function AdmissionPanel(props: {
  entityRef: string;
  digest: string;
  environments: readonly Environment[];
}) {
  const { entityRef, digest, environments } = props;
  return (
    <div className={styles.panel}>
      <p className={styles.quiet}>
        Would it be admitted? What the policies of each cluster would say of
        this version, as far as that can be told beforehand. Nothing is changed
        in the clusters.
      </p>
      {environments.map((environment, index) => (
        <EnvironmentForecast
          key={environment.name}
          entityRef={entityRef}
          digest={digest}
          environment={environment}
          isAskedAtOnce={index < MAX_ASKED_AT_ONCE}
        />
      ))}
    </div>
  );
}

function EnvironmentForecast(props: {
  entityRef: string;
  digest: string;
  environment: Environment;
  isAskedAtOnce: boolean;
}) {
  const { entityRef, digest, environment, isAskedAtOnce } = props;
  const { name, title, cluster, namespace } = environment;
  const api = useApi(waybillApiRef);
  const [isAsked, setIsAsked] = useState(isAskedAtOnce);
  const titleId = useId();
  const ask = useCallback(
    (signal: AbortSignal) =>
      api.getAdmissionForecast(
        { entityRef, digest, environment: name },
        { signal },
      ),
    [api, entityRef, digest, name],
  );
  const request = useRequest(isAsked ? ask : undefined);
  return (
    <section aria-labelledby={titleId} className={styles.environment}>
      <header className={styles.environmentHeader}>
        <h3 id={titleId} className={styles.attestationTitle}>
          {title}
        </h3>
        <span className={styles.line}>
          cluster {cluster}, namespace {namespace}
        </span>
        {request.value && (
          <Button
            size="small"
            variant="tertiary"
            aria-label={`Ask ${title} again`}
            onPress={request.reload}
          >
            Ask again
          </Button>
        )}
      </header>
      {isAsked ? (
        <RequestOutcome
          request={request}
          title={`The cluster of ${title} could not be asked`}
          height={60}
        >
          {forecast => <Forecast forecast={forecast} />}
        </RequestOutcome>
      ) : (
        <Button
          size="small"
          variant="secondary"
          aria-label={`Ask ${title}`}
          onPress={() => setIsAsked(true)}
        >
          Ask the cluster
        </Button>
      )}
    </section>
  );
}
