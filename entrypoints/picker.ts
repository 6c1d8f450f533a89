import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { takePickerMode } from '../picker/mode';
import { startPicker } from '../picker/start';

export default defineUnlistedScript({
  // Leaves no global behind, so that it can be injected again.
  globalName: false,
  main: () => startPicker(takePickerMode()),
});
