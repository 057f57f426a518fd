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
    factories.createBuildPackageAction(dependencies),
    factories.createPushPackageAction(dependencies),
    factories.createSignPackageAction(dependencies),
    factories.createVerifyPackageAction(dependencies),
    factories.createBuildManifestsAction(dependencies),
    factories.createPushManifestsAction(dependencies),
    factories.createPublishRepositoryAction(dependencies),
    factories.createEnrollFleetAction(dependencies),
  ];
}
