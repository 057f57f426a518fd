import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { EnvironmentList } from '@waybill/backstage-plugin-waybill-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { waybillApiRef } from '../../api';
import { PackageFormatField } from './PackageFormatField';
import type { PackageFormatFieldProps } from './packageFormatSchema';

const LIST: EnvironmentList = {
  isSandbox: false,
  hasBaseImage: true,
  items: [
    { name: 'dev', title: 'Development', cluster: 'a', namespace: 'models' },
    { name: 'prod', title: 'Production', cluster: 'b', namespace: 'models' },
  ],
  places: [
    {
      name: 'dev',
      kserve: { version: 'v0.20.0', storagePrefixes: ['kit://'] },
    },
    { name: 'prod', kserve: { version: 'v0.20.0', storagePrefixes: [] } },
  ],
};

function Form(props: {
  environment?: string;
  onChange: (value: string) => void;
}) {
  const [value, setValue] = useState('modelcar');
  const field = {
    formData: value,
    onChange: (next: string) => {
      setValue(next);
      props.onChange(next);
    },
    schema: { title: 'Package format', enum: ['modelcar', 'modelkit'] },
    uiSchema: {},
    formContext: { formData: { environment: props.environment } },
  };
  return (
    <PackageFormatField {...(field as never as PackageFormatFieldProps)} />
  );
}

const start = (list: EnvironmentList, environment?: string) => {
  const onChange = jest.fn();
  renderInTestApp(<Form environment={environment} onChange={onChange} />, {
    apis: [[waybillApiRef, { getEnvironments: async () => list }]],
  });
  return { onChange, user: userEvent.setup() };
};

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(60_000);

describe('PackageFormatField', () => {
  it('offers the formats of the template and says nothing where all is well', async () => {
    const { onChange, user } = start(LIST, 'dev');
    await user.click(await screen.findByRole('radio', { name: /^ModelKit/ }));
    expect(onChange).toHaveBeenCalledWith('modelkit');
    expect(screen.getAllByRole('radio')).toHaveLength(2);
    expect(screen.queryByRole('list', { name: 'Serving' })).toBeNull();
  });

  it('warns of a format that the chosen environment cannot serve', async () => {
    const { user } = start(LIST, 'prod');
    await user.click(await screen.findByRole('radio', { name: /^ModelKit/ }));
    const notes = await screen.findByRole('list', { name: 'Serving' });
    expect(notes).toHaveTextContent(
      'Cannot be served as usual in Production. KServe knows no kit://',
    );
    expect(notes).toHaveTextContent('Apply a ClusterStorageContainer');
    await user.click(screen.getByRole('radio', { name: /^Modelcar/ }));
    expect(screen.queryByRole('list', { name: 'Serving' })).toBeNull();
  });

  it('looks at all environments where none is chosen', async () => {
    start({ ...LIST, hasBaseImage: false });
    expect(
      await screen.findByRole('list', { name: 'Serving' }),
    ).toHaveTextContent('in Development, Production.');
  });

  it('does not ask for a shell where pods are played', async () => {
    const { user } = start(
      { ...LIST, hasBaseImage: false, isSandbox: true },
      'dev',
    );
    await user.click(await screen.findByRole('radio', { name: /^Modelcar/ }));
    expect(screen.queryByRole('list', { name: 'Serving' })).toBeNull();
  });
});
