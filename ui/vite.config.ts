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

/** Has the Edit page fetched along with the window: most windows come to it within moments. */
function preloadedPage(): Plugin {
  return {
    name: "preloaded-page",
    transformIndexHtml: (_, { bundle = {} }) => {
      const pages = Object.values(bundle).filter((one) => one.type === "chunk" && one.isDynamicEntry && one.name === "edit");
      return pages.map(({ fileName }) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `/${fileName}` } }));
    },
  };
}

export default defineConfig(({ command, mode }) => ({
  // The development server bundles the package once instead.
  plugins: [(command === "build" || mode === "test") && iconModules(), preloadedPage(), svelte()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, fs: { allow: [".."] } },
  build: { target: "safari16", sourcemap: false, chunkSizeWarningLimit: 900 },
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
