import { ConfigReader } from '@backstage/config';
import {
  importSettingsFromConfig,
  importSettingsFromEnvironment,
} from './importSettings';

const read = (waybill: object) =>
  importSettingsFromConfig(new ConfigReader({ waybill }));

describe('importSettingsFromConfig', () => {
  it("knows Hugging Face's hub and no other host where nothing is said", () => {
    expect(read({})).toEqual({
      hubs: [{ endpoint: 'https://huggingface.co' }],
      allowedHosts: [],
    });
  });

  it('reads hubs with their tokens, and hosts', () => {
    expect(
      read({
        huggingFace: [
          { token: ' hf_abc\n' },
          { endpoint: 'https://mirror.test/api/hub/' },
        ],
        imports: { allowedHosts: ['files.test'], maxBytes: 1000 },
      }),
    ).toEqual({
      hubs: [
        { endpoint: 'https://huggingface.co', token: 'hf_abc' },
        { endpoint: 'https://mirror.test/api/hub' },
      ],
      allowedHosts: ['files.test'],
      maxBytes: 1000,
    });
  });

  it.each([
    [{ huggingFace: [{ endpoint: 'huggingface.co' }] }, 'no URL of a hub'],
    [{ huggingFace: [{ endpoint: 'file:///x' }] }, 'no URL of a hub'],
    [{ huggingFace: [{ endpoint: 'https://me:pw@hub.test' }] }, 'credentials'],
    [{ huggingFace: [{}, { endpoint: 'https://huggingface.co/' }] }, 'twice'],
    [{ huggingFace: [{ token: 'a b' }] }, 'characters that no token has'],
    [{ huggingFace: [{ caFile: '/no/such/file' }] }, 'cannot be read'],
    [{ imports: { allowedHosts: ['files.test/x'] } }, 'is no host'],
  ])('refuses %j', (waybill, said) => {
    expect(() => read(waybill)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(said),
      }),
    );
  });
});

describe('importSettingsFromEnvironment', () => {
  it.each([
    [{}, { endpoint: 'https://huggingface.co' }],
    [
      { HF_TOKEN: 'hf_abc', HF_ENDPOINT: 'https://mirror.test/' },
      { endpoint: 'https://mirror.test', token: 'hf_abc' },
    ],
    [{ HF_TOKEN: '' }, { endpoint: 'https://huggingface.co' }],
  ])('reads %j', (environment, hub) => {
    expect(importSettingsFromEnvironment(environment)).toEqual({
      hubs: [hub],
      allowedHosts: [],
      followsRedirects: true,
    });
  });
});
