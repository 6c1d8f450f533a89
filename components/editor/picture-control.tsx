import type { ReactNode } from 'react';
import { Label, RadioButton, RadioField, RadioGroup, Text } from 'react-aria-components';
import { useI18n } from '../i18n/context';
import { useEditorState } from './context';
import { currentRevision } from './history';
import { otherPictures } from './other-picture';
import { Thumbnail } from './thumbnail';
import './picture-control.css';

interface PictureControlProps {
  label: string;
  help: string;
  /** Id of a picture. */
  value: string;
  isDisabled: boolean;
  onChange: (id: string) => void;
}

/** One of the other open pictures, as it is now. */
export function PictureControl(props: PictureControlProps): ReactNode {
  const { label, help, value, isDisabled, onChange } = props;
  const { t } = useI18n();
  const others = otherPictures(useEditorState());
  if (others.length === 0) {
    return (
      <div className="control">
        <span className="control__label">{label}</span>
        <p className="control__help">{t('other_picture_none')}</p>
      </div>
    );
  }
  return (
    <RadioGroup className="control" orientation="horizontal" value={value} isDisabled={isDisabled} onChange={onChange}>
      <Label className="control__label">{label}</Label>
      <div className="choice__row">
        {others.map((picture) => {
          const revision = currentRevision(picture);
          const name = picture.name || t('picture_unnamed');
          return (
            <RadioField key={picture.id} value={picture.id}>
              <RadioButton className="choice__item picture-choice">
                <Thumbnail revision={revision} />
                <span className="visually-hidden">{revision.isVeiled === true ? t('veil_alt', name) : name}</span>
              </RadioButton>
            </RadioField>
          );
        })}
      </div>
      <Text slot="description" className="control__help">
        {help}
      </Text>
    </RadioGroup>
  );
}
