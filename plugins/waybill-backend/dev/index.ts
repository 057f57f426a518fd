import { createBackend } from '@backstage/backend-defaults';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';

// The plugin alone, with mocked sign-in and a catalog of one model:
//
//   curl http://localhost:7007/api/waybill/environments
//   curl http://localhost:7007/api/waybill/models/resource/default/iris
const backend = createBackend();

backend.add(mockServices.auth.factory());
backend.add(mockServices.httpAuth.factory());
backend.add(
  catalogServiceMock.factory({
    entities: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Resource',
        metadata: {
          name: 'iris',
          annotations: {
            'waybill.dev/repository': '127.0.0.1:5100/models/iris',
            'backstage.io/source-location':
              'url:http://127.0.0.1:3100/waybill/iris/src/branch/main/',
          },
        },
        spec: { type: 'ai-model', owner: 'guests' },
      },
    ],
  }),
);

backend.add(import('../src'));

backend.start();
