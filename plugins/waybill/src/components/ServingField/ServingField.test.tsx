import type { ServingSpec } from '@waybill/backstage-plugin-waybill-common';
import { screen, within } from '@testing-library/react';
import { renderFields } from '../../__testUtils__/renderField';
import { configuredEnvironments } from '../../forms/environmentColumns';
import { ENVIRONMENT_LIST } from '../../__fixtures__/formAnswers';
import { ServingField } from './ServingField';

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const MODEL = {
  name: 'iris',
  version: '1.0.0',
  repository: '127.0.0.1:5100/models/iris',
  environments: configuredEnvironments(ENVIRONMENT_LIST),
};

function start(
  values: Record<string, unknown> = {},
  options: Record<string, unknown> = {},
) {
  const form = renderFields(
    { serving: { component: ServingField, options } },
    { values: { ...MODEL, ...values } },
  );
  const pick = async (label: RegExp, option: RegExp) => {
    await form.user.click(await screen.findByRole('button', { name: label }));
    await form.user.click(
      within(await screen.findByRole('listbox')).getByRole('option', {
        name: option,
      }),
    );
  };
  return { ...form, pick, serving: () => form.values().serving as ServingSpec };
}

describe('ServingField', () => {
  it('begins with KServe, and gives what the actions take', async () => {
    const { user, pick, serving } = start();
    await pick(/Model format/, /^ONNX/);
    await pick(/^.*Mode$|Standard/, /^Knative/);
    await user.type(
      screen.getByRole('textbox', { name: /^Arguments/ }),
      '--workers=2',
    );
    expect(serving()).toEqual({
      kind: 'InferenceService',
      deploymentMode: 'Knative',
      modelFormat: { name: 'onnx' },
      storage: { scheme: 'oci' },
      args: ['--workers=2'],
    });
  });

  it('asks for the image of an own server in place of a runtime', async () => {
    const { user, pick, serving } = start();
    await pick(/Model format/, /^A server of your own/);
    await user.type(
      screen.getByRole('textbox', { name: /^Image of the server/ }),
      'registry.example.com/server:1',
    );
    expect(serving()).toMatchObject({
      container: { image: 'registry.example.com/server:1' },
    });
    expect(serving()).not.toHaveProperty('modelFormat');
    expect(
      await screen.findByRole('list', { name: 'What has to change' }),
    ).toHaveTextContent(/container\.image/);
  });

  it('warns of a storage that an environment does not know', async () => {
    const { pick } = start({ format: 'modelkit' });
    await pick(/The files come by/, /^kit:/);
    const notes = await screen.findByRole('list', { name: 'Serving' });
    expect(notes).toHaveTextContent('in Production');
    expect(notes).toHaveTextContent('kit://');
    expect(notes).not.toHaveTextContent('Development');
  });

  it('asks where the files are that are not in the registry', async () => {
    const { user, pick, serving } = start();
    await pick(/The files come by/, /^Somewhere else/);
    await user.type(
      screen.getByRole('textbox', { name: 'URI of the files' }),
      'hf://acme/iris',
    );
    expect(serving()).toMatchObject({
      storage: { scheme: 'uri', uri: 'hf://acme/iris' },
    });
  });

  it('asks a Deployment for its image, its port and its route', async () => {
    const { user, pick, serving } = start({}, { kinds: ['Deployment'] });
    await pick(/Where the model is/, /^An init container/);
    await pick(/Clients come/, /^By a Gateway/);
    await user.type(
      screen.getByRole('textbox', { name: 'Name of the Gateway' }),
      'public',
    );
    await user.type(
      screen.getByRole('textbox', { name: /^Host names/ }),
      'a.example, b.example',
    );
    expect(serving()).toEqual({
      kind: 'Deployment',
      delivery: 'init-container',
      port: 8080,
      route: {
        kind: 'HTTPRoute',
        gateway: { name: 'public' },
        hostnames: ['a.example', 'b.example'],
      },
    });
    expect(screen.getAllByRole('radio')).toHaveLength(1);
  });

  it('asks a language model for its parallelism', async () => {
    const { user, serving } = start();
    await user.click(
      await screen.findByRole('radio', { name: /language models/ }),
    );
    const tensor = screen.getByRole('textbox', { name: /tensor/ });
    await user.clear(tensor);
    await user.type(tensor, '4');
    await user.tab();
    expect(serving()).toEqual({
      kind: 'LLMInferenceService',
      storage: { scheme: 'oci' },
      isRouted: true,
      parallelism: { tensor: 4 },
    });
  });
});
