import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type { ModelOverview } from '@waybill/backstage-plugin-waybill-common';
import { act, screen } from '@testing-library/react';
import { waybillApiRef, type WaybillApi } from '../api';
import { WaybillTab } from '../components/WaybillTab';
import { shipModelRouteRef } from '../routes';

export const ENTITY = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name: 'iris',
    annotations: { 'waybill.dev/repository': '127.0.0.1:5100/models/iris' },
  },
  spec: { type: 'ai-model' },
};

/** A signal service whose signals the test sends. */
export function signalsByHand() {
  const listeners = new Set<(message: never) => void>();
  return {
    api: {
      subscribe: (_channel: string, onMessage: (message: never) => void) => {
        listeners.add(onMessage);
        return { unsubscribe: () => listeners.delete(onMessage) };
      },
    },
    send: (message: Record<string, string>) =>
      act(() => listeners.forEach(listener => listener(message as never))),
  };
}

/** The tab of a model with a backend that answers as `api` does. */
export function renderTab(
  api: Partial<WaybillApi>,
  options: {
    entity?: typeof ENTITY | Record<string, unknown>;
    signals?: ReturnType<typeof signalsByHand>;
  } = {},
) {
  const { entity = ENTITY, signals = signalsByHand() } = options;
  return renderInTestApp(
    <EntityProvider entity={entity as typeof ENTITY}>
      <WaybillTab />
    </EntityProvider>,
    {
      apis: [
        [waybillApiRef, api],
        [signalApiRef, signals.api],
      ],
      mountedRoutes: { '/create': shipModelRouteRef },
    },
  );
}

export const answer = (overview: ModelOverview) => ({
  getModelOverview: async () => overview,
});

export const environment = (title: string) =>
  screen.findByRole('region', { name: title });
