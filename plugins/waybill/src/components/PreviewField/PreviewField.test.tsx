import { screen, waitFor, within } from '@testing-library/react';
import {
  EDIT_PREVIEW,
  EDIT_REFUSAL,
  ENVIRONMENT_LIST,
  REFERENCE_PREVIEW,
} from '../../__fixtures__/formAnswers';
import { localPreview } from '../../__testUtils__/localPreview';
import { renderFields } from '../../__testUtils__/renderField';
import type { WaybillApi } from '../../api';
import { configuredEnvironments } from '../../forms/environmentColumns';
import { firstServing } from '../../forms/servingChoices';
import { EnvironmentsField } from '../EnvironmentsField/EnvironmentsField';
import { PreviewField } from './PreviewField';

// A whole app is rendered for each test: slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const MODEL = {
  name: 'iris',
  version: '1.0.0',
  repository: '127.0.0.1:5100/models/iris',
  serving: firstServing('InferenceService'),
  environments: configuredEnvironments(ENVIRONMENT_LIST),
};

const start = (
  values: Record<string, unknown> = MODEL,
  api: Partial<WaybillApi> = {},
  options: Record<string, unknown> = {},
) =>
  renderFields(
    { preview: { component: PreviewField, options } },
    { values, api },
  );

const file = (path: RegExp) => screen.findByRole('button', { name: path });

