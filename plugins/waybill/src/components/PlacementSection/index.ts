export { PlacementSection } from './PlacementSection';
