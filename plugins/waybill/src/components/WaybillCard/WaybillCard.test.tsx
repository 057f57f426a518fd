import { EntityProvider } from '@backstage/plugin-catalog-react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import { aDifferingVoice } from '../../__fixtures__/admission';
import {
  anAbsentPlacement,
  anOverview,
  aPlacement,
  BROKEN,
} from '../../__fixtures__/overviews';
import { waybillApiRef, type WaybillApi } from '../../api';
import { waybillTabRouteRef } from '../../routes';
import { WaybillCard } from './WaybillCard';

function renderCard(api: Partial<WaybillApi>) {
  return renderInTestApp(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Resource',
        metadata: { name: 'iris' },
      }}
    >
      <WaybillCard />
    </EntityProvider>,
    {
      apis: [[waybillApiRef, api]],
      mountedRoutes: { '/waybill': waybillTabRouteRef },
    },
  );
}

describe('WaybillCard', () => {
  it('has one line for each environment and leads to the tab', async () => {
    renderCard({
      getModelOverview: async () =>
        anOverview({
          placements: [
            aPlacement({
              environment: {
                name: 'dev',
                title: 'Development',
                cluster: 'dev',
                namespace: 'models',
              },
            }),
            {
              ...BROKEN.Failed.placement(),
              environment: {
                name: 'staging',
                title: 'Staging',
                cluster: 'staging',
                namespace: 'models',
              },
            },
            anAbsentPlacement(),
          ],
        }),
    });

    const [well, failed, absent] = await screen.findAllByRole('listitem');
    expect(well).toHaveTextContent('Development1.3.0VerifiedCurrent');
    expect(within(failed).getByText('1.3.0 declared')).toBeInTheDocument();
    expect(within(failed).getByText('Failed')).toBeInTheDocument();
    expect(failed).toHaveTextContent(
      /Stopped at 'ready': The runtime cannot load/,
    );
    expect(absent).toHaveTextContent('ProductionNot shipped here');
    expect(screen.getByRole('link', { name: 'Open waybill' })).toHaveAttribute(
      'href',
      '/waybill',
    );
  });

  it('says where somebody else does not agree on trust', async () => {
    renderCard({
      getModelOverview: async () =>
        anOverview({
          placements: [aPlacement({ otherVoices: [aDifferingVoice()] })],
        }),
    });

    expect(await screen.findByRole('listitem')).toHaveTextContent(
      'Kyverno does not agree on whether it may be trusted: open the waybill.',
    );
  });

  it('says why it is empty when the backend fails', async () => {
    renderCard({
      getModelOverview: async () => {
        throw new Error('Service Unavailable.');
      },
    });

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The waybill could not be read: Service Unavailable.',
    );
  });
});
