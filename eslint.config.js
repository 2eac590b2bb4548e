import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

/** What a folder may not import, and what to do instead; `test/architecture.test.ts` checks the same over the real graph. */
const node = 'Node modules do not exist here: shared code runs anywhere. Pass in what is needed.'
const electron = 'Only src/main, src/preload and src/browser-host know Electron.'
const sharp = 'sharp is imported in src/engine/load-sharp.ts only: import { sharp } from there, inside the engine.'
const engine = 'Image work runs in children: send a ChildTask through the pool instead of importing the engine.'
const names = 'The preload is built from names: src/shared/ipc-names.ts is all that it may import.'
const bridge = 'The window knows main only by the contract: ask through the bridge.'
const standIn = 'The browser host stands in for Electron and knows nothing of what runs in it.'
const layer = (folder, message) => ({ group: [`**/${folder}/**`], message })

/** @param {string} folder @param {readonly object[]} patterns */
function rules(folder, patterns) {
  return {
    files: [`src/${folder}/**/*.ts`, `src/${folder}/**/*.svelte`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  }
}

const namedExportsOnly = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: a name that is the same everywhere can be searched for.',
}
const nonBlockingOnly = {
  selector: ':matches(ImportSpecifier[imported.name=/Sync$/], MemberExpression[property.name=/Sync$/])',
  message: 'A blocking call delays everything else on this loop: use node:fs/promises.',
}

export default tseslint.config(
  { ignores: ['out/', 'node_modules/', 'coverage/', 'test/integration/pool/fixtures/', 'test/suites/contract-app/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.shared.json',
          './tsconfig.node.json',
          './tsconfig.page.json',
          './tsconfig.web.json',
          './tsconfig.tools.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', namedExportsOnly, nonBlockingOnly],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Our objects are closures and our classes are not taken apart.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/prefer-readonly': 'error',
      // Awaiting one after another is the point where order or memory matters.
      'no-await-in-loop': 'off',
    },
  },
  rules('shared', [
    { group: ['node:*'], message: node },
    { group: ['electron'], message: electron },
    { group: ['sharp'], message: sharp },
    layer('engine', engine),
  ]),
  rules('engine', [
    { group: ['electron'], message: electron },
    layer('pool', 'The engine knows nothing of processes.'),
    layer('batch', 'The engine knows one picture, not batches.'),
  ]),
  rules('pool', [
    { group: ['electron'], message: electron },
    { group: ['sharp'], message: sharp },
    layer('engine', 'The pool knows nothing of images.'),
    layer('batch', 'The pool knows nothing of batches.'),
  ]),
  rules('store', [
    { group: ['electron'], message: electron },
    { group: ['sharp'], message: sharp },
    layer('engine', engine),
    layer('pool', 'The store keeps what it is told; it runs nothing.'),
    layer('batch', 'The store keeps what it is told; it knows no batch that runs.'),
  ]),
  rules('batch', [
    { group: ['electron'], message: electron },
    { group: ['sharp'], message: sharp },
    layer('engine', engine),
  ]),
  rules('worker', [
    { group: ['electron'], message: electron },
    { group: ['sharp'], message: sharp },
  ]),
  rules('cli', [
    { group: ['electron'], message: electron },
    { group: ['sharp'], message: sharp },
    layer('engine', engine),
  ]),
  rules('main', [{ group: ['sharp'], message: sharp }, layer('engine', engine)]),
  rules('preload', [{ group: ['node:*'], message: node }, layer('engine', engine), layer('batch', names)]),
  rules('renderer', [
    { group: ['node:*'], message: node },
    { group: ['electron'], message: electron },
    { group: ['sharp'], message: sharp },
    {
      group: ['zod'],
      message: 'The window needs no schemas: main checks what it is sent, and types come from the contract.',
    },
    ...['engine', 'pool', 'batch', 'main', 'worker', 'cli'].map((folder) => layer(folder, bridge)),
  ]),
  rules('browser-host', [
    { group: ['sharp'], message: sharp },
    ...['engine', 'pool', 'batch', 'main', 'worker', 'cli'].map((folder) => layer(folder, standIn)),
  ]),
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'], svelteConfig },
      globals: globals.browser,
    },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/prefer-svelte-reactivity': 'off',
      // Props and state are read where they are declared; the compiler warns of what matters.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // The linter knows nothing of the types of another component's props; svelte-check does.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['src/cli/**/*.ts', 'src/browser-host/**/*.ts', 'bin/**', 'scripts/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // In a child nobody waits on the loop, and twenty calls a file through the thread pool cost more than a small picture;
    // nor does anybody wait on that of the store's thread.
    files: ['src/engine/**/*.ts', 'src/worker/**/*.ts', 'src/store/thread/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', namedExportsOnly] },
  },
  {
    // Tools and tests run alone: nobody waits on their loop.
    files: ['test/**', 'scripts/**', 'bench/**', '*.config.ts', '*.config.js', 'bin/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      parserOptions: { project: null },
      globals: globals.node,
    },
  },
)
