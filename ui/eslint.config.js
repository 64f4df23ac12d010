import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** Who may use whom, beside its own kind and the leaves. What is not named here is forbidden. */
const USES = {
  bridge: [],
  document: ["bridge"],
  commands: ["document", "bridge"],
  keys: ["commands", "document", "bridge"],
  kernels: ["bridge"],
  view: ["kernels", "keys", "commands", "document", "bridge"],
  app: ["view", "keys", "commands", "document", "bridge"],
};

/** First match wins. */
const ELEMENTS = [
  ["kernels", "src/*/kernels"],
  ["view", "src/(player|timeline|cue-list|cue-text|panels|quality|review|queue|accounts)"],
  ["bridge", "src/bridge"],
  ["document", "src/document"],
  ["commands", "src/commands"],
  ["keys", "src/keys"],
  ["app", "src/app"],
].map(([type, pattern]) => ({ type, pattern }));

/** Files without dependencies of their own that everything may use. */
const LEAVES = [
  { category: "leaf", pattern: "src/app/announce.ts" },
  { category: "leaf", pattern: "src/app/painted.ts" },
  { category: "leaf", pattern: "src/document/time.ts" },
];

const policies = [
  { allow: { to: { file: { categories: { anyOf: ["leaf"] } } } } },
  ...Object.entries(USES).map(([from, others]) => ({
    from: { element: { type: from } },
    allow: [from, ...others].map((type) => ({ to: { element: { type } } })),
  })),
];

const TAURI = { group: ["@tauri-apps/*"], message: "Only src/bridge talks to the shell." };
const INSIDES = {
  regex: "^(\\.\\./)+((player|timeline|cue-list|cue-text|panels|quality|review|queue|accounts|commands|keys)/.+|document/(?!time$).+)",
  message: "Import a module by its index; its files are its own.",
};
const NO_HTML = [
  ["innerHTML", "outerHTML"].map((name) => ({
    selector: `AssignmentExpression > MemberExpression.left[property.name='${name}']`,
    message: "Caption text is data: it never becomes markup.",
  })),
  {
    selector: "CallExpression[callee.property.name=/^(insertAdjacentHTML|setHTMLUnsafe|write|createContextualFragment)$/][callee.object.name!='navigator']",
    message: "Caption text is data: it never becomes markup.",
  },
].flat();

export default ts.config(
  { ignores: ["dist/", "node_modules/", "src/bridge/bindings.ts"] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      "no-undef": "off",
      "no-console": "error",
      "no-eval": "error",
      "no-void": "off",
      "max-lines": ["error", { max: 500 }],
      "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
      "no-restricted-imports": ["error", { patterns: [TAURI, INSIDES] }],
      "no-restricted-syntax": ["error", ...NO_HTML],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "svelte/no-at-html-tags": "error",
      // Collections here are plain data behind version counters.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
    rules: { "max-lines-per-function": "off" },
  },
  {
    files: ["src/bridge/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [INSIDES] }] },
  },
  {
    files: ["src/**/*.test.ts", "src/test-setup.ts"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    files: ["src/**/*.{ts,svelte}"],
    ignores: ["src/**/*.test.ts", "src/test-setup.ts", "src/vite-env.d.ts"],
    plugins: { boundaries },
    settings: {
      "boundaries/elements": ELEMENTS,
      "boundaries/files": LEAVES,
      "import/resolver": { node: { extensions: [".ts", ".svelte.ts", ".svelte", ".json"] } },
    },
    rules: {
      "boundaries/dependencies": ["error", { default: "disallow", policies }],
    },
  },
);
