import { useCallback, useRef, type CSSProperties, type ReactNode, type RefObject } from 'react';
import { Focusable, type KeyboardEvent } from 'react-aria-components';
import { findTask } from '../../models/tasks/registry';
import { optionFields } from '../../models/tasks/options';
import type { OptionValues, TaskMeta } from '../../models/tasks/task';
import { useI18n } from '../i18n/context';
import { borderOf, type Border } from './border';
import { CompareSplit } from './compare-split';
import type { Comparison } from './comparison';
import { useEditor, useEditorState } from './context';
import { FrameGround, FrameLayer } from './frame-layer';
import { currentRevision, inputRevision, isOwnResult } from './history';
import { MaskLayer } from './mask-layer';
import { isOfMarked } from './partial';
import { PointLayer } from './point-layer';
import type { EditorState, Picture, Revision } from './state';
import { toolSetup } from './tool-setup';
import { VeiledPicture } from './veiled-picture';
import { useGestures } from './use-gestures';
import type { Viewport } from './use-viewport';
import type { Point, Size } from './viewport';
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
  /** With what it is compared: both on one place with a line between, or side by side. */
  comparison: Comparison | undefined;
  isBeside: boolean;
  /** Whether the original is shown instead of the result. */
  isHeld: boolean;
}

/** What is compared, on a ground of its own, which shows the same part of it and moves with the other. */
function BeforePane(props: { comparison: Comparison; frame: CSSProperties; viewport: Viewport }): ReactNode {
  const { comparison, frame, viewport } = props;
  const { isOther, revision } = comparison;
  const { t } = useI18n();
  const name = comparison.name || t('picture_unnamed');
  const pane = useRef<HTMLDivElement>(null);
  useGestures(pane, viewport);
  return (
    <div ref={pane} className="stage">
      <div className="stage__frame" style={frame}>
        <StagePicture revision={revision} label={isOther ? name : t('compare_before_alt', name)} />
      </div>
      <span className="stage__badge">{isOther ? name : t('before')}</span>
    </div>
  );
}

/** A state of a picture, as the frame shows it. */
function StagePicture(props: { revision: Revision; label: string }): ReactNode {
  const { revision, label } = props;
  const { t } = useI18n();
  const { urls } = useEditor();
  if (revision.isVeiled === true) return <VeiledPicture blob={revision.blob} className="stage__picture" label={t('veil_alt', label)} />;
  return <img className="stage__picture" src={urls.get(revision.blob)} alt={label} draggable={false} />;
}

