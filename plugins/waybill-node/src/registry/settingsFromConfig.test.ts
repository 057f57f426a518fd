import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import { registriesFromConfig } from './settingsFromConfig';

const certificate = path.join(
  __dirname,
  '../clusters/__fixtures__/tls-test-only.crt',
);

const read = (registries: object[], env: Record<string, string> = {}) =>
  registriesFromConfig(new ConfigReader({ waybill: { registries } } as never), {
    env,
  });

describe('registriesFromConfig', () => {
  it('reads hosts and how to reach them', () => {
    expect(
      read([
        { host: 'registry.example.com' },
        {
          host: 'localhost:5000',
          plainHttp: true,
          username: 'a',
          password: 'b',
        },
      ]),
    ).toEqual([
      { host: 'registry.example.com', plainHttp: false },
      { host: 'localhost:5000', plainHttp: true, username: 'a', password: 'b' },
    ]);
    expect(registriesFromConfig(new ConfigReader({}))).toEqual([]);
  });

  it.each(['https://ghcr.io', 'ghcr.io/team', 'ghcr.io/', 'registry', 'a b.c'])(
    'says that %s is no host',
    host => {
      expect(() => read([{ host }])).toThrow(
        expect.objectContaining({
          code: 'CONFIG_INVALID',
          message: expect.stringContaining('waybill.registries'),
        }),
      );
    },
  );

  it('says that a host is there twice', () => {
    expect(() => read([{ host: 'a.b' }, { host: 'a.b' }])).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });

  it('says which file of certificates cannot be read', () => {
    expect(() => read([{ host: 'a.b', caFile: '/absent/ca.pem' }])).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('/absent/ca.pem'),
      }),
    );
  });

  it('reads tokens, certificates, mirrors and limits of a registry', () => {
    const pem = readFileSync(certificate, 'utf8');
    expect(
      read([
        {
          host: 'registry.example.com',
          identityToken: 'refresh',
          caFile: certificate,
          clientCertificateFile: certificate,
          clientKeyFile: certificate,
          monolithicUploads: true,
          mirrors: [
            {
              host: 'mirror.example.com',
              pathPrefix: 'cache/registry',
              hasTags: true,
              username: 'reader',
              password: 'p',
            },
            { host: 'localhost:5001', plainHttp: true },
          ],
        },
      ]),
    ).toEqual([
      {
        host: 'registry.example.com',
        plainHttp: false,
        identityToken: 'refresh',
        ca: pem,
        clientCertificate: pem,
        clientKey: pem,
        monolithicUploads: true,
        mirrors: [
          {
            host: 'mirror.example.com',
            plainHttp: false,
            pathPrefix: 'cache/registry',
            hasTags: true,
            username: 'reader',
            password: 'p',
          },
          { host: 'localhost:5001', plainHttp: true },
        ],
      },
    ]);
  });

  it('looks credentials up where docker keeps them', async () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'waybill-docker-'));
    const file = path.join(dir, 'config.json');
    const auth = Buffer.from('me:pass').toString('base64');
    writeFileSync(file, JSON.stringify({ auths: { 'a.b': { auth } } }));
    const found = { username: 'me', password: 'pass' };
    try {
      const [named] = read([{ host: 'a.b', dockerConfigFile: file }]);
      expect(await named.credentials?.find(named)).toEqual(found);
      const [usual] = read([{ host: 'a.b', credentials: 'docker' }], {
        DOCKER_CONFIG: dir,
      });
      expect(await usual.credentials?.find(usual)).toEqual(found);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it.each<[string, object[]]>([
    ['docker.io', [{ host: 'docker.io' }, { host: 'index.docker.io' }]],
    ['clientKeyFile', [{ host: 'a.b', clientCertificateFile: certificate }]],
    ['without username', [{ host: 'a.b', password: 'hunter2' }]],
    ["'netrc'", [{ host: 'a.b', credentials: 'netrc' }]],
    [
      'those of docker',
      [
        {
          host: 'a.b',
          username: 'me',
          password: 'hunter2',
          credentials: 'docker',
        },
      ],
    ],
    [
      'pathPrefix',
      [{ host: 'a.b', mirrors: [{ host: 'c.d', pathPrefix: '../x' }] }],
    ],
    ["'https://c.d'", [{ host: 'a.b', mirrors: [{ host: 'https://c.d' }] }]],
  ])('names %s where that is what is wrong', (named, registries) => {
    const error = (() => {
      try {
        return read(registries);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(named),
    });
    expect(String(error)).not.toContain('hunter2');
  });
});
