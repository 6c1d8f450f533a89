import type { ReactNode } from 'react';
import { useI18n } from '../i18n/context';
import { partsOf, type PictureMask } from './marking';
import type { View } from './viewport';

/** The numbers of a mask's ovals, as the panel lists them; of one that is switched off its outline, too. */
export function MaskNumbers(props: { mask: PictureMask; view: View; scale: number }): ReactNode {
  const { mask, view, scale } = props;
  const { number } = useI18n();
  return partsOf(mask).map(({ index, shape, isOn }, at) => (
    <span
      key={index}
      aria-hidden
      className={`mask-layer__part ${isOn ? '' : 'mask-layer__part--off'}`}
      style={{
        inlineSize: shape.width * scale,
        blockSize: shape.height * scale,
        transform: `translate(${view.x + shape.x * scale}px, ${view.y + shape.y * scale}px)`,
      }}
    >
      <span className="mask-layer__number">{number(at + 1)}</span>
    </span>
  ));
}
