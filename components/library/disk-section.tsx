import { FileUp, FolderOpen } from 'lucide-react';
import { useId, useState, type DragEvent, type ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { chosenFiles, placed, type PlacedFile } from './chosen-files';
import { droppedFiles } from './dropped-files';
import { FailureLine } from './failure-line';
import type { LibraryServices } from './services';
import { useCommand } from './use-command';

/** Models of the person's own: chosen or dropped, as files, as a folder or as a zip. */
export function DiskSection(props: { services: LibraryServices }): ReactNode {
  const { services } = props;
  const { t } = useI18n();
  const title = useId();
  const command = useCommand();
  const [dragging, setDragging] = useState(false);
  const [taken, setTaken] = useState(false);

  const take = (choice: () => Promise<readonly PlacedFile[]>): void =>
    command.run(async () => {
      setTaken(false);
      const files = chosenFiles(await choice());
      if (files.length === 0) return;
      await services.importFiles(files);
      setTaken(true);
    });
  const select = (list: FileList | null): void => {
    // The list is live: it is empty as soon as the field is used again.
    const files = placed(list ?? []);
    take(() => Promise.resolve(files));
  };
  // Whatever else on the page takes what is dropped is not to have it as well.
  const over = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    setDragging(event.dataTransfer.types.includes('Files'));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    setDragging(false);
    const files = droppedFiles(event.dataTransfer);
    take(() => files);
  };
  const accepts = services.isPrivate ? {} : { onDragOver: over, onDragLeave: () => setDragging(false), onDrop: drop };

  return (
    <section
      className={dragging ? 'library__section library__drop library__drop--over' : 'library__section library__drop'}
      aria-labelledby={title}
      {...accepts}
    >
      <h3 id={title}>{t('disk_title')}</h3>
      <p className="quiet">{t('disk_text')}</p>
      {!services.isPrivate && (
        <div className="library__buttons">
          <FileTrigger allowsMultiple onSelect={select}>
            <Button icon={FileUp} isPending={command.isPending}>
              {t('disk_files')}
            </Button>
          </FileTrigger>
          <FileTrigger acceptDirectory onSelect={select}>
            <Button icon={FolderOpen} isPending={command.isPending}>
              {t('disk_folder')}
            </Button>
          </FileTrigger>
          <span className="quiet">{t('disk_drop')}</span>
        </div>
      )}
      <p role="status">{command.isPending ? t('disk_working') : taken ? t('disk_done') : ''}</p>
      <FailureLine failure={command.failure} />
    </section>
  );
}
