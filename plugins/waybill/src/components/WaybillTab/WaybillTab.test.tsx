import { screen, within } from '@testing-library/react';
import type { Status } from '@waybill/backstage-plugin-waybill-common';
import userEvent from '@testing-library/user-event';
import {
  anAbsentPlacement,
  anOverview,
  aPlacement,
  aPod,
  aVerdict,
  aVersion,
  aWaybill,
  BROKEN,
  DIGEST,
  minutesAgo,
} from '../../__fixtures__/overviews';
import {
  answer,
  ENTITY,
  environment,
  renderTab,
} from '../../__testUtils__/renderTab';

describe('WaybillTab', () => {
  it('shows the chain, the running digest and the versions of a model that is well', async () => {
    renderTab(answer(anOverview()));

    const production = await environment('Production');
    const chain = within(production).getByRole('list', {
      name: 'Waybill of Production',
    });
    expect(
      within(chain)
        .getAllByRole('button')
        .map(button => button.textContent),
    ).toEqual([
      expect.stringMatching(/^PublishedCurrent\d+ [a-z]+ ago$/),
      expect.stringMatching(/^SignedCurrent/),
      expect.stringMatching(/^DeclaredCurrent/),
      expect.stringMatching(/^SyncedCurrent/),
      expect.stringMatching(/^AppliedCurrent/),
      expect.stringMatching(/^ReadyCurrent/),
      expect.stringMatching(/^RunningCurrent/),
    ]);
    expect(
      within(production).getByText(
        'All is well in production. 2 pods run 1.3.0.',
      ),
    ).toBeInTheDocument();
    expect(
      within(production).getByText('sha256:9b27e0c4d1f5'),
    ).toBeInTheDocument();
    expect(within(production).getByText('Verified')).toBeInTheDocument();

    const versions = screen.getByRole('region', { name: 'Versions' });
    const row = within(versions).getByRole('row', { name: /^1\.3\.0/ });
    expect(row).toHaveTextContent('Development, Staging, Production');
    expect(row).toHaveTextContent('18.4 MB');
    expect(row).toHaveTextContent(
      'VerifiedSigned by key defaultNothing proves when · policy portal · Sigstore bundle and legacy .sig',
    );
  });

  it.each(Object.entries(BROKEN))(
    'names the first broken hop when it is %s',
    async (status, { placement }) => {
      const broken = placement();
      renderTab(answer(anOverview({ placements: [broken] })));

      const section = await environment('Production');
      expect(
        within(section).getByText(broken.waybill.summary),
      ).toBeInTheDocument();
      const label: Record<Exclude<Status, 'Current'>, string> = {
        InProgress: 'In progress',
        Failed: 'Failed',
        Terminating: 'Terminating',
        NotFound: 'Not found',
        Unknown: 'Unknown',
      };
      const hop = within(section).getByRole('button', {
        name: /first broken hop/,
      });
      expect(hop).toHaveTextContent(label[status as keyof typeof label]);
    },
  );

  it('opens what the first broken hop rests on, and another on demand', async () => {
    renderTab(answer(anOverview({ placements: [BROKEN.Failed.placement()] })));

    const ready = await screen.findByRole('region', {
      name: 'Ready in Production',
    });
    expect(ready).toHaveTextContent('ModelLoadFailed');
    expect(ready).toHaveTextContent('BlockedByFailedLoad');

    await userEvent.click(screen.getByRole('button', { name: /^Declared/ }));
    const declared = screen.getByRole('region', {
      name: 'Declared in Production',
    });
    expect(within(declared).getByRole('link')).toHaveAttribute(
      'href',
      'https://git.example.com/waybill/iris/src/branch/main/deploy',
    );
    expect(
      screen.queryByRole('region', { name: 'Ready in Production' }),
    ).not.toBeInTheDocument();

    await userEvent.click(screen.getByRole('button', { name: /^Declared/ }));
    expect(declared).not.toBeInTheDocument();
  });

  it('makes no link of evidence that a browser must not follow', async () => {
    const placement = aPlacement({
      waybill: aWaybill({
        synced: {
          status: 'Failed',
          evidence: [
            { subject: 'here', detail: 'x', href: `${'java'}script:alert(1)` },
          ],
        },
      }),
    });
    renderTab(answer(anOverview({ placements: [placement] })));

    const synced = await screen.findByRole('region', {
      name: 'Synced in Production',
    });
    expect(within(synced).queryByRole('link')).not.toBeInTheDocument();
  });

  it('shows what runs beside what is declared where they differ', async () => {
    renderTab(
      answer(anOverview({ placements: [BROKEN.InProgress.placement()] })),
    );

    const section = await environment('Production');
    const facts = within(section).getAllByRole('definition');
    expect(facts[0]).toHaveTextContent('1.2.0sha256:4f1c2a9e03b7');
    expect(facts[1]).toHaveTextContent('1.3.0sha256:9b27e0c4d1f5');
  });

  it('shows pods that are not well with state, restarts and reason', async () => {
    renderTab(answer(anOverview({ placements: [BROKEN.Failed.placement()] })));

    const pods = await screen.findByRole('list', {
      name: 'Pods in Production',
    });
    expect(pods).toHaveTextContent('CrashLoopBackOff');
    expect(pods).toHaveTextContent('Not ready');
    expect(pods).toHaveTextContent('5 restarts');
    expect(pods).toHaveTextContent('back-off 2m40s');
  });

  it('shows the log of a pod', async () => {
    const getPodLog = jest.fn(async () => 'Traceback: no such file');
    renderTab({
      ...answer(
        anOverview({
          placements: [
            aPlacement({ pods: [aPod({ name: 'iris-1', isReady: false })] }),
          ],
        }),
      ),
      getPodLog,
    });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Log of iris-1' }),
    );

    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByRole('textbox', { name: 'Log' }),
    ).toHaveValue('Traceback: no such file');
    expect(getPodLog).toHaveBeenCalledWith(
      {
        entityRef: 'resource:default/iris',
        environment: 'production',
        pod: 'iris-1',
      },
      expect.anything(),
    );
  });

  it('says what to do when a log cannot be read', async () => {
    renderTab({
      ...answer(
        anOverview({
          placements: [
            aPlacement({ pods: [aPod({ name: 'iris-1', isReady: false })] }),
          ],
        }),
      ),
      getPodLog: async () => {
        throw new Error('Pod iris-1 is gone.');
      },
    });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Log of iris-1' }),
    );

    expect(
      await screen.findByText(/Pod iris-1 is gone\..*then refresh/),
    ).toBeInTheDocument();
  });

  it('is quiet about an environment where the model is not shipped', async () => {
    renderTab(answer(anOverview({ placements: [anAbsentPlacement()] })));

    const section = await environment('Production');
    expect(section).toHaveTextContent('Not shipped here');
    expect(within(section).queryByRole('button')).not.toBeInTheDocument();
  });

  it('shows the chain where Git declares the model and nothing delivers it', async () => {
    const placement = {
      ...BROKEN.NotFound.placement(),
      presence: 'absent' as const,
    };
    renderTab(answer(anOverview({ placements: [placement] })));

    const section = await environment('Production');
    expect(
      within(section).getByRole('button', { name: /first broken hop/ }),
    ).toHaveTextContent('Applied');
  });

  it('names what cannot be read and marks what is old', async () => {
    renderTab(
      answer(
        anOverview({
          problems: [
            {
              source: 'cluster',
              name: 'staging',
              message: 'connect ECONNREFUSED.',
              lastGoodAt: minutesAgo(12),
            },
          ],
        }),
      ),
    );

    const problems = await screen.findByRole('list', { name: 'Problems' });
    expect(problems).toHaveTextContent('Cluster staging cannot be read');
    expect(problems).toHaveTextContent('Last good answer: 12 min ago');
    expect(await environment('Staging')).toHaveTextContent(
      'Old data, last seen 12 min ago',
    );
    expect(await environment('Production')).not.toHaveTextContent('Old data');
  });

  it.each([
    ['untrusted', 'Untrusted'],
    ['unsigned', 'Unsigned'],
    ['unknown', 'Unknown'],
  ] as const)('says the verdict %s in words', async (state, label) => {
    renderTab(
      answer(
        anOverview({
          placements: [],
          versions: [
            aVersion({
              verdict: aVerdict({ state, message: `Because ${state}.` }),
            }),
          ],
        }),
      ),
    );

    const row = await screen.findByRole('row', { name: /^1\.3\.0/ });
    expect(row).toHaveTextContent(`${label}Because ${state}.`);
  });

  it('asks to ship a first version where there is none', async () => {
    renderTab(
      answer(anOverview({ versions: [], placements: [anAbsentPlacement()] })),
    );

    expect(
      await screen.findByText('No version has been pushed yet'),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Ship a model' })).toHaveAttribute(
      'href',
      '/create',
    );
  });

  it('asks for the annotation where the entity lacks it', async () => {
    renderTab({}, { entity: { ...ENTITY, metadata: { name: 'iris' } } });

    expect(
      await screen.findByText(/waybill\.dev\/repository: .*models\/iris/),
    ).toBeInTheDocument();
  });

  it('copies the full digest', async () => {
    renderTab(answer(anOverview({ placements: [], versions: [aVersion()] })));
    const user = userEvent.setup();
    const button = await screen.findByRole('button', {
      name: 'Copy digest sha256:9b27e0c4d1f5',
    });
    const copied = new Promise<string>(resolve => {
      // The copy goes through a selection, which jsdom has no clipboard for: what was selected is what was copied.
      document.execCommand = () => {
        resolve(String(document.getSelection()));
        return true;
      };
    });

    await user.click(button);

    expect(await copied).toBe(DIGEST['1.3.0']);
    expect(await screen.findByText('Digest copied')).toBeInTheDocument();
  });
});
