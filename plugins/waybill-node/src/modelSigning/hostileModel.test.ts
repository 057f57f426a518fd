import { createPrivateKey, sign } from 'node:crypto';
import fc from 'fast-check';
import { buildSignatureStatement } from '@waybill/backstage-plugin-waybill-common';
import { memoryTree } from '../packaging/__testUtils__/memoryTree';
import { preAuthEncoding } from '../sigstore';
import { rootDigestOf } from './ModelManifest';
import { signModel } from './signModel';
import { verifyModel } from './verifyModel';
import {
  keyPem,
  now,
  policyOf,
  signerOf,
  told,
} from './__testUtils__/modelSignatures';

const TYPE = 'application/vnd.in-toto+json';
const HELLO =
  '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('a hostile model signature', () => {
  const pem = keyPem();

  /** A signature by the trusted key over whatever text. */
  function bundleOf(statement: unknown, signedText = statement): Buffer {
    const bytesOf = (value: unknown) =>
      Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    const sig = sign('sha256', preAuthEncoding(TYPE, bytesOf(signedText)), {
      key: createPrivateKey(pem),
      dsaEncoding: 'der',
    });
    return Buffer.from(
      JSON.stringify({
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: { publicKey: { hint: '' }, tlogEntries: [] },
        dsseEnvelope: {
          payload: bytesOf(statement).toString('base64'),
          payloadType: TYPE,
          signatures: [{ sig: sig.toString('base64') }],
        },
      }),
    );
  }

  function statementOf(
    names: readonly string[],
    more: { digest?: string; root?: string; serialization?: object } = {},
  ) {
    const digest = more.digest ?? HELLO;
    const resources = names.map(name => ({
      name,
      algorithm: 'sha256',
      digest,
    }));
    return {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        {
          name: 'm',
          digest: { sha256: more.root ?? rootDigestOf(resources) },
        },
      ],
      predicateType: 'https://model_signing/signature/v1.0',
      predicate: {
        serialization: {
          method: 'files',
          hash_type: 'sha256',
          allow_symlinks: false,
          ...more.serialization,
        },
        resources,
      },
    };
  }

  async function verify(signature: Buffer, more = {}) {
    const { publicKeyPem } = await signerOf(pem);
    const openTree = jest.fn(() => memoryTree({ 'a.txt': 'hello' }));
    const verdict = await verifyModel({
      signature,
      policies: [policyOf(publicKeyPem)],
      openTree,
      now,
      ...more,
    });
    return { ...verdict, openTree };
  }

  it('is good where nothing is wrong', async () => {
    expect(await verify(bundleOf(statementOf(['a.txt'])))).toMatchObject({
      isVerified: true,
    });
  });

  it.each<[string, Buffer, string]>([
    ['a path upwards', bundleOf(statementOf(['../x'])), 'UnsafeName ../x'],
    [
      'a path up and down',
      bundleOf(statementOf(['a/../../x'])),
      'UnsafeName a/../../x',
    ],
    [
      'an absolute path',
      bundleOf(statementOf(['/etc/passwd'])),
      'UnsafeName /etc/passwd',
    ],
    ['a path of Windows', bundleOf(statementOf(['..\\x'])), 'UnsafeName ..\\x'],
    ['a drive', bundleOf(statementOf(['C:x'])), 'UnsafeName C:x'],
    [
      'a control character',
      bundleOf(statementOf(['a\u0000b'])),
      'UnsafeName a?b',
    ],
    [
      'one name twice',
      bundleOf(statementOf(['a.txt', 'a.txt'])),
      'DuplicateName a.txt',
    ],
    [
      'another digest of the whole',
      bundleOf(statementOf(['a.txt'], { root: 'a'.repeat(64) })),
      'RootDigestMismatch',
    ],
    [
      'a digest of another length',
      bundleOf(statementOf(['a.txt'], { digest: 'abcd' })),
      'ManifestNotValid',
    ],
    [
      'an unknown hash',
      bundleOf(statementOf(['a.txt'], { serialization: { hash_type: 'md5' } })),
      'ManifestNotSupported',
    ],
    [
      'a signature of an image by the same key',
      bundleOf(buildSignatureStatement(`sha256:${HELLO}`)),
      'ManifestNotValid',
    ],
    [
      'other files than were signed',
      bundleOf(statementOf(['a.txt']), statementOf(['b.txt'])),
      'KeyMismatch',
    ],
    ['no JSON', Buffer.from('{'), 'MalformedSignature'],
    [
      'another document',
      Buffer.from('{"mediaType":"x"}'),
      'MalformedSignature',
    ],
  ])('refuses %s and reads no file', async (_, signature, expected) => {
    const { isVerified, problems, openTree } = await verify(signature);
    expect(isVerified).toBe(false);
    expect(told(problems)).toEqual([expected]);
    expect(openTree).not.toHaveBeenCalled();
  });

  it('ignores nothing by a path that leads elsewhere', async () => {
    const serialization = { ignore_paths: ['.', '..', '/', ''] };
    const signature = bundleOf(statementOf(['b.txt'], { serialization }));
    expect(told((await verify(signature)).problems)).toEqual([
      'MissingFile b.txt',
      'ExtraFile a.txt',
    ]);
  });

  it('lets files be that were not signed, where that is asked for', async () => {
    const signature = bundleOf(statementOf([]));
    expect(told((await verify(signature)).problems)).toEqual([
      'ExtraFile a.txt',
    ]);
    expect((await verify(signature, { ignoreUnsigned: true })).isVerified).toBe(
      true,
    );
  });

  it('says whose signature was changed where the signature says it', async () => {
    const signer = await signerOf(pem);
    const tree = memoryTree({ 'a.txt': 'hello' });
    const bytes = await signModel({ tree, name: 'm', signer });
    const bundle = JSON.parse(bytes.toString());
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64')
      .toString()
      .replace('a.txt', 'b.txt');
    bundle.dsseEnvelope.payload = Buffer.from(payload).toString('base64');
    const changed = Buffer.from(JSON.stringify(bundle));
    expect((await verify(bytes)).isVerified).toBe(true);
    expect(told((await verify(changed)).problems)).toEqual([
      'SignatureInvalid',
    ]);
  });

  it('gives a verdict of whatever was signed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async predicate => {
        const statement = { ...statementOf(['a.txt']), predicate };
        const { isVerified } = await verify(bundleOf(statement));
        expect(isVerified).toBe(false);
      }),
    );
  });
});
