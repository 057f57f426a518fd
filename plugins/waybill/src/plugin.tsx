import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiRouteLine } from '@remixicon/react';
import { modelSourceField } from './extensions/modelSourceField';
import { packageFormatField } from './extensions/packageFormatField';
import { sandboxMarker } from './extensions/sandboxMarker';
import { waybillApi } from './extensions/waybillApi';
import { waybillCard } from './extensions/waybillCard';
import { waybillTab } from './extensions/waybillTab';
import { shipModelRouteRef, waybillTabRouteRef } from './routes';

/**
 * The plugin. The scaffolder's form field is part of it, and not a module of its own: an app discovers only the
 * default export of a package, and the field attaches to the scaffolder by extension id alone, so that it stays
 * unattached where the scaffolder is not installed.
 *
 * @public
 */
export const waybillPlugin = createFrontendPlugin({
  pluginId: 'waybill',
  title: 'Waybill',
  icon: <RiRouteLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { entityTab: waybillTabRouteRef },
  externalRoutes: { shipModel: shipModelRouteRef },
  extensions: [
    waybillApi,
    waybillTab,
    waybillCard,
    modelSourceField,
    packageFormatField,
    sandboxMarker,
  ],
});
