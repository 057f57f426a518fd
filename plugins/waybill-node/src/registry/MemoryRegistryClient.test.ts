import { MemoryRegistryClient } from './MemoryRegistryClient';
import { describeRegistryContract } from './__testUtils__/registryContract';

describe('MemoryRegistryClient', () => {
  describeRegistryContract(async () => ({
    client: new MemoryRegistryClient(),
    host: 'registry.test',
  }));
});
