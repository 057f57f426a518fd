import {
  MediaType,
  legacySignatureTag,
} from '@waybill/backstage-plugin-waybill-common';
import {
  anyCase,
  legacyCase,
  legacyKeyless,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import { draftEnvelope, signEnvelope, type Json } from '../bundles';
import { toPem } from '../keys';
import {
  ANNOTATIONS,
  draftLegacy,
  signLegacy,
  type LegacyDraft,
} from '../legacy';

const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];
const REPLAYED: Expected = ['untrusted', 'SignatureReplayed'];
const UNSIGNED: Expected = ['unsigned', 'NoSignature'];
const UNTRUSTED_CERTIFICATE: Expected = ['untrusted', 'CertificateUntrusted'];

interface Payload {
  critical: Json & { image: Json };
  optional: unknown;
}

/** The payload has another member, and is signed so by our key. */
const withPayload = (
  name: string,
  expected: Expected,
  change: (payload: Payload, draft: LegacyDraft) => void,
) =>
  legacyCase(name, expected, draft => {
    const payload: Payload = JSON.parse(draft.payload.toString());
    change(payload, draft);
    draft.payload = Buffer.from(JSON.stringify(payload));
  });

const DIGEST_MEMBER = 'docker-manifest-digest';

/** `.sig` and `.att`, as cosign wrote them before version 3. */
export const LEGACY: readonly CraftedCase[] = [
  legacyCase(
    '.sig: signature of another image, by our key',
    REPLAYED,
    (draft, { otherImage }) => {
      draft.payload = draftLegacy(otherImage.digest, draft.key).payload;
    },
  ),
  legacyCase(
    '.sig: signature of another image, by another key',
    ['untrusted', 'SubjectMismatch'],
    (draft, { otherImage, cast }) => {
      draft.key = cast.stranger;
      draft.payload = draftLegacy(otherImage.digest, draft.key).payload;
    },
  ),
  legacyCase(
    '.sig: our payload under the signature of another image',
    ['untrusted', 'KeyMismatch'],
    () => {},
    (layer, { otherImage, cast }) => {
      const other = signLegacy(draftLegacy(otherImage.digest, cast.key));
      Object.assign(layer.annotations, other.annotations);
    },
  ),
  withPayload(
    '.sig: type of the payload is that of another tool',
    MALFORMED,
    ({ critical }) => {
      critical.type = 'atomic container signature';
    },
  ),
  withPayload('.sig: payload without a type', MALFORMED, ({ critical }) => {
    delete critical.type;
  }),
  withPayload('.sig: digest in a list', MALFORMED, ({ critical }) => {
    critical.image[DIGEST_MEMBER] = [critical.image[DIGEST_MEMBER]];
  }),
  withPayload('.sig: digest in capital letters', REPLAYED, ({ critical }) => {
    critical.image[DIGEST_MEMBER] = String(
      critical.image[DIGEST_MEMBER],
    ).replace(/:.*/, hex => hex.toUpperCase());
  }),
  withPayload(
    '.sig: digest without its algorithm',
    REPLAYED,
    ({ critical }) => {
      critical.image[DIGEST_MEMBER] = String(
        critical.image[DIGEST_MEMBER],
      ).slice('sha256:'.length);
    },
  ),
  withPayload(
    '.sig: digest among the optional members alone',
    MALFORMED,
    payload => {
      payload.optional = { ...payload.critical.image };
      payload.critical.image = {};
    },
  ),
  withPayload('.sig: payload without its critical part', MALFORMED, payload => {
    Object.assign(payload, { critical: undefined });
  }),
  legacyCase(
    '.sig: critical part twice, the second one ours',
    MALFORMED,
    (draft, { otherImage }) => {
      const critical = (bytes: Buffer) =>
        JSON.stringify(JSON.parse(bytes.toString()).critical);
      const other = draftLegacy(otherImage.digest, draft.key).payload;
      draft.payload = Buffer.from(
        `{"critical":${critical(other)},"critical":${critical(
          draft.payload,
        )},"optional":null}`,
      );
    },
  ),
  legacyCase('.sig: critical part under __proto__', MALFORMED, draft => {
    draft.payload = Buffer.from(
      `{"__proto__":${draft.payload},"optional":null}`,
    );
  }),
  legacyCase('.sig: payload that is null', MALFORMED, draft => {
    draft.payload = Buffer.from('null');
  }),
  legacyCase(
    '.sig: layer of a media type that is no signature',
    UNSIGNED,
    draft => {
      draft.mediaType = 'text/plain';
    },
  ),
  legacyCase('.sig: media type of an attestation', UNSIGNED, draft => {
    draft.mediaType = MediaType.dsseEnvelope;
  }),
  anyCase(
    '.att: a signature under the tag of attestations',
    ['unsigned', 'NoSignature'],
    async (scene, isFaulty) => {
      const layer = signLegacy(draftLegacy(scene.image.digest, scene.cast.key));
      await scene.attachLegacy([layer], { suffix: isFaulty ? 'att' : 'sig' });
    },
  ),
  anyCase(
    '.att: a signature statement as attestation',
    ['unsigned', 'NotASignature'],
    async (scene, isFaulty) => {
      const { dsseEnvelope, ...bundle } = signEnvelope(
        draftEnvelope(scene.image.digest, scene.cast.key),
      );
      if (isFaulty)
        await scene.attachLegacy(
          [
            {
              payload: Buffer.from(JSON.stringify(dsseEnvelope)),
              mediaType: MediaType.dsseEnvelope,
              annotations: {
                [ANNOTATIONS.signature]: '',
                predicateType: 'https://sigstore.dev/cosign/sign/v1',
              },
            },
          ],
          { suffix: 'att' },
        );
      else await scene.attach({ ...bundle, dsseEnvelope });
    },
  ),
  anyCase(
    '.sig of another image, and a bundle by another key that hides it',
    REPLAYED,
    async (scene, isFaulty) => {
      const { image, otherImage, cast } = scene;
      await scene.attach(
        signEnvelope(draftEnvelope(image.digest, cast.stranger)),
      );
      await scene.attachLegacy([
        signLegacy(
          draftLegacy((isFaulty ? otherImage : image).digest, cast.key),
        ),
      ]);
    },
  ),
  anyCase(
    '.sig: the tag names an index',
    MALFORMED,
    async (scene, isFaulty) => {
      const found = await scene.attachLegacy([
        signLegacy(draftLegacy(scene.image.digest, scene.cast.key)),
      ]);
      if (isFaulty)
        await scene.pushJson(
          {
            schemaVersion: 2,
            mediaType: MediaType.imageIndex,
            manifests: [found],
          },
          legacySignatureTag(scene.image.digest),
        );
    },
  ),
  legacyKeyless(
    '.sig: certificate that is no PEM',
    MALFORMED,
    () => {},
    ({ annotations }) => {
      annotations[ANNOTATIONS.certificate] = 'MIIB';
    },
  ),
  legacyKeyless(
    '.sig: certificate of no bytes',
    ['untrusted', 'KeyMismatch'],
    () => {},
    ({ annotations }) => {
      annotations[ANNOTATIONS.certificate] = '';
    },
  ),
  legacyKeyless(
    '.sig: a key in the place of the certificate',
    MALFORMED,
    () => {},
    ({ annotations }, { cast }) => {
      annotations[ANNOTATIONS.certificate] = cast.key.publicKeyPem;
    },
  ),
  legacyKeyless(
    '.sig: certificate of an authority of the same name, which it brings along',
    UNTRUSTED_CERTIFICATE,
    (draft, { cast }) => {
      draft.issue = (key, leaf) => cast.sigstore.impostor.issue(key, leaf);
    },
    ({ annotations }, { cast }) => {
      annotations[ANNOTATIONS.chain] = cast.sigstore.impostor.chain
        .map(one => toPem('CERTIFICATE', one))
        .join('');
    },
  ),
  legacyKeyless(
    '.sig: log entry that is no JSON',
    MALFORMED,
    () => {},
    ({ annotations }) => {
      annotations[ANNOTATIONS.log] = '{';
    },
  ),
  legacyKeyless(
    '.sig: log entry with the promise of another log',
    ['untrusted', 'LogEntryInvalid'],
    (draft, { cast }) => {
      draft.log = body => cast.sigstore.unknownLog.log(body, cast.now);
    },
  ),
  legacyKeyless(
    '.sig: log entry of other bytes',
    ['untrusted', 'LogEntryMismatch'],
    draft => {
      const { describe } = draft;
      draft.describe = entry =>
        describe({ ...entry, data: Buffer.from('other') });
    },
  ),
  legacyKeyless(
    '.sig: log entry of another signature',
    ['untrusted', 'LogEntryMismatch'],
    (draft, { cast }) => {
      const { describe } = draft;
      draft.describe = entry =>
        describe({
          ...entry,
          signature: cast.key.sign(entry.data).toString('base64'),
        });
    },
  ),
  legacyKeyless(
    '.sig: log entry with another key',
    ['untrusted', 'LogEntryMismatch'],
    (draft, { cast }) => {
      const { describe } = draft;
      draft.describe = entry =>
        describe({ ...entry, verifier: cast.stranger.publicKeyPem });
    },
  ),
  legacyKeyless(
    '.sig: no log entry',
    ['untrusted', 'TimeUnproven'],
    () => {},
    ({ annotations }) => {
      delete annotations[ANNOTATIONS.log];
    },
  ),
];
