import type { Entity } from '@backstage/catalog-model';
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { Container, Grid } from '@backstage/ui';
import { RiFlaskLine } from '@remixicon/react';
import plugin, { waybillApiRef } from '../src';
import { ModelSourceField } from '../src/components/ModelSourceField/ModelSourceField';
import { WaybillCard } from '../src/components/WaybillCard';
import { WaybillTab } from '../src/components/WaybillTab';
import { fixtureApi, SCENARIOS, type Scenario } from './fixtureApi';
import { FieldDemo } from './FieldDemo';

function modelEntity(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      annotations: {
        'waybill.dev/repository': `127.0.0.1:5100/models/${name}`,
      },
    },
    spec: { type: 'ai-model', owner: 'team-forecast' },
  };
}

const scenarioPages = SCENARIOS.map((scenario: Scenario) =>
  PageBlueprint.make({
    name: scenario,
    params: {
      path: `/${scenario}`,
      title: scenario,
      icon: <RiFlaskLine />,
      routeRef: createRouteRef(),
      loader: async () => (
        <Container>
          <EntityProvider entity={modelEntity(scenario)}>
            <WaybillTab />
          </EntityProvider>
        </Container>
      ),
    },
  }),
);

const cardPage = PageBlueprint.make({
  name: 'card',
  params: {
    path: '/card',
    title: 'Entity card',
    icon: <RiFlaskLine />,
    routeRef: createRouteRef(),
    loader: async () => (
      <Container>
        <Grid.Root columns={{ initial: '1', md: '3' }}>
          {(['mixed', 'failing', 'disagreement'] as const).map(name => (
            <EntityProvider key={name} entity={modelEntity(name)}>
              <WaybillCard />
            </EntityProvider>
          ))}
        </Grid.Root>
      </Container>
    ),
  },
});

const fieldPage = PageBlueprint.make({
  name: 'field',
  params: {
    path: '/field',
    title: 'Form field',
    icon: <RiFlaskLine />,
    routeRef: createRouteRef(),
    loader: async () => (
      <Container>
        <FieldDemo component={ModelSourceField} />
      </Container>
    ),
  },
});

const demo = createFrontendPlugin({
  pluginId: 'waybill-demo',
  extensions: [...scenarioPages, cardPage, fieldPage],
});

const fixtures = createFrontendModule({
  pluginId: 'waybill',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: waybillApiRef,
          deps: {},
          factory: () => fixtureApi,
        }),
    }),
  ],
});

createDevApp({ features: [plugin, fixtures, demo] });
