import * as factories from './actions';
import type { ActionDependencies } from './dependencies';

/**
 * All actions of Waybill, in the order in which a model passes them.
 *
 * @public
 */
export function createActions(dependencies: ActionDependencies) {
  return [
    factories.createFetchModelAction(dependencies),
    factories.createImportModelAction(dependencies),
    factories.createBuildPackageAction(dependencies),
    factories.createCheckModelAction(dependencies),
    factories.createCheckPlatformAction(dependencies),
    factories.createPushPackageAction(dependencies),
    factories.createCopyPackageAction(dependencies),
    factories.createConvertPackageAction(dependencies),
    factories.createInspectPackageAction(dependencies),
    factories.createUnpackPackageAction(dependencies),
    factories.createSignPackageAction(dependencies),
    factories.createAttestPackageAction(dependencies),
    factories.createVerifyPackageAction(dependencies),
    factories.createBuildPoliciesAction(dependencies),
    factories.createBuildManifestsAction(dependencies),
    factories.createPushManifestsAction(dependencies),
    factories.createPublishRepositoryAction(dependencies),
    factories.createFetchRepositoryAction(dependencies),
    factories.createOpenChangeAction(dependencies),
    factories.createBuildEnvironmentAction(dependencies),
    factories.createEnrollFleetAction(dependencies),
    factories.createBumpVersionAction(dependencies),
    factories.createOnboardModelAction(dependencies),
  ];
}
