import { describe, expect, it } from 'vitest';
import { Held } from '../../../picker/held';
import { keyAction, type Key } from '../../../picker/keys';

const plain: Key = { key: '', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, isComposing: false };

describe('keyAction', () => {
  it.each([
    [{ key: 'Tab' }, 'next'],
    [{ key: 'Tab', shiftKey: true }, 'previous'],
    [{ key: 'ArrowDown' }, 'next'],
    [{ key: 'ArrowDown', shiftKey: true }, 'under'],
    [{ key: 'ArrowUp', shiftKey: true }, 'over'],
    [{ key: 'Enter' }, 'pick'],
    [{ key: 'Escape' }, 'leave'],
    [{ key: 'a' }, undefined],
    [{ key: 'Tab', ctrlKey: true }, undefined],
    [{ key: 'Enter', isComposing: true }, undefined],
    [{ key: 'toString' }, undefined],
  ])('%j', (key, action) => {
    expect(keyAction({ ...plain, ...key }, 'ltr')).toBe(action);
  });

  it('turns the horizontal arrows, and only those, with the script', () => {
    expect(keyAction({ ...plain, key: 'ArrowLeft' }, 'rtl')).toBe('next');
    expect(keyAction({ ...plain, key: 'ArrowUp' }, 'rtl')).toBe('previous');
  });
});

describe('Held', () => {
  it('waits until everything is up', async () => {
    const held = new Held();
    held.press('Escape');
    held.press('pointer 1');
    let up = false;
    const waiting = held.allUp(10_000).then(() => (up = true));
    held.release('Escape');
    await Promise.resolve();
    expect(up).toBe(false);
    held.release('pointer 1');
    await waiting;
    expect(up).toBe(true);
  });

  it('does not wait for ever', async () => {
    const held = new Held();
    held.press('Escape');
    await expect(held.allUp(10)).resolves.toBeUndefined();
  });
});
