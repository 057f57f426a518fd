import {
  ApiBlueprint,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/frontend-plugin-api';
import { WaybillClient, waybillApiRef } from '../api';

export const waybillApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: waybillApiRef,
      deps: {
        fetchApi: fetchApiRef,
        discoveryApi: discoveryApiRef,
        identityApi: identityApiRef,
      },
      factory: deps => new WaybillClient(deps),
    }),
});
