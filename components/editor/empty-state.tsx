import { ClipboardPaste, ImagePlus, MousePointerClick } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { sampleFiles, sampleName } from '../samples';
import { useEditor, useEditorState } from './context';
import { FailureNotice } from './failure-notice';
import { home } from './focus';
import '../sample.css';
import './empty-state.css';

/** Nothing is open yet: the ways in, and something to try. */
export function EmptyState(props: { onChoose: () => void; onPaste: () => void }): ReactNode {
  const { t } = useI18n();
  const { commands } = useEditor();
  const { opening } = useEditorState();
  return (
    <main className="empty">
      <div className="empty__card">
        <h2 className="empty__title">{t('empty_title')}</h2>
        <p className="quiet">{t('empty_text')}</p>
        <div className="empty__ways">
          <Button {...home} kind="primary" icon={ImagePlus} onPress={props.onChoose} isDisabled={opening > 0}>
            {opening > 0 ? t('opening') : t('action_choose')}
          </Button>
          <Button icon={ClipboardPaste} onPress={props.onPaste}>
            {t('action_paste')}
          </Button>
        </div>
        <p className="empty__hint">
          <MousePointerClick aria-hidden className="button__icon" />
          <span>{t('empty_pick')}</span>
        </p>
        <FailureNotice place="open" />
        <h3 className="empty__samples-title">{t('empty_samples')}</h3>
        <div className="empty__samples">
          {sampleName.options.map((sample) => (
            <AriaButton
              key={sample}
              className="sample"
              onPress={() => void commands.openSample(sample, t(`sample_${sample}`))}
            >
              <img src={sampleFiles[sample]} alt="" className="sample__picture" />
              <span>{t(`sample_${sample}`)}</span>
            </AriaButton>
          ))}
        </div>
      </div>
    </main>
  );
}
