import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { RiRouteLine } from '@remixicon/react';
import { waybillTabRouteRef } from '../routes';
import { modelEntityFilter } from './modelEntityFilter';

export const waybillTab = EntityContentBlueprint.make({
  params: {
    path: '/waybill',
    title: 'Waybill',
    group: 'deployment',
    icon: <RiRouteLine />,
    routeRef: waybillTabRouteRef,
    filter: modelEntityFilter,
    loader: () =>
      import('../components/WaybillTab').then(m => <m.WaybillTab />),
  },
});
