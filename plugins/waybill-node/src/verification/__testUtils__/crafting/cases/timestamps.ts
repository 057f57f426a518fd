import {
  anyCase,
  keylessBundle,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import {
  draftEnvelope,
  draftKeyless,
  partsOf,
  signEnvelope,
  signKeyless,
  type KeylessDraft,
} from '../bundles';
import type { Scene } from '../Scene';

const INVALID: Expected = ['untrusted', 'TimestampInvalid'];
const HOUR_MS = 60 * 60_000;

/** The time is shown by a timestamp alone. */
const stamped = (
  name: string,
  expected: Expected,
  stamp: (signature: Buffer, scene: Scene) => Buffer[],
) =>
  anyCase(name, expected, async (scene, isFaulty) => {
    const { sigstore, now } = scene.cast;
    scene.trustIdentity({ timestamp: 'required' });
    const draft: KeylessDraft = draftKeyless(scene.image.digest, sigstore);
    draft.log = () => undefined;
    draft.stamp = signature =>
      isFaulty
        ? stamp(signature, scene)
        : [sigstore.timestamps.timestamp(signature, now)];
    await scene.attach(signKeyless(draft));
  });

/** RFC 3161 timestamps. */
export const TIMESTAMPS: readonly CraftedCase[] = [
  stamped('timestamp of another signature', INVALID, (_, { cast }) => [
    cast.sigstore.timestamps.timestamp(Buffer.from('other'), cast.now),
  ]),
  stamped(
    'timestamp of an unknown authority of the same name',
    INVALID,
    (signature, { cast }) => [
      cast.sigstore.unknownTimestamps.timestamp(signature, cast.now),
    ],
  ),
  stamped(
    'timestamp of an authority whose certificate had ended',
    INVALID,
    (signature, { cast }) => [
      cast.sigstore.expiredTimestamps.timestamp(signature, cast.now),
    ],
  ),
  stamped(
    'timestamp from after the certificate',
    ['untrusted', 'CertificateExpired'],
    (signature, { cast }) => [
      cast.sigstore.timestamps.timestamp(
        signature,
        new Date(cast.now.getTime() + HOUR_MS),
      ),
    ],
  ),
  stamped(
    'timestamp from before the certificate',
    ['untrusted', 'CertificateExpired'],
    (signature, { cast }) => [
      cast.sigstore.timestamps.timestamp(
        signature,
        new Date(cast.now.getTime() - HOUR_MS),
      ),
    ],
  ),
  stamped('timestamp cut in the middle', INVALID, (signature, { cast }) => {
    const bytes = cast.sigstore.timestamps.timestamp(signature, cast.now);
    return [bytes.subarray(0, bytes.length / 2)];
  }),
  stamped('timestamp with its time changed', INVALID, (signature, { cast }) => {
    const bytes = cast.sigstore.timestamps.timestamp(signature, cast.now);
    // GeneralizedTime `YYYYMMDDhhmmssZ`, once, within what is signed.
    const at = bytes.indexOf(Buffer.from([0x18, 15]));
    bytes[at + 15] = bytes[at + 15] === 0x30 ? 0x31 : 0x30;
    return [bytes];
  }),
  stamped('timestamp that is text', INVALID, () => [Buffer.from('now')]),
  stamped('no timestamp', ['untrusted', 'TimeUnproven'], () => []),
  stamped(
    'a good timestamp and one of another signature',
    INVALID,
    (signature, { cast }) => [
      cast.sigstore.timestamps.timestamp(signature, cast.now),
      cast.sigstore.timestamps.timestamp(Buffer.from('other'), cast.now),
    ],
  ),
  keylessBundle(
    'a good log entry and a timestamp of another signature',
    INVALID,
    (draft, { cast }) => {
      draft.stamp = () => [
        cast.sigstore.timestamps.timestamp(Buffer.from('other'), cast.now),
      ];
    },
  ),
  anyCase(
    'signed by key, without the timestamp that the policy asks for',
    ['untrusted', 'TimestampMissing'],
    async (scene, isFaulty) => {
      const { key, sigstore, now } = scene.cast;
      scene.policies = [
        scene.policyOfKey(key.publicKeyPem, {
          timestamp: 'required',
          trustRoot: 'company',
        }),
      ];
      const bundle = signEnvelope(draftEnvelope(scene.image.digest, key));
      const { signature } = partsOf(bundle);
      if (!isFaulty)
        bundle.verificationMaterial.timestampVerificationData = {
          rfc3161Timestamps: [
            {
              signedTimestamp: sigstore.timestamps
                .timestamp(signature, now)
                .toString('base64'),
            },
          ],
        };
      await scene.attach(bundle);
    },
  ),
];
