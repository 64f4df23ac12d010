import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const VIEWS = ["player", "timeline", "cue-list", "cue-text", "panels"];

/** Who may use whom. What is not named here is forbidden. */
const USES = {
  main: ["app", "bridge"],
  bridge: ["bridge"],
  announce: [],
  time: ["bridge"],
  document: ["document", "time", "bridge", "announce"],
  commands: ["commands", "document", "time", "announce", "bridge"],
  keys: ["keys", "commands", "document", "time", "announce", "bridge", "keymaps"],
  kernels: ["kernels", "time", "bridge"],
  view: ["view", "kernels", "keys", "commands", "document", "time", "announce", "bridge"],
  app: ["app", "view", "keys", "commands", "document", "time", "announce", "bridge"],
};

const elements = [
  { type: "announce", pattern: "src/app/announce.ts", mode: "full" },
  { type: "time", pattern: "src/document/time.ts", mode: "full" },
  { type: "main", pattern: "src/main.ts", mode: "full" },
  { type: "keymaps", pattern: "../assets/keymaps/*.json", mode: "full" },
  { type: "kernels", pattern: "src/*/kernels/**", mode: "full" },
  { type: "view", pattern: `src/(${VIEWS.join("|")})/**`, mode: "full" },
  { type: "bridge", pattern: "src/bridge/**", mode: "full" },
  { type: "document", pattern: "src/document/**", mode: "full" },
  { type: "commands", pattern: "src/commands/**", mode: "full" },
  { type: "keys", pattern: "src/keys/**", mode: "full" },
  { type: "app", pattern: "src/app/**", mode: "full" },
];

const TAURI = { group: ["@tauri-apps/*"], message: "Only src/bridge talks to the shell." };
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
      "no-restricted-imports": ["error", { patterns: [TAURI] }],
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
    rules: { "no-restricted-imports": "off" },
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
      "boundaries/elements": elements,
      "import/resolver": { node: { extensions: [".ts", ".svelte.ts", ".svelte", ".json"] } },
    },
    rules: {
      "boundaries/element-types": [
        "error",
        { default: "disallow", rules: Object.entries(USES).map(([from, allow]) => ({ from, allow })) },
      ],
    },
  },
);
