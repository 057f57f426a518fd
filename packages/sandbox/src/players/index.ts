export * from './RunningPlayers';
export * from './startPlayers';
