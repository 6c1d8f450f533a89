import card from '../../starter/repair.card.json';
import { starterModel } from '../starter';

export const model = starterModel(card, ['repair']);
