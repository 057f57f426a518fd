import type {
  TrustPolicyList,
  TrustPolicySummary,
} from '@waybill/backstage-plugin-waybill-common';
import type { useRequest } from '../../hooks/useRequest';
import { predicateLabel } from '../../presentation/attestations';
import { RequestOutcome } from '../RequestOutcome';
import styles from './TrustDialog.module.css';

export type PolicyRequest = ReturnType<typeof useRequest<TrustPolicyList>>;

/** The policy by which the verdict was reached, and what it asks for. */
export function PolicyDemands(props: {
  name: string | undefined;
  request: PolicyRequest;
}) {
  const { name, request } = props;
  return (
    <section aria-label="Policy">
      <h3 className={styles.heading}>
        {name ? (
          <>
            What the policy <code>{name}</code> asks for
          </>
        ) : (
          'No trust policy speaks of this repository'
        )}
      </h3>
      {name ? (
        <RequestOutcome
          request={request}
          title="The trust policies could not be read"
          height={80}
        >
          {({ items }) => (
            <Demands policy={items.find(item => item.name === name)} />
          )}
        </RequestOutcome>
      ) : (
        <p className={styles.quiet}>
          Add one to <code>waybill.verification.policies</code> of the
          portal&apos;s configuration: it names repositories, and the keys or
          identities whose signatures count for them.
        </p>
      )}
    </section>
  );
}

function Demands({ policy }: { policy: TrustPolicySummary | undefined }) {
  if (!policy) {
    return (
      <p className={styles.quiet}>
        The configuration has no such policy any more: check again.
      </p>
    );
  }
  const signers = policy.keys.length + policy.identities.length;
  return (
    <ul className={styles.demands}>
      <li>
        A signature by {signers > 1 ? 'one of' : ''}
        <ul className={signers > 1 ? styles.signers : styles.signer}>
          {policy.keys.map(({ name }) => (
            <li key={`key ${name}`}>
              the key <strong>{name}</strong>
            </li>
          ))}
          {policy.identities.map(({ name, subject, issuer }) => (
            <li key={`identity ${name}`}>
              <strong>{name}</strong>: <code>{subject}</code>, vouched for by{' '}
              <code>{issuer}</code>
            </li>
          ))}
        </ul>
      </li>
      <li>{logDemand(policy)}</li>
      {policy.timestamp === 'required' && (
        <li>A timestamp of an authority is required.</li>
      )}
      {policy.attestations.map(({ predicateType }) => (
        <li key={predicateType}>
          An attestation by the same signers is required:{' '}
          <span title={predicateType}>{predicateLabel(predicateType)}</span>
        </li>
      ))}
      <li className={styles.quiet}>
        For <code>{policy.repositories.join(', ')}</code>
      </li>
    </ul>
  );
}

function logDemand({ transparencyLog, trustRoot }: TrustPolicySummary): string {
  const demand =
    transparencyLog === 'required'
      ? 'An entry in a transparency log is required'
      : 'An entry in a transparency log is not required; one that is there must be right';
  return trustRoot ? `${demand} (trust root ${trustRoot}).` : `${demand}.`;
}
