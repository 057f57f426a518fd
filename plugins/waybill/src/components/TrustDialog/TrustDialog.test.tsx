import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import { screen, within } from '@testing-library/react';
import { FORECAST } from '../../__fixtures__/admission';
import { aDocument, theAttestations } from '../../__fixtures__/attestations';
import { aPlacement, DIGEST, minutesAgo } from '../../__fixtures__/overviews';
import {
  aKeylessPolicy,
  aKeyPolicy,
  PUBLIC_LOG_ID,
  VERDICT,
  WORKFLOW,
} from '../../__fixtures__/trust';
import { renderDialog } from '../../__testUtils__/renderDialog';
import type { WaybillApi } from '../../api';
import { TrustDialog } from './TrustDialog';

const PRODUCTION = aPlacement().environment;

function open(
  verdict: Verdict,
  api: Partial<WaybillApi> = {},
  props: Partial<Parameters<typeof TrustDialog>[0]> = {},
) {
  return renderDialog(
    <TrustDialog
      entityRef="resource:default/iris"
      repository="registry.example.com/models/iris"
      version={{ tag: '1.3.0', digest: DIGEST['1.3.0'], verdict }}
      environments={[PRODUCTION]}
      onChecked={() => undefined}
      onClose={() => undefined}
      {...props}
    />,
    {
      getTrustPolicies: async () => ({
        items: [aKeyPolicy(), aKeylessPolicy()],
      }),
      getVersionAttestations: async () => theAttestations(),
      getAdmissionForecast: async () => FORECAST.denied(),
      verifyVersion: async () => VERDICT.verified(),
      ...api,
    },
  );
}

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(60_000);

