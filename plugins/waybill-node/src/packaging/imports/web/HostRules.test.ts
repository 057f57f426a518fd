import { HostRules } from './HostRules';
import { isPublicAddress, publicLookup } from './publicAddress';

const reach = (entries: string[], url: string) =>
  new HostRules(entries).reachOf(new URL(url));

describe('HostRules', () => {
  it.each([
    ['files.test', 'https://files.test/x', 'anywhere'],
    ['FILES.test', 'https://files.TEST/x', 'anywhere'],
    ['files.test:443', 'https://files.test/x', 'anywhere'],
    ['files.test', 'https://files.test:8443/x', undefined],
    ['files.test:8443', 'https://files.test:8443/x', 'anywhere'],
    ['files.test', 'http://files.test/x', undefined],
    ['http://files.test', 'http://files.test/x', 'anywhere'],
    ['http://files.test', 'https://files.test/x', undefined],
    ['files.test', 'https://other.files.test/x', undefined],
    ['*.files.test', 'https://cdn.files.test/x', 'public'],
    ['*.files.test', 'https://files.test/x', undefined],
    ['*.files.test', 'https://evilfiles.test/x', undefined],
    ['[::1]:8443', 'https://[::1]:8443/x', 'anywhere'],
  ])('with %s gives for %s: %s', (entry, url, expected) => {
    expect(reach([entry], url)).toBe(expected);
  });

  it.each([
    '',
    'https://',
    'a b',
    '*',
    '*.',
    'files.test/x',
    'ftp://a',
    'a:b',
    'me@files.test',
  ])('refuses %p in the configuration', entry => {
    expect(() => new HostRules([entry])).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('waybill.imports.allowedHosts'),
      }),
    );
  });

  it('names the host and where to allow it', () => {
    expect(() =>
      new HostRules([]).check(new URL('https://files.test/x?token=secret')),
    ).toThrow(
      expect.objectContaining({
        code: 'HOST_NOT_ALLOWED',
        message: expect.stringMatching(
          /^Nothing was read from https:\/\/files\.test: .*waybill\.imports\.allowedHosts\.$/,
        ),
      }),
    );
  });
});

describe('isPublicAddress', () => {
  it.each([
    ['8.8.8.8', true],
    ['2606:4700::1', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['fe80::1', false],
    ['fd12::1', false],
    ['::ffff:10.0.0.1', false],
    ['::ffff:7f00:1', false],
    ['::ffff:8.8.8.8', true],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['files.test', false],
  ])('says of %s: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

describe('publicLookup', () => {
  it('fails for a name that means this machine', async () => {
    const answer = await new Promise<NodeJS.ErrnoException | null>(resolve => {
      publicLookup('localhost', { all: true }, error => resolve(error));
    });
    expect(answer).toMatchObject({ code: 'EADDRESSNOTPUBLIC' });
  });
});
