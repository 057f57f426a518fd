import { within } from '@testing-library/react';
import { aPlacement } from '../../__fixtures__/overviews';
import { aKeylessPolicy, aKeyPolicy } from '../../__fixtures__/trust';
import { renderDialog } from '../../__testUtils__/renderDialog';
import type { WaybillApi } from '../../api';
import { PoliciesDialog } from './PoliciesDialog';

const open = (api: Partial<WaybillApi> = {}) =>
  renderDialog(
    <PoliciesDialog
      repository="127.0.0.1:5100/models/iris"
      environments={[aPlacement().environment]}
      onClose={() => undefined}
    />,
    {
      getTrustPolicies: async () => ({
        items: [
          aKeylessPolicy({ name: 'others', repositories: ['x.example/**'] }),
          aKeyPolicy(),
        ],
      }),
      ...api,
    },
  );

type Opened = Awaited<ReturnType<typeof open>>;

async function choose(
  { user, dialog }: Opened,
  select: RegExp,
  option: string,
) {
  await user.click(await dialog.findByRole('button', { name: select }));
  const list = document.querySelector<HTMLElement>('[role="listbox"]');
  await user.click(
    within(list as HTMLElement).getByRole('option', { name: option }),
  );
}

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(60_000);

describe('PoliciesDialog', () => {
  it('begins with a policy that speaks of the model, and with looking on', async () => {
    const { dialog } = await open();
    const preview = await dialog.findByRole('region', {
      name: 'kyverno-portal.yaml',
    });
    expect(preview).toHaveTextContent('kind: ImageValidatingPolicy');
    expect(preview).toHaveTextContent('validationActions: - Audit');
    expect(
      dialog.getByRole('region', {
        name: 'Where it differs from the trust policy',
      }),
    ).toHaveTextContent(/^Where it differs from the trust policyWeaker/);
  });

  it('enforces, in one namespace, for another engine', async () => {
    const opened = await open();
    const { user, dialog } = opened;
    await user.click(await dialog.findByRole('radio', { name: /^Enforce/ }));
    await choose(opened, /^The whole cluster|Where/, 'Namespace models');
    const kyverno = dialog.getByRole('region', { name: 'kyverno-portal.yaml' });
    expect(kyverno).toHaveTextContent('- Deny');
    expect(kyverno).toHaveTextContent('values: - models');

    await choose(opened, /Engine/, 'policy-controller');
    expect(
      dialog.getByRole('region', { name: 'policy-controller-portal.yaml' }),
    ).toHaveTextContent('kind: ClusterImagePolicy');
  });

  it('offers no audit where the engine has none', async () => {
    const opened = await open();
    await choose(opened, /Engine/, 'Flux');
    expect(opened.dialog.queryByRole('radio')).not.toBeInTheDocument();
    expect(
      opened.dialog.getByRole('region', { name: 'flux-portal.yaml' }),
    ).toHaveTextContent('verify: provider: cosign');
  });

  it('downloads what is shown', async () => {
    let saved: Blob | undefined;
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        saved = blob;
        return 'blob:policy';
      },
      revokeObjectURL: jest.fn(),
    });
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => undefined);
    const { user, dialog } = await open();
    await user.click(await dialog.findByRole('button', { name: 'Download' }));
    expect(click).toHaveBeenCalledTimes(1);
    expect(click.mock.contexts[0]).toHaveProperty(
      'download',
      'kyverno-portal.yaml',
    );
    expect(saved?.size).toBe(
      dialog.getByRole('region', { name: 'kyverno-portal.yaml' }).textContent
        ?.length,
    );
  });

  it('says why no policy can be made, and what to do', async () => {
    const { dialog } = await open({
      getTrustPolicies: async () => ({ items: [aKeyPolicy({ keys: [] })] }),
    });
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /No policy can be made.*0 keys and identities.*Change it in/,
    );
  });

  it('says what to add where the portal has no trust policy', async () => {
    const { dialog } = await open({
      getTrustPolicies: async () => ({ items: [] }),
    });
    expect(
      await dialog.findByText(/The portal has no trust policy/),
    ).toHaveTextContent('Add one to waybill.verification.policies');
  });
});
