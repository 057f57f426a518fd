import {
  anyCase,
  legacyCase,
  type CraftedCase,
  type Expected,
} from '../CraftedCase';
import {
  draftEnvelope,
  signEnvelope,
  type BundleJson,
  type EnvelopeDraft,
} from '../bundles';
import { ANNOTATIONS } from '../legacy';

const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];

/** Payload and signature end in padding, and the signature has signs in it that URL-safe base64 writes otherwise. */
function signWithPadding(
  draft: EnvelopeDraft,
): Required<BundleJson>['dsseEnvelope'] {
  for (let length = 0; ; length++) {
    draft.statement.predicate = { note: 'x'.repeat(length % 16) };
    const { dsseEnvelope } = signEnvelope(draft);
    if (
      dsseEnvelope?.payload.endsWith('==') &&
      /[+/].*=$/.test(dsseEnvelope.signatures[0].sig)
    )
      return dsseEnvelope;
  }
}

/** The base64 of payload and signature is written in another way. */
function encoded(
  name: string,
  change: (base64: string) => string,
): CraftedCase {
  return anyCase(name, MALFORMED, async (scene, isFaulty) => {
    const draft = draftEnvelope(scene.image.digest, scene.cast.key);
    const dsseEnvelope = signWithPadding(draft);
    const [signature] = dsseEnvelope.signatures;
    if (isFaulty) {
      dsseEnvelope.payload = change(dsseEnvelope.payload);
      signature.sig = change(signature.sig);
    }
    await scene.attach({ ...signEnvelope(draft), dsseEnvelope });
  });
}

const legacyEncoded = (name: string, change: (base64: string) => string) =>
  legacyCase(
    name,
    MALFORMED,
    () => {},
    ({ annotations }) => {
      annotations[ANNOTATIONS.signature] = change(
        annotations[ANNOTATIONS.signature],
      );
    },
  );

/** The same bytes, written in a way that only some readers take. */
export const ENCODINGS: readonly CraftedCase[] = [
  encoded('base64 with line breaks', text => text.replace(/.{64}/g, '$&\n')),
  encoded('base64 with blanks around it', text => ` ${text} `),
  encoded('base64 without its padding', text => text.replace(/=+$/, '')),
  encoded('more base64 behind the padding', text => `${text}${text}`),
  encoded(
    'base64 with signs that are none',
    text => `${text.slice(0, 8)}%$!${text.slice(8)}`,
  ),
  encoded('URL-safe base64', text =>
    text.replace(/\+/g, '-').replace(/\//g, '_'),
  ),
  encoded('base64 with bits left over', text =>
    text.replace(
      /(.)(=+)$/,
      (_, last: string, padding: string) =>
        `${String.fromCharCode(last.charCodeAt(0) + 1)}${padding}`,
    ),
  ),
  legacyEncoded('.sig: signature in base64 with line breaks', text =>
    text.replace(/.{16}/g, '$&\n'),
  ),
  legacyEncoded('.sig: signature in hexadecimal', text =>
    Buffer.from(text, 'base64').toString('hex').concat('!'),
  ),
];