describe('PreviewField', () => {
  it('shows the files, without a digest that nobody knows yet', async () => {
    const { user } = start();
    await user.click(
      await file(/^deploy\/environments\/production\/.*service\.yaml$/),
    );
    const content = screen.getByRole('region', {
      name: /^deploy\/environments\/production/,
    });
    expect(content).toHaveTextContent(
      'oci://127.0.0.1:5100/models/iris@sha256:<of the package>',
    );
    expect(await file(/^deploy\/base\/kustomization\.yaml$/)).toBeVisible();
    expect(screen.getByText(/^\d+ files for 3 environments\.$/)).toBeVisible();
  });

  it('shows what the portal declares of a model that is served by its format', async () => {
    const { user } = start(
      {
        name: 'iris',
        version: '1.0.0',
        modelFormat: 'sklearn',
        // Of an answer that the form does not show any more.
        serving: firstServing('Deployment'),
      },
      {},
      { servedBy: 'format' },
    );
    await user.click(await file(/^deploy\/base\/inference-service\.yaml$/));
    expect(
      screen.getByRole('region', { name: /^deploy\/base\/inference/ }),
    ).toHaveTextContent('name: sklearn');
    await user.click(
      await file(/^deploy\/environments\/production\/.*service\.yaml$/),
    );
    expect(
      screen.getByRole('region', { name: /^deploy\/environments\/production/ }),
    ).toHaveTextContent(
      'oci://127.0.0.1:5100/models/iris@sha256:<of the package>',
    );
    expect(screen.getByText(/^\d+ files for 3 environments\.$/)).toBeVisible();
  });

  it('shows what arrives in each cluster', async () => {
    const { user } = start();
    await user.click(
      await screen.findByRole('tab', { name: 'In the cluster' }),
    );
    await user.click(await file(/^production\/InferenceService iris$/));
    expect(
      screen.getByRole('region', { name: /^production\/InferenceService/ }),
    ).toHaveTextContent('namespace: models');
  });

  it('shows what two environments get differently', async () => {
    const { user } = start();
    await user.click(await screen.findByRole('tab', { name: 'Differences' }));
    const table = await screen.findByRole('table', { name: 'Differences' });
    const minimum = within(table).getByRole('row', { name: /minReplicas/ });
    expect(minimum).toHaveTextContent(/minReplicas13$/);
    await user.click(screen.getByRole('button', { name: /To$|To / }));
    await user.click(await screen.findByRole('option', { name: 'dev' }));
    expect(await screen.findByText('They get the same.')).toBeVisible();
  });

  it('says what has to change, and leads to the field', async () => {
    const { user } = renderFields(
      {
        environments: { component: EnvironmentsField },
        preview: { component: PreviewField },
      },
      {
        values: {
          ...MODEL,
          environments: [
            ...MODEL.environments.slice(0, 2),
            {
              ...MODEL.environments[2],
              profile: { replicas: { min: 4, max: 2 } },
            },
          ],
        },
      },
    );
    await user.click(
      await screen.findByRole('button', {
        name: /^production: replicas/,
      }),
    );
    expect(screen.getByRole('tab', { name: 'Production' })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    expect(screen.getByRole('group', { name: 'Environments' })).toHaveFocus();
  });

  it('keeps the last answer while the next one is under way, and breaks off the one before', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    let isSlow = false;
    const { user } = renderFields(
      {
        environments: { component: EnvironmentsField },
        preview: { component: PreviewField },
      },
      {
        values: MODEL,
        api: {
          preview: (request, options) => {
            signals.push(options?.signal);
            return isSlow
              ? new Promise(() => undefined)
              : Promise.resolve(localPreview(request));
          },
        },
      },
    );
    expect(await file(/^deploy\/base\/kustomization\.yaml$/)).toBeVisible();
    isSlow = true;
    await user.click(screen.getByRole('checkbox', { name: 'Staging' }));
    expect(await screen.findByText(/Looking again/)).toBeVisible();
    expect(await file(/^deploy\/base\/kustomization\.yaml$/)).toBeVisible();
    await user.click(screen.getByRole('checkbox', { name: 'Staging' }));
    await waitFor(() => expect(signals.at(-2)?.aborted).toBe(true));
    expect(signals.at(-1)?.aborted).toBe(false);
  });

  it('says why there is no preview, and asks again', async () => {
    let isAway = true;
    const { user } = start(MODEL, {
      preview: async request => {
        if (isAway) throw new Error('The backend is away.');
        return localPreview(request);
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend is away.',
    );
    isAway = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await file(/^deploy\/base\/kustomization\.yaml$/)).toBeVisible();
  });

  it('waits for what serves the model', async () => {
    start({ name: 'iris' });
    expect(await screen.findByText(/^Say what serves the model/)).toBeVisible();
  });

  it('shows a change line by line, and what stands in its way', async () => {
    const asked: unknown[] = [];
    const { user } = start(
      { ...MODEL, url: 'https://git.example.com/ml/iris', version: '1.3.0' },
      {
        previewEdits: async request => {
          asked.push(request);
          return EDIT_PREVIEW;
        },
      },
      { change: 'version', fields: { gitUrl: 'url' } },
    );
    await user.click(await file(/^deploy\/environments\/staging/));
    const changes = screen.getByRole('region', {
      name: /^Changes of .*staging/,
    });
    expect(changes).toHaveTextContent('Removed: waybill.dev/version: 1.2.0');
    expect(changes).toHaveTextContent('Added: waybill.dev/version: 1.3.0');
    expect(
      screen.getByText('2 files change, as of commit 4f1c2d9.'),
    ).toBeVisible();
    expect(screen.getByText(/named the model by tag\.$/)).toBeVisible();
    expect(asked).toEqual([
      expect.objectContaining({
        gitUrl: 'https://git.example.com/ml/iris',
        environments: ['dev', 'staging', 'production'],
      }),
    ]);
  });

  it('says with file and line what stands in the way of a change', async () => {
    start(
      { ...MODEL, gitUrl: 'https://git.example.com/ml/iris' },
      { previewEdits: async () => EDIT_REFUSAL },
      { change: 'version' },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /values\.yaml, line 7.*written by a template.*TEMPLATED_VALUE/,
    );
    expect(screen.getByText(/^0 files change/)).toBeVisible();
  });

  it('shows what runs in a repository that is there', async () => {
    start(
      { gitUrl: 'https://git.example.com/ml/apps' },
      { previewReferences: async () => REFERENCE_PREVIEW },
      { change: 'onboard' },
    );
    const table = await screen.findByRole('table', { name: 'What runs' });
    expect(
      within(table).getByRole('row', { name: /overlays\/dev\/model\.yaml:12/ }),
    ).toHaveTextContent(/devby Kustomization flux-system\/iris1\.2\.0/);
    expect(
      within(table).getByRole('row', { name: /production/ }),
    ).toHaveTextContent('1.1.0not pinned by digest');
  });
});
