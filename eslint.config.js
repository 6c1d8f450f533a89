import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const forbidFetch = {
  name: 'fetch',
  message: 'Only the modules that may touch the network or the package call fetch.',
};
const forbidAlways = [
  ...['WebSocket', 'XMLHttpRequest', 'EventSource', 'WebTransport'].map((name) => ({
    name,
    message: 'Nothing leaves the device.',
  })),
  { name: 'RTCPeerConnection', message: 'WebRTC is not bound by the content security policy.' },
  { name: 'chrome', message: 'Use platform/browser.ts.' },
];
const forbidExtensionApi = { name: 'browser', message: 'Only platform/ and entrypoints/ use the extension API.' };

export default tseslint.config(
  { ignores: ['node_modules', '.output', '.wxt', '.cache', 'training', 'public'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
      globals: { ...globals.browser, ...globals.worker },
    },
    rules: {
      'no-restricted-globals': ['error', forbidFetch, forbidExtensionApi, ...forbidAlways],
      'no-restricted-properties': [
        'error',
        { object: 'navigator', property: 'sendBeacon', message: 'Nothing leaves the device.' },
      ],
      'no-eval': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'never' },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['{components,entrypoints,images,messages,models,picker,platform,privacy}/**/*.{ts,tsx}'],
    ignores: ['messages/zod.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [{ name: 'zod', message: 'Import z from messages/zod.ts.' }] }],
    },
  },
  {
    files: ['components/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'zod', message: 'Import z from messages/zod.ts.' }],
          patterns: [
            { group: ['**/platform/*', 'wxt/*'], message: 'Views get everything from outside by props or context.' },
            { group: ['**/models/runtime/*', '**/tasks/runners', '**/tasks/*/run', 'onnxruntime-web*'], message: 'Views carry no model code.' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.tsx'],
    extends: [jsxA11y.flatConfigs.strict, reactHooks.configs.flat.recommended],
  },
  {
    files: ['platform/**/*.ts', 'entrypoints/**/*.{ts,tsx}', 'picker/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', forbidFetch, ...forbidAlways] },
  },
  {
    // Read files of the package, or, in the page, the one picture that was picked, or, in the store worker, models.
    files: [
      'models/runtime/model-shelf.ts',
      'models/store/worker/network.ts',
      'platform/i18n.ts',
      'entrypoints/editor/samples.ts',
      'picker/acquire.ts',
    ],
    rules: { 'no-restricted-globals': ['error', ...forbidAlways] },
  },
  {
    files: ['tests/**/*.ts', 'scripts/**/*.ts', '*.config.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
);
