import type { Tab } from './tab';

/**
 * What does not fit sideways: a page that would have to be moved, what lies beside the viewport, what is
 * cut off or can only be read by moving a box, and words that stick out of their button. Rows that
 * are meant to be moved may be longer than the page is wide.
 */
export function sidewaysOverflow(tab: Tab): Promise<string[]> {
  return tab.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    const { documentElement: root } = document;
    const found = root.scrollWidth > root.clientWidth ? [`the page, by ${root.scrollWidth - root.clientWidth}`] : [];
    // A picture larger than the stage is what the stage is for; the other words are cut on purpose.
    const skipped = '.stage *, .strip__word';
    const all = [...document.body.querySelectorAll('*')];
    // One pixel is how words and fields are hidden that are not for the eye.
    const hidden = all.filter((element) => {
      const { position, overflowX, visibility } = getComputedStyle(element);
      const isSpeck = position === 'absolute' && overflowX !== 'visible' && element.clientWidth <= 1;
      return isSpeck || visibility === 'hidden';
    });
    for (const element of all) {
      if (element.matches(skipped) || hidden.some((one) => one.contains(element))) continue;
      const { left, right, width } = element.getBoundingClientRect();
      if (width === 0) continue;
      const isRow = element.matches('.strip, .tool-rail');
      const inRow = !isRow && element.closest('.strip, .tool-rail') !== null;
      const isBeside = !inRow && (left < -1 || right > root.clientWidth + 1);
      const holdsWords = element.matches('button, label, a, summary');
      const isTooLong = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
      const mayCut = holdsWords || getComputedStyle(element).overflowX !== 'visible';
      const isCut = isTooLong && mayCut && !isRow && !element.matches('input');
      if (!isBeside && !isCut) continue;
      const name = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
      found.push(`${name} "${element.textContent.slice(0, 30)}" ${isBeside ? 'is beside the page' : 'is cut off'}`);
    }
    return found;
  });
}
