import { screen, waitFor } from '@testing-library/react';
import { renderFields } from '../../__testUtils__/renderField';
import { complainOfRepository } from './complainOfRepository';
import { RepositoryPickerField } from './RepositoryPickerField';

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const start = (
  values: Record<string, unknown>,
  options: Record<string, unknown> = {},
) =>
  renderFields(
    { repository: { component: RepositoryPickerField, options } },
    { values },
  );

describe('RepositoryPickerField', () => {
  it('proposes where the defaults put it, and warns of a name that is taken', async () => {
    const { values } = start({ name: 'iris' });
    await waitFor(() =>
      expect(values().repository).toBe('127.0.0.1:5100/models/iris'),
    );
    expect(await screen.findByText(/The name is taken/)).toBeVisible();
    expect(
      screen.getByRole('list', { name: 'Existing versions' }),
    ).toHaveTextContent('1.2.01.1.01.0.0');
  });

  it('says that a name is free, and leaves alone what somebody wrote', async () => {
    const { user, values } = start({ name: 'iris' });
    const path = await screen.findByDisplayValue('models/iris');
    await user.clear(path);
    await user.type(path, 'team-a/wine');
    expect(values().repository).toBe('127.0.0.1:5100/team-a/wine');
    expect(await screen.findByText('Nothing is there yet.')).toBeVisible();
  });

  it('wants versions where a model is there already', async () => {
    start({ name: 'wine' }, { purpose: 'existing' });
    expect(await screen.findByText(/^Nothing is there. Look at/)).toBeVisible();
  });

  it('complains of a path that no registry takes', async () => {
    const { user } = start({ name: 'iris' });
    await user.type(await screen.findByDisplayValue('models/iris'), '/Big One');
    expect(await screen.findByText(/use lower-case letters/)).toBeVisible();
  });

  it('changes the registry and keeps the path', async () => {
    const { user, values } = start({ name: 'iris' });
    await screen.findByDisplayValue('models/iris');
    await user.click(screen.getByRole('button', { name: /Registry/ }));
    await user.click(
      await screen.findByRole('option', { name: 'registry.example.com' }),
    );
    expect(values().repository).toBe('registry.example.com/models/iris');
  });
});

describe('complainOfRepository', () => {
  it.each([
    ['', undefined, 'reference'],
    ['iris', undefined, 'give the registry as well'],
    ['a.example/iris', ['b.example'], 'choose one of b.example'],
    ['a.example/iris:1.0.0', undefined, 'leave out the tag'],
  ])('refuses %p', (repository, hosts, complaint) => {
    expect(complainOfRepository(repository, hosts)).toContain(complaint);
  });
});
