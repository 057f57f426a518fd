import { generateKeyPairSync } from 'node:crypto';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { memoryTree } from '../packaging/__testUtils__/memoryTree';
import { rootDigestOf } from './ModelManifest';
import { retryAtOnce } from '../signing/__testUtils__/ScriptedService';
import {
  makeToken,
  SigstoreServices,
} from '../signing/__testUtils__/SigstoreServices';
import { createKeylessSigner } from '../signing/keyless/createKeylessSigner';
import { parseTrustRoot } from '../verification/trustRoots/parseTrustRoot';
import { omsKeyHint } from './omsKeyHint';
import { openModelFolder } from './openModelFolder';
import { signModel } from './signModel';
import { verifyModelFolder } from './verifyModelFolder';
import {
  keyPem,
  now,
  policyOf,
  signerOf,
  told,
} from './__testUtils__/modelSignatures';

const fixtures = path.join(__dirname, '__fixtures__/model_signing');
const HELLO =
  '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('model signing', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'waybill-model-'));
    await cp(path.join(fixtures, 'iris'), folder, { recursive: true });
  });

  afterEach(() => rm(folder, { recursive: true }));

  describe('what model_signing 1.1.1 signed', () => {
    const verify = async (name: string, key = name) =>
      verifyModelFolder(folder, {
        signaturePath: path.join(fixtures, `${name}.sig`),
        policies: [
          policyOf(
            (await readFile(path.join(fixtures, `${key}.pub`))).toString(),
          ),
        ],
        now,
      });

    it.each([
      ['p256', 'p256'],
      ['p384', 'p384'],
      ['p521', 'p521'],
      ['blake2', 'p256'],
    ])('is verified: %s', async (name, key) => {
      expect(await verify(name, key)).toMatchObject({
        isVerified: true,
        policy: 'models',
        signer: { keyName: 'release' },
        problems: [],
      });
    });

    it.each(['p256', 'p384', 'p521'])('names the key as %s', async name => {
      const read = (file: string) => readFile(path.join(fixtures, file));
      const bundle = JSON.parse((await read(`${name}.sig`)).toString());
      const pem = (await read(`${name}.pub`)).toString();
      const { hint } = bundle.verificationMaterial.publicKey;
      expect(omsKeyHint(pem)).toBe(hint);
      expect(omsKeyHint(pem.replace(/\n/g, '\r\n'))).toBe(hint);
    });

    it('names the model by the digest that it has in the signature', async () => {
      const { dsseEnvelope } = JSON.parse(
        (await readFile(path.join(fixtures, 'p256.sig'))).toString(),
      );
      const { subject } = JSON.parse(
        Buffer.from(dsseEnvelope.payload, 'base64').toString(),
      );
      expect((await verify('p256')).digest).toBe(
        `sha256:${subject[0].digest.sha256}`,
      );
    });

    it('tells a changed, a missing and an extra file apart', async () => {
      await writeFile(path.join(folder, 'model.onnx'), 'other');
      await rm(path.join(folder, 'a/x'));
      await writeFile(path.join(folder, 'sub/.DS_Store'), '');
      const { isVerified, problems, problemCount } = await verify('p256');
      expect(isVerified).toBe(false);
      expect(problemCount).toBe(3);
      expect(told(problems)).toEqual([
        'ChangedFile model.onnx',
        'MissingFile a/x',
        'ExtraFile sub/.DS_Store',
      ]);
    });

    it('does not count by another key, and reads no file for it', async () => {
      await rm(path.join(folder, 'a/x'));
      expect(told((await verify('p256', 'p384')).problems)).toEqual([
        'KeyMismatch',
      ]);
    });

    it('leaves out what the signature leaves out', async () => {
      await mkdir(path.join(folder, '.git'));
      await writeFile(path.join(folder, '.git/HEAD'), 'x');
      expect((await verify('p256')).isVerified).toBe(true);
    });

    it('says that shards are not supported', async () => {
      expect(told((await verify('shards', 'p256')).problems)).toEqual([
        'ManifestNotSupported',
      ]);
    });
  });

  describe('signing and verifying', () => {
    it.each(['P-256', 'P-384', 'P-521'])('goes round with %s', async curve => {
      const signer = await signerOf(keyPem(curve));
      await mkdir(path.join(folder, '.git'));
      await writeFile(path.join(folder, '.git/HEAD'), 'x');
      const tree = await openModelFolder(folder);
      const bytes = await signModel({ tree, name: 'iris', signer });
      await writeFile(path.join(folder, 'model.sig'), bytes);
      const policies = [policyOf(signer.publicKeyPem)];
      expect(await verifyModelFolder(folder, { policies, now })).toMatchObject({
        isVerified: true,
      });
    });

    it('writes the statement as the format has it, sorted', async () => {
      const signer = await signerOf(keyPem());
      const bytes = await signModel({
        tree: memoryTree({ 'b/x': 'hello', 'a.txt': 'hello', 'model.sig': '' }),
        name: 'iris',
        signer,
        ignorePaths: ['notes'],
      });
      const bundle = JSON.parse(bytes.toString());
      expect(bundle.verificationMaterial).toEqual({
        publicKey: { hint: expect.stringMatching(/^[0-9a-f]{64}$/) },
        tlogEntries: [],
      });
      expect(
        JSON.parse(
          Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString(),
        ),
      ).toEqual({
        _type: 'https://in-toto.io/Statement/v1',
        subject: [
          {
            name: 'iris',
            digest: {
              sha256: rootDigestOf([
                { name: '', digest: HELLO },
                { name: '', digest: HELLO },
              ]),
            },
          },
        ],
        predicateType: 'https://model_signing/signature/v1.0',
        predicate: {
          serialization: {
            method: 'files',
            hash_type: 'sha256',
            allow_symlinks: false,
            ignore_paths: [
              'model.sig',
              '.git',
              '.gitattributes',
              '.github',
              '.gitignore',
              'notes',
            ],
          },
          resources: [
            { name: 'a.txt', algorithm: 'sha256', digest: HELLO },
            { name: 'b/x', algorithm: 'sha256', digest: HELLO },
          ],
        },
      });
    });

    it('refuses links unless they are asked for, and those that lead out', async () => {
      await symlink(path.join(folder, 'model.onnx'), path.join(folder, 'link'));
      await expect(openModelFolder(folder)).rejects.toThrow(
        expect.objectContaining({ code: 'FILE_TYPE_NOT_ALLOWED' }),
      );
      const { files } = await openModelFolder(folder, { allowSymlinks: true });
      expect(files.map(file => file.path)).toContain('link');
      await symlink('/etc/hostname', path.join(folder, 'out'));
      await expect(
        openModelFolder(folder, { allowSymlinks: true }),
      ).rejects.toThrow(
        expect.objectContaining({ code: 'FILE_TYPE_NOT_ALLOWED' }),
      );
    });

    it('refuses keys that the format does not know, and folders without files', async () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
      const tree = memoryTree({ x: 'x' });
      const signer = await signerOf(pem.toString());
      await expect(signModel({ tree, name: 'x', signer })).rejects.toThrow(
        expect.objectContaining({ code: 'KEY_UNSUPPORTED' }),
      );
      await expect(
        signModel({
          tree: memoryTree({ 'model.sig': '' }),
          name: 'x',
          signer: await signerOf(keyPem()),
        }),
      ).rejects.toThrow(expect.objectContaining({ code: 'EMPTY_FOLDER' }));
    });

    it('says where there is no signature', async () => {
      await expect(
        verifyModelFolder(folder, { policies: [], now }),
      ).rejects.toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
    });
  });

  describe('without a key', () => {
    let services: SigstoreServices;
    beforeEach(async () => {
      services = await SigstoreServices.start();
    });
    afterEach(() => services.stop());

    it('verifies who signed by the trust root of the policy', async () => {
      const { url } = services;
      const signer = createKeylessSigner({
        keyName: 'ci',
        token: async () => makeToken(),
        fulcioUrl: url,
        rekorUrl: url,
        timestampUrl: url,
        retryPolicy: retryAtOnce,
      });
      const tree = await openModelFolder(folder);
      await writeFile(
        path.join(folder, 'model.sig'),
        await signModel({ tree, name: 'iris', signer }),
      );
      const verify = (subject: string, root = services.trustedRoot) =>
        verifyModelFolder(folder, {
          policies: [
            {
              ...policyOf(''),
              keys: [],
              identities: [
                { name: 'ci', issuer: 'https://token.actions.test', subject },
              ],
              trustRoot: 'company',
              transparencyLog: 'required',
            },
          ],
          trustRoots: { load: async () => parseTrustRoot(root, now) },
          now,
        });
      expect(await verify('https://git.test/acme/**')).toMatchObject({
        isVerified: true,
        signedAt: expect.stringMatching(/^20/),
        signer: { identity: { issuer: 'https://token.actions.test' } },
      });
      const { problems } = await verify('https://git.test/other/**');
      expect(told(problems)).toEqual(['IdentityMismatch']);
      const other = await SigstoreServices.start();
      await other.stop();
      const by = await verify('https://git.test/acme/**', other.trustedRoot);
      expect(told(by.problems)).toEqual(['LogEntryInvalid']);
    });
  });
});
