import {
  keylessBundle,
  anyCase,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import { draftKeyless, signKeyless } from '../bundles';
import { SERVER_AUTHENTICATION } from '../CraftedAuthority';
import { IDENTITY } from '../CraftedSigstore';
import { craftKey } from '../keys';

const UNTRUSTED: Expected = ['untrusted', 'CertificateUntrusted'];
const EXPIRED: Expected = ['untrusted', 'CertificateExpired'];
const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];
const WRONG_ISSUER: Expected = ['untrusted', 'IssuerMismatch'];
const WRONG_IDENTITY: Expected = ['untrusted', 'IdentityMismatch'];
const MINUTE_MS = 60_000;
const OTHER_ISSUER = 'https://other.issuer.test';

const later = (date: Date, minutes: number) =>
  new Date(date.getTime() + minutes * MINUTE_MS);

/** Who signed, and by whose word. */
export const CERTIFICATES: readonly CraftedCase[] = [
  keylessBundle(
    'certificate of an authority of the same name',
    UNTRUSTED,
    (draft, { cast }) => {
      draft.issue = (key, leaf) => cast.sigstore.impostor.issue(key, leaf);
    },
  ),
  keylessBundle(
    'certificate signed by itself',
    UNTRUSTED,
    (draft, { cast }) => {
      draft.leaf.subject = 'self';
      draft.issue = (key, leaf) =>
        cast.sigstore.authority.issueBelow({ name: 'self', key }, key, leaf);
    },
  ),
  keylessBundle(
    'certificate signed with the key of a certificate for signing',
    UNTRUSTED,
    (draft, { cast }) => {
      const middleman = craftKey();
      draft.issue = (key, leaf) =>
        cast.sigstore.authority.issueBelow(
          { name: 'middleman', key: middleman },
          key,
          leaf,
        );
    },
  ),
  keylessBundle(
    'the certificate of the authority itself',
    MALFORMED,
    (draft, { cast }) => {
      draft.envelope.key = cast.sigstore.authority.intermediateKey;
      draft.issue = () => cast.sigstore.authority.intermediate;
    },
  ),
  keylessBundle(
    'certificate for signing that is an authority',
    UNTRUSTED,
    draft => {
      draft.leaf.isAuthority = true;
    },
  ),
  keylessBundle(
    'certificate without the usage of signing code',
    UNTRUSTED,
    draft => {
      draft.leaf.extendedKeyUsages = [];
    },
  ),
  keylessBundle('certificate of a web server', UNTRUSTED, draft => {
    draft.leaf.extendedKeyUsages = [SERVER_AUTHENTICATION];
  }),
  anyCase(
    'intermediate that nobody has',
    UNTRUSTED,
    async (scene, isFaulty) => {
      scene.trustIdentity();
      scene.trustedRoot = scene.cast.sigstore.trustedRoot({
        withoutIntermediate: isFaulty,
      });
      await scene.attach(
        signKeyless(draftKeyless(scene.image.digest, scene.cast.sigstore)),
      );
    },
  ),
  keylessBundle(
    'chain of certificates, the leaf last',
    MALFORMED,
    () => {},
    ({ verificationMaterial }, { cast }) => {
      const { certificate } = verificationMaterial;
      delete verificationMaterial.certificate;
      verificationMaterial.x509CertificateChain = {
        certificates: [
          ...cast.sigstore.authority.chain.map(one => ({
            rawBytes: one.toString('base64'),
          })),
          certificate ?? { rawBytes: '' },
        ],
      };
    },
  ),
  keylessBundle(
    'log entry from after the certificate',
    EXPIRED,
    (draft, { cast }) => {
      draft.log = body => cast.sigstore.log.log(body, later(cast.now, 60));
    },
  ),
  keylessBundle(
    'log entry from before the certificate',
    EXPIRED,
    (draft, { cast }) => {
      draft.log = body => cast.sigstore.log.log(body, later(cast.now, -60));
    },
  ),
  keylessBundle(
    'certificate that had ended already',
    EXPIRED,
    ({ leaf }, { cast }) => {
      leaf.notBefore = later(cast.now, -20);
      leaf.notAfter = later(cast.now, -10);
    },
  ),
  keylessBundle(
    'certificate that had not begun',
    EXPIRED,
    ({ leaf }, { cast }) => {
      leaf.notBefore = later(cast.now, 10);
      leaf.notAfter = later(cast.now, 20);
    },
  ),
  keylessBundle(
    'no log entry and no timestamp',
    ['untrusted', 'TimeUnproven'],
    draft => {
      draft.log = () => undefined;
    },
  ),
  keylessBundle('no certificate timestamp (SCT)', UNTRUSTED, ({ leaf }) => {
    leaf.certificateLogs = [];
  }),
  keylessBundle(
    'certificate timestamp of an unknown log',
    UNTRUSTED,
    ({ leaf }, { cast }) => {
      leaf.certificateLogs = [cast.sigstore.unknownCertificateLog];
    },
  ),
  keylessBundle(
    'certificate timestamp of another certificate',
    UNTRUSTED,
    ({ leaf }) => {
      leaf.logged = tbs => Buffer.concat([tbs, Buffer.alloc(1)]);
    },
  ),
  keylessBundle(
    'the same certificate timestamp twice',
    UNTRUSTED,
    ({ leaf }, { cast }) => {
      leaf.certificateLogs = [
        cast.sigstore.unknownCertificateLog,
        cast.sigstore.unknownCertificateLog,
      ];
    },
  ),
  keylessBundle(
    'certificate of another subject',
    WRONG_IDENTITY,
    ({ leaf }) => {
      leaf.names = [
        {
          type: 'uri',
          value: 'https://git.test/mallory/iris/release.yaml@refs/tags/1.0.0',
        },
      ];
    },
  ),
  keylessBundle('subject that begins as ours', WRONG_IDENTITY, ({ leaf }) => {
    leaf.names = [{ type: 'uri', value: `${IDENTITY.subject}.mallory.test` }];
  }),
  keylessBundle(
    'certificate with two subjects, the first ours',
    MALFORMED,
    ({ leaf }) => {
      leaf.names.push({ type: 'uri', value: 'https://git.test/mallory' });
    },
  ),
  keylessBundle(
    'certificate with two subjects, the second ours',
    MALFORMED,
    ({ leaf }) => {
      leaf.names.unshift({ type: 'email', value: 'mallory@example.test' });
    },
  ),
  keylessBundle('certificate without a subject', MALFORMED, ({ leaf }) => {
    leaf.names = [];
  }),
  keylessBundle('subject that is a host name', MALFORMED, ({ leaf }) => {
    leaf.names = [{ type: 'dns', value: IDENTITY.subject }];
  }),
  keylessBundle('subject with a zero byte in it', MALFORMED, ({ leaf }) => {
    leaf.names = [{ type: 'uri', value: `${IDENTITY.subject}\0.mallory.test` }];
  }),
  keylessBundle('certificate of another issuer', WRONG_ISSUER, ({ leaf }) => {
    leaf.issuersV1 = [OTHER_ISSUER];
    leaf.issuersV2 = [OTHER_ISSUER];
  }),
  keylessBundle('issuer with a slash behind it', WRONG_ISSUER, ({ leaf }) => {
    leaf.issuersV1 = [`${IDENTITY.issuer}/`];
    leaf.issuersV2 = [`${IDENTITY.issuer}/`];
  }),
  keylessBundle('certificate without an issuer', MALFORMED, ({ leaf }) => {
    leaf.issuersV1 = [];
    leaf.issuersV2 = [];
  }),
  keylessBundle(
    'certificate with two issuers, the first ours',
    MALFORMED,
    ({ leaf }) => {
      leaf.issuersV2.push(OTHER_ISSUER);
    },
  ),
  keylessBundle(
    'certificate with two issuers, the second ours',
    MALFORMED,
    ({ leaf }) => {
      leaf.issuersV2.unshift(OTHER_ISSUER);
    },
  ),
  keylessBundle(
    'old and new extension name different issuers',
    MALFORMED,
    ({ leaf }) => {
      leaf.issuersV1 = [OTHER_ISSUER];
    },
  ),
  keylessBundle(
    'certificate of another key',
    ['untrusted', 'SignatureInvalid'],
    (draft, { cast }) => {
      draft.issue = (_, leaf) =>
        cast.sigstore.authority.issue(cast.stranger, leaf);
    },
  ),
  keylessBundle(
    'certificate cut in the middle',
    MALFORMED,
    () => {},
    ({ verificationMaterial }) => {
      const bytes = Buffer.from(
        verificationMaterial.certificate?.rawBytes ?? '',
        'base64',
      );
      verificationMaterial.certificate = {
        rawBytes: bytes.subarray(0, bytes.length / 2).toString('base64'),
      };
    },
  ),
  keylessBundle(
    'bytes behind the certificate',
    MALFORMED,
    () => {},
    ({ verificationMaterial }) => {
      const bytes = Buffer.from(
        verificationMaterial.certificate?.rawBytes ?? '',
        'base64',
      );
      verificationMaterial.certificate = {
        rawBytes: Buffer.concat([bytes, bytes]).toString('base64'),
      };
    },
  ),
  keylessBundle(
    'certificate that is text',
    MALFORMED,
    () => {},
    ({ verificationMaterial }) => {
      verificationMaterial.certificate = {
        rawBytes: Buffer.from('certificate').toString('base64'),
      };
    },
  ),
  anyCase(
    'a good certificate where only keys are trusted',
    ['untrusted', 'CertificateUntrusted'],
    async (scene, isFaulty) => {
      if (!isFaulty) scene.trustIdentity();
      await scene.attach(
        signKeyless(draftKeyless(scene.image.digest, scene.cast.sigstore)),
      );
    },
  ),
];
