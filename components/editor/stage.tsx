import { useCallback, useRef, type CSSProperties, type ReactNode, type RefObject } from 'react';
import { Focusable, type KeyboardEvent } from 'react-aria-components';
import { useI18n } from '../i18n/context';
import { CompareSplit } from './compare-split';
import { useEditor, useEditorState } from './context';
import { currentRevision } from './history';
import type { Picture } from './state';
import { useGestures } from './use-gestures';
import type { Viewport } from './use-viewport';
import './stage.css';

/** How far an arrow key pans, in CSS pixels. */
const panStep = 48;

/** Above this many CSS pixels per picture pixel, pixels are shown as squares. */
const pixelatedFrom = 4;

const panKeys: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: panStep, y: 0 },
  ArrowRight: { x: -panStep, y: 0 },
  ArrowUp: { x: 0, y: panStep },
  ArrowDown: { x: 0, y: -panStep },
};

interface StageProps {
  picture: Picture;
  stageRef: RefObject<HTMLDivElement | null>;
  viewport: Viewport;
  /** Whether the result is compared with the original: both on one place with a line between, or side by side. */
  comparing: 'split' | 'beside' | undefined;
  /** Whether the original is shown instead of the result. */
  isHeld: boolean;
}

/** The original on a ground of its own, which shows the same part of it and moves with the other. */
function BeforePane(props: { src: string; name: string; frame: CSSProperties; viewport: Viewport }): ReactNode {
  const { src, name, frame, viewport } = props;
  const { t } = useI18n();
  const pane = useRef<HTMLDivElement>(null);
  useGestures(pane, viewport);
  return (
    <div ref={pane} className="stage">
      <div className="stage__frame" style={frame}>
        <img className="stage__picture" src={src} alt={t('compare_before_alt', name)} draggable={false} />
      </div>
      <span className="stage__badge">{t('before')}</span>
    </div>
  );
}

/** The picture on its neutral ground. */
export function Stage(props: StageProps): ReactNode {
  const { picture, stageRef, viewport, comparing, isHeld } = props;
  const { t, size } = useI18n();
  const { urls } = useEditor();
  const { view } = viewport;
  useGestures(stageRef, viewport);

  const current = currentRevision(picture);
  const shown = isHeld ? picture.original : current;
  const isSplit = comparing === 'split';
  const isBeside = comparing === 'beside';
  const name = picture.description || picture.name || t('picture_unnamed');

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = panKeys[event.key];
    if (!by || event.target !== event.currentTarget) return;
    event.preventDefault();
    viewport.panBy(by);
  };

  const frame: CSSProperties | undefined = view && {
    width: view.width,
    height: (view.width * current.height) / current.width,
    transform: `translate(${view.x}px, ${view.y}px)`,
    imageRendering: view.width / current.width >= pixelatedFrom ? 'pixelated' : 'auto',
  };

  return (
    <>
      {isBeside && frame && (
        <BeforePane src={urls.get(picture.original.blob)} name={name} frame={frame} viewport={viewport} />
      )}
      <Focusable onKeyDown={onKeyDown}>
        <div ref={stageRef} className="stage" role="application" aria-label={t('stage_label')}>
          {frame && (
            <div className="stage__frame" style={frame}>
              {isSplit ? (
                <CompareSplit
                  before={urls.get(picture.original.blob)}
                  after={urls.get(current.blob)}
                  name={name}
                  isHeld={isHeld}
                />
              ) : (
                <img
                  key={shown.id}
                  className="stage__picture"
                  src={urls.get(shown.blob)}
                  alt={t('picture_alt', name, size(shown))}
                  draggable={false}
                />
              )}
              {!isHeld && <LivePreview picture={picture} />}
            </div>
          )}
          {!isSplit && (isHeld || isBeside) && (
            <span className="stage__badge">{t(isHeld ? 'before' : 'after')}</span>
          )}
        </div>
      </Focusable>
    </>
  );
}

/** The parts of the running job's result that are done, over the picture they belong to. */
function LivePreview(props: { picture: Picture }): ReactNode {
  const { preview } = useEditor();
  const { job } = useEditorState();
  const mount = useCallback(
    (element: HTMLDivElement | null) => element?.replaceChildren(preview.canvas),
    [preview],
  );
  if (job?.pictureId !== props.picture.id) return null;
  return <div ref={mount} className="stage__preview-holder" />;
}
