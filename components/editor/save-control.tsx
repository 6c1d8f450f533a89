import { Download, X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Dialog, DialogTrigger, Input, Label, Popover, TextField } from 'react-aria-components';
import type { SaveFormat, SaveOptions } from '../../images/save-picture';
import { isAbort, toErrorCode } from '../../messages/errors';
import { Button } from '../controls/button';
import { ChoiceControl } from '../controls/choice-control';
import { NumberControl } from '../controls/number-control';
import { SwitchControl } from '../controls/switch-control';
import { download } from '../download';
import { useI18n, type I18n } from '../i18n/context';
import { findTask } from '../../models/tasks/registry';
import { taskKeys } from '../i18n/keys';
import { useEditor, useEditorState } from './context';
import { FailureNotice } from './failure-notice';
import { currentRevision } from './history';
import { archiveName, fileName } from './file-name';
import { lastMade, settingsOf } from './made';
import { packPictures } from './save-all';
import type { Picture } from './state';
import { canBeTakenOut } from './veil';
import '../controls/overlay.css';

const formats: readonly SaveFormat[] = ['png', 'jpeg', 'webp'];
const initialQuality = 92;

interface SaveControlProps {
  picture: Picture | undefined;
  isDisabled: boolean;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The Save button and what it asks. */
export function SaveControl(props: SaveControlProps): ReactNode {
  const { picture, isDisabled, isOpen, onOpenChange } = props;
  const { t } = useI18n();
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <Button icon={Download} isDisabled={isDisabled}>
        {t('action_save')}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="dialog" aria-label={t('action_save')}>
          {picture && <SaveForm picture={picture} onSaved={() => onOpenChange(false)} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function SaveForm(props: { picture: Picture; onSaved: () => void }): ReactNode {
  const { picture, onSaved } = props;
  const i18n = useI18n();
  const { t, number } = i18n;
  const { store, commands, services } = useEditor();
  const { pictures } = useEditorState();
  const revision = currentRevision(picture);
  const [name, setName] = useState(() => (canBeTakenOut(picture) ? nameOf(picture, i18n) : t('save_all_name')));
  const changed = pictures.filter(canBeTakenOut);
  const isOwn = canBeTakenOut(picture);
  const [wantsAll, setTakesAll] = useState(false);
  const takesAll = wantsAll || !isOwn;
  const [packed, setPacked] = useState(0);
  const [format, setFormat] = useState<SaveFormat>('png');
  const [quality, setQuality] = useState(initialQuality);
  const source = (takesAll ? changed : [picture]).map((each) => currentRevision(each).source).find(Boolean);
  const [marks, setMarks] = useState(true);
  const [tells, setTells] = useState(false);
  const [saving, setSaving] = useState(false);
  const encoding = useRef<AbortController>(undefined);
  // Who closes the dialog does not want the file any more.
  useEffect(() => () => encoding.current?.abort(), []);

  const optionsOf = (each: Picture): SaveOptions => {
    const { width, height, source: made } = currentRevision(each);
    const description = tells ? descriptionOf(each, i18n) : undefined;
    const mark = made && marks ? { source: made, ...(description === undefined ? {} : { description }) } : undefined;
    return { format, quality, size: { width, height }, ...(mark ? { mark } : {}) };
  };

  const save = async (): Promise<void> => {
    if (encoding.current) return;
    const { signal } = (encoding.current = new AbortController());
    setSaving(true);
    store.dispatch({ type: 'failure-dismissed' });
    try {
      if (takesAll) {
        setPacked(0);
        const packing = changed.map((each) => ({ name: nameOf(each, i18n), blob: currentRevision(each).blob, options: optionsOf(each) }));
        download(await packPictures(signal, packing, services.encodePicture, setPacked), archiveName(name));
      } else {
        download(await services.encodePicture(signal, revision.blob, optionsOf(picture)), fileName(name, format));
      }
      for (const each of takesAll ? changed : [picture]) store.dispatch({ type: 'revision-kept', revisionId: currentRevision(each).id });
      onSaved();
    } catch (error) {
      if (!isAbort(error)) commands.fail('save', toErrorCode(error, 'save-failed'));
    } finally {
      encoding.current = undefined;
      setSaving(false);
    }
  };

  return (
    <form
      className="dialog__form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {/* The first field of a dialog takes the focus; here Enter alone then saves. */}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
      <TextField autoFocus className="control" value={name} onChange={setName}>
        <Label className="control__label">{t('save_name')}</Label>
        <Input className="text__input" />
      </TextField>
      <ChoiceControl
        label={t('save_format')}
        help={t(`save_format_${format}`)}
        choices={formats.map((value) => ({ value, label: value === 'webp' ? 'WebP' : value.toUpperCase() }))}
        value={format}
        onChange={(value) => setFormat(formats.find((known) => known === value) ?? 'png')}
      />
      {format !== 'png' && (
        <NumberControl
          label={t('save_quality')}
          help={t('save_quality_help')}
          min={1}
          max={100}
          step={1}
          initial={initialQuality}
          value={quality}
          onChange={setQuality}
        />
      )}
      {(changed.length > 1 || !isOwn) && (
        <SwitchControl
          label={t('save_all', number(changed.length))}
          help={t('save_all_help')}
          value={takesAll}
          isDisabled={!isOwn}
          onChange={(all) => {
            setTakesAll(all);
            setName(all ? t('save_all_name') : nameOf(picture, i18n));
          }}
        />
      )}
      {source && (
        <>
          <SwitchControl label={t('save_mark')} help={t('save_mark_help')} value={marks} onChange={setMarks} />
          {marks && (
            <SwitchControl label={t('save_settings')} help={t('save_settings_help')} value={tells} onChange={setTells} />
          )}
        </>
      )}
      {/* Lets Enter in a field save. */}
      <input type="submit" hidden />
      {/*
        One button, so that it keeps the focus, and never the one that submits: the press that ends
        the saving would submit the form again if it turned into that during its own click.
      */}
      <Button
        kind={saving ? 'plain' : 'primary'}
        icon={saving ? X : Download}
        onPress={() => (saving ? encoding.current?.abort() : void save())}
      >
        {saving ? t('saving_cancel') : t('action_save')}
      </Button>
      <p role="status" className="control__help">
        {saving && takesAll && t('save_all_running', number(packed), number(changed.length))}
      </p>
      <FailureNotice place="save" />
    </form>
  );
}

/** What a file is called at first: the picture's name, and the tool that made it what it is. */
function nameOf(picture: Picture, { t, language }: Pick<I18n, 't' | 'language'>): string {
  const { task } = currentRevision(picture);
  const tool = task === undefined ? '' : t(taskKeys.name(task)).toLocaleLowerCase(language);
  // Words are not to stand in a list of downloads unless they are written there.
  return [picture.acquisition === 'made' ? '' : picture.name, tool].filter(Boolean).join('-');
}

/** The prompt and the settings of what was made up last, a line each. */
function descriptionOf(picture: Picture, i18n: I18n): string | undefined {
  const revision = lastMade(picture);
  const meta = revision?.task === undefined ? undefined : findTask(revision.task);
  if (!revision?.made || !meta) return undefined;
  return settingsOf(meta, revision.made, i18n).map(({ label, value }) => `${label}: ${value}`).join('\n');
}
