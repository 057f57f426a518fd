import { waitFor } from '@testing-library/react';
import { aComparison, aContents } from '../../__fixtures__/contents';
import { aVersion, DIGEST } from '../../__fixtures__/overviews';
import { renderDialog } from '../../__testUtils__/renderDialog';
import type { WaybillApi } from '../../api';
import { ContentsDialog } from './ContentsDialog';

const VERSIONS = [
  aVersion(),
  aVersion({ tag: '1.2.0', digest: DIGEST['1.2.0'] }),
];

const open = (api: Partial<WaybillApi> = {}) =>
  renderDialog(
    <ContentsDialog
      entityRef="resource:default/iris"
      version={VERSIONS[0]}
      versions={VERSIONS}
      titleOf={() => 'Production'}
      onClose={() => undefined}
    />,
    {
      getVersionContents: async () => aContents(),
      compareVersions: async () => aComparison(),
      ...api,
    },
  );

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(60_000);

describe('ContentsDialog', () => {
  it('lists the files with sizes and digests', async () => {
    const getVersionContents = jest.fn(async () => aContents());
    const { dialog } = await open({ getVersionContents });
    const row = await dialog.findByRole('row', { name: /^README\.md/ });
    expect(row).toHaveTextContent('2.1 kB');
    expect(dialog.getAllByRole('row')).toHaveLength(4);
    expect(getVersionContents).toHaveBeenCalledWith(
      { entityRef: 'resource:default/iris', digest: DIGEST['1.3.0'] },
      { signal: expect.any(AbortSignal) },
    );
  });

  it('downloads a small file and offers no large one', async () => {
    const getVersionFile = jest.fn(async () => new Blob(['# Iris']));
    const createObjectURL = jest.fn(() => 'blob:iris');
    Object.assign(URL, { createObjectURL, revokeObjectURL: jest.fn() });
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => undefined);
    const { user, dialog } = await open({ getVersionFile });
    await user.click(
      await dialog.findByRole('button', { name: 'Download README.md' }),
    );
    await waitFor(() => expect(click).toHaveBeenCalledTimes(1));
    expect(getVersionFile).toHaveBeenCalledWith(
      expect.objectContaining({ path: 'README.md' }),
    );
    expect(
      dialog.queryByRole('button', { name: 'Download model.safetensors' }),
    ).not.toBeInTheDocument();
  });

  it('says why a file could not be downloaded', async () => {
    const { user, dialog } = await open({
      getVersionFile: async () => {
        throw new Error("This needs the permission 'waybill.file.read'.");
      },
    });
    await user.click(
      await dialog.findByRole('button', { name: 'Download README.md' }),
    );
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'waybill.file.read',
    );
  });

  it('tells what the package says of itself, and where it cannot be served', async () => {
    const { user, dialog } = await open();
    await user.click(await dialog.findByRole('tab', { name: 'About' }));
    const panel = dialog.getByRole('tabpanel');
    expect(panel).toHaveTextContent('modelkit');
    expect(panel).toHaveTextContent('apache-2.0');
    expect(panel).toHaveTextContent('774 M parameters (BF16)');
    expect(panel).toHaveTextContent('temperature');
    expect(panel).toHaveTextContent(
      'Cannot be served as usual in Production. No ClusterStorageContainer brings kit://. Apply one.',
    );
  });

  it('shows the Kitfile and the model card as text', async () => {
    const { user, dialog } = await open({
      getVersionContents: async () =>
        aContents({
          modelCard: {
            path: 'README.md',
            text: '<img src=x onerror=alert(1)>',
            isCut: true,
          },
        }),
    });
    await user.click(await dialog.findByRole('tab', { name: 'Kitfile' }));
    expect(dialog.getByRole('textbox', { name: 'Kitfile' })).toHaveValue(
      aContents().kitfile,
    );
    await user.click(dialog.getByRole('tab', { name: 'Model card' }));
    expect(dialog.getByRole('textbox', { name: 'README.md' })).toHaveValue(
      '<img src=x onerror=alert(1)>',
    );
    expect(dialog.getByText(/It is longer/)).toBeInTheDocument();
  });

  it('compares with another version file by file', async () => {
    const compareVersions = jest.fn(async () => aComparison());
    const { user, dialog } = await open({ compareVersions });
    await user.click(await dialog.findByRole('tab', { name: 'Compare' }));
    expect(
      await dialog.findByText('1 added, 1 changed, 1 renamed, 1 same'),
    ).toBeInTheDocument();
    expect(
      dialog.getByRole('row', { name: /^model\.safetensors/ }),
    ).toHaveTextContent('Changed1.4 GB → 1.5 GB');
    expect(dialog.getByRole('row', { name: /^README\.md/ })).toHaveTextContent(
      'was readme.md',
    );
    expect(dialog.getByRole('region', { name: 'Kitfile' })).toHaveTextContent(
      'package.license"mit" "apache-2.0"',
    );
    expect(compareVersions).toHaveBeenCalledWith(
      {
        entityRef: 'resource:default/iris',
        from: DIGEST['1.2.0'],
        to: DIGEST['1.3.0'],
      },
      { signal: expect.any(AbortSignal) },
    );
  });

  it('says why the package could not be read, and tries again', async () => {
    const getVersionContents = jest
      .fn()
      .mockRejectedValueOnce(new Error('The registry cannot be reached.'))
      .mockResolvedValue(aContents());
    const { user, dialog } = await open({ getVersionContents });
    expect(
      await dialog.findByText(/^The registry cannot be reached\. Try again/),
    ).toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Try again' }));
    expect(
      await dialog.findByRole('row', { name: /^README\.md/ }),
    ).toBeInTheDocument();
  });
});
