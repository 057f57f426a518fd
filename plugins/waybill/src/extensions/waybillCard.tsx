import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { modelEntityFilter } from './modelEntityFilter';

export const waybillCard = EntityCardBlueprint.make({
  params: {
    type: 'info',
    filter: modelEntityFilter,
    loader: () =>
      import('../components/WaybillCard').then(m => <m.WaybillCard />),
  },
});
