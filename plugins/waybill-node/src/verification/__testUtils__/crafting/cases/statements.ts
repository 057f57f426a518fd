import { COSIGN_SIGN_PREDICATE_TYPE } from '@waybill/backstage-plugin-waybill-common';
import {
  anyCase,
  changedBundle,
  draftedBundle,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import {
  draftEnvelope,
  signEnvelope,
  type EnvelopeDraft,
  type Json,
} from '../bundles';

const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];
const REPLAYED: Expected = ['untrusted', 'SignatureReplayed'];
const NOT_A_SIGNATURE: Expected = ['unsigned', 'NotASignature'];
const SLSA = 'https://slsa.dev/provenance/v1';

const hexOf = (digest: string) => digest.split(':')[1];

/** The statement has one other member. */
const withMember = (
  name: string,
  expected: Expected,
  change: (statement: Json, draft: EnvelopeDraft) => void,
) => draftedBundle(name, expected, draft => change(draft.statement, draft));

/** By our key: what is signed is not what a signature of this image says. */
export const STATEMENTS: readonly CraftedCase[] = [
  draftedBundle(
    'signature of another image, by our key',
    REPLAYED,
    (draft, { otherImage }) => {
      draft.statement = draftEnvelope(otherImage.digest, draft.key).statement;
    },
  ),
  draftedBundle(
    'signature of another image, by another key',
    ['untrusted', 'SubjectMismatch'],
    (draft, { otherImage, cast }) => {
      draft.key = cast.stranger;
      draft.hint = cast.stranger.hint;
      draft.statement = draftEnvelope(otherImage.digest, draft.key).statement;
    },
  ),
  changedBundle(
    'our payload under the signature of another image',
    ['untrusted', 'SignatureInvalid'],
    ({ dsseEnvelope }, { otherImage, cast }) => {
      const other = signEnvelope(draftEnvelope(otherImage.digest, cast.key));
      dsseEnvelope.signatures = other.dsseEnvelope?.signatures ?? [];
    },
  ),
  changedBundle(
    'payload of another image under our signature',
    ['untrusted', 'SubjectMismatch'],
    ({ dsseEnvelope }, { otherImage, cast }) => {
      const other = signEnvelope(draftEnvelope(otherImage.digest, cast.key));
      dsseEnvelope.payload = other.dsseEnvelope?.payload ?? '';
    },
  ),
  withMember('two subjects, both of other images', REPLAYED, statement => {
    statement.subject = ['a', 'b'].map(digit => ({
      digest: { sha256: digit.repeat(64) },
    }));
  }),
  draftedBundle(
    'the digest in the name of the subject alone',
    REPLAYED,
    ({ statement }, { image }) => {
      statement.subject = [
        { name: image.digest, digest: { sha256: 'a'.repeat(64) } },
      ];
    },
  ),
  withMember('subject by sha512 alone', REPLAYED, statement => {
    statement.subject = [{ digest: { sha512: 'a'.repeat(128) } }];
  }),
  draftedBundle(
    'our hash, called sha512',
    REPLAYED,
    ({ statement }, { image }) => {
      statement.subject = [{ digest: { sha512: hexOf(image.digest) } }];
    },
  ),
  draftedBundle(
    'our hash in capital letters',
    REPLAYED,
    ({ statement }, { image }) => {
      statement.subject = [
        { digest: { sha256: hexOf(image.digest).toUpperCase() } },
      ];
    },
  ),
  draftedBundle(
    'our hash with a blank behind it',
    REPLAYED,
    ({ statement }, { image }) => {
      statement.subject = [{ digest: { sha256: `${hexOf(image.digest)} ` } }];
    },
  ),
  draftedBundle('our hash in a list', MALFORMED, ({ statement }, { image }) => {
    statement.subject = [{ digest: { sha256: [hexOf(image.digest)] } }];
  }),
  draftedBundle('subject that is no list', MALFORMED, ({ statement }) => {
    [statement.subject] = statement.subject as unknown[];
  }),
  withMember('no subject', MALFORMED, statement => {
    delete statement.subject;
  }),
  withMember('empty list of subjects', MALFORMED, statement => {
    statement.subject = [];
  }),
  draftedBundle('subject under __proto__', MALFORMED, (draft, { image }) => {
    draft.payload = Buffer.from(
      `{"_type":"https://in-toto.io/Statement/v1","predicateType":"${COSIGN_SIGN_PREDICATE_TYPE}","predicate":{},"__proto__":{"subject":[{"digest":{"sha256":"${hexOf(
        image.digest,
      )}"}}]}}`,
    );
  }),
  draftedBundle(
    'predicate type under constructor.prototype',
    NOT_A_SIGNATURE,
    ({ statement }) => {
      statement.predicateType = SLSA;
      Object.assign(statement, {
        constructor: {
          prototype: { predicateType: COSIGN_SIGN_PREDICATE_TYPE },
        },
      });
    },
  ),
  draftedBundle(
    'subject twice, the second one ours',
    MALFORMED,
    (draft, { image, otherImage }) => {
      const subject = (digest: string) =>
        `"subject":[{"digest":{"sha256":"${hexOf(digest)}"}}]`;
      draft.payload = Buffer.from(
        `{"_type":"https://in-toto.io/Statement/v1",${subject(
          otherImage.digest,
        )},"predicateType":"${COSIGN_SIGN_PREDICATE_TYPE}","predicate":{},${subject(
          image.digest,
        )}}`,
      );
    },
  ),
  withMember(
    'attestation in the place of a signature (SLSA provenance)',
    NOT_A_SIGNATURE,
    statement => {
      statement.predicateType = SLSA;
    },
  ),
  withMember(
    'predicate type with a slash behind it',
    NOT_A_SIGNATURE,
    statement => {
      statement.predicateType = `${COSIGN_SIGN_PREDICATE_TYPE}/`;
    },
  ),
  withMember('predicate type in a list', MALFORMED, statement => {
    statement.predicateType = [COSIGN_SIGN_PREDICATE_TYPE];
  }),
  withMember('no predicate type', MALFORMED, statement => {
    delete statement.predicateType;
  }),
  withMember('other _type', MALFORMED, statement => {
    statement._type = 'https://in-toto.io/Link/v1';
  }),
  withMember('no _type', MALFORMED, statement => {
    delete statement._type;
  }),
  withMember('statement that is a list', MALFORMED, (statement, draft) => {
    draft.payload = Buffer.from(JSON.stringify([statement]));
  }),
  withMember('statement that is null', MALFORMED, (_, draft) => {
    draft.payload = Buffer.from('null');
  }),
  withMember('statement that is text', MALFORMED, (statement, draft) => {
    draft.payload = Buffer.from(JSON.stringify(JSON.stringify(statement)));
  }),
  withMember('statement in UTF-16', MALFORMED, (statement, draft) => {
    draft.payload = Buffer.from(JSON.stringify(statement), 'utf16le');
  }),
  withMember(
    'statement with bytes that are no UTF-8',
    MALFORMED,
    (statement, draft) => {
      draft.payload = Buffer.from(
        JSON.stringify({ ...statement, predicate: { note: '\u00e9' } }),
        'latin1',
      );
    },
  ),
  anyCase(
    'a bundle of sign-blob over the manifest (no statement)',
    MALFORMED,
    async (scene, isFaulty) => {
      const { key } = scene.cast;
      const { bytes } = await scene.store.fetchManifest(
        scene.repository,
        scene.image.digest,
      );
      const bundle = signEnvelope(draftEnvelope(scene.image.digest, key));
      if (isFaulty) {
        delete bundle.dsseEnvelope;
        bundle.messageSignature = {
          messageDigest: {
            algorithm: 'SHA2_256',
            digest: Buffer.from(hexOf(scene.image.digest), 'hex').toString(
              'base64',
            ),
          },
          signature: key.sign(bytes).toString('base64'),
        };
      }
      await scene.attach(bundle);
    },
  ),
];
