import card from '../../starter/enlarge-x2.card.json';
import { starterModel } from '../starter';

export const model = starterModel(card, ['enlarge']);
