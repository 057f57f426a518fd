import { listAt, textAt, valueAt } from '../../model/untrustedJson';
import { anyOf, unknown } from '../match/answer';
import { BUNDLES_FIRST, hasSigned } from '../match/signerMatch';
import {
  reading,
  type PolicyContext,
  type PolicyReading,
} from '../policyReading';

/**
 * What an OCIRepository of Flux with `spec.verify` says, where it fetches the candidate's own repository.
 *
 * @internal
 */
export function readFluxSource(context: PolicyContext): PolicyReading {
  const { policy, candidate, signatures } = context;
  const verify = valueAt(policy, 'spec', 'verify');
  const url = textAt(policy, 'spec', 'url');
  if (verify === undefined || url !== `oci://${candidate.repository}`) {
    return reading(context, 'flux', verify === undefined ? 'audit' : 'deny', {
      outcome: 'does-not-match',
      message: verify
        ? 'It verifies another repository.'
        : 'It verifies nothing.',
    });
  }
  const identities = listAt(verify, 'matchOIDCIdentity');
  const accepted =
    identities.length === 0 ||
    valueAt(verify, 'trustedRootSecretRef') !== undefined ||
    textAt(verify, 'provider') !== 'cosign'
      ? unknown('its keys or trust root are in a Secret')
      : anyOf(
          identities.map(identity =>
            hasSigned(
              {
                identity: {
                  issuerRegExp: textAt(identity, 'issuer'),
                  subjectRegExp: textAt(identity, 'subject'),
                },
                isLogged: true,
              },
              signatures,
              BUNDLES_FIRST,
            ),
          ),
        );
  if (accepted.is === 'unknown') {
    return reading(context, 'flux', 'deny', {
      outcome: 'not-evaluated',
      message: `Waybill cannot say: ${accepted.why}.`,
    });
  }
  return reading(context, 'flux', 'deny', {
    outcome: accepted.is === 'yes' ? 'admits' : 'denies',
    message:
      accepted.is === 'yes'
        ? 'One of its identities has signed.'
        : 'None of its identities has signed.',
  });
}
