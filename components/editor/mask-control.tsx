import { Brush as BrushIcon, Circle, Contrast, Eraser, Eye, Lasso, MousePointerClick, Pencil, Redo, ScanSearch, SquareDashed, Trash2, Undo } from 'lucide-react';
import type { ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Button, IconButton } from '../controls/button';
import { NumberControl } from '../controls/number-control';
import type { TaskMeta } from '../../models/tasks/task';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { useEditor, useEditorState } from './context';
import { inputRevision, isOwnResult } from './history';
import { brushSizes, cleared, initialBrush, maskFor, usualFeather, type Brush } from './marking';
import { maxMaskShapes } from '../../images/mask';
import { ObjectControl } from './object-control';
import type { Picture } from './state';
import { MaskParts } from './mask-parts';
import { canStepMarks, step } from './steps';
import './mask-control.css';

const kinds = [
  { kind: 'stroke', icon: BrushIcon },
  { kind: 'rectangle', icon: SquareDashed },
  { kind: 'ellipse', icon: Circle },
  { kind: 'lasso', icon: Lasso },
  { kind: 'object', icon: MousePointerClick },
] as const;

const largestFeather = 100;

interface MaskControlProps {
  picture: Picture;
  meta: TaskMeta;
  isDisabled: boolean;
  /** Shows the library of models. */
  onMore: () => void;
}

/** With what a part of the picture is marked, and how its edge is. */
export function MaskControl(props: MaskControlProps): ReactNode {
  const { picture, meta, isDisabled } = props;
  const { t, number } = useI18n();
  const { store, commands } = useEditor();
  const state = useEditorState();
  const { brush, isCorrecting = false } = state;
  const title = t(meta.namesMarks ? taskKeys.mask(meta.id) : 'mask');
  const current = maskFor(picture.mask, inputRevision(picture, meta));
  const { mask } = current;
  const setBrush = (change: Partial<Brush>): void => store.dispatch({ type: 'brush-changed', brush: { ...brush, ...change } });
  const ownResult = isOwnResult(picture, meta);
  const setMask = (next: typeof current): void => store.dispatch({ type: 'mask-changed', pictureId: picture.id, mask: next });
  return (
    <div className="mask-control" role="group" aria-label={title}>
      <span className="control__label">{title}</span>
      {meta.namesMarks && (
        <ToggleButtonGroup
          aria-label={t('mask_does')}
          className="mask-control__kinds"
          selectionMode="single"
          disallowEmptySelection
          isDisabled={isDisabled}
          selectedKeys={[brush.erase ? 'remove' : 'add']}
          onSelectionChange={([key]) => setBrush({ erase: key === 'remove' })}
        >
          <ToggleButton id="add" className="mask-control__kind">
            <Pencil aria-hidden className="button__icon" />
            <span>{t(taskKeys.maskAdd(meta.id))}</span>
          </ToggleButton>
          <ToggleButton id="remove" className="mask-control__kind">
            <Eraser aria-hidden className="button__icon" />
            <span>{t(taskKeys.maskRemove(meta.id))}</span>
          </ToggleButton>
        </ToggleButtonGroup>
      )}
      <div className="mask-control__row">
        <ToggleButtonGroup
          aria-label={t('mask_with')}
          className="mask-control__kinds"
          selectionMode="single"
          disallowEmptySelection
          isDisabled={isDisabled}
          selectedKeys={[brush.kind]}
          onSelectionChange={([key]) => {
            const chosen = kinds.find(({ kind }) => kind === key);
            if (chosen) setBrush({ kind: chosen.kind });
          }}
        >
          {kinds.map(({ kind, icon: Icon }) => (
            <ToggleButton key={kind} id={kind} className="mask-control__kind">
              <Icon aria-hidden className="button__icon" />
              <span>{t(`mask_${kind}`)}</span>
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <div className="mask-control__row">
        {!meta.namesMarks && (
          <IconButton
            icon={brush.erase ? Eraser : Pencil}
            label={t('mask_erase')}
            active={brush.erase}
            isDisabled={isDisabled}
            onPress={() => setBrush({ erase: !brush.erase })}
          />
        )}
        <IconButton
          icon={Undo}
          label={t('mask_undo')}
          isDisabled={isDisabled || !canStepMarks(state, -1)}
          onPress={() => step(store, -1)}
        />
        <IconButton
          icon={Redo}
          label={t('mask_redo')}
          isDisabled={isDisabled || !canStepMarks(state, 1)}
          onPress={() => step(store, 1)}
        />
        <IconButton
          icon={Contrast}
          label={t('mask_invert')}
          active={mask.inverted}
          isDisabled={isDisabled}
          onPress={() => setMask({ ...current, mask: { ...mask, inverted: !mask.inverted } })}
        />
        <IconButton
          icon={Trash2}
          label={t('mask_clear')}
          isDisabled={isDisabled || (mask.shapes.length === 0 && !mask.inverted)}
          onPress={() => setMask(cleared(current))}
        />
        {ownResult && (
          <IconButton
            icon={Eye}
            label={t('mask_show')}
            active={isCorrecting}
            isDisabled={isDisabled}
            onPress={() => store.dispatch({ type: 'correcting-changed', isCorrecting: !isCorrecting })}
          />
        )}
      </div>
      {meta.finds === 'all' && (
        <div>
          <Button icon={ScanSearch} isDisabled={isDisabled} onPress={() => void commands.find()}>
            {t(taskKeys.find(meta.id))}
          </Button>
        </div>
      )}
      {meta.lists === true && <MaskParts mask={current} task={meta.id} isDisabled={isDisabled} onChange={setMask} />}
      <p role="status" className="control__help mask-control__full">
        {mask.shapes.length >= maxMaskShapes && t('mask_full', number(maxMaskShapes))}
      </p>
      {brush.kind === 'object' && <ObjectControl pictureId={picture.id} marked={current} isDisabled={isDisabled} onMore={props.onMore} />}
      {brush.kind === 'stroke' && (
        <NumberControl
          label={t('mask_size')}
          help={t('mask_size_help')}
          min={brushSizes.min * 100}
          max={brushSizes.max * 100}
          step={0.5}
          initial={initialBrush.size * 100}
          value={brush.size * 100}
          isDisabled={isDisabled}
          onChange={(percent) => setBrush({ size: percent / 100 })}
        />
      )}
      <NumberControl
        label={t('mask_feather')}
        help={t('mask_feather_help')}
        min={0}
        max={largestFeather}
        step={1}
        initial={Math.min(largestFeather, usualFeather(current, mask.shapes))}
        value={Math.min(largestFeather, mask.feather)}
        isDisabled={isDisabled}
        onChange={(feather) => setMask({ ...current, mask: { ...mask, feather } })}
      />
    </div>
  );
}
