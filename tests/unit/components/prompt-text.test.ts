import { expect, test } from 'vitest';
import { readText, unread } from '../../../components/editor/prompt-text';
import { withStyle } from '../../../models/tasks/styles';

test.each(['none', 'photo'] as const)('what is looked at is what a run in the style %s gives the model', (style) => {
  const given = withStyle(' a fox ', ' blur ', style);
  expect(readText('prompt', ' a fox ', style)).toBe(given.prompt);
  expect(readText('negative', ' blur ', style)).toBe(given.negativePrompt);
});

test('what is not read are the last of the own words, or of those of the style alone', () => {
  const text = readText('negative', ' blur, fog', 'photo');
  expect(text.startsWith('blur, fog, ')).toBe(true);
  expect(unread(' blur, fog', text, 5)).toBe('fog');
  expect(unread(' blur, fog', text, 12)).toBe('');
  expect(unread(' blur, fog', text, text.length)).toBeUndefined();
});
