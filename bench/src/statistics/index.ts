export { pairRatios, type RoundValue } from './pairRatios';
export { seededRandom, shuffle } from './shuffle';
export { median, summarise, type Summary } from './summarise';
