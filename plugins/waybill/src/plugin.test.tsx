import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { screen } from '@testing-library/react';
import { anOverview } from './__fixtures__/overviews';
import { waybillApiRef } from './api';
import { environmentsField } from './extensions/environmentsField';
import { modelSourceField } from './extensions/modelSourceField';
import { previewField } from './extensions/previewField';
import { repositoryPickerField } from './extensions/repositoryPickerField';
import { resourcesField } from './extensions/resourcesField';
import { servingField } from './extensions/servingField';
import { versionField } from './extensions/versionField';
import { waybillCard } from './extensions/waybillCard';
import { waybillTab } from './extensions/waybillTab';
import plugin from './index';

const MODEL = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name: 'iris',
    annotations: { 'waybill.dev/repository': '127.0.0.1:5100/models/iris' },
  },
  spec: { type: 'ai-model' },
};

const api = [
  waybillApiRef,
  { getModelOverview: async () => anOverview() },
] as const;

describe('waybillPlugin', () => {
  it.each([
    'api:waybill',
    'entity-content:waybill',
    'entity-card:waybill',
    'scaffolder-form-field:waybill/model-source',
    'scaffolder-form-field:waybill/repository-picker',
    'scaffolder-form-field:waybill/version',
    'scaffolder-form-field:waybill/serving',
    'scaffolder-form-field:waybill/environments',
    'scaffolder-form-field:waybill/resources',
    'scaffolder-form-field:waybill/preview',
    'app-root-element:waybill/sandbox-marker',
  ] as const)('has the extension %s, which adopters configure', id => {
    // Throws where there is none of that id.
    expect(plugin.getExtension(id)).toBeDefined();
  });

  it('puts the tab on the page of a model', async () => {
    renderTestApp({
      extensions: [createTestEntityPage({ entity: MODEL }), waybillTab],
      apis: [api],
    });

    expect(
      await screen.findByRole('region', { name: 'Production' }),
    ).toBeInTheDocument();
  });

  it('puts the card on the overview of a model', async () => {
    renderTestApp({
      extensions: [createTestEntityPage({ entity: MODEL }), waybillCard],
      apis: [api],
    });

    expect(await screen.findByText('Production')).toBeInTheDocument();
  });

  it('leaves other entities alone', async () => {
    const lastCard = EntityCardBlueprint.make({
      name: 'last',
      params: { loader: async () => <p>the last card</p> },
    });
    renderTestApp({
      extensions: [
        createTestEntityPage({
          entity: { ...MODEL, spec: { type: 'database' } },
        }),
        waybillCard,
        lastCard,
      ],
      apis: [api],
    });

    expect(await screen.findByText('the last card')).toBeInTheDocument();
    expect(screen.queryByText('Waybill')).not.toBeInTheDocument();
  });

  it.each([
    ['WaybillModelSource', modelSourceField],
    ['WaybillRepositoryPicker', repositoryPickerField],
    ['WaybillVersion', versionField],
    ['WaybillServing', servingField],
    ['WaybillEnvironments', environmentsField],
    ['WaybillResources', resourcesField],
    ['WaybillPreview', previewField],
  ])('gives templates the form field %s', async (name, field) => {
    const load = createExtensionTester(
      field as never as typeof modelSourceField,
    ).get(FormFieldBlueprint.dataRefs.formFieldLoader);

    expect(await load()).toMatchObject({
      $$type: '@backstage/scaffolder/FormField',
      name,
    });
  });
});
