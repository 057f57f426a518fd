import { RESOURCE_PRESETS } from '@waybill/backstage-plugin-waybill-common';
import { screen } from '@testing-library/react';
import { renderFields } from '../../__testUtils__/renderField';
import { ResourcesField } from './ResourcesField';

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const start = (options: Record<string, unknown> = {}) =>
  renderFields({ resources: { component: ResourcesField, options } });

describe('ResourcesField', () => {
  it('takes a size by name, and own values after it', async () => {
    const { user, values } = start();
    await user.click(
      await screen.findByRole('button', { name: /Size of each replica/ }),
    );
    await user.click(await screen.findByRole('option', { name: 'Medium' }));
    const memory = screen.getByRole('textbox', { name: 'Memory, at most' });
    await user.clear(memory);
    await user.type(memory, '6Gi');
    const { resources } = RESOURCE_PRESETS.medium;
    expect(values().resources).toEqual({
      resources: {
        ...resources,
        limits: { ...resources?.limits, memory: '6Gi' },
      },
    });
    expect(
      screen.getByRole('button', { name: /Size of each replica/ }),
    ).toHaveTextContent('Own values');
  });

  it('asks for the kind of GPU where there is one', async () => {
    const { user, values } = start({ presets: ['gpu'] });
    await user.click(
      await screen.findByRole('button', { name: /Size of each replica/ }),
    );
    expect(await screen.findAllByRole('option')).toHaveLength(2);
    await user.click(screen.getByRole('option', { name: 'With a GPU' }));
    await user.type(
      screen.getByRole('textbox', { name: 'Kind of GPU' }),
      'amd.com/gpu',
    );
    expect(values().resources).toMatchObject({
      gpu: { count: 1, resource: 'amd.com/gpu' },
    });
  });

  it('complains of what is no quantity', async () => {
    const { user } = start();
    await user.type(
      await screen.findByRole('textbox', { name: 'CPU, asked for' }),
      'many',
    );
    expect(
      await screen.findByText('As Kubernetes writes it: 500m, 2, 8Gi.'),
    ).toBeVisible();
  });
});
