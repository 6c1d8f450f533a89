import card from '../../starter/repair.card.json';
import { starterModel } from '../starter';

export const model = starterModel(card, {
  tasks: ['repair'],
  name: 'Imaginex Repair',
  summary: { en: 'Removes noise and JPEG artefacts.', tr: 'Kumlanmayı ve JPEG bozulmalarını giderir.' },
});
