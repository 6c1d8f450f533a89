import type { MessageKey } from '../components/i18n/keys';

/** One thing that Imaginex promises, with what keeps it and what would notice if it were not kept. */
export interface PrivacyPromise {
  id: string;
  /** The words of the privacy page. */
  words: MessageKey;
  /** What makes it so, and where. */
  mechanism: string;
  /** Tests that fail when the mechanism is taken away. */
  tests: readonly string[];
}

/** The promises, in the order of the privacy page. */
export const promises: readonly PrivacyPromise[] = [
  {
    id: 'P1',
    words: 'promise_p1',
    mechanism: 'manifest.config.ts pins connect-src; eslint.config.js leaves fetch to five named modules.',
    tests: ['tests/egress/witness.spec.ts', 'tests/package/manifest.test.ts', 'tests/package/scan.test.ts'],
  },
  {
    id: 'P2',
    words: 'promise_p2',
    mechanism:
      'models/runtime/inbox.ts and host.ts drop pixels on claim, end, cancel and disconnect; components/editor/object-urls.ts revokes what the editor lets go; what a classifier says of a picture stays with it in the editor.',
    tests: ['tests/egress/nothing-kept.spec.ts', 'tests/unit/runtime/host.test.ts'],
  },
  {
    id: 'P3',
    words: 'promise_p3',
    mechanism: 'No model in the package finds or describes faces: the scan lists every one of them.',
    tests: ['tests/package/scan.test.ts'],
  },
  {
    id: 'P4',
    words: 'promise_p4',
    mechanism: 'Nothing takes a picture out of the device (P1) or keeps it (P2).',
    tests: ['tests/egress/witness.spec.ts', 'tests/egress/nothing-kept.spec.ts'],
  },
  {
    id: 'P5',
    words: 'promise_p5',
    mechanism: 'No code for any of it; components/options/diagnostics.ts makes a text on request.',
    tests: ['tests/egress/witness.spec.ts', 'tests/unit/components/diagnostics.test.ts'],
  },
  {
    id: 'P6',
    words: 'promise_p6',
    mechanism:
      'connect-src in manifest.config.ts names the model hosts and nothing else; models/store/worker/network.ts alone fetches from them, after components/library/consent.tsx and, in Firefox, as long as entrypoints/background/host-access.ts finds the permission; picker/acquire.ts is the one place in a page that fetches.',
    tests: [
      'tests/egress/witness.spec.ts',
      'tests/package/scan.test.ts',
      'tests/e2e/library/download.spec.ts',
      'tests/e2e/library/permission.spec.ts',
    ],
  },
  {
    id: 'P7',
    words: 'promise_p7',
    mechanism:
      'models/catalog pins files by hash; models/store publishes a model only when every file has the pinned hash, or the one that the hub listed for its commit, and models/store/read.ts opens nothing else for a job; components/library/words.ts says which.',
    tests: [
      'tests/unit/tasks/catalog.test.ts',
      'tests/unit/library/words.test.ts',
      'tests/unit/store/library.test.ts',
      'tests/e2e/library/download.spec.ts',
      'tests/e2e/library/faults.spec.ts',
    ],
  },
  {
    id: 'P8',
    words: 'promise_p8',
    mechanism: 'activeTab and no host permission in manifest.config.ts; no content script is declared.',
    tests: ['tests/package/manifest.test.ts', 'tests/e2e/asking.spec.ts'],
  },
  {
    id: 'P9',
    words: 'promise_p9',
    mechanism: 'privacy/stored.ts lists and erases the stores themselves, not what is known to be in them.',
    tests: ['tests/unit/privacy/stored.test.ts'],
  },
  {
    id: 'P10',
    words: 'promise_p10',
    mechanism: 'images/save-picture.ts writes pixels, colours and the mark on what a model made; words and settings only where that was ticked.',
    tests: ['tests/unit/images/png-metadata.test.ts', 'tests/unit/images/xmp.test.ts', 'tests/e2e/images/images.spec.ts'],
  },
  {
    id: 'P11',
    words: 'promise_p11',
    mechanism: 'messages/senders.ts and messages/router.ts refuse every sender that is not listed.',
    tests: ['tests/unit/messages/router.test.ts', 'tests/package/manifest.test.ts'],
  },
  {
    id: 'P12',
    words: 'promise_p12',
    mechanism:
      'platform/settings.ts writes nothing and models/store/library-host.ts fetches nothing from a private window; entrypoints/background/editors.ts keeps editors apart by kind of window; in Chrome the extension is split.',
    tests: [
      'tests/e2e/private-windows.spec.ts',
      'tests/unit/privacy/stored.test.ts',
      'tests/package/manifest.test.ts',
    ],
  },
];
