import { ConfigReader } from '@backstage/config';
import { registriesFromConfig } from './settingsFromConfig';

const read = (registries: object[]) =>
  registriesFromConfig(new ConfigReader({ waybill: { registries } } as never));

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
});
