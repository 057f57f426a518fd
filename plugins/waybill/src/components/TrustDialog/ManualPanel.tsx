import type {
  TrustPolicySummary,
  Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import {
  buildManualChecks,
  type ManualCheck,
} from '../../presentation/verifyCommands';
import { CopyBlock } from '../CopyBlock';
import { RequestOutcome } from '../RequestOutcome';
import type { PolicyRequest } from './PolicyDemands';
import styles from './TrustDialog.module.css';

/** How to check by hand what the portal says, with the tools that guard clusters. */
export function ManualPanel(props: {
  repository: string;
  verdict: Verdict;
  policies: PolicyRequest;
}) {
  const { repository, verdict, policies } = props;
  return (
    <div className={styles.panel}>
      <RequestOutcome
        request={policies}
        title="The trust policies, by which these commands are made, could not be read"
      >
        {({ items }) => {
          const policy = items.find(({ name }) => name === verdict.policy);
          return policy ? (
            <Checks repository={repository} verdict={verdict} policy={policy} />
          ) : (
            <p className={styles.quiet}>
              No trust policy speaks of this repository, so there is no key or
              identity to check it by. Add one to{' '}
              <code>waybill.verification.policies</code>.
            </p>
          );
        }}
      </RequestOutcome>
    </div>
  );
}

function Checks(props: {
  repository: string;
  verdict: Verdict;
  policy: TrustPolicySummary;
}) {
  const { repository, verdict, policy } = props;
  const checks = buildManualChecks({
    repository,
    digest: verdict.digest,
    policy,
    signer: verdict.signer,
  });
  return (
    <>
      <p className={styles.quiet}>
        These ask what the policy <code>{policy.name}</code> asks, on a machine
        that can reach the registry. They read public keys and change nothing.
      </p>
      {checks.map(check => (
        <CheckSection key={check.signer} check={check} />
      ))}
    </>
  );
}

function CheckSection({ check }: { check: ManualCheck }) {
  const { signer, preparation, trustRootFile, commands } = check;
  return (
    <section aria-label={`By the ${signer}`} className={styles.check}>
      <h3 className={styles.heading}>By the {signer}</h3>
      {trustRootFile && (
        <p className={styles.quiet}>
          Put the file of the trust root, as the portal&apos;s configuration
          names it, beside as <code>{trustRootFile}</code>.
        </p>
      )}
      {preparation && (
        <>
          <p className={styles.step}>The public key</p>
          <CopyBlock
            label={`the public key for ${signer}`}
            text={preparation}
          />
        </>
      )}
      {commands.map(({ title, text }) => (
        <div key={title}>
          <p className={styles.step}>{title}</p>
          <CopyBlock label={`${title}, ${signer}`} text={text} />
        </div>
      ))}
    </section>
  );
}
