import {
  anyCase,
  keylessBundle,
  type CraftedCase,
  type Expected,
  type OpenBundle,
} from '../CraftedCase';
import {
  draftEnvelope,
  partsOf,
  signEnvelope,
  type KeylessDraft,
} from '../bundles';
import { craftKey, sha256 } from '../keys';
import type { Scene } from '../Scene';
import { dsseBody, type LogEntryJson } from '../TransparencyLog';

const INVALID: Expected = ['untrusted', 'LogEntryInvalid'];
const MISMATCH: Expected = ['untrusted', 'LogEntryMismatch'];
const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];

/** What the log took in was something else; the log itself is honest. */
const withBody = (
  name: string,
  change: (
    entry: Parameters<KeylessDraft['describe']>[0],
    scene: Scene,
  ) => Parameters<KeylessDraft['describe']>[0],
) =>
  keylessBundle(name, MISMATCH, (draft, scene) => {
    draft.describe = entry => dsseBody(change(entry, scene));
  });

/** The entry was changed after the log gave it. */
const withEntry = (
  name: string,
  expected: Expected,
  change: (entry: OpenEntry, scene: Scene) => void,
) =>
  keylessBundle(
    name,
    expected,
    () => {},
    (bundle, scene) => change(entryOf(bundle), scene),
  );

type OpenEntry = Required<LogEntryJson>;

function entryOf({ verificationMaterial }: OpenBundle): OpenEntry {
  const [entry] = verificationMaterial.tlogEntries ?? [];
  return entry as OpenEntry;
}

/** A signature by key, where the policy asks for a log entry too. */
const byLoggedKey = (
  name: string,
  expected: Expected,
  log: (scene: Scene, entry: Parameters<typeof dsseBody>[0]) => LogEntryJson[],
) =>
  anyCase(name, expected, async (scene, isFaulty) => {
    const { key, sigstore, now } = scene.cast;
    scene.policies = [
      scene.policyOfKey(key.publicKeyPem, {
        transparencyLog: 'required',
        trustRoot: 'company',
      }),
    ];
    const bundle = signEnvelope(draftEnvelope(scene.image.digest, key));
    const { payload, signature } = partsOf(bundle);
    const entry = {
      payload,
      signature: signature.toString('base64'),
      verifier: key.publicKeyPem,
    };
    bundle.verificationMaterial.tlogEntries = isFaulty
      ? log(scene, entry)
      : [sigstore.log.log(dsseBody(entry), now)];
    await scene.attach(bundle);
  });

