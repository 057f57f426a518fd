import type { RegistryClient } from '../../registry';

/** The client, with the names of the calls that went through it. */
export function countRequests(client: RegistryClient): {
  client: RegistryClient;
  requests: string[];
} {
  const requests: string[] = [];
  const counting = new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...call: unknown[]) => {
        requests.push(String(name));
        return Reflect.apply(value, target, call);
      };
    },
  });
  return { client: counting, requests };
}
