import card from '../../starter/enlarge-x4.card.json';
import { starterModel } from '../starter';

export const model = starterModel(card, ['enlarge']);