/** What the transparency log is said to have taken in. */
export const LOG_ENTRIES: readonly CraftedCase[] = [
  withBody('log entry of another payload', entry => ({
    ...entry,
    payload: Buffer.from('other'),
  })),
  withBody('log entry of another signature', (entry, { cast }) => ({
    ...entry,
    signature: cast.stranger.sign(entry.payload).toString('base64'),
  })),
  withBody('log entry with another key', (entry, { cast }) => ({
    ...entry,
    verifier: cast.stranger.publicKeyPem,
  })),
  keylessBundle('log entry of another kind', INVALID, draft => {
    draft.describe = () => ({ apiVersion: '0.0.1', kind: 'rpm', spec: {} });
  }),
  keylessBundle('log entry of an unknown log', INVALID, (draft, { cast }) => {
    draft.log = body => cast.sigstore.unknownLog.log(body, cast.now);
  }),
  keylessBundle(
    'log entry of an unknown log that names a known one',
    INVALID,
    (draft, { cast }) => {
      draft.log = body => ({
        ...cast.sigstore.unknownLog.log(body, cast.now),
        logId: { keyId: cast.sigstore.log.id.toString('base64') },
      });
    },
  ),
  withEntry('promise (SET) of another entry', INVALID, (entry, { cast }) => {
    entry.inclusionPromise.signedEntryTimestamp = cast.sigstore.log
      .promise(Buffer.from('other'), Number(entry.integratedTime), 7)
      .toString('base64');
  }),
  withEntry('promise for another time', INVALID, entry => {
    entry.integratedTime = String(Number(entry.integratedTime) - 30);
  }),
  withEntry('promise for another index', INVALID, entry => {
    entry.logIndex = '8';
  }),
  withEntry('promise of no bytes', INVALID, entry => {
    entry.inclusionPromise.signedEntryTimestamp = '';
  }),
  withEntry(
    'proof of inclusion for another root',
    INVALID,
    (entry, { cast }) => {
      entry.inclusionProof.checkpoint.envelope = cast.sigstore.log.checkpoint(
        sha256('other'),
      );
    },
  ),
  withEntry('proof of inclusion with a hash too many', INVALID, entry => {
    entry.inclusionProof.hashes = [sha256('more').toString('base64')];
  }),
  withEntry('proof of inclusion at another index', INVALID, entry => {
    entry.inclusionProof.logIndex = '1';
  }),
  withEntry('proof of inclusion at a negative index', MALFORMED, entry => {
    entry.inclusionProof.logIndex = '-1';
  }),
  withEntry('checkpoint of an unknown log', INVALID, (entry, { cast }) => {
    entry.inclusionProof.checkpoint.envelope =
      cast.sigstore.unknownLog.checkpoint(
        Buffer.from(entry.inclusionProof.rootHash, 'base64'),
      );
  }),
  withEntry('checkpoint without a signature', INVALID, entry => {
    const { checkpoint } = entry.inclusionProof;
    checkpoint.envelope = checkpoint.envelope.slice(
      0,
      checkpoint.envelope.indexOf('\n\n') + 2,
    );
  }),
  withEntry('checkpoint for a tree of "many" leaves', INVALID, entry => {
    const { checkpoint } = entry.inclusionProof;
    checkpoint.envelope = checkpoint.envelope.replace('\n1\n', '\nmany\n');
  }),
  keylessBundle(
    'log entry without proof and without promise',
    MALFORMED,
    () => {},
    bundle => {
      const entry: LogEntryJson = entryOf(bundle);
      delete entry.inclusionProof;
      delete entry.inclusionPromise;
    },
  ),
  keylessBundle(
    'log entry without a time, where nothing else proves it',
    ['untrusted', 'TimeUnproven'],
    () => {},
    bundle => {
      const entry: LogEntryJson = entryOf(bundle);
      delete entry.inclusionPromise;
      delete entry.integratedTime;
    },
  ),
  keylessBundle(
    'a time that no promise covers',
    ['untrusted', 'TimeUnproven'],
    () => {},
    bundle => {
      const entry: LogEntryJson = entryOf(bundle);
      delete entry.inclusionPromise;
    },
  ),
  withEntry('body of the log entry that is no JSON', INVALID, entry => {
    entry.canonicalizedBody = Buffer.from('{').toString('base64');
  }),
  withEntry('log entry of the year 33658', INVALID, entry => {
    entry.integratedTime = '1000000000000';
  }),
  withEntry('log entry at a time that is no number', MALFORMED, entry => {
    entry.integratedTime = 'yesterday';
  }),
  keylessBundle(
    'the same log entry twice',
    INVALID,
    () => {},
    bundle => {
      bundle.verificationMaterial.tlogEntries?.push(entryOf(bundle));
    },
  ),
  keylessBundle(
    'a good log entry and one of another signature',
    MISMATCH,
    () => {},
    (bundle, { cast }) => {
      const body = dsseBody({
        payload: partsOf(bundle).payload,
        signature: 'AAAA',
        verifier: cast.stranger.publicKeyPem,
      });
      bundle.verificationMaterial.tlogEntries?.push(
        cast.sigstore.log.log(body, cast.now),
      );
    },
  ),
  byLoggedKey(
    'signed by key, without the log entry that the policy asks for',
    ['untrusted', 'LogEntryMissing'],
    () => [],
  ),
  byLoggedKey(
    'signed by key, log entry of an unknown log',
    INVALID,
    ({ cast }, entry) => [
      cast.sigstore.unknownLog.log(dsseBody(entry), cast.now),
    ],
  ),
  byLoggedKey(
    'signed by key, log entry of another signature',
    MISMATCH,
    ({ cast }, entry) => [
      cast.sigstore.log.log(
        dsseBody({
          ...entry,
          signature: cast.key.sign(entry.payload).toString('base64'),
        }),
        cast.now,
      ),
    ],
  ),
  byLoggedKey(
    'signed by key, log entry with another key',
    MISMATCH,
    ({ cast }, entry) => [
      cast.sigstore.log.log(
        dsseBody({ ...entry, verifier: craftKey().publicKeyPem }),
        cast.now,
      ),
    ],
  ),
];
