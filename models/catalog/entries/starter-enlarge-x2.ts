import card from '../../starter/enlarge-x2.card.json';
import { starterModel } from '../starter';

export const model = starterModel(card, {
  tasks: ['enlarge'],
  name: 'Imaginex ×2',
  summary: { en: 'Fast and small, for clean pictures.', tr: 'Hızlı ve küçük; temiz görseller için.' },
});
