import { AppRootElementBlueprint } from '@backstage/frontend-plugin-api';
import { SandboxMarker } from '../components/SandboxMarker';

export const sandboxMarker = AppRootElementBlueprint.make({
  name: 'sandbox-marker',
  params: { element: <SandboxMarker /> },
});
