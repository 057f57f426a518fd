import { worstStatus, type Status } from './status';

describe('worstStatus', () => {
  it.each<[Status[], Status]>([
    [['Current', 'Current'], 'Current'],
    [['Current', 'InProgress'], 'InProgress'],
    [['Terminating', 'InProgress'], 'Terminating'],
    [['NotFound', 'Terminating'], 'NotFound'],
    [['Failed', 'NotFound'], 'Failed'],
    [['Unknown', 'Failed'], 'Unknown'],
    [['Current', 'Healthy' as Status], 'Unknown'],
    [[], 'Unknown'],
  ])('of %j is %s', (statuses, worst) => {
    expect(worstStatus(statuses)).toBe(worst);
  });
});
