// What is not allowed in scripts and components; how they look is prettier's matter.
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import typescript from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

export default typescript.config(
  { ignores: ['**/dist/', '**/node_modules/'] },
  ...typescript.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser, svelteConfig } },
  },
  {
    rules: {
      // It throws where site data is blocked or full: `wire/shelf` is its door.
      'no-restricted-globals': ['error', 'localStorage', 'sessionStorage'],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // `{' · '}` at the edge of a block keeps its blanks, which Svelte would drop.
      'svelte/no-useless-mustaches': 'off',
      // Maps and sets in state are replaced whole ($state.raw), the others are bookkeeping that no page shows;
      // where a page reads one while it changes, it is a SvelteMap.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
)