/** The picture on its neutral ground. */
export function Stage(props: StageProps): ReactNode {
  const { picture, stageRef, viewport, comparison, isHeld } = props;
  const { t, size } = useI18n();
  const { urls, store } = useEditor();
  const state = useEditorState();
  const { view } = viewport;
  useGestures(stageRef, viewport);

  const current = currentRevision(picture);
  const meta = findTask(state.task);
  // Where something was taken away, a result has nothing left to be seen.
  const isCorrecting = meta !== undefined && isOwnResult(picture, meta) && state.isCorrecting === true && comparison === undefined;
  const looked = isCorrecting ? inputRevision(picture, meta) : current;
  const shown = isHeld ? picture.original : looked;
  // On one place with what is hidden, a half of that would be seen.
  const hides = current.isVeiled === true || comparison?.revision.isVeiled === true;
  const isBeside = comparison !== undefined && (props.isBeside || comparison.besideOnly || hides);
  const isSplit = comparison !== undefined && !isBeside;
  const isIdle = state.job === undefined && comparison === undefined && !isHeld;
  // While it is looked for what was pointed at, that stays in view, and so does what points.
  const isPointing = state.job?.hints !== undefined && state.job.pictureId === picture.id && comparison === undefined && !isHeld;
  const isMarking = (isIdle || isPointing) && meta !== undefined && isOfMarked(state, meta);
  const framing = meta && framingOf(state, meta);
  const pointing = meta && pointingOf(state, meta);
  const isFramed = framing !== undefined && state.job?.pictureId === picture.id;
  const name = picture.description || picture.name || t('picture_unnamed');

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = panKeys[event.key];
    if (!by || event.target !== event.currentTarget) return;
    event.preventDefault();
    viewport.panBy(by);
  };

  const frame: CSSProperties | undefined = view && {
    width: view.width,
    height: (view.width * shown.height) / shown.width,
    transform: `translate(${view.x}px, ${view.y}px)`,
    imageRendering: view.width / current.width >= pixelatedFrom ? 'pixelated' : 'auto',
  };

  return (
    <>
      {isBeside && view && frame && (
        <BeforePane
          comparison={comparison}
          frame={{ ...frame, height: (view.width * comparison.revision.height) / comparison.revision.width }}
          viewport={viewport}
        />
      )}
      <Focusable onKeyDown={onKeyDown}>
        <div ref={stageRef} className="stage" role="application" aria-label={t('stage_label')}>
          {view && framing && (isIdle || isFramed) && (
            <FrameGround border={framing.border} picture={current} view={view}>
              {isFramed && <PreviewHolder />}
            </FrameGround>
          )}
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
                <StagePicture key={shown.id} revision={shown} label={t('picture_alt', name, size(shown))} />
              )}
              {!isHeld && !isFramed && <LivePreview picture={picture} />}
            </div>
          )}
          {view && isMarking && <MaskLayer key={picture.id} picture={picture} meta={meta} view={view} />}
          {view && meta && pointing && isIdle && !isMarking && (
            <PointLayer
              point={pointing.point}
              isChosen={pointing.isChosen}
              picture={current}
              view={view}
              onChoose={(point) => {
                const values = { ...state.options[meta.id], ...pointing.values(point) };
                store.dispatch({ type: 'options-changed', task: meta.id, values });
              }}
            />
          )}
          {view && framing && isIdle && (
            <FrameLayer
              {...framing}
              picture={current}
              view={view}
              onChange={(border) => {
                const values = { ...state.options[meta.id], ...border };
                store.dispatch({ type: 'options-changed', task: meta.id, values });
              }}
            />
          )}
          {!isSplit && (isHeld || isBeside) && (
            <span className="stage__badge">{comparison?.isOther ? name : t(isHeld ? 'before' : 'after')}</span>
          )}
        </div>
      </Focusable>
    </>
  );
}

/** The border that a tool adds to a picture, and how wide it may be; nothing for a tool that adds none. */
function framingOf(state: EditorState, meta: TaskMeta): { border: Border; max: number } | undefined {
  const field = optionFields(meta).find(({ kind }) => kind === 'border');
  return field?.kind === 'border' ? { border: borderOf(toolSetup(state, meta).options), max: field.max } : undefined;
}

/** The place that a click on the picture tells a tool; nothing for a tool that asks for none. */
function pointingOf(state: EditorState, meta: TaskMeta): { point: Point; isChosen: boolean; values: (point: Point) => Partial<OptionValues> } | undefined {
  if (!meta.point) return undefined;
  const { x, y, sets } = meta.point;
  const { options } = toolSetup(state, meta);
  return {
    point: { x: Number(options[x]), y: Number(options[y]) },
    isChosen: Object.entries(sets).every(([name, value]) => options[name] === value),
    values: (point) => ({ ...sets, [x]: point.x, [y]: point.y }),
  };
}

/** The picture that a job makes from nothing, as far as it is there. */
export function MakingStage(props: { size: Size; stageRef: RefObject<HTMLDivElement | null>; viewport: Viewport }): ReactNode {
  const { size, stageRef, viewport } = props;
  const { t } = useI18n();
  const { view } = viewport;
  useGestures(stageRef, viewport);
  return (
    <div ref={stageRef} className="stage" role="img" aria-label={t('making_label')}>
      {view && (
        <div
          className="stage__frame stage__frame--making"
          style={{
            width: view.width,
            height: (view.width * size.height) / size.width,
            transform: `translate(${view.x}px, ${view.y}px)`,
          }}
        >
          <PreviewHolder />
        </div>
      )}
    </div>
  );
}

/** The parts of the running job's result that are done, over the picture they belong to. */
function LivePreview(props: { picture: Picture }): ReactNode {
  const { job } = useEditorState();
  return job?.pictureId === props.picture.id ? <PreviewHolder /> : null;
}

function PreviewHolder(): ReactNode {
  const { preview } = useEditor();
  const { job } = useEditorState();
  const mount = useCallback(
    (element: HTMLDivElement | null) => element?.replaceChildren(preview.canvas),
    [preview],
  );
  const veil = job?.isWatched === true ? ' stage__preview-holder--veiled' : '';
  return <div ref={mount} className={`stage__preview-holder${veil}`} />;
}
