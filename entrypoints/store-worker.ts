import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { importing } from '../models/store/worker/importing';
import { serveStoreWorker } from '../models/store/worker/serve';

export default defineUnlistedScript(() => {
  serveStoreWorker(self, { importing });
});
