import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiRouteLine } from '@remixicon/react';
import { environmentsField } from './extensions/environmentsField';
import { modelSourceField } from './extensions/modelSourceField';
import { packageFormatField } from './extensions/packageFormatField';
import { previewField } from './extensions/previewField';
import { repositoryPickerField } from './extensions/repositoryPickerField';
import { resourcesField } from './extensions/resourcesField';
import { sandboxMarker } from './extensions/sandboxMarker';
import { servingField } from './extensions/servingField';
import { versionField } from './extensions/versionField';
import { waybillApi } from './extensions/waybillApi';
import { waybillCard } from './extensions/waybillCard';
import { waybillTab } from './extensions/waybillTab';
import { shipModelRouteRef, waybillTabRouteRef } from './routes';

/**
 * The plugin. The scaffolder's form fields are part of it, and not a module of their own: an app discovers only the
 * default export of a package, and the fields attach to the scaffolder by extension id alone, so that they stay
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
    repositoryPickerField,
    versionField,
    servingField,
    environmentsField,
    resourcesField,
    previewField,
    sandboxMarker,
  ],
});
