import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createFormats } from '../../../components/i18n/formats';
import { errorKey, taskKeys } from '../../../components/i18n/keys';
import { toolIcons } from '../../../components/icons';
import { fileName } from '../../../components/editor/file-name';
import { progressWords } from '../../../components/editor/progress-words';
import { actionOf, HeldKey, shortcutsInUse } from '../../../components/editor/shortcuts';
import { secondsLeft } from '../../../components/editor/time-left';
import { manifest } from '../../../manifest.config';
import { errorCodes } from '../../../messages/errors';
import { optionFields } from '../../../models/tasks/options';
import { tasks } from '../../../models/tasks/registry';
import { mergedLocales } from '../../../scripts/build/package-assets';

const locales = await mergedLocales('.');
const languages = [...locales.keys()];
const english = locales.get('en') ?? {};

const t = (key: string, ...substitutions: readonly string[]): string => [key, ...substitutions].join(' ');

test('every language has the same keys, and the same places for what is filled in', () => {
  const places = (text: string): string[] => (text.match(/\$[1-9]/g) ?? []).sort();
  for (const language of languages) {
    const words = locales.get(language) ?? {};
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    for (const [key, { message }] of Object.entries(words)) {
      expect(message, `${language} ${key}`).not.toBe('');
      expect(places(message), `${language} ${key}`).toEqual(places(english[key]?.message ?? ''));
    }
  }
});

test('every error has its sentence', () => {
  for (const code of errorCodes) expect(english, code).toHaveProperty(errorKey(code));
});

test.each(['chrome', 'firefox'])('every permission that %s is asked for is explained', (browser) => {
  const asked = z.array(z.string()).parse(manifest(browser).permissions);
  for (const name of asked) {
    expect(english).toHaveProperty(`permission_${name}`);
    expect(english).toHaveProperty(`permission_${name}_text`);
  }
});

test('every tool has its words and its icon', () => {
  for (const meta of tasks) {
    expect(toolIcons, meta.id).toHaveProperty(meta.icon);
    const keys = [taskKeys.name(meta.id), taskKeys.description(meta.id)];
    if (meta.lists) keys.push(taskKeys.parts(meta.id), taskKeys.part(meta.id));
    if (meta.helper) keys.push(taskKeys.helper(meta.id));
    for (const field of optionFields(meta)) {
      keys.push(taskKeys.option(meta.id, field.name), taskKeys.help(meta.id, field.name));
      if (field.kind === 'choice') {
        keys.push(...field.values.map((value) => taskKeys.value(meta.id, field.name, value)));
      }
    }
    if (meta.namesMarks) keys.push(taskKeys.mask(meta.id), taskKeys.maskAdd(meta.id), taskKeys.maskRemove(meta.id));
    if (meta.finds === 'all') keys.push(taskKeys.find(meta.id));
    if (meta.isMissing) keys.push(taskKeys.missing(meta.id));
    for (const key of keys) expect(english).toHaveProperty(key);
  }
});

test('every action with a key has a name', async () => {
  const own = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(await readFile('public/_locales/en/messages.json', 'utf8')));
  for (const { action } of shortcutsInUse(true)) expect(own).toHaveProperty(`action_${action}`);
});

const press = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

test.each([
  [{ ...press, key: 'z', ctrlKey: true }, 'undo'],
  [{ ...press, key: 'Z', metaKey: true, shiftKey: true }, 'redo'],
  [{ ...press, key: '?', shiftKey: true }, 'help'],
  [{ ...press, key: '?' }, 'help'],
  [{ ...press, key: '+', shiftKey: true }, 'zoomIn'],
  [{ ...press, key: 'c' }, 'compare'],
  [{ ...press, key: 'c', ctrlKey: true }, 'copy'],
  [{ ...press, key: 'c', altKey: true }, undefined],
  [{ ...press, key: 'q' }, undefined],
])('key %j is %s', (pressed, action) => {
  expect(actionOf(pressed, true)).toBe(action);
});

test('single keys can be switched off, and nothing but them', () => {
  expect(actionOf({ ...press, key: 'c' }, false)).toBeUndefined();
  expect(actionOf({ ...press, key: '+', shiftKey: true }, false)).toBeUndefined();
  expect(actionOf({ ...press, key: 'c', ctrlKey: true }, false)).toBe('copy');
  expect(actionOf({ ...press, key: 'Escape' }, false)).toBe('cancel');
});

test('a held key is let go by its place, whatever it types by then', () => {
  const held = new HeldKey();
  expect(held.up('IntlBackslash')).toBe(false);
  held.down('Minus');
  expect(held.up('AltRight')).toBe(false);
  expect(held.up('Minus')).toBe(true);
  expect(held.up('Minus')).toBe(false);
  held.down('Minus');
  held.forget();
  expect(held.up('Minus')).toBe(false);
});

test('time left is told after the first second, from the pace so far', () => {
  const start = { at: 0, done: 0 };
  expect(secondsLeft(start, { at: 900, done: 3 }, 10)).toBeUndefined();
  expect(secondsLeft(start, { at: 2000, done: 0 }, 10)).toBeUndefined();
  expect(secondsLeft(start, { at: 2000, done: 0.9 }, 10)).toBeUndefined();
  expect(secondsLeft(start, { at: 2000, done: 4 }, 10)).toBe(3);
  expect(secondsLeft(start, { at: 2000, done: 10 }, 10)).toBeUndefined();
});

test('time left is told at once where an earlier job tells how long a unit takes', () => {
  const start = { at: 0, done: 0 };
  expect(secondsLeft(start, { at: 0, done: 0 }, 20, 1500)).toBe(30);
  expect(secondsLeft(start, { at: 750, done: 0.5 }, 20, 1500)).toBe(29.25);
  expect(secondsLeft(start, { at: 2000, done: 4 }, 10, 1500)).toBe(3);
  expect(secondsLeft(start, { at: 500, done: 10 }, 10, 1500)).toBeUndefined();
});

test('progress is said in words', () => {
  const formats = createFormats('en', t);
  const say = (done: number, total: number, left?: number) =>
    progressWords({ stage: 'running', done, total }, 'tile', left, { t, ...formats });
  expect(say(11, 40, 39.2)).toEqual({
    stage: 'progress_tile 12 40',
    left: 'progress_left 40 sec',
    sentence: 'progress_tile 12 40. progress_left 40 sec',
    fraction: 11 / 40,
  });
  expect(say(0.5, 1).stage).toBe('progress_running');
  expect(say(0, 0).fraction).toBeUndefined();
});

test('numbers read as they are spoken', () => {
  const english = createFormats('en', t);
  expect(english.bytes(0)).toBe('0 byte');
  expect(english.bytes(2_345_678)).toBe('2.3 MB');
  expect(english.duration(125)).toBe('2 min 5 sec');
  expect(english.size({ width: 1200, height: 800 })).toBe('1200 × 800');
  expect(createFormats('tr', t).percent(0.42)).toBe('%42');
});

test.each([
  ['a/b:c', 'png', 'a b c.png'],
  ['', 'jpeg', 'imaginex.jpg'],
  ['..', 'webp', 'imaginex.webp'],
  ['kedi büyüt', 'jpeg', 'kedi büyüt.jpg'],
] as const)('%j becomes a file name', (name, format, expected) => {
  expect(fileName(name, format)).toBe(expected);
});
