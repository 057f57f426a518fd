import { screen, waitFor } from '@testing-library/react';
import { renderFields } from '../../__testUtils__/renderField';
import { complainOfVersion } from './complainOfVersion';
import { VersionField } from './VersionField';

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const IRIS = '127.0.0.1:5100/models/iris';
const start = (
  values: Record<string, unknown>,
  options: Record<string, unknown> = {},
) =>
  renderFields({ version: { component: VersionField, options } }, { values });

describe('VersionField', () => {
  it('fills in the next version and offers the others', async () => {
    const { user, values } = start({ repository: IRIS });
    await waitFor(() => expect(values().version).toBe('1.2.1'));
    expect(screen.getByText('There are 1.2.0, 1.1.0, 1.0.0.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: /^Major 2\.0\.0/ }));
    expect(values().version).toBe('2.0.0');
    expect(screen.getByRole('textbox')).toHaveValue('2.0.0');
  });

  it('proposes what the template wants', async () => {
    const { values } = start({ repository: IRIS }, { propose: 'minor' });
    await waitFor(() => expect(values().version).toBe('1.3.0'));
  });

  it('looks where the defaults put a model of the name', async () => {
    const { values } = start({ name: 'iris' });
    await waitFor(() => expect(values().version).toBe('1.2.1'));
  });

  it('begins with the first version', async () => {
    const { values } = start({ name: 'wine' });
    await waitFor(() => expect(values().version).toBe('1.0.0'));
    expect(screen.getByText('There is no version yet.')).toBeVisible();
    expect(
      screen.queryByRole('group', { name: 'Next versions' }),
    ).not.toBeInTheDocument();
  });

  it('refuses a version that is there as it is typed', async () => {
    const { user } = start({ repository: IRIS });
    const field = await screen.findByDisplayValue('1.2.1');
    await user.clear(field);
    await user.type(field, '1.1.0');
    expect(
      await screen.findByText(
        /1\.1\.0 is there already.*The next one is 1\.2\.1/,
      ),
    ).toBeVisible();
  });

  it('still takes a version where the registry does not answer', async () => {
    const { user, values } = renderFields(
      { version: { component: VersionField } },
      {
        values: { repository: IRIS },
        api: {
          getRepositoryTags: async () => {
            throw new Error('the registry is away');
          },
        },
      },
    );
    await user.type(await screen.findByRole('textbox'), '3.0.0');
    expect(values().version).toBe('3.0.0');
  });
});

describe('complainOfVersion', () => {
  it.each([
    ['', 'Give a version'],
    ['latest', 'give a version such as 1.0.0'],
    ['1.0', 'semantic version'],
    ['1.0.0+build', 'letters, digits, dots'],
    ['a b', 'letters, digits, dots'],
    ['1.0.0', 'is there already'],
  ])('refuses %p', (version, complaint) => {
    expect(complainOfVersion(version, ['1.0.0'])).toContain(complaint);
  });

  it('takes what is free', () => {
    expect(complainOfVersion('1.0.1', ['1.0.0'])).toBeUndefined();
  });
});
