import type { DeclaredEnvironment } from '@waybill/backstage-plugin-waybill-common';
import { screen, waitFor, within } from '@testing-library/react';
import { renderFields } from '../../__testUtils__/renderField';
import { firstServing } from '../../forms/servingChoices';
import { EnvironmentsField } from './EnvironmentsField';

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const MODEL = {
  name: 'iris',
  version: '1.0.0',
  repository: '127.0.0.1:5100/models/iris',
  serving: firstServing('InferenceService'),
};

function start(
  given: Parameters<typeof renderFields>[1] = {},
  options: Record<string, unknown> = {},
) {
  const { user, values } = renderFields(
    { environments: { component: EnvironmentsField, options } },
    { ...given, values: { ...MODEL, ...given.values } },
  );
  const declared = () => values().environments as DeclaredEnvironment[];
  return { user, declared };
}

const row = async (name: RegExp) => screen.findByRole('row', { name });

describe('EnvironmentsField', () => {
  it('begins as the portal is configured, and shows what differs', async () => {
    const { declared } = start();
    expect(await row(/^Replicas \(differs\)/)).toHaveTextContent('3 to 10');
    // The columns are there before the form has taken what they propose.
    await waitFor(() =>
      expect(declared()?.map(({ name, cluster }) => [name, cluster])).toEqual([
        ['dev', 'a'],
        ['staging', 'b'],
        ['production', 'c'],
      ]),
    );
    expect(await row(/^Canary none none none/)).toBeInTheDocument();
    expect(
      screen.getByRole('columnheader', { name: /Production/ }),
    ).toHaveTextContent('c · Argo CD');
  });

  it('leaves out an environment that is not wanted', async () => {
    const { user, declared } = start();
    await user.click(await screen.findByRole('checkbox', { name: 'Staging' }));
    expect(declared().map(({ name }) => name)).toEqual(['dev', 'production']);
    expect(screen.queryByRole('tab', { name: 'Staging' })).toBeNull();
  });

  it('offers the environments of the template alone', async () => {
    const { declared } = start({}, { environments: ['dev'] });
    await row(/^Replicas/);
    await waitFor(() =>
      expect(declared()?.map(({ name }) => name)).toEqual(['dev']),
    );
  });

  it('takes a preset, and own values after it', async () => {
    const { user, declared } = start();
    await user.click(await screen.findByRole('tab', { name: 'Staging' }));
    await user.click(screen.getByRole('button', { name: /Start from/ }));
    await user.click(
      await screen.findByRole('option', { name: /^Staging: two replicas/ }),
    );
    const load = screen.getByRole('checkbox', { name: /^Synthetic load/ });
    expect(load).toBeChecked();
    await user.click(load);
    const { profile } = declared()[1];
    expect(profile.syntheticLoad).toBeUndefined();
    expect(profile.replicas).toEqual({ min: 2, max: 2 });
    expect(await row(/^Synthetic load none none none/)).toBeInTheDocument();
  });

  it('tells in the tab what cannot be declared there', async () => {
    const { user } = start({
      values: {
        environments: [
          {
            name: 'dev',
            namespace: 'models',
            profile: { replicas: { min: 4, max: 2 } },
          },
        ],
      },
    });
    const problems = await screen.findByRole('list', {
      name: 'What has to change',
    });
    expect(problems).toHaveTextContent(/^replicas/);
    expect(
      screen.getByRole('columnheader', { name: /Development/ }),
    ).toHaveTextContent('has to change');
    const most = screen.getByRole('textbox', { name: 'Replicas, at most' });
    await user.clear(most);
    await user.type(most, '5');
    await user.tab();
    await waitFor(() => expect(problems).not.toBeInTheDocument());
  });

  it('keeps an environment that the portal does not know, in sight', async () => {
    start({
      values: {
        environments: [{ name: 'edge', namespace: 'models', profile: {} }],
      },
    });
    expect(
      await screen.findByRole('columnheader', { name: /edge/ }),
    ).toHaveTextContent('not configured');
  });

  it('says what to configure where there are no environments', async () => {
    start({
      api: {
        getEnvironments: async () => ({ items: [], isSandbox: false }),
      },
    });
    expect(
      await screen.findByText(/The portal has no environments/),
    ).toHaveTextContent('waybill.environments');
  });

  it('is not taken aback by what a link filled in', async () => {
    start({ values: { environments: [{ name: 7 }, 'dev', null] } });
    expect(
      await screen.findByRole('checkbox', { name: 'Development' }),
    ).not.toBeChecked();
  });

  it('writes autoscaling, variables and a disruption budget', async () => {
    const { user, declared } = start({
      values: {
        environments: [{ name: 'dev', namespace: 'models', profile: {} }],
      },
    });
    const pick = async (label: RegExp, option: RegExp) => {
      await user.click(await screen.findByRole('button', { name: label }));
      await user.click(
        within(await screen.findByRole('listbox')).getByRole('option', {
          name: option,
        }),
      );
    };
    await pick(/Scaled by/, /^HPA/);
    await pick(/When nodes are drained/, /^So many stay/);
    await pick(/Log level/, /^debug/);
    await user.type(
      screen.getByRole('textbox', { name: /Variables/ }),
      'OMP_NUM_THREADS=2{Enter}half',
    );
    expect(declared()[0].profile).toEqual({
      autoscaling: { class: 'hpa', metric: 'cpu', target: 80 },
      disruptionBudget: { minAvailable: 1 },
      logLevel: 'debug',
      env: { OMP_NUM_THREADS: '2' },
    });
    expect(
      await screen.findByText('Line 2 is not NAME=value.'),
    ).toBeInTheDocument();
  });
});
