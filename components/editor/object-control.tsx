import { SquareDashedMousePointer } from 'lucide-react';
import type { ReactNode } from 'react';
import { maxCoverageShapes } from '../../images/mask';
import { meta as select } from '../../models/tasks/select/meta';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { useEditor, useEditorState } from './context';
import { hasRoomForObject, type PictureMask } from './marking';
import { ModelControl } from './model-control';
import { toolSetup } from './tool-setup';

interface ObjectControlProps {
  pictureId: string;
  marked: PictureMask;
  isDisabled: boolean;
  /** Shows the library of models. */
  onMore: () => void;
}

/** How objects are marked that are pointed at, and with which model. */
export function ObjectControl({ pictureId, marked, isDisabled, onMore }: ObjectControlProps): ReactNode {
  const { t, number } = useI18n();
  const { store } = useEditor();
  const state = useEditorState();
  const setup = toolSetup(state, select);
  const isBegun = marked.object !== undefined;
  const isFull = !isBegun && !hasRoomForObject(marked);
  return (
    <>
      {setup.canRun && (
        <>
          <p className="control__help">{t('object_help')}</p>
          <p role="status" className="control__help mask-control__full">
            {isFull ? t('object_full', number(maxCoverageShapes)) : state.brush.erase && !isBegun && t('object_first')}
          </p>
          <div>
            <Button
              icon={SquareDashedMousePointer}
              isDisabled={isDisabled || !isBegun}
              onPress={() => store.dispatch({ type: 'object-left', pictureId })}
            >
              {t('object_new')}
            </Button>
          </div>
        </>
      )}
      <ModelControl need={setup.need} label={t('object_model')} offersFirst isDisabled={isDisabled} onMore={onMore} />
    </>
  );
}
