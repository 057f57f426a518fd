import type { EnvironmentProfile } from './EnvironmentProfile';
import type { PinnedPackage } from './ModelDeclaration';
import type { ServingSpec } from './ServingSpec';

/**
 * What the builders of serving objects are given: one model in one environment. Without `package` the objects pin
 * nothing: that is the base, which all environments share.
 *
 * @public
 */
export interface ServingInput<Spec extends ServingSpec = ServingSpec> {
  readonly name: string;
  readonly serving: Spec;
  readonly profile: EnvironmentProfile;
  readonly package?: PinnedPackage;
}
