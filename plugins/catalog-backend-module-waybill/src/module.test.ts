import { startTestBackend } from '@backstage/backend-test-utils';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { catalogModuleWaybill } from './module';

describe('catalogModuleWaybill', () => {
  it('adds the processor to the catalog', async () => {
    const addProcessor = jest.fn();
    await startTestBackend({
      extensionPoints: [[catalogProcessingExtensionPoint, { addProcessor }]],
      features: [catalogModuleWaybill],
    });

    expect(
      addProcessor.mock.calls.map(([processor]) =>
        processor.getProcessorName(),
      ),
    ).toEqual(['WaybillModelEntityProcessor']);
  });
});
