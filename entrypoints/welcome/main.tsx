import { showPage } from '../../components/page';
import { WelcomeView, explainedPermissions } from '../../components/welcome/welcome-view';
import { grantedPermissions } from '../../platform/extension';
import { applyLanguage, loadStrings } from '../../platform/i18n';
import { readSettings } from '../../platform/settings';

const { language } = await readSettings();
const strings = await loadStrings(language);
applyLanguage(strings);
document.title = strings('welcome_title');
showPage(
  strings,
  <WelcomeView
    permissions={explainedPermissions.filter((name) => grantedPermissions.includes(name))}
    pinning={import.meta.env.FIREFOX ? 'welcome_pin_firefox' : 'welcome_pin_chrome'}
  />,
);
