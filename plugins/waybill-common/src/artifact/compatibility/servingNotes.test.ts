import { platformTraits } from './platformTraits';
import { servingNotes } from './servingNotes';

const place = (name: string, platform: object = {}) => ({
  name,
  ...platformTraits(platform),
});

describe('servingNotes', () => {
  it('says nothing where it works', () => {
    expect(
      servingNotes({ format: 'modelcar', hasShell: true }, [
        place('dev', { kserve: 'v0.20.0' }),
      ]),
    ).toEqual([]);
  });

  it('says nothing where only facts are missing', () => {
    expect(servingNotes({ format: 'modelcar' }, [place('dev')])).toEqual([]);
  });

  it('says for each environment what is wrong, and what works instead', () => {
    expect(
      servingNotes({ format: 'modelcar', hasShell: false }, [
        place('dev', {
          kserve: 'v0.20.0',
          kubernetes: 'v1.35.1',
          containerRuntime: 'containerd://2.1.4',
        }),
        place('old', { kserve: 'v0.11.0' }),
      ]),
    ).toEqual([
      expect.objectContaining({
        environment: 'dev',
        code: 'IMAGE_WITHOUT_SHELL',
        verdict: 'does-not-work',
        instead: 'oci+native:// (image volume)',
      }),
      expect.objectContaining({ environment: 'old' }),
    ]);
  });

  it('takes oci:// for what the settings make of it', () => {
    expect(
      servingNotes({ format: 'modelcar', hasShell: false }, [
        place('dev', {
          kserve: 'v0.20.0',
          ociModelMode: 'native',
          kubernetes: 'v1.36.0',
          containerRuntime: 'containerd://2.1.4',
        }),
      ]),
    ).toEqual([]);
  });

  it('looks at kit:// for a ModelKit', () => {
    const notes = (platform: object) =>
      servingNotes({ format: 'modelkit' }, [place('dev', platform)]).map(
        ({ code }) => code,
      );
    expect(notes({ storagePrefixes: ['kit://'] })).toEqual([]);
    expect(notes({})).toEqual(['KIT_CONTAINER_NOT_KNOWN']);
    expect(notes({ storagePrefixes: [] })).toEqual(['KIT_CONTAINER_ABSENT']);
  });
});

describe('platformTraits', () => {
  it('takes what is of the right type and nothing else', () => {
    expect(
      platformTraits({
        kubernetes: 1.3,
        imageVolume: 'yes',
        kserve: 'v0.20.0',
        storagePrefixes: 'kit://',
      }),
    ).toEqual({ cluster: {}, kserve: { version: 'v0.20.0' } });
    expect(platformTraits(null)).toEqual({ cluster: {}, kserve: {} });
  });
});
