import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Takes icons from their own modules: compiling all that the package's index names takes longer than everything else. */
function iconModules(): Plugin {
  const fileOf = (name: string) => name.replace(/([a-z])([A-Z0-9])/g, "$1-$2").toLowerCase();
  const modules = (list: string) =>
    list.split(",").map((part) => part.trim()).filter(Boolean).map((part) => {
      const [name = "", local = name] = part.split(/\s+as\s+/);
      return `import ${local} from "@lucide/svelte/icons/${fileOf(name)}";`;
    });
  return {
    name: "icon-modules",
    enforce: "pre",
    transform: (code) =>
      code.replace(/import\s*\{([^}]*)\}\s*from\s*["']@lucide\/svelte["'];?/g, (_, list: string) => modules(list).join(" ")),
  };
}

/** Makes of each icon a drawing that is copied: the package puts every one together from a list whenever it is shown. */
function plainIcons(): Plugin {
  const attributes = (all: Record<string, string>) => Object.entries(all).map(([name, value]) => ` ${name}="${value}"`).join("");
  return {
    name: "plain-icons",
    enforce: "pre",
    transform(code, id) {
      if (!/@lucide\/svelte\/dist\/icons\/[^/]*\.svelte$/.test(id)) return;
      const data = /^const iconData = (.*);$/m.exec(code)?.[1];
      if (data === undefined) this.error(`${id} says its shapes otherwise than expected`);
      const { node } = JSON.parse(data) as { node: [string, Record<string, string>][] };
      return `<script>
  let { size = 24, strokeWidth = 2, color = "currentColor", class: named, "aria-label": label, "aria-hidden": hidden = label === undefined } = $props();
</script>
<svg class={named} width={size} height={size} stroke-width={strokeWidth} aria-label={label} aria-hidden={hidden ? "true" : undefined} role={label === undefined ? undefined : "img"} viewBox="0 0 24 24" fill="none" stroke={color} stroke-linecap="round" stroke-linejoin="round">${node.map(([tag, all]) => `<${tag}${attributes(all)} />`).join("")}</svg>`;
    },
  };
}

/** Has the window and the Edit page fetched at once: most windows come to it within moments. */
function preloadedParts(): Plugin {
  return {
    name: "preloaded-parts",
    transformIndexHtml: (_, { bundle = {} }) =>
      Object.values(bundle).flatMap((chunk) => {
        if (chunk.type !== "chunk" || !["window", "edit"].includes(chunk.name)) return [];
        const link = (href: string, rel: string) => ({ tag: "link", injectTo: "head" as const, attrs: { rel, crossorigin: true, href: `/${href}` } });
        const styles = [...(chunk.viteMetadata?.importedCss ?? [])];
        return [link(chunk.fileName, "modulepreload"), ...styles.map((href) => link(href, "stylesheet"))];
      }),
  };
}

/** What asks the backend is one file, what the first screen needs another, and what the Edit page needs besides a third: each file is a call of the shell. */
const PARTS = [
  { name: "main", tags: ["$initial" as const], priority: 2 },
  { name: "window", test: /src\/app\/window\.ts$/, priority: 1 },
  { name: "edit", test: /src\/app\/edit\.ts$/ },
];

export default defineConfig(({ command, mode }) => ({
  // The development server bundles the package once instead.
  plugins: [(command === "build" || mode === "test") && [iconModules(), plainIcons()], preloadedParts(), svelte()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, fs: { allow: [".."] } },
  build: { target: "safari16", sourcemap: false, chunkSizeWarningLimit: 900, rolldownOptions: { output: { codeSplitting: { groups: PARTS } } } },
  // Component tests mount in jsdom and need Svelte's client build.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test-setup.ts"],
    restoreMocks: true,
    maxWorkers: 2,
    // A machine that builds at the same time is slow; nothing here waits for the clock.
    testTimeout: 60_000,
  },
}));
