import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aDifferingVoice,
  aVoice,
  FORECAST,
} from '../../__fixtures__/admission';
import {
  anOverview,
  aPlacement,
  aVersion,
  aWaybill,
} from '../../__fixtures__/overviews';
import { aKeyPolicy, VERDICT } from '../../__fixtures__/trust';
import { answer, environment, renderTab } from '../../__testUtils__/renderTab';

const trustApi = {
  getTrustPolicies: async () => ({ items: [aKeyPolicy()] }),
  getAdmissionForecast: async () => FORECAST.admitted(),
};

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(60_000);

describe('trust on the WaybillTab', () => {
  it('warns where somebody else says other than we, and what to look at', async () => {
    renderTab(
      answer(
        anOverview({
          versions: [aVersion({ verdict: VERDICT.untrusted() })],
          placements: [
            aPlacement({ otherVoices: [aDifferingVoice(), aVoice()] }),
          ],
        }),
      ),
    );

    const production = await environment('Production');
    const warning = within(production).getByRole('group', {
      name: /^Kyverno does not agree with Waybill/,
    });
    const [own, kyverno, ...others] = within(warning).getAllByRole('listitem');
    expect(others).toEqual([]);
    expect(own).toHaveTextContent(
      /^UntrustedWaybillA signature of another package.*sha256:9b27e0c4d1f5checked 1 min ago$/,
    );
    expect(kyverno).toHaveTextContent(
      /^TrustedKyverno differs from our verdict.*compare the keys.*PolicyReport models\/iris-predictorpasssha256:9b27e0c4d1f5seen 11 min ago$/,
    );
  });

  it('lists those who agree below the hop, and warns of nothing', async () => {
    renderTab(
      answer(
        anOverview({ placements: [aPlacement({ otherVoices: [aVoice()] })] }),
      ),
    );
    const production = await environment('Production');
    expect(within(production).queryByRole('group')).not.toBeInTheDocument();

    await userEvent.click(
      within(production).getByRole('button', { name: /^Signed/ }),
    );

    expect(
      within(production).getByRole('list', { name: 'What others say' }),
    ).toHaveTextContent(/^TrustedFlux agrees.*OCIRepository flux-system\/iris/);
  });

  it('says what it knows where the version is not listed any more', async () => {
    renderTab(
      answer(
        anOverview({
          versions: [],
          placements: [
            aPlacement({
              waybill: aWaybill({
                signed: { message: 'It was verified before it was removed.' },
              }),
              otherVoices: [aDifferingVoice()],
            }),
          ],
        }),
      ),
    );
    const warning = await screen.findByRole('group', { name: /^Kyverno/ });
    expect(warning).toHaveTextContent('It was verified before it was removed.');
    const production = await environment('Production');
    await userEvent.click(
      within(production).getByRole('button', { name: /^Signed/ }),
    );
    expect(
      within(production).queryByRole('button', { name: /admitted/ }),
    ).not.toBeInTheDocument();
  });

  it('opens the trust in a version from its row, and from where it runs', async () => {
    renderTab({ ...answer(anOverview()), ...trustApi });
    const user = userEvent.setup();

    await user.click(
      await screen.findByRole('button', { name: 'Trust in 1.2.0' }),
    );
    expect(
      await screen.findByRole('dialog', { name: /Trust in 1\.2\.0/ }),
    ).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();

    const production = await environment('Production');
    await user.click(
      within(production).getByRole('button', {
        name: 'Verified: look into the trust in 1.3.0',
      }),
    );
    expect(
      await screen.findByRole('dialog', { name: /Trust in 1\.3\.0/ }),
    ).toBeInTheDocument();
  });

  it('asks of one environment whether it would be admitted there', async () => {
    const getAdmissionForecast = jest.fn(trustApi.getAdmissionForecast);
    renderTab({ ...answer(anOverview()), ...trustApi, getAdmissionForecast });
    const user = userEvent.setup();
    const staging = await environment('Staging');
    await user.click(within(staging).getByRole('button', { name: /^Signed/ }));

    await user.click(
      within(staging).getByRole('button', {
        name: 'Would 1.3.0 be admitted to Staging?',
      }),
    );

    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByText('Would be admitted'),
    ).toBeInTheDocument();
    expect(getAdmissionForecast).toHaveBeenCalledTimes(1);
    expect(getAdmissionForecast).toHaveBeenCalledWith(
      expect.objectContaining({ environment: 'staging' }),
      expect.anything(),
    );
  });

  it('opens the policies for clusters', async () => {
    renderTab({ ...answer(anOverview()), ...trustApi });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Policies for clusters' }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Policies for clusters',
    });
    expect(
      await within(dialog).findByText('kyverno-portal.yaml'),
    ).toBeInTheDocument();
  });
});
