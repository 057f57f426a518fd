import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  scaffolderActionsExtensionPoint,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { config } from './__testUtils__/shipDoubles';
import { scaffolderModuleWaybill } from './module';

describe('scaffolderModuleWaybill', () => {
  const start = async (data: object) => {
    const added: TemplateAction<any, any, any>[] = [];
    const backend = await startTestBackend({
      extensionPoints: [
        [
          scaffolderActionsExtensionPoint,
          { addActions: (...actions: any[]) => added.push(...actions) },
        ],
      ],
      features: [
        scaffolderModuleWaybill,
        mockServices.rootConfig.factory({ data: data as never }),
      ],
    });
    await backend.stop();
    return added;
  };

  it('adds the actions, each with a dry run and examples', async () => {
    const added = await start(config.get());
    expect(added.map(({ id }) => id)).toEqual([
      'waybill:model:fetch',
      'waybill:model:import',
      'waybill:package:build',
      'waybill:model:check',
      'waybill:platform:check',
      'waybill:package:push',
      'waybill:package:copy',
      'waybill:package:convert',
      'waybill:package:inspect',
      'waybill:package:unpack',
      'waybill:package:sign',
      'waybill:package:attest',
      'waybill:package:verify',
      'waybill:policies:build',
      'waybill:manifests:build',
      'waybill:manifests:push',
      'waybill:repository:publish',
      'waybill:repository:fetch',
      'waybill:change:open',
      'waybill:environment:build',
      'waybill:fleet:enroll',
      'waybill:version:bump',
      'waybill:model:onboard',
    ]);
    for (const action of added) {
      expect(action).toMatchObject({
        supportsDryRun: true,
        examples: expect.arrayContaining([expect.anything()]),
        schema: { input: { type: 'object' }, output: { type: 'object' } },
      });
    }
  });

  it('starts in a portal that has configured nothing yet', async () => {
    await expect(start({})).resolves.toHaveLength(23);
  });
});