describe('TrustDialog', () => {
  it('says who signed, when, and which entry of the public log shows it', async () => {
    const { dialog } = await open(VERDICT.verified());
    const panel = dialog.getByRole('tabpanel', { name: 'Verdict' });
    expect(panel).toHaveTextContent(
      "VerifiedSigned with the key 'release', which the policy 'portal' accepts.",
    );
    expect(panel).toHaveTextContent(
      /Signed1 d ago .*proven by a transparency log/,
    );
    expect(
      dialog.getByRole('link', { name: /Entry 214330871/ }),
    ).toHaveAttribute(
      'href',
      'https://search.sigstore.dev/?logIndex=214330871',
    );
    expect(panel).toHaveTextContent(PUBLIC_LOG_ID);
  });

  it('leads to no public page for an entry of another log', async () => {
    const { dialog } = await open(VERDICT.keyless());
    expect(await dialog.findByText('Entry 4711')).toBeInTheDocument();
    expect(dialog.queryByRole('link')).not.toBeInTheDocument();
    const panel = dialog.getByRole('tabpanel');
    expect(panel).toHaveTextContent(`vouched for by ${WORKFLOW.issuer}`);
  });

  it('says what the policy asks for', async () => {
    const { dialog } = await open(VERDICT.keyless());
    const policy = dialog.getByRole('region', { name: 'Policy' });
    expect(
      await within(policy).findByText(
        'An entry in a transparency log is required (trust root public-good).',
      ),
    ).toBeInTheDocument();
    expect(policy).toHaveTextContent('What the policy releases asks for');
    expect(policy).toHaveTextContent(
      /A signature by release workflow: https:\/\/github\.com\/acme\/\*/,
    );
  });

  it('says what to do where no policy speaks of the repository', async () => {
    const { dialog } = await open({
      ...VERDICT.untrusted(),
      policy: undefined,
    });
    expect(dialog.getByRole('region', { name: 'Policy' })).toHaveTextContent(
      /No trust policy speaks.*Add one to waybill\.verification\.policies/,
    );
  });

  it('lists what does not count, with the reason and what to do', async () => {
    const { dialog } = await open(VERDICT.untrusted());
    const findings = dialog.getByRole('region', {
      name: 'Signatures that do not count',
    });
    const [replayed, foreign] = within(findings).getAllByRole('listitem');
    expect(replayed).toHaveTextContent(/of another package.*SignatureReplayed/);
    expect(foreign).toHaveTextContent(/sign it as one of them.*KeyMismatch/);
  });

  it('checks again, and shows the new verdict and tells the page', async () => {
    const verifyVersion = jest.fn(async () => ({
      ...VERDICT.verified(),
      checkedAt: minutesAgo(0),
    }));
    const onChecked = jest.fn();
    const { user, dialog } = await open(
      VERDICT.stale(),
      { verifyVersion },
      { onChecked },
    );
    expect(dialog.getByText('Verified, not up to date')).toBeInTheDocument();
    expect(dialog.getByRole('tabpanel')).toHaveTextContent(
      /Verified 2 h ago, not checked since\. The registry '127\.0\.0\.1:5100' does not answer/,
    );

    await user.click(dialog.getByRole('button', { name: 'Check again' }));

    expect(await dialog.findByText('Verified')).toBeInTheDocument();
    expect(
      dialog.queryByText('Verified, not up to date'),
    ).not.toBeInTheDocument();
    expect(onChecked).toHaveBeenCalledTimes(1);
    expect(verifyVersion).toHaveBeenCalledWith(
      { entityRef: 'resource:default/iris', digest: DIGEST['1.3.0'] },
      { signal: expect.any(AbortSignal) },
    );
  });

  it('keeps what was known where it cannot be checked again, and says what to do', async () => {
    const { user, dialog } = await open(VERDICT.verified(), {
      verifyVersion: async () => {
        throw Object.assign(new Error('This was asked too often.'), {
          statusCode: 429,
        });
      },
    });
    await user.click(dialog.getByRole('button', { name: 'Check again' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /could not be checked again.*This was asked too often\. Try again/,
    );
    expect(dialog.getByText('Verified')).toBeInTheDocument();
  });

  it('shows what is attested in a form for people', async () => {
    const { user, dialog } = await open(VERDICT.verified());
    await user.click(dialog.getByRole('tab', { name: 'Attestations' }));
    const provenance = await dialog.findByRole('region', {
      name: 'SLSA provenance',
    });
    expect(provenance).toHaveTextContent(
      'Acceptedby key release · Sigstore bundle and legacy .att',
    );
    expect(
      within(provenance).getByRole('link', { name: /api\/scaffolder/ }),
    ).toHaveAttribute('href', 'https://portal.example.com/api/scaffolder');
    expect(
      within(provenance).getByRole('row', { name: /^parameters\.version/ }),
    ).toHaveTextContent('1.3.0');
    expect(provenance).toHaveTextContent('Materials (2)');

    const bom = dialog.getByRole('region', { name: 'CycloneDX SBOM' });
    expect(bom).toHaveTextContent('LicensesApache-2.0, CC-BY-4.0');
    expect(within(bom).getAllByRole('row')).toHaveLength(4);
  });

  it('shows what nobody we trust says as such, and leads nowhere from it', async () => {
    const { user, dialog } = await open(VERDICT.verified(), {
      getVersionAttestations: async () =>
        theAttestations({
          items: [
            aDocument({
              isAccepted: false,
              reason: 'KeyMismatch',
              message: 'It is signed by a stranger: attest it again.',
            }),
          ],
        }),
    });
    await user.click(dialog.getByRole('tab', { name: 'Attestations' }));
    const provenance = await dialog.findByRole('region', {
      name: 'SLSA provenance',
    });
    expect(provenance).toHaveTextContent(
      /Not accepted.*It is signed by a stranger: attest it again\. What it says is nobody's word that counts\. KeyMismatch/,
    );
    expect(within(provenance).queryByRole('link')).not.toBeInTheDocument();
  });

  it('shows as text what is too long or is no JSON', async () => {
    const { user, dialog } = await open(VERDICT.verified(), {
      getVersionAttestations: async () =>
        theAttestations({
          items: [aDocument({ predicate: '{"a": "<img', isCut: true })],
        }),
    });
    await user.click(dialog.getByRole('tab', { name: 'Attestations' }));
    expect(
      await dialog.findByRole('textbox', {
        name: 'SLSA provenance as it is written',
      }),
    ).toHaveValue('{"a": "<img');
    expect(
      dialog.getByText(/It is longer than the portal shows/),
    ).toBeInTheDocument();
  });

  it('says whether the clusters would take it in, policy by policy', async () => {
    const getAdmissionForecast = jest.fn(async () => FORECAST.denied());
    const { dialog } = await open(
      VERDICT.unsigned(),
      { getAdmissionForecast },
      { initialTab: 'admission' },
    );
    const production = await dialog.findByRole('region', {
      name: 'Production',
    });
    expect(
      await within(production).findByText('Would be denied'),
    ).toBeInTheDocument();
    const [kyverno, controller, dryRun] =
      within(production).getAllByRole('listitem');
    expect(kyverno).toHaveTextContent(
      /^DeniesImageValidatingPolicy portal-modelsKyverno · turns away what it denies.*sign the version with that key\.$/,
    );
    expect(controller).toHaveTextContent(/only warns of what it denies/);
    expect(dryRun).toHaveTextContent(/^Not allowedDry run by the API server/);
    expect(getAdmissionForecast).toHaveBeenCalledWith(
      {
        entityRef: 'resource:default/iris',
        digest: DIGEST['1.3.0'],
        environment: 'production',
      },
      { signal: expect.any(AbortSignal) },
    );
  });

  it.each([
    ['admitted', 'Would be admitted', '1 policy does not look at it'],
    ['unknown', 'Cannot be told', 'Not evaluated'],
  ] as const)('says that it is %s', async (name, label, also) => {
    const { dialog } = await open(
      VERDICT.verified(),
      { getAdmissionForecast: async () => FORECAST[name]() },
      { initialTab: 'admission' },
    );
    expect(await dialog.findByText(label)).toBeInTheDocument();
    expect(dialog.getByText(also)).toBeInTheDocument();
  });

  it('asks no more than four clusters by itself', async () => {
    const getAdmissionForecast = jest.fn(async () => FORECAST.admitted());
    const { user, dialog } = await open(
      VERDICT.verified(),
      { getAdmissionForecast },
      {
        initialTab: 'admission',
        environments: Array.from({ length: 6 }, (_, index) => ({
          ...PRODUCTION,
          name: `e${index}`,
          title: `E${index}`,
        })),
      },
    );
    expect(await dialog.findAllByText('Would be admitted')).toHaveLength(4);
    await user.click(dialog.getByRole('button', { name: 'Ask E5' }));
    expect(
      await within(dialog.getByRole('region', { name: 'E5' })).findByText(
        'Would be admitted',
      ),
    ).toBeInTheDocument();
    expect(getAdmissionForecast).toHaveBeenCalledTimes(5);
  });

  it('says which cluster could not be asked, and asks again', async () => {
    const getAdmissionForecast = jest
      .fn()
      .mockRejectedValueOnce(new Error('The cluster does not answer.'))
      .mockResolvedValue(FORECAST.admitted());
    const { user, dialog } = await open(
      VERDICT.verified(),
      { getAdmissionForecast },
      { initialTab: 'admission' },
    );
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /The cluster of Production could not be asked.*does not answer\. Try again/,
    );
    await user.click(dialog.getByRole('button', { name: 'Try again' }));
    expect(await dialog.findByText('Would be admitted')).toBeInTheDocument();
  });

  it('says how to check it by hand', async () => {
    const { user, dialog } = await open(VERDICT.verified());
    await user.click(dialog.getByRole('tab', { name: 'Commands' }));
    const byKey = await dialog.findByRole('region', {
      name: 'By the key release',
    });
    expect(
      within(byKey).getByRole('region', {
        name: 'The signature, with cosign, key release',
      }),
    ).toHaveTextContent(/^cosign verify \\ --key release\.pub/);
    const copied = new Promise<string>(resolve => {
      document.execCommand = () => {
        resolve(String(document.getSelection()));
        return true;
      };
    });
    await user.click(
      within(byKey).getByRole('button', {
        name: 'Copy All of it, with waybill, key release',
      }),
    );
    expect(await copied).toContain('waybill verify');
    expect(await screen.findByText('Copied')).toBeInTheDocument();
  });

  it('says why there are no commands where the policies cannot be read', async () => {
    const { user, dialog } = await open(VERDICT.verified(), {
      getTrustPolicies: async () => {
        throw Object.assign(new Error('Not allowed.'), { statusCode: 403 });
      },
    });
    await user.click(dialog.getByRole('tab', { name: 'Commands' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /could not be read.*ask for the permission/,
    );
  });
});
