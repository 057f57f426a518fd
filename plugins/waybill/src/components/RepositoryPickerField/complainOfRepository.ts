import { parseRepository } from '@waybill/backstage-plugin-waybill-common';

/** What is wrong with a repository and what to do, or nothing where it can be asked for. */
export function complainOfRepository(
  repository: string,
  hosts?: readonly string[],
): string | undefined {
  try {
    const { host } = parseRepository(repository);
    return hosts && hosts.length > 0 && !hosts.includes(host)
      ? `The portal does not know the registry ${host}: choose one of ${hosts.join(
          ', ',
        )}.`
      : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
