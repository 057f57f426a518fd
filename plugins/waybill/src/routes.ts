import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/frontend-plugin-api';

/** The Waybill tab of an entity page. */
export const waybillTabRouteRef = createRouteRef();

/** Where a model is shipped from: the scaffolder, where it is installed. */
export const shipModelRouteRef = createExternalRouteRef({
  defaultTarget: 'scaffolder.root',
});
