import type { Tab } from './tab';
import type { Words } from './words';

/** Sets a number or words of a tool, also one that is behind "More". */
export async function setToolOption(editor: Tab, words: Words, tool: string, option: string, value: number | string): Promise<void> {
  await editor.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  const label = words(`task_${tool}_option_${option}`);
  await editor.evaluate((wanted) => {
    const field = [...document.querySelectorAll('label')].find(({ textContent }) => textContent === wanted);
    field?.scrollIntoView({ block: 'center' });
  }, label);
  await editor.click('textbox', label);
  await editor.press('Control+a');
  await editor.type(String(value));
  await editor.press('Tab');
}
